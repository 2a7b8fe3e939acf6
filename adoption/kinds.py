"""What acts are, how well they are proved, and where they leave a country: the values that are kept,
with their words.

The kinds are those of treaty practice (Vienna Convention on the Law of Treaties, articles 11 to 23 and 54;
Vienna Convention on Succession of States in respect of Treaties), and those of a policy that governments and
parliaments adopt by their own decisions.
"""

from core.enumeration import Labelled
from core.errors import N_


class ActKind(Labelled):
    """What a government does with a version.

    ``meaning``: what it says, for the person who chooses. ``ended``: what is said once it was withdrawn, for
    what can be.
    """

    meaning: str
    ended: str

    def __init__(self, value: str, label: str = "", meaning: str = "", ended: str = "") -> None:
        super().__init__(value, label)
        self.meaning, self.ended = meaning, ended

    ENDORSED = (
        "endorsed",
        N_("Endorsed"),
        N_("The government supports the text and is not yet bound by it."),
        N_("Endorsement withdrawn"),
    )
    SIGNED = (
        "signed",
        N_("Signed"),
        N_("A person with full powers has signed the text."),
        N_("Signature withdrawn"),
    )
    SIGNED_AD_REFERENDUM = (
        "signed ad referendum",
        N_("Signed ad referendum"),
        N_("Signed; it becomes a full signature once the government confirms it."),
        N_("Signature ad referendum withdrawn"),
    )
    SIGNED_SUBJECT_TO_APPROVAL = (
        "signed subject to approval",
        N_("Signed subject to approval"),
        N_("Signed; the country is bound once its own bodies have approved."),
        N_("Signature subject to approval withdrawn"),
    )
    DEFINITIVE_SIGNATURE = (
        "definitive signature",
        N_("Definitive signature"),
        N_("The signature alone binds the country: no ratification follows."),
        N_("Definitive signature withdrawn"),
    )
    ADOPTED_BY_GOVERNMENT = (
        "adopted by government",
        N_("Adopted by government"),
        N_("The government has adopted the text by its own decision."),
        N_("Adoption by government withdrawn"),
    )
    ADOPTED_BY_PARLIAMENT = (
        "adopted by parliament",
        N_("Adopted by parliament"),
        N_("Parliament has adopted the text."),
        N_("Adoption by parliament withdrawn"),
    )
    RATIFICATION = (
        "ratification",
        N_("Ratification"),
        N_("The country confirms its signature and is bound."),
        N_("Ratification withdrawn"),
    )
    ACCEPTANCE = (
        "acceptance",
        N_("Acceptance"),
        N_("As ratification, under the name that the country’s law gives it."),
        N_("Acceptance withdrawn"),
    )
    APPROVAL = (
        "approval",
        N_("Approval"),
        N_("As ratification, under the name that the country’s law gives it."),
        N_("Approval withdrawn"),
    )
    FORMAL_CONFIRMATION = (
        "formal confirmation",
        N_("Formal confirmation"),
        N_("As ratification, by an international organisation."),
        N_("Formal confirmation withdrawn"),
    )
    ACCESSION = (
        "accession",
        N_("Accession"),
        N_("The country joins a text that is in force or open to it, without having signed."),
        N_("Accession withdrawn"),
    )
    SUCCESSION = (
        "succession",
        N_("Succession"),
        N_("The country takes over what another one, which it succeeds, was bound by."),
        N_("Succession withdrawn"),
    )
    SUCCESSION_TO_SIGNATURE = (
        "succession to signature",
        N_("Succession to signature"),
        N_("The country takes over the signature of another one, which it succeeds."),
        N_("Succession to signature withdrawn"),
    )
    PROVISIONAL_APPLICATION = (
        "provisional application",
        N_("Provisional application"),
        N_("The country applies the text before it is bound by it."),
        N_("Provisional application ended"),
    )
    RESERVATION = (
        "reservation",
        N_("Reservation"),
        N_("Paragraphs that are not accepted, or not wholly."),
        N_("Reservation withdrawn"),
    )
    DECLARATION = (
        "declaration",
        N_("Declaration"),
        N_("A statement that changes nothing of what is accepted."),
        N_("Declaration withdrawn"),
    )
    OBJECTION = (
        "objection",
        N_("Objection to the text"),
        N_("The country is against this version."),
        N_("Objection to the text withdrawn"),
    )
    OBJECTION_TO_RESERVATION = (
        "objection to reservation",
        N_("Objection to a reservation"),
        N_("The country does not accept the reservation of another one."),
        N_("Objection to a reservation withdrawn"),
    )
    CHANGE_OF_NAME = (
        "change of name",
        N_("Change of name"),
        N_("The country is called otherwise; what it did before stays its own."),
    )
    WITHDRAWAL = (
        "withdrawal",
        N_("Withdrawal"),
        N_("An earlier act ends, or all that the country has done about the text."),
    )
    WITHDRAWAL_RESCINDED = (
        "withdrawal rescinded",
        N_("Withdrawal rescinded"),
        N_("A withdrawal is taken back: it counts as never made."),
        N_("Rescission withdrawn"),
    )
    CORRECTION = (
        "correction",
        N_("Correction"),
        N_("An earlier act was recorded wrongly. Enter all of it as it should have been."),
        N_("Correction withdrawn"),
    )


# Signatures after which something must follow, and that which binds at once.
SIGNATURES = (
    ActKind.SIGNED,
    ActKind.SIGNED_AD_REFERENDUM,
    ActKind.SIGNED_SUBJECT_TO_APPROVAL,
    ActKind.SUCCESSION_TO_SIGNATURE,
    ActKind.DEFINITIVE_SIGNATURE,
)

# Consent to be bound, by whatever name.
CONSENTS = (
    ActKind.DEFINITIVE_SIGNATURE,
    ActKind.RATIFICATION,
    ActKind.ACCEPTANCE,
    ActKind.APPROVAL,
    ActKind.FORMAL_CONFIRMATION,
    ActKind.ACCESSION,
    ActKind.SUCCESSION,
)

# What a person signs for the country: the text itself, or the instrument of its consent.
SIGNED_BY_PEOPLE = (*SIGNATURES, *(kind for kind in CONSENTS if kind not in SIGNATURES))

# A country’s own decision to adopt. It binds unless the rule of entry into force asks for another act.
ADOPTIONS = (ActKind.ADOPTED_BY_GOVERNMENT, ActKind.ADOPTED_BY_PARLIAMENT)

STATEMENTS = (ActKind.RESERVATION, ActKind.DECLARATION)

# What is about an act or a name, and covers no part of a text.
COVERING_NOTHING = (
    ActKind.OBJECTION_TO_RESERVATION,
    ActKind.CHANGE_OF_NAME,
    ActKind.WITHDRAWAL,
    ActKind.WITHDRAWAL_RESCINDED,
)

# What says something about an act made before.
ABOUT_ANOTHER = (ActKind.WITHDRAWAL, ActKind.WITHDRAWAL_RESCINDED, ActKind.CORRECTION)


class Level(Labelled):
    """How well an act is proved, the best last."""

    REPORTED = "reported", N_("Reported")
    DOCUMENT_SEEN = "document seen", N_("Document seen")
    IN_GAZETTE = "in gazette", N_("In gazette")


LEVELS = tuple(Level)


class Purpose(Labelled):
    """What a file is to the act that it was sent with."""

    INSTRUMENT = "instrument", N_("The instrument")
    LETTER = "letter", N_("A letter that came with it")
    FULL_POWERS = "full powers", N_("Full powers of who signed")
    TRANSLATION = "translation", N_("A translation of the instrument")


class Powers(Labelled):
    """What somebody has signed under (Vienna Convention on the Law of Treaties, article 7)."""

    FULL_POWERS = "full powers", N_("Full powers")
    HEAD_OF_STATE = "head of state", N_("Their functions, as head of state")
    HEAD_OF_GOVERNMENT = "head of government", N_("Their functions, as head of government")
    FOREIGN_MINISTER = "minister of foreign affairs", N_("Their functions, as minister of foreign affairs")
    PRACTICE = "practice", N_("Practice of the states concerned, without full powers")
    UNKNOWN = "not known", N_("Not known")


class Status(Labelled):
    """Where the acts leave a participant, as ``adoption.status`` works it out.

    ``sign``: good, bad, warn, note or plain, as the pages mark it; ``meaning``: what the word says.
    """

    sign: str
    meaning: str

    def __init__(self, value: str, label: str = "", sign: str = "", meaning: str = "") -> None:
        super().__init__(value, label)
        self.sign, self.meaning = sign, meaning

    NONE = (
        "none",
        N_("Not signed, not bound"),
        "plain",
        N_("Nothing on the record signs the text or binds the country. This is not a “no”."),
    )
    SIGNATORY = "signatory", N_("Signatory"), "note", N_("Signed, and not yet bound.")
    CONSENTED = (
        "consented",
        N_("Consented"),
        "good",
        N_("Has consented to be bound; the text is not yet in force for it."),
    )
    PARTY = "party", N_("Party"), "good", N_("Bound by the text, which is in force for it.")
    WITHDRAWN = (
        "withdrawn",
        N_("Withdrawn"),
        "warn",
        N_("What it had done was withdrawn, and nothing else stands."),
    )
