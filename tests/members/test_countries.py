"""Which countries take part from when to when, which succeeds which, and where each stands in lists."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import Invalid
from core.record import checking, entries, public
from core.record.entries import Entry
from members import queries, services
from members.countries import adding
from members.countries import order as country_order
from members.countries.adding import NewCountry
from members.countries.codes import is_code
from members.countries.names import Decision
from members.models import Mandate, Participant
from members.public import PARTICIPANT
from tests.support.factories import NOW, make_mandate, make_participant, make_person
from tests.support.recorded import content, put_what_is_left_on_record

TODAY = NOW.date()
TOMORROW = TODAY + timedelta(days=1)


def added(db: Session, code: str, *, decision: Decision | None = None, **values: object) -> Participant:
    new = NewCountry(code=code, places={"": 9}, **values)  # type: ignore[arg-type]
    return adding.add(db, new, by="operator", now=NOW, decision=decision)


def last_entry(db: Session) -> Entry:
    return db.scalars(select(Entry).order_by(Entry.seq.desc()).limit(1)).one()


@pytest.mark.parametrize("code", ["RS", "EU", "XK", "X1", "X-UNION", "ABCDEFGH", "A0"])
def test_a_code_is_of_two_to_eight_capitals_digits_and_hyphens_and_begins_with_a_letter(code: str) -> None:
    assert is_code(code)


@pytest.mark.parametrize("code", ["", "R", "rs", "1A", "-A", "ABCDEFGHI", "РС", "R S", "RS\n", "Ž1", "R.S"])
def test_anything_else_is_no_code(code: str) -> None:
    assert not is_code(code)


def test_a_country_takes_part_from_its_first_day_to_its_last(db: Session) -> None:
    country = added(db, "EU", from_on=date(2027, 3, 1), until_on=date(2027, 3, 31))
    days = (date(2027, 2, 28), date(2027, 3, 1), date(2027, 3, 31), date(2027, 4, 1))
    assert [country.takes_part(day) for day in days] == [False, True, True, False]
    assert [country in queries.participants_on(db, day) for day in days] == [False, True, True, False]
    assert [country in queries.participants_on(db, day, coming=True) for day in days] == [
        True,
        True,
        True,
        False,
    ]
    assert country in queries.participants(db)


def test_a_country_that_was_added_is_on_the_record_with_its_days_and_both_persons(db: Session) -> None:
    asking, approving = make_mandate(db, "admin"), make_mandate(db, "admin")
    decision = Decision("As decided.", asking, approving)
    added(db, "X-UNION", names={"en": " The  Union "}, from_on=TOMORROW, decision=decision)
    entry = last_entry(db)
    assert (entry.action, entry.subject) == ("participant.added", "participants")
    assert content(entry) == {
        "participant": "X-UNION",
        "names": {"en": "The Union"},
        "footnotes": {},
        "positions": {"": 9},
        "from": TOMORROW.isoformat(),
        "reason": "As decided.",
        "asked_by": asking.actor,
    }
    assert entries.verify(db) is None


def test_the_row_of_a_country_without_days_reads_as_before_there_were_days(db: Session) -> None:
    """What stands on the record from before a column came goes on to hold."""
    row = PARTICIPANT.content(make_participant(db, "RS"))
    assert row == {"participant": "RS", "position": 1, "positions": {}, "names": {}, "footnotes": {}}


def test_a_country_that_is_succeeded_ends_on_the_eve_and_both_are_on_the_record(db: Session) -> None:
    old = added(db, "X-OLD")
    new = added(db, "X-NEW", succeeds=old, from_on=TOMORROW)
    assert old.until_on == TODAY
    assert (old.takes_part(TODAY), new.takes_part(TODAY)) == (True, False)
    assert (old.takes_part(TOMORROW), new.takes_part(TOMORROW)) == (False, True)
    assert (new.succeeds, old.successors) == (old, [new])
    entry = last_entry(db)
    assert entry.action == "participant.succeeded"
    assert (content(entry)["participant"], content(entry)["succeeds"]) == ("X-NEW", "X-OLD")
    shown = public.compared(db, [(PARTICIPANT, old), (PARTICIPANT, new)])
    assert {name: (each.alike, each.seq) for name, each in shown.items()} == {
        "participant:X-OLD": (True, entry.seq),
        "participant:X-NEW": (True, entry.seq),
    }


def test_several_countries_may_succeed_one_from_the_same_day(db: Session) -> None:
    old = added(db, "X-OLD")
    one = added(db, "X-ONE", succeeds=old, from_on=TOMORROW)
    two = added(db, "X-TWO", succeeds=old, from_on=TOMORROW)
    assert {one, two} == {each for each in queries.participants(db) if each.succeeds is old}
    with pytest.raises(Invalid) as error:
        added(db, "X-LATE", succeeds=old, from_on=TOMORROW + timedelta(days=1))
    assert error.value.field == "from_on"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"code": "serbia"}, "code"),
        ({"code": "X-OLD"}, "code"),
        ({"code": "X-NEW", "from_on": TOMORROW, "until_on": TODAY}, "until_on"),
        ({"code": "X-NEW", "succeeds": True}, "from_on"),
        ({"code": "X-NEW", "succeeds": True, "from_on": date(2020, 1, 1)}, "from_on"),
        ({"code": "X-NEW", "names": {"en": "x" * 121}}, "name-en"),
    ],
    ids=str,
)
def test_a_country_that_cannot_be_is_refused_with_its_field(
    db: Session, values: dict[str, object], field: str
) -> None:
    old = added(db, "X-OLD", from_on=date(2020, 1, 1))
    if values.get("succeeds"):
        values = {**values, "succeeds": old}
    with pytest.raises(Invalid) as error:
        added(db, **values)  # type: ignore[arg-type]
    assert error.value.field == field
    assert old.until_on is None


def test_nobody_acts_for_a_country_before_or_after_it_takes_part(db: Session) -> None:
    old = added(db, "X-OLD")
    mandate = make_mandate(db, "government", country="X-OLD", person=make_person(db, "Goran"))
    assert mandate.in_force(TODAY)
    added(db, "X-NEW", succeeds=old, from_on=TOMORROW)
    assert mandate.in_force(TODAY), "until its last day"
    assert not mandate.in_force(TOMORROW)
    assert mandate.last_day == TODAY
    with pytest.raises(Invalid) as too_early:
        make_mandate(db, "government", country="X-NEW")
    assert too_early.value.field == "starts_on"
    assert too_late(db, mandate).field == "participant"


def too_late(db: Session, mandate: Mandate) -> Invalid:
    terms = services.Terms.of(mandate)
    terms = services.Terms(**{**vars(terms), "starts_on": TOMORROW})
    with pytest.raises(Invalid) as error:
        services.give_mandate(db, make_person(db), terms, now=NOW, by="operator")
    return error.value


def order(db: Session, locale: str) -> list[str]:
    listed = [each for each in queries.participants(db) if locale in each.positions]
    return [each.code for each in sorted(listed, key=lambda each: each.positions[locale])]


def test_a_country_is_put_before_another_in_each_list_and_stays_there_at_the_next_start(
    db: Session, now: datetime
) -> None:
    for position, code in enumerate(("AA", "BB", "CC"), start=1):
        make_participant(db, code, position=position)
    configured = {"en": ["AA", "BB", "CC"], "sr-Cyrl": ["CC", "BB", "AA"]}
    named = ["AA", "BB", "CC"]
    country_order.reorder(db, configured, named=named, by="operator", now=now)
    for code, before in ("X-1", {"": "BB", "en": "BB", "sr-Cyrl": "CC"}), ("X-2", {"en": "X-1"}):
        places = country_order.make_room(adding.hold(db), before)
        adding.add(db, NewCountry(code=code, places=places), by="operator", now=now)
    assert order(db, "en") == ["AA", "X-2", "X-1", "BB", "CC"]
    assert order(db, "sr-Cyrl") == ["X-1", "CC", "BB", "AA"], "X-2 comes after all that it lists"
    assert [each.code for each in queries.participants(db)] == ["AA", "X-1", "BB", "CC", "X-2"]
    assert not country_order.reorder(db, configured, named=named, by="operator", now=now)
    turned = {**configured, "en": ["CC", "BB", "AA"]}
    assert country_order.reorder(db, turned, named=named, by="operator", now=now)
    assert order(db, "en") == ["CC", "X-2", "X-1", "BB", "AA"]


def test_the_record_holds_with_countries_of_every_sort(db: Session) -> None:
    old = added(db, "EU", until_on=None)
    added(db, "X-NEW", succeeds=old, from_on=TOMORROW, until_on=TOMORROW)
    put_what_is_left_on_record(db)
    assert [fault for fault in checking.faults(db, NOW) if "participant" in fault] == []
    db.connection().exec_driver_sql("UPDATE participant SET until_on = '2027-12-31' WHERE code = 'EU'")
    db.expire_all()
    assert any("participant:EU was altered" in fault for fault in checking.faults(db, NOW))
