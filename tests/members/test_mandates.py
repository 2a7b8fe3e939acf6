"""Mandates end at once, stand in for one another, and hand over what is open."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import Invalid, Refused
from core.record import entries
from core.record.entries import Entry
from members import mandates, queries
from members.models import Mandate
from tests.support.factories import NOW, make_mandate, make_person
from tests.support.recorded import content

TODAY = NOW.date()


def last_entry(db: Session) -> Entry:
    return db.scalars(select(Entry).order_by(Entry.seq.desc()).limit(1)).one()


def test_S02_a_mandate_that_is_ended_is_in_force_no_more_that_very_day(db: Session, now: datetime) -> None:
    admin, mandate = make_mandate(db, "admin"), make_mandate(db)
    mandates.end(db, mandate, reason="Another body took over.", by=admin, now=now)
    assert queries.mandates_in_force(mandate.person, TODAY) == []
    assert mandate.in_force(TODAY - timedelta(days=1)), "what it was before stays true"


def test_the_end_of_a_mandate_is_on_the_record_with_its_reason_and_no_name(
    db: Session, now: datetime
) -> None:
    admin = make_mandate(db, "admin")
    mandate = make_mandate(db, "government", country="MK", person=make_person(db, "Petra Unmistakable"))
    mandates.end(db, mandate, reason=" A new government. ", by=admin, now=now)
    entry = last_entry(db)
    assert (entry.action, entry.actor) == ("mandate.ended", admin.actor)
    assert entry.payload is not None
    assert content(entry) == {
        "mandate": mandate.id,
        "role": "government",
        "organisation": mandate.organisation.name,
        "participant": "MK",
        "reason": "A new government.",
    }
    assert entries.verify(db) is None
    assert mandate in queries.mandates(db), "the mandate stays in the public list"


def test_an_end_needs_a_reason_and_happens_once(db: Session, now: datetime) -> None:
    admin, mandate = make_mandate(db, "admin"), make_mandate(db)
    with pytest.raises(Invalid) as error:
        mandates.end(db, mandate, reason="  ", by=admin, now=now)
    assert error.value.field == "reason"
    mandates.end(db, mandate, reason="Resigned.", by=admin, now=now)
    with pytest.raises(Refused):
        mandates.end(db, mandate, reason="Again.", by=admin, now=now)


def test_the_last_administrator_cannot_be_taken_away(db: Session, now: datetime) -> None:
    first = make_mandate(db, "admin")
    with pytest.raises(Refused):
        mandates.end(db, first, reason="Leaving.", by=first, now=now)
    second = make_mandate(db, "admin")
    mandates.end(db, first, reason="Leaving.", by=second, now=now)
    assert not first.in_force(TODAY)


def substitute(db: Session, mandate: Mandate) -> Mandate:
    from members import services

    return services.give_mandate(
        db,
        make_person(db, "Deputy Example"),
        services.Terms(
            organisation=mandate.organisation,
            role=mandate.role,
            participant=mandate.participant,
            starts_on=date(2026, 1, 1),
            basis="Decision 2/2026",
            substitute_for=mandate,
        ),
        now=NOW,
        by="operator",
    )


def test_a_substitute_acts_only_while_the_other_mandate_is_in_force(db: Session, now: datetime) -> None:
    admin, mandate = make_mandate(db, "admin"), make_mandate(db, "government")
    deputy = substitute(db, mandate)
    assert deputy.in_force(TODAY)
    mandates.end(db, mandate, reason="Recalled.", by=admin, now=now)
    assert not deputy.in_force(TODAY)
    assert queries.mandates_in_force(deputy.person, TODAY) == []


@pytest.mark.parametrize("case", ["another role", "oneself", "of a substitute"])
def test_a_substitute_is_another_person_in_the_same_role_for_one_who_is_none(db: Session, case: str) -> None:
    from members import services

    mandate = make_mandate(db, "government", country="RS")
    person = make_person(db)
    given = {"role": "government", "substitute_for": mandate}
    if case == "another role":
        given["role"] = "contact_point"
    elif case == "oneself":
        person = mandate.person
    else:
        given["substitute_for"] = substitute(db, mandate)
    with pytest.raises(Invalid) as error:
        services.give_mandate(
            db,
            person,
            services.Terms(
                organisation=mandate.organisation,
                participant=mandate.participant,
                starts_on=TODAY,
                basis="Decision 3/2026",
                **given,
            ),
            now=NOW,
            by="operator",
        )
    assert error.value.field == "substitute_for"


def test_what_is_open_goes_to_somebody_in_the_same_role_for_the_same_country(
    db: Session, now: datetime
) -> None:
    admin = make_mandate(db, "admin")
    serbian, successor = (make_mandate(db, "government", country="RS") for _ in range(2))
    greek = make_mandate(db, "government", country="GR")
    assert mandates.successors(db, serbian, now) == [successor]
    with pytest.raises(Invalid) as error:
        mandates.hand_over(db, serbian, greek, by=admin, now=now)
    assert error.value.field == "successor"
    mandates.end(db, serbian, reason="Moved on.", successor=successor, by=admin, now=now)
    assert serbian.successor is successor
    assert mandates.predecessors(db, [successor]) == [serbian]
    actions = [entry.action for entry in db.scalars(select(Entry).order_by(Entry.seq))]
    assert actions[-2:] == ["mandate.handed_over", "mandate.ended"]


def test_who_takes_over_from_a_successor_takes_over_from_all_before(db: Session, now: datetime) -> None:
    admin = make_mandate(db, "admin")
    first, second, third = (make_mandate(db) for _ in range(3))
    mandates.hand_over(db, first, second, by=admin, now=now)
    mandates.hand_over(db, second, third, by=admin, now=now)
    mandates.hand_over(db, third, first, by=admin, now=now)  # a ring does no harm
    assert {found.id for found in mandates.predecessors(db, [third])} == {first.id, second.id}


@pytest.mark.parametrize(
    ("days", "notice"), [(31, None), (30, 30), (8, 30), (7, 7), (0, 7), (-1, None)], ids=str
)
def test_a_mandate_that_runs_out_has_the_notice_of_30_or_of_7_days(
    db: Session, days: int, notice: int | None
) -> None:
    mandate = make_mandate(db, ends_on=TODAY + timedelta(days=days))
    assert mandates.running_out(db, TODAY) == ([(mandate, notice)] if notice else [])


def test_no_notice_is_given_of_a_mandate_that_was_ended_or_whose_person_is_disabled(
    db: Session, now: datetime
) -> None:
    admin = make_mandate(db, "admin")
    ended, disabled = (make_mandate(db, ends_on=TODAY + timedelta(days=5)) for _ in range(2))
    mandates.end(db, ended, reason="Resigned.", by=admin, now=now)
    disabled.person.disabled_at = now
    assert mandates.running_out(db, TODAY) == []


def test_secretariat_and_administrators_hear_of_it_each_once(db: Session) -> None:
    both = make_person(db, "Both Example")
    make_mandate(db, "admin", person=both)
    make_mandate(db, "secretariat", person=both)
    make_mandate(db, "working_group")
    make_mandate(db, "secretariat", ends_on=TODAY - timedelta(days=1))
    assert mandates.people_to_notify(db, TODAY) == [both]
