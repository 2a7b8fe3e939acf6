"""Acts and statuses as plain values, for tests of the rules."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from adoption.entry_rules import EntryRule, parse_when
from adoption.fates import ActFacts, Proof, fates
from adoption.force import force
from adoption.kinds import CONSENTS, Level
from adoption.status import Standing, standing

FIRST = date(2027, 1, 1)
LATER = date(2029, 12, 31)


def on(day: int) -> date:
    return FIRST + timedelta(days=day)


def act(number: int, kind: str, day: int = 0, *, known: int | None = None, **values: object) -> ActFacts:
    """An act that happened ``day`` days after FIRST, known from then on or from ``known`` days after it."""
    values = {"known": on(day if known is None else known), "number": number, **values}
    return ActFacts(id=number, kind=kind, day=on(day), **values)  # type: ignore[arg-type]


def seen(day: int, level: str = "document seen") -> Proof:
    """A proof that was given so many days after FIRST."""
    given_on = on(day)
    return Proof(level, datetime(given_on.year, given_on.month, given_on.day, 12, tzinfo=UTC))


def rule(needs: int = 1, when: str = "30 days", **values: object) -> EntryRule:
    """A rule that counts whatever treaties do; reported is enough."""
    return EntryRule(  # type: ignore[arg-type]
        **{"counts": CONSENTS, "level": Level.REPORTED, "needs": needs, "when": parse_when(when), **values}
    )


def stands(
    acts: Iterable[ActFacts],
    as_of: date = LATER,
    *,
    by: EntryRule | None = None,
    known_at: date | None = None,
    scope: int | None = None,
) -> Standing:
    """Where one participant stands, alone in the process."""
    became = fates(acts, as_of, known_at)
    text = force(by, {"RS": became}, known_at)
    return standing(became, text, as_of=as_of, known_at=known_at, scope=scope)
