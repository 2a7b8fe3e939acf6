"""Who takes part, and under which mandate."""

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.errors import Invalid
from core.record import entries
from core.record.entries import Entry
from members import queries, services
from members.models import Mandate, Organisation, Person, Role
from tests.support.factories import make_mandate, make_participant, make_person
from tests.support.recorded import content


def test_one_address_is_one_person_whatever_its_case(db: Session) -> None:
    first = services.add_person(db, name="Ana Example", email=" Ana@Example.ORG ")
    again = services.add_person(db, name="Ana", email="ana@example.org")
    assert again is first
    assert (first.name, first.email) == ("Ana Example", "ana@example.org")


def test_a_person_is_found_under_an_address_kept_in_ascii_earlier_and_under_no_other(db: Session) -> None:
    earlier = Person(name="Ana Example", email="ana@xn--80a1acn3a.xn--90a3ac")
    db.add(earlier)
    db.flush()
    assert services.add_person(db, name="Ana", email="Ana@пошта.срб") is earlier
    other = services.add_person(db, name="Ana Example", email="ana@fass.de")
    assert services.add_person(db, name="Ana Example", email="ana@faß.de") is not other


@pytest.mark.parametrize("email", ["", "ana", "   "])
def test_a_person_has_an_address(db: Session, email: str) -> None:
    with pytest.raises(Invalid) as error:
        services.add_person(db, name="Ana Example", email=email)
    assert error.value.field == "email"


def test_a_name_is_kept_without_what_nobody_sees(db: Session) -> None:
    person = services.add_person(db, name="Ana\u00a0Exam\u00adple\r\n", email="ana@example.org")
    assert person.name == "Ana Example"


def test_one_name_is_one_organisation(db: Session) -> None:
    first = services.add_organisation(db, name="Cluster One", tier="cluster")
    assert services.add_organisation(db, name="Cluster One", tier="government") is first
    assert db.scalar(select(func.count()).select_from(Organisation)) == 1


def test_countries_come_in_the_order_of_the_configuration(db: Session) -> None:
    for code, position in (("RS", 3), ("AL", 1), ("BA", 2)):
        make_participant(db, code, position=position)
    assert [country.code for country in queries.participants(db)] == ["AL", "BA", "RS"]
    assert queries.participant_by_code(db, "TR") is None


def test_a_mandate_given_is_on_the_record(db: Session, now: datetime) -> None:
    mandate = make_mandate(db, "government", country="MK", ends_on=date(2027, 12, 31))
    entry = db.scalars(select(Entry).where(Entry.subject == "members")).one()
    assert (entry.action, entry.actor, entry.subject, entry.at) == (
        "mandate.given",
        "operator",
        "members",
        now,
    )
    assert content(entry) == {
        "mandate": mandate.id,
        "role": "government",
        "organisation": mandate.organisation.name,
        "participant": "MK",
        "from": "2026-01-01",
        "to": "2027-12-31",
        "basis": "Decision 1/2026",
    }
    assert entries.verify(db) is None


def test_P5_the_record_of_a_mandate_does_not_name_the_person(db: Session) -> None:
    person = make_person(db, "Petra Unmistakable", email="petra.unmistakable@example.org")
    make_mandate(db, person=person)
    bodies = [str(entry.payload.body) for entry in db.scalars(select(Entry)) if entry.payload]
    assert bodies
    assert not any("unmistakable" in body.casefold() for body in bodies)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"role": "king"}, "role"),
        ({"role": "government"}, "participant"),
        ({"role": "contact_point"}, "participant"),
        ({"basis": "  "}, "basis"),
        ({"ends_on": date(2025, 12, 31)}, "ends_on"),
    ],
)
def test_a_mandate_says_role_country_basis_and_a_time_that_can_be(
    db: Session, now: datetime, values: dict[str, Any], field: str
) -> None:
    given: dict[str, Any] = {
        "organisation": services.add_organisation(db, name="Cluster One", tier="cluster"),
        "role": "working_group",
        "starts_on": date(2026, 1, 1),
        "basis": "Decision 1/2026",
    }
    terms = services.Terms(**{**given, **values})
    with pytest.raises(Invalid) as error:
        services.give_mandate(db, make_person(db), terms, now=now, by="operator")
    assert error.value.field == field
    assert db.scalar(select(func.count()).select_from(Mandate)) == 0


@pytest.mark.parametrize("role", Role)
def test_every_role_can_be_given(db: Session, role: str) -> None:
    mandate = make_mandate(db, role)
    assert mandate.role == role
    assert (mandate.participant is not None) == (role in services.NATIONAL_ROLES)


@pytest.mark.parametrize(
    ("ends_on", "day", "expected"),
    [
        (date(2026, 6, 30), date(2025, 12, 31), False),
        (date(2026, 6, 30), date(2026, 1, 1), True),
        (date(2026, 6, 30), date(2026, 6, 30), True),
        (date(2026, 6, 30), date(2026, 7, 1), False),
        (None, date(2099, 1, 1), True),
    ],
)
def test_a_mandate_is_in_force_on_its_first_and_last_day_and_not_outside(
    ends_on: date | None, day: date, expected: bool
) -> None:
    mandate = Mandate(starts_on=date(2026, 1, 1), ends_on=ends_on)
    assert mandate.in_force(day) is expected
    assert queries.mandates_in_force(Person(mandates=[mandate]), day) == [mandate] * expected


def test_nobody_holds_no_mandate() -> None:
    assert queries.mandates_in_force(None, date(2026, 1, 1)) == []


def test_only_invented_people_are_offered_in_a_demonstration(db: Session) -> None:
    make_person(db, "Real Person")
    first, second = (make_person(db, name, example=True) for name in ("Ana Example", "Boro Example"))
    make_mandate(db, person=second)
    assert queries.example_people(db) == [first, second]
    assert [mandate.role for mandate in second.mandates] == ["secretariat"]
