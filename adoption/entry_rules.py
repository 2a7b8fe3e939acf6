"""The rule by which a text enters into force: which acts count, how many, and when after.

Pure: a rule is a value, and the words in which it is given are read and written here.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from adoption.kinds import ADOPTIONS, CONSENTS, LEVELS, ActKind, Level
from core.days import first_of_next_month, months_after
from core.enumeration import Labelled
from core.errors import N_, NN_

MOST_PARTICIPANTS = 500
MOST_DAYS, MOST_MONTHS = 3660, 120


class Delay(Labelled):
    """How the day of effect is counted from that of the act that completes the number, or of one's own.
    ``one`` and ``label``: in words, of one day or month and of several."""

    one: str

    def __init__(self, value: str, one: str = "", label: str = "") -> None:
        super().__init__(value, label or one)
        self.one = one

    DAYS = "days", *NN_("%(n)s day", "%(n)s days")
    MONTHS = "months", *NN_("%(n)s month", "%(n)s months")
    DAYS_THEN_FIRST = (
        "days then first of month",
        *NN_("%(n)s day, then the first of the next month", "%(n)s days, then the first of the next month"),
    )
    MONTHS_THEN_FIRST = (
        "months then first of month",
        *NN_(
            "%(n)s month, then the first of the next month", "%(n)s months, then the first of the next month"
        ),
    )
    FIRST_OF_MONTH = "first of month", N_("the first of month %(n)s after that month")


_WAYS = (
    (re.compile(r"(\d{1,4}) days?(?: after)?"), Delay.DAYS),
    (re.compile(r"(\d{1,4}) months?(?: after)?"), Delay.MONTHS),
    (re.compile(r"(\d{1,4}) days?,? (?:and )?then the first of the next month"), Delay.DAYS_THEN_FIRST),
    (re.compile(r"(\d{1,4}) months?,? (?:and )?then the first of the next month"), Delay.MONTHS_THEN_FIRST),
    (re.compile(r"(?:the )?first of month (\d{1,4}) after that month"), Delay.FIRST_OF_MONTH),
)


@dataclass(frozen=True)
class When:
    """When after an act something takes effect. Days are counted from the day after it: «30 days» is the
    thirtieth day. A month without such a day gives its last."""

    delay: Delay
    n: int

    def after(self, day: date) -> date:
        """The day of effect of what was done on a day."""
        if self.delay in (Delay.DAYS, Delay.DAYS_THEN_FIRST):
            later = day + timedelta(days=self.n)
        elif self.delay == Delay.FIRST_OF_MONTH:
            return months_after(day.replace(day=1), self.n)
        else:
            later = months_after(day, self.n)
        then_first = self.delay in (Delay.DAYS_THEN_FIRST, Delay.MONTHS_THEN_FIRST)
        return first_of_next_month(later) if then_first else later

    def __str__(self) -> str:
        """As ``parse_when`` reads it."""
        words = self.delay.one if self.n == 1 else self.delay.label
        return words % {"n": self.n}


@dataclass(frozen=True)
class EntryRule:
    """A rule of entry into force.

    counts: kinds of acts. level: how well they must be proved. needs: participants, each counted once.
    must: codes of participants that have to be among them. not_before: the earliest day. open_to: codes of
    those who may take part at all, empty for all. accession_open: accession is taken before it is in force.
    """

    counts: tuple[ActKind, ...]
    level: Level
    needs: int
    when: When
    must: tuple[str, ...] = ()
    not_before: date | None = None
    open_to: tuple[str, ...] = ()
    accession_open: bool = False

    def takes(self, code: str) -> bool:
        """Whether the text is open to a participant."""
        return not self.open_to or code in self.open_to

    def proved(self, level: Level) -> bool:
        """Whether an act that is proved so well counts."""
        return LEVELS.index(level) >= LEVELS.index(self.level)


def consents(rule: EntryRule | None) -> frozenset[ActKind]:
    """The kinds of acts by which a participant consents to be bound: those of treaty practice always; a
    country's own adoption where the rule counts it, or where there is no rule yet."""
    return frozenset(CONSENTS) | frozenset(rule.counts if rule else ADOPTIONS)


def parse_when(text: str) -> When:
    """«30 days», «3 months», «60 days, then the first of the next month», «the first of month 3 after that
    month». Raises ValueError for anything else."""
    words = " ".join(text.casefold().split())
    for way, delay in _WAYS:
        parts = way.fullmatch(words)
        if parts is not None:
            when = When(delay, int(parts[1]))
            most = MOST_DAYS if "day" in delay else MOST_MONTHS
            if when.n > most or (delay == Delay.FIRST_OF_MONTH and not when.n):
                break
            return when
    raise ValueError(text)


def countable(kinds: Iterable[str]) -> Sequence[ActKind]:
    """The kinds that a rule counts, from their values, in the order of the enumeration, each once.
    ``signature`` is «signed», ``endorsement`` «endorsed». Raises ValueError, naming it, for a kind that
    nothing can rest on."""
    named = {SHORT.get(kind, kind) for kind in kinds}
    wrong = sorted(named - set(COUNTABLE))
    if wrong:
        raise ValueError(wrong[0])
    return [kind for kind in COUNTABLE if kind in named]


COUNTABLE = (
    *(kind for kind in ActKind if kind in CONSENTS or kind in ADOPTIONS),
    ActKind.ENDORSED,
    ActKind.SIGNED,
)
SHORT = {"signature": "signed", "endorsement": "endorsed"}
