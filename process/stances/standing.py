"""Which stance of each country stands on a day.

The rules:

1. A stance is about the document, not about a version of it, and belongs to no stage: it stands through
   versions and stages until its country states another or withdraws it.
2. Of the stances of a country the last one that is not withdrawn stands. Withdrawing the last one therefore
   puts the one before in its place again, if that was not withdrawn as well: whoever withdraws is told so.
3. A day ends at midnight in UTC, as it does for acts of adoption.

Pure: the functions look at values that a query has gathered.
"""

from collections.abc import Hashable, Iterable
from datetime import date, datetime
from typing import NamedTuple

from core.enumeration import Labelled
from core.errors import N_


class StanceKind(Labelled):
    """What a country says of a document. ``meaning``: for the person who chooses."""

    meaning: str

    def __init__(self, value: str, label: str = "", meaning: str = "") -> None:
        super().__init__(value, label)
        self.meaning = meaning

    SUPPORT = "support", N_("Supports it"), N_("The country is for the document.")
    OBJECT = (
        "object",
        N_("Objects"),
        N_(
            "The country is against the document. While this stands, the document can neither go to adoption "
            "nor come into force."
        ),
    )
    ABSTAIN = (
        "abstain",
        N_("Abstains"),
        N_("The country is neither for it nor against it, and stands in nobody’s way."),
    )


class StanceFacts(NamedTuple):
    """A stance as the rules need it. country: what tells countries apart. withdrawn_at: None for never."""

    id: int
    country: Hashable
    kind: str
    at: datetime
    withdrawn_at: datetime | None = None


def standing(stances: Iterable[StanceFacts], as_of: date) -> dict[Hashable, StanceFacts]:
    """The stance of each country that stood at the end of a day, by country; none of a country without."""
    known = sorted((each for each in stances if each.at.date() <= as_of), key=lambda each: (each.at, each.id))
    return {each.country: each for each in known if not _withdrawn(each, as_of)}


def objecting(stances: Iterable[StanceFacts], as_of: date) -> set[Hashable]:
    """The countries whose objection stood at the end of a day."""
    stand = standing(stances, as_of)
    return {country for country, stance in stand.items() if stance.kind == StanceKind.OBJECT}


def _withdrawn(stance: StanceFacts, as_of: date) -> bool:
    return stance.withdrawn_at is not None and stance.withdrawn_at.date() <= as_of
