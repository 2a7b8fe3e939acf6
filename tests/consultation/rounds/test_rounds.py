"""Opening a round: its times, its version, its place in the record."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation import queries
from consultation.answers.progress import count_unanswered
from consultation.models import Consultation
from consultation.rounds import rounds
from core.errors import Conflict, Invalid, Refused
from core.record import entries
from documents.models import Document
from tests.consultation.sending import send_comment
from tests.support import factories
from tests.support.recorded import content

DAY = timedelta(days=1)


def opened(db: Session, document: Document, **values: Any) -> Consultation:
    now = factories.NOW
    given: dict[str, Any] = {
        "opens_at": now + DAY,
        "closes_at": now + 22 * DAY,
        "zone": "Europe/Brussels",
        "introduction": "Tell us what works.",
        "by": None,
        "now": now,
    }
    return rounds.open_round(db, document, document.versions[-1], **{**given, **values})


def test_P03_opening_puts_times_zone_and_the_exact_version_on_record(db: Session) -> None:
    mandate = factories.make_mandate(db)
    document = factories.make_document(db)
    round_ = opened(db, document, by=mandate)
    entry = db.scalars(select(entries.Entry).order_by(entries.Entry.seq.desc())).first()
    assert entry is not None
    assert entry.payload is not None
    assert (entry.action, entry.subject, entry.actor) == (
        "consultation.opened",
        document.subject,
        mandate.actor,
    )
    assert content(entry) == {
        "consultation": round_.id,
        "version": 1,
        "digest": document.versions[-1].digest,
        "opens_at": "2027-03-02T12:00:00.000000Z",
        "closes_at": "2027-03-23T12:00:00.000000Z",
        "zone": "Europe/Brussels",
        "introduction": "Tell us what works.",
    }


def test_a_round_may_open_at_once_but_not_before(db: Session) -> None:
    now = factories.NOW
    assert opened(db, factories.make_document(db), opens_at=now).opens_at == now
    with pytest.raises(Invalid) as refused:
        opened(db, factories.make_document(db), opens_at=now - timedelta(microseconds=1))
    assert refused.value.field == "opens"


@pytest.mark.parametrize("after", [timedelta(0), -DAY])
def test_a_round_closes_after_it_opens(db: Session, after: timedelta) -> None:
    with pytest.raises(Invalid) as refused:
        opened(db, factories.make_document(db), closes_at=factories.NOW + DAY + after)
    assert refused.value.field == "closes"


def test_two_rounds_on_one_version_do_not_overlap_but_may_follow(db: Session) -> None:
    document = factories.make_document(db)
    first = opened(db, document)
    with pytest.raises(Refused):
        opened(db, document, opens_at=first.closes_at - DAY, closes_at=first.closes_at + DAY)
    opened(db, document, opens_at=first.closes_at, closes_at=first.closes_at + DAY)
    assert len(queries.rounds_of(db, document)) == 2


def test_a_round_is_on_a_version_of_its_document(db: Session) -> None:
    with pytest.raises(Invalid) as refused:
        rounds.open_round(
            db,
            factories.make_document(db),
            factories.make_document(db).versions[-1],
            opens_at=factories.NOW,
            closes_at=factories.NOW + DAY,
            zone="UTC",
            introduction="",
            by=None,
            now=factories.NOW,
        )
    assert refused.value.field == "version"


def test_open_rounds_are_those_open_now_the_one_that_closes_first_first(db: Session, now: datetime) -> None:
    later = factories.make_consultation(db, closes_at=now + 9 * DAY)
    sooner = factories.make_consultation(db, closes_at=now + 2 * DAY)
    factories.make_consultation(db, state="announced")
    factories.make_consultation(db, state="closed")
    factories.make_consultation(db, closes_at=now)
    assert queries.open_rounds(db, now) == [sooner, later]
    assert sooner in queries.open_rounds(db, sooner.opens_at)


# Changing when a round closes


def changed(db: Session, round_: Consultation, kind: str, closes_at: datetime | None, **values: Any) -> Any:
    given: dict[str, Any] = {
        "seen": round_.closes_at,
        "reason": "Many asked for more time.",
        "by": factories.make_mandate(db),
        "approved_by": factories.make_mandate(db),
        "now": factories.NOW,
    }
    return rounds.change_closing(db, round_, kind, closes_at=closes_at, **{**given, **values})


def test_P03_an_extension_is_on_record_with_both_mandates_and_the_reason(db: Session, now: datetime) -> None:
    round_ = factories.make_consultation(db, closes_at=now + DAY)
    one, other = factories.make_mandate(db), factories.make_mandate(db)
    changed(db, round_, "extended", now + 3 * DAY, by=one, approved_by=other)
    assert round_.closes_at == now + 3 * DAY
    entry = db.scalars(select(entries.Entry).order_by(entries.Entry.seq.desc())).first()
    assert entry is not None
    assert entry.payload is not None
    assert (entry.action, entry.actor) == ("consultation.extended", one.actor)
    assert content(entry) == {
        "consultation": round_.id,
        "version": 1,
        "closed_at_before": "2027-03-02T12:00:00.000000Z",
        "closes_at": "2027-03-04T12:00:00.000000Z",
        "zone": "Europe/Brussels",
        "reason": "Many asked for more time.",
        "approved_by": other.actor,
    }


def test_F13_what_came_late_is_on_time_once_the_round_is_extended_beyond_it(
    db: Session, now: datetime
) -> None:
    round_ = factories.make_consultation(db, closes_at=now)
    sent = send_comment(db, round_, at=now + timedelta(seconds=40)).submission
    after = send_comment(db, round_, at=now + DAY).submission
    assert (sent.late, after.late) == (True, True)
    assert count_unanswered(db, round_.document) == 0
    changed(db, round_, "extended", now + timedelta(hours=1), now=now + 2 * DAY)
    assert (sent.late, after.late) == (False, True)
    assert count_unanswered(db, round_.document) == 1, "it is answered like every other one in time"


def test_a_round_that_closed_takes_comments_again_when_it_is_reopened(db: Session, now: datetime) -> None:
    round_ = factories.make_consultation(db, state="closed")
    late = send_comment(db, round_, at=now - DAY).submission
    assert late.late
    changed(db, round_, "reopened", now + DAY)
    assert queries.open_rounds(db, now) == [round_]
    assert not late.late


def test_a_round_closed_early_makes_nobody_late_who_was_in_time(db: Session, now: datetime) -> None:
    round_ = factories.make_consultation(db)
    before = send_comment(db, round_, at=now - timedelta(microseconds=1)).submission
    changed(db, round_, "closed early", None)
    assert round_.closes_at == now
    assert not before.late
    assert send_comment(db, round_, at=now).submission.late
    assert queries.open_rounds(db, now) == []


@pytest.mark.parametrize(
    ("state", "kind", "days", "error"),
    [
        ("open", "extended", 14, Invalid),  # the closing that is set
        ("open", "extended", 1, Invalid),
        ("open", "closed early", 14, Invalid),
        ("open", "closed early", -1, Invalid),
        ("open", "reopened", 30, Refused),
        ("announced", "closed early", 8, Refused),
        ("announced", "reopened", 60, Refused),
        ("closed", "closed early", 1, Refused),
        ("closed", "reopened", 0, Invalid),
        ("closed", "reopened", -1, Invalid),
        ("closed", "extended", -8, Invalid),
        ("open", "forgotten", 20, Invalid),
    ],
)
def test_S18_only_the_changes_that_make_sense_in_a_state_are_taken(
    db: Session, now: datetime, state: str, kind: str, days: int, error: type[Exception]
) -> None:
    round_ = factories.make_consultation(db, state=state)
    with pytest.raises(error):
        changed(db, round_, kind, now + days * DAY)


@pytest.mark.parametrize(("kind", "state"), [("extended", "open"), ("reopened", "closed")])
def test_an_old_version_is_not_opened_again(db: Session, now: datetime, kind: str, state: str) -> None:
    round_ = factories.make_consultation(db, state=state)
    factories.make_version(db, round_.document)
    if state == "closed":
        with pytest.raises(Refused, match="Version 2 has been published since"):
            changed(db, round_, kind, now + 30 * DAY)
    else:
        changed(db, round_, kind, now + 30 * DAY)


def test_a_round_is_not_extended_into_the_next_one(db: Session, now: datetime) -> None:
    first = factories.make_consultation(db)
    factories.make_consultation(db, first.version, opens_at=first.closes_at)
    with pytest.raises(Refused):
        changed(db, first, "extended", first.closes_at + DAY)


def test_times_that_changed_since_it_was_asked_are_not_changed_again(db: Session, now: datetime) -> None:
    round_ = factories.make_consultation(db)
    seen = round_.closes_at
    changed(db, round_, "extended", seen + DAY)
    with pytest.raises(Conflict):
        changed(db, round_, "extended", seen + 2 * DAY, seen=seen)


def test_the_history_of_the_times_is_kept(db: Session, now: datetime) -> None:
    round_ = factories.make_consultation(db)
    changed(db, round_, "extended", round_.closes_at + DAY)
    changed(db, round_, "closed early", None)
    changed(db, round_, "reopened", now + DAY, now=now + timedelta(hours=1))
    assert [made.kind for made in rounds.changes_of(db, round_)] == ["extended", "closed early", "reopened"]
    for early, late in pairwise(rounds.changes_of(db, round_)):
        assert early.after == late.before
