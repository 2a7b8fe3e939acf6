"""One word for where a country stands, for figures, tiles and maps: what it did about the version that a page
is about, as far as that can be said in a word. The table beside them says all of it.

Pure, over what ``adoption.status`` says.
"""

from adoption.kinds import ADOPTIONS, ActKind, Status
from adoption.status import Standing
from core.enumeration import Labelled
from core.errors import N_


class Headline(Labelled):
    """How far a country has gone, the furthest first. ``meaning``: what the word says."""

    meaning: str

    def __init__(self, value: str, label: str = "", meaning: str = "") -> None:
        super().__init__(value, label)
        self.meaning = meaning

    ADOPTED = (
        "adopted",
        N_("Adopted"),
        N_("By a decision of its government or parliament, or by another act that binds it."),
    )
    SIGNED = (
        "signed",
        N_("Signed"),
        N_("By a person with full powers; consent is still to come."),
    )
    SUPPORTS = (
        "supports",
        N_("Supports"),
        N_("The government agrees with the text, and is not bound by it."),
    )
    OTHER = (
        "other",
        N_("Acted otherwise"),
        N_("On parts of the text, on another version, by a reservation alone, or provisionally."),
    )
    OBJECTS = (
        "objects",
        N_("Objects"),
        N_("The government says no to the text, until it withdraws that."),
    )
    WITHDRAWN = (
        "withdrawn",
        N_("Withdrawn"),
        N_("What the country had done stands no more."),
    )
    NONE = (
        "none",
        N_("No information"),
        N_("There is no act on the record. This is not a “no”."),
    )


def headline(
    whole: Standing, *, here: bool, in_part: bool, acted: bool = False, left: bool = False
) -> Headline:
    """The word for a country. whole: where it stands on a whole version; here: on the version that the page
    is about, not another one; in_part: whether it stands otherwise on chapters. Of one that stands nowhere,
    acted: whether an act of its stands; left: whether it has taken back what it did."""
    if not whole.says_something:
        if in_part or acted or (left and not here):
            return Headline.OTHER
        return Headline.WITHDRAWN if left else Headline.NONE
    if not here:
        return Headline.OTHER
    if whole.consented or (whole.kind in ADOPTIONS and not whole.ended):
        return Headline.ADOPTED  # by its own decision, also where the rule counts another one
    if whole.objection is not None:
        return Headline.OBJECTS
    if whole.status == Status.SIGNATORY:
        return Headline.SIGNED
    if whole.status == Status.WITHDRAWN:
        return Headline.OTHER if in_part else Headline.WITHDRAWN
    return Headline.SUPPORTS if whole.kind == ActKind.ENDORSED else Headline.OTHER
