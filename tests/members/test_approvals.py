"""Two persons for grave acts: who decides, once, in time, and on the record."""

import json
import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.db import Database
from core.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, Refused
from core.record import entries as record
from members import approvals
from members.approvals import Approval
from members.models import Mandate
from tests.support.factories import NOW, make_mandate

DAY = timedelta(days=1)


def asked(db: Session, by: Mandate | None = None, **values: Any) -> Approval:
    given: dict[str, Any] = {
        "kind": "version.publish",
        "permission": "version:publish",
        "subject": "document:policy",
        "body": {"number": 2},
        "reason": "It is ready.",
        "public": {"version": 2},
    }
    now = values.pop("now", NOW)
    request = approvals.ApprovalRequest(**{**given, **values})
    return approvals.request_approval(db, request, by=by or make_mandate(db), now=now)


def last_entry(db: Session) -> record.Entry:
    return db.scalars(select(record.Entry).order_by(record.Entry.seq.desc()).limit(1)).one()


def told(db: Session) -> dict[str, Any]:
    payload = last_entry(db).payload
    assert payload is not None
    return payload.body


def test_P03_a_request_is_on_the_record_with_the_mandate_and_without_a_name(db: Session) -> None:
    by = make_mandate(db)
    approval = asked(db, by)
    entry = last_entry(db)
    assert (entry.action, entry.actor, entry.subject) == ("approval.asked", by.actor, "document:policy")
    assert told(db) == {
        "approval": approval.id,
        "kind": "version.publish",
        "asked_by": by.actor,
        "version": 2,
        "until": "2027-03-15T12:00:00.000000Z",
        "reason": "It is ready.",
    }
    assert by.person.name not in json.dumps(told(db))


def test_a_reason_that_may_name_people_stays_off_the_record(db: Session) -> None:
    asked(db, secret_reason=True)
    assert "reason" not in told(db)


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * 10_001])
def test_a_request_has_a_reason(db: Session, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        asked(db, reason=reason)
    assert refused.value.field == "reason"


def test_F14_the_same_thing_asked_twice_is_one_request(db: Session) -> None:
    by = make_mandate(db)
    first = asked(db, by)
    assert asked(db, by, reason="Once more.") is first
    assert asked(db, by, body={"number": 3}) is not first
    approvals.withdraw(db, first, by=by, now=NOW)
    assert asked(db, by) is not first


def test_S20_a_second_person_approves_and_both_are_on_the_record(db: Session) -> None:
    one, other = make_mandate(db), make_mandate(db)
    approval = approvals.lock(db, asked(db, one).id, NOW)
    approvals.approve(db, approval, by=other, now=NOW, result={"job": 1})
    assert approval.state(NOW) == "approved"
    entry = last_entry(db)
    assert (entry.action, entry.actor, told(db)["asked_by"]) == ("approval.approved", other.actor, one.actor)


def test_S20_the_same_person_is_refused_under_whatever_mandate(db: Session) -> None:
    one = make_mandate(db)
    approval = asked(db, one)
    for mandate in (one, make_mandate(db, person=one.person), make_mandate(db, "admin", person=one.person)):
        with pytest.raises(Refused, match="A second person decides"):
            approvals.approve(db, approval, by=mandate, now=NOW)
        with pytest.raises(Refused, match="A second person decides"):
            approvals.refuse(db, approval, reason="No.", by=mandate, now=NOW)
    assert approval.state(NOW) == "waiting"


def test_S20_a_request_of_a_disabled_person_is_void(db: Session) -> None:
    one = make_mandate(db)
    approval = asked(db, one)
    one.person.disabled_at = NOW
    assert approval.state(NOW) == "void"
    with pytest.raises(Conflict, match="void"):
        approvals.lock(db, approval.id, NOW)


def test_S02_a_request_falls_with_the_mandate_it_was_made_under(db: Session) -> None:
    one = make_mandate(db, ends_on=NOW.date())
    approval = asked(db, one)
    assert approval.state(NOW) == "waiting"
    assert approval.state(NOW + DAY) == "void"


def test_S20_nobody_decides_without_a_mandate_in_force(db: Session) -> None:
    approval = asked(db)
    with pytest.raises(Forbidden):
        approvals.approve(db, approval, by=make_mandate(db, ends_on=NOW.date() - DAY), now=NOW)
    gone = make_mandate(db)
    gone.person.disabled_at = NOW
    with pytest.raises(Forbidden):
        approvals.approve(db, approval, by=gone, now=NOW)


def test_a_request_waits_for_fourteen_days_and_no_longer(db: Session) -> None:
    approval = asked(db)
    end = NOW + 14 * DAY
    assert approval.state(end - timedelta(microseconds=1)) == "waiting"
    assert approval.state(end) == "expired"
    with pytest.raises(Conflict, match="expired"):
        approvals.lock(db, approval.id, end)


def test_a_refusal_has_a_reason_on_the_record(db: Session) -> None:
    approval, other = asked(db), make_mandate(db)
    with pytest.raises(Invalid) as wrong:
        approvals.refuse(db, approval, reason=" ", by=other, now=NOW)
    assert wrong.value.field == "answer"
    approvals.refuse(db, approval, reason="Too early.", by=other, now=NOW)
    assert (last_entry(db).action, told(db)["reason"]) == ("approval.refused", "Too early.")


def test_only_the_person_who_asked_withdraws(db: Session) -> None:
    one = make_mandate(db)
    approval = asked(db, one)
    with pytest.raises(Forbidden):
        approvals.withdraw(db, approval, by=make_mandate(db), now=NOW)
    approvals.withdraw(db, approval, by=make_mandate(db, person=one.person), now=NOW)
    assert (approval.state(NOW), last_entry(db).action) == ("withdrawn", "approval.withdrawn")


@pytest.mark.parametrize("end", ["approve", "refuse", "withdraw"])
def test_S18_what_is_decided_is_not_decided_again(db: Session, end: str) -> None:
    one, other = make_mandate(db), make_mandate(db)
    approval = asked(db, one)
    if end == "approve":
        approvals.approve(db, approval, by=other, now=NOW)
    elif end == "refuse":
        approvals.refuse(db, approval, reason="No.", by=other, now=NOW)
    else:
        approvals.withdraw(db, approval, by=one, now=NOW)
    with pytest.raises(Conflict, match="decided already"):
        approvals.lock(db, approval.id, NOW)


def test_an_unknown_request_is_not_found(db: Session) -> None:
    with pytest.raises(NotFound):
        approvals.lock(db, 999_999, NOW)


def test_the_end_of_a_request_that_nobody_decided_is_put_on_the_record_once(db: Session) -> None:
    approval = asked(db)
    assert approvals.to_close(db, NOW) == []
    later: datetime = NOW + 15 * DAY
    assert approvals.to_close(db, later) == [approval]
    approvals.close(db, approval, now=later)
    assert (last_entry(db).action, last_entry(db).actor) == ("approval.expired", "system")
    assert approvals.to_close(db, later) == []


def test_F31_of_two_who_approve_at_once_one_does_and_the_other_is_told(own_database: Database) -> None:
    with own_database.writing() as db:
        number = asked(db).id
        others = [make_mandate(db).id, make_mandate(db).id]
        db.commit()
    both_here, outcomes = threading.Barrier(2), []

    def approve(mandate: int) -> None:
        both_here.wait()
        with own_database.writing() as db:
            try:
                held = approvals.lock(db, number, NOW)
                approvals.approve(db, held, by=db.get_one(Mandate, mandate), now=NOW)
                db.commit()
                outcomes.append("approved")
            except DomainError as error:
                db.rollback()
                outcomes.append(str(error))

    threads = [threading.Thread(target=approve, args=(mandate,)) for mandate in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["This request has been decided already.", "approved"]
    with own_database.reading() as db:
        entries = db.scalars(select(record.Entry).where(record.Entry.action == "approval.approved")).all()
        assert len(entries) == 1
