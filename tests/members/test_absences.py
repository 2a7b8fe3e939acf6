"""Who speaks for a country: one mandate at a time, its substitute when it is absent."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from core.errors import Conflict, DomainError, Forbidden, Invalid, Refused
from core.record.entries import Entry
from members.absences import declaring
from members.absences.models import Absence
from members.absences.speaking import speaking
from members.interests import Declaration
from members.interests import declare as declare_interest
from members.models import Mandate, Person
from tests.support.factories import NOW, make_mandate, make_person

TODAY = NOW.date()


def mandate(number: int, substitute_for: Mandate | None = None, **values: Any) -> Mandate:
    return Mandate(
        id=number,
        person=Person(name=f"Person {number}"),
        substitute_for=substitute_for,
        **{"role": "government", "starts_on": date(2027, 1, 1), **values},
    )


FIRST, SECOND = mandate(1), mandate(2)
DEPUTY, OTHER_DEPUTY, DEPUTY_OF_SECOND = mandate(3, FIRST), mandate(4, FIRST), mandate(5, SECOND)
OFFICIAL = mandate(0, role="contact_point")
ALL = [DEPUTY_OF_SECOND, OTHER_DEPUTY, DEPUTY, SECOND, FIRST, OFFICIAL]


@pytest.mark.parametrize(
    ("absent", "speaks"),
    [
        ((), FIRST),
        ((2, 3), FIRST),
        ((1,), DEPUTY),
        ((1, 3), OTHER_DEPUTY),
        ((1, 3, 4), SECOND),
        ((1, 2, 3, 4), DEPUTY_OF_SECOND),
        ((1, 2, 3, 4, 5), None),
    ],
)
def test_the_first_speaks_then_their_substitutes_then_the_next(
    absent: Collection[int], speaks: Mandate | None
) -> None:
    assert speaking(ALL, absent, TODAY) is speaks


def test_only_a_mandate_in_force_speaks_whose_person_may_sign_in() -> None:
    past, to_come = mandate(1, ends_on=date(2027, 2, 1)), mandate(2, starts_on=date(2028, 1, 1))
    disabled, last = mandate(3), mandate(4)
    disabled.person.disabled_at = NOW
    assert speaking([past, to_come, disabled, last], (), TODAY) is last
    assert speaking([OFFICIAL], (), TODAY) is None


@pytest.mark.parametrize(
    ("until", "ended", "days"),
    [
        (None, None, (False, True, True, True)),
        (TODAY + timedelta(days=1), None, (False, True, True, False)),
        (None, NOW + timedelta(days=1), (False, True, False, False)),
        (None, NOW, (False, False, False, False)),
    ],
)
def test_an_absence_covers_its_days_until_the_return(
    until: date | None, ended: datetime | None, days: tuple[bool, ...]
) -> None:
    absence = Absence(from_on=TODAY, until_on=until, ended_at=ended)
    assert tuple(absence.covers(TODAY + timedelta(days=at)) for at in (-1, 0, 1, 2)) == days


@pytest.fixture
def minister(db: Session) -> Mandate:
    return make_mandate(db, "government", person=make_person(db, "Mina Example"))


def absent(db: Session, of: Mandate, first: int = 0, last: int | None = None, by: Any = None) -> Absence:
    until = None if last is None else TODAY + timedelta(days=last)
    begins = TODAY + timedelta(days=first)
    return declaring.declare(db, of, from_on=begins, until_on=until, by=by or of, now=NOW)


def test_somebody_who_is_absent_is_spoken_for_until_they_are_back(db: Session, minister: Mandate) -> None:
    other, country = make_mandate(db, "government"), minister.participant
    assert country is not None
    absence = absent(db, minister)
    assert declaring.who_speaks(db, country, TODAY) is other
    declaring.end(db, absence, by=minister, now=NOW)
    assert declaring.who_speaks(db, country, TODAY) is minister
    entries = [(entry.action, entry.actor) for entry in db.query(Entry).order_by(Entry.seq)][-2:]
    assert entries == [("mandate.absent", minister.actor), ("mandate.returned", minister.actor)]
    with pytest.raises(Conflict):
        declaring.end(db, absence, by=minister, now=NOW)


def test_who_takes_no_part_in_an_adoption_does_not_speak_on_it(db: Session, minister: Mandate) -> None:
    other, country = make_mandate(db, "government"), minister.participant
    assert country is not None
    recusal = Declaration("My firm.", "en", "document:policy", recused=True, participant=country)
    declare_interest(db, recusal, by=minister, now=NOW)
    assert declaring.who_speaks(db, country, TODAY, "document:policy") is other
    assert declaring.who_speaks(db, country, TODAY, "document:other") is minister


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [(-1, 2, "from_on"), (3, 2, "until_on"), (7, 12, "from_on"), (4, None, "from_on")],
)
def test_days_that_cannot_be_are_refused(
    db: Session, minister: Mandate, first: int, last: int | None, field: str
) -> None:
    absent(db, minister, 5, 9)
    with pytest.raises(Invalid) as refused:
        absent(db, minister, first, last)
    assert refused.value.field == field
    absent(db, minister, 0, 4)
    absent(db, minister, 10)


@pytest.mark.parametrize(
    ("of", "by", "refusal"),
    [
        ("government", "secretariat", Forbidden),
        ("government", "government", Forbidden),
        ("observer", "", Refused),
    ],
)
def test_an_absence_is_said_by_the_holder_or_an_administrator_of_who_speaks_for_a_country(
    db: Session, of: str, by: str, refusal: type[DomainError]
) -> None:
    holder = make_mandate(db, of)
    with pytest.raises(refusal):
        absent(db, holder, by=make_mandate(db, by) if by else holder)


def test_an_administrator_says_it_for_whoever_cannot(db: Session, minister: Mandate) -> None:
    admin = make_mandate(db, "admin")
    absence = absent(db, minister, by=admin)
    declaring.end(db, absence, by=admin, now=NOW)
    assert absence.made_by is admin is absence.ended_by
