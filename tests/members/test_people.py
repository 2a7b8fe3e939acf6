"""Who is disabled is out at once; what they asked for is void; the mandates stay."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import Invalid, Refused
from core.record.entries import Entry
from members import approvals, people, queries
from members.models import Mandate
from members.signin import sessions
from tests.support.factories import make_mandate, make_person


@pytest.fixture
def admin(db: Session) -> Mandate:
    return make_mandate(db, "admin")


def test_S02_disabling_ends_every_session_at_once(db: Session, admin: Mandate, now: datetime) -> None:
    person = make_mandate(db).person
    tokens = [sessions.begin(db, person=person, method="link", now=now) for _ in range(2)]
    people.disable(db, person, reason="Lost a device.", by=admin, now=now)
    db.expire_all()
    assert [sessions.current(db, token, now) for token in tokens] == [None, None]
    assert queries.mandates_in_force(person, now.date()) == []


def test_S02_a_session_of_before_stays_ended_when_the_person_is_let_in_again(
    db: Session, admin: Mandate, now: datetime
) -> None:
    mandate = make_mandate(db)
    token = sessions.begin(db, person=mandate.person, method="link", now=now)
    people.disable(db, mandate.person, reason="Lost a device.", by=admin, now=now)
    people.enable(db, mandate.person, reason="Has a new one.", by=admin, now=now)
    db.expire_all()
    assert sessions.current(db, token, now) is None
    assert queries.mandates_in_force(mandate.person, now.date()) == [mandate]


def test_S20_a_request_of_somebody_who_is_disabled_is_void(
    db: Session, admin: Mandate, now: datetime
) -> None:
    asking = make_mandate(db)
    request = approvals.request_approval(
        db,
        approvals.ApprovalRequest(
            kind="process.withdraw",
            permission="process:step",
            subject="document:policy",
            body={},
            reason="Superseded.",
        ),
        by=asking,
        now=now,
    )
    assert request.state(now) == "waiting"
    people.disable(db, asking.person, reason="Lost a device.", by=admin, now=now)
    assert request.state(now) == "void"


def test_suspended_mandates_are_on_the_record_and_the_person_is_not(
    db: Session, admin: Mandate, now: datetime
) -> None:
    mandate = make_mandate(db, person=make_person(db, "Petra Unmistakable"))
    people.disable(db, mandate.person, reason="Under review.", by=admin, now=now)
    people.enable(db, mandate.person, reason="Cleared.", by=admin, now=now)
    told = db.scalars(select(Entry).order_by(Entry.seq)).all()[-2:]
    assert [entry.action for entry in told] == ["mandates.suspended", "mandates.resumed"]
    for entry in told:
        assert entry.payload is not None
        assert entry.payload.body["mandates"] == [mandate.id]
        assert "Unmistakable" not in str(entry.payload.body)


def test_nobody_disables_themselves_or_without_a_reason_or_twice(
    db: Session, admin: Mandate, now: datetime
) -> None:
    person = make_person(db)
    with pytest.raises(Refused):
        people.disable(db, admin.person, reason="Why not.", by=admin, now=now)
    with pytest.raises(Invalid):
        people.disable(db, person, reason=" ", by=admin, now=now)
    people.disable(db, person, reason="Gone.", by=admin, now=now)
    with pytest.raises(Refused):
        people.disable(db, person, reason="Gone.", by=admin, now=now)
