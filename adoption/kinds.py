"""What acts are, how well they are proved, and where they leave a country: the values that are kept,
with their words."""

from core.enumeration import Labelled
from core.errors import N_


class ActKind(Labelled):
    """What a government does with a version. ``meaning``: what it says, for the person who chooses."""

    meaning: str

    def __init__(self, value: str, label: str = "", meaning: str = "") -> None:
        super().__init__(value, label)
        self.meaning = meaning

    ENDORSED = (
        "endorsed",
        N_("Endorsed"),
        N_("The government supports the text and is not yet bound by it."),
    )
    SIGNED = "signed", N_("Signed"), N_("A person with full powers has signed the text.")
    ADOPTED_BY_GOVERNMENT = (
        "adopted by government",
        N_("Adopted by government"),
        N_("The government has adopted the text by its own decision."),
    )
    ADOPTED_BY_PARLIAMENT = (
        "adopted by parliament",
        N_("Adopted by parliament"),
        N_("Parliament has adopted the text."),
    )
    ACCESSION = "accession", N_("Accession"), N_("The country joins a text that is already in force.")
    RESERVATION = "reservation", N_("Reservation"), N_("A paragraph is not accepted, or not wholly.")
    DECLARATION = (
        "declaration",
        N_("Declaration"),
        N_("A statement that changes nothing of what is accepted."),
    )
    OBJECTION = (
        "objection",
        N_("Objection"),
        N_("The country is against this version. While it stands, the text cannot come into force."),
    )
    WITHDRAWAL = (
        "withdrawal",
        N_("Withdrawal"),
        N_("An earlier act, or a reservation recorded as an act, ends."),
    )
    CORRECTION = (
        "correction",
        N_("Correction"),
        N_("An earlier act was recorded wrongly. Enter all of it as it should have been."),
    )


class Level(Labelled):
    """How well an act is proved, the best last."""

    REPORTED = "reported", N_("Reported")
    DOCUMENT_SEEN = "document seen", N_("Document seen")
    IN_GAZETTE = "in gazette", N_("In gazette")


class Purpose(Labelled):
    """What a file is to the act that it was sent with."""

    INSTRUMENT = "instrument", N_("The instrument")
    LETTER = "letter", N_("A letter that came with it")
    FULL_POWERS = "full powers", N_("Full powers of who signed")
    TRANSLATION = "translation", N_("A translation of the instrument")


class Status(Labelled):
    """Where the acts leave a participant, as ``adoption.status`` works it out.

    ``sign``: good, bad, warn, note or plain, as the pages mark it; ``meaning``: what the word says.
    """

    sign: str
    meaning: str

    def __init__(self, value: str, label: str = "", sign: str = "", meaning: str = "") -> None:
        super().__init__(value, label)
        self.sign, self.meaning = sign, meaning

    NO_INFORMATION = (
        "no information",
        N_("No information"),
        "plain",
        N_("No act is on the record. This is not a “no”."),
    )
    ENDORSED = "endorsed", N_("Endorsed"), "note", N_("Supported, not yet bound by it.")
    SIGNED = "signed", N_("Signed"), "note", N_("Signed by a person with full powers.")
    ADOPTED_BY_GOVERNMENT = (
        "adopted by government",
        N_("Adopted by government"),
        "good",
        N_("Adopted by a decision of the government."),
    )
    ADOPTED_BY_PARLIAMENT = (
        "adopted by parliament",
        N_("Adopted by parliament"),
        "good",
        N_("Adopted by parliament."),
    )
    ACCEDED = "acceded", N_("Acceded"), "good", N_("Joined when the text was already in force.")
    OBJECTS = "objects", N_("Objects"), "bad", N_("An objection stands.")
    WITHDRAWN = (
        "withdrawn",
        N_("Adoption withdrawn"),
        "warn",
        N_("An adoption was withdrawn, and no other stands."),
    )
    OBJECTION_WITHDRAWN = (
        "objection withdrawn",
        N_("Objection withdrawn"),
        "plain",
        N_("An objection was withdrawn, and nothing else stands."),
    )
    STATEMENT_ONLY = (
        "statement only",
        N_("Reservation or declaration only"),
        "note",
        N_("There is a reservation or a declaration, and no adoption."),
    )
