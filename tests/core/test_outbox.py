"""What is in the outbox is sent once, in turn, not for ever, and forgotten in time."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from core import encryption
from core.errors import NotFound, Refused
from core.queue import outbox
from core.queue.outbox import Message

MINUTE = timedelta(minutes=1)


def make(db: Session, now: datetime, key: str = "a", **values: Any) -> Message:
    given = {"recipient": "ana@example.org", "template": "t", "locale": "en", "content": {"n": 1}} | values
    message = Message(key=key, left_at=now, next_at=now, **given)
    assert outbox.enqueue(db, message)
    return message


def taken(db: Session, now: datetime) -> Message:
    found = outbox.claim(db, now)
    assert found is not None
    return found


def test_a_message_is_taken_by_one_and_again_only_after_the_lease(db: Session, now: datetime) -> None:
    message = make(db, now)
    assert taken(db, now).id == message.id
    assert outbox.claim(db, now + outbox.LEASE - MINUTE) is None
    assert taken(db, now + outbox.LEASE).id == message.id


def test_left_twice_under_one_key_it_is_one_message(db: Session, now: datetime) -> None:
    make(db, now)
    again = Message(key="a", recipient="b@example.org", template="t", locale="en", left_at=now, next_at=now)
    assert not outbox.enqueue(db, again)
    assert db.query(Message).count() == 1


def test_what_was_sent_is_not_taken_again_and_its_secrets_are_gone(db: Session, now: datetime) -> None:
    make(db, now, secret="sealed", had_secret=True)
    message = taken(db, now)
    outbox.mark_sent(db, message.id, message.tries, now)
    db.refresh(message)
    assert (message.state, message.secret, message.unknown) == ("sent", None, 0)
    assert outbox.claim(db, now + timedelta(days=1)) is None


def test_an_outcome_told_after_the_lease_was_lost_changes_nothing(db: Session, now: datetime) -> None:
    make(db, now)
    first = taken(db, now).tries
    second = taken(db, now + outbox.LEASE)
    outbox.mark_failed(db, second.id, first, now, "too late to say")
    db.refresh(second)
    assert second.state == "waiting"


def test_pauses_grow_to_four_hours_and_after_three_days_it_has_failed(db: Session, now: datetime) -> None:
    make(db, now)
    start, pauses = now, []
    while now < start + outbox.GIVE_UP:
        message = taken(db, now)
        outbox.put_off(db, message.id, message.tries, now, "451 later")
        db.refresh(message)
        pauses.append(message.next_at - now)
        now = message.next_at
    assert pauses[:4] == [1 * MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE]
    assert pauses == sorted(pauses)
    assert pauses[-1] == outbox.LONGEST_PAUSE
    assert outbox.end_overdue(db, now) == 1
    db.refresh(message)
    assert message.state == "failed"
    assert message.problem == "451 later"


def test_F02_two_tries_without_an_outcome_are_the_last(db: Session, now: datetime) -> None:
    make(db, now)
    taken(db, now)
    taken(db, now + outbox.LEASE)
    later = now + 2 * outbox.LEASE
    assert outbox.claim(db, later) is None
    assert outbox.has_work(db, later), "it is to be given up"
    assert outbox.end_overdue(db, later) == 1


def test_F02_a_known_failure_does_not_hide_an_unknown_one(db: Session, now: datetime) -> None:
    make(db, now)
    taken(db, now)  # killed: it may have been sent
    second = taken(db, now + outbox.LEASE)
    outbox.put_off(db, second.id, second.tries, now + outbox.LEASE, "451 later")
    later = now + 2 * outbox.LEASE
    taken(db, later)  # killed again
    assert outbox.claim(db, later + 2 * outbox.LEASE) is None


def test_a_message_that_is_of_no_use_any_more_is_not_sent(db: Session, now: datetime) -> None:
    make(db, now, until=now + 10 * MINUTE)
    assert outbox.end_overdue(db, now) == 0
    assert outbox.end_overdue(db, now + 10 * MINUTE) == 1
    assert outbox.claim(db, now + 10 * MINUTE) is None


def test_S35_one_mailbox_gets_twenty_an_hour_and_others_do_not_wait_for_it(
    db: Session, now: datetime
) -> None:
    for number in range(outbox.PER_RECIPIENT + 1):
        make(db, now, f"flood {number}", recipient="flooded@example.org")
    make(db, now, "other")
    for _message in range(outbox.PER_RECIPIENT + 1):
        message = taken(db, now)
        outbox.mark_sent(db, message.id, message.tries, now)
    assert not outbox.has_work(db, now)
    assert outbox.claim(db, now) is None
    assert taken(db, now + outbox.PER_RECIPIENT_IN).recipient == "flooded@example.org", "it was not lost"


def test_S35_three_an_hour_to_an_unconfirmed_address_and_they_hold_up_no_others(
    db: Session, now: datetime
) -> None:
    """Who sends responses under somebody else's address fills no mailbox, and keeps nothing from it."""
    for number in range(30):
        make(db, now, f"receipt {number}", unconfirmed=True)
    for number in range(outbox.PER_RECIPIENT):
        make(db, now, f"other {number}")
    keys = []
    while outbox.has_work(db, now):
        message = taken(db, now)
        keys.append(message.key)
        outbox.mark_sent(db, message.id, message.tries, now)
    assert keys == [f"receipt {n}" for n in range(3)] + [f"other {n}" for n in range(outbox.PER_RECIPIENT)]
    assert taken(db, now + outbox.PER_RECIPIENT_IN).key == "receipt 3", "it was not lost"


def test_S35_what_is_just_being_sent_counts_too(db: Session, now: datetime) -> None:
    for number in range(4):
        make(db, now, f"receipt {number}", unconfirmed=True)
    assert [taken(db, now).key for _ in range(3)] == ["receipt 0", "receipt 1", "receipt 2"]
    assert outbox.claim(db, now) is None


def test_what_somebody_waits_for_goes_first_and_is_not_held_back(db: Session, now: datetime) -> None:
    for number in range(outbox.PER_RECIPIENT):
        sent = make(db, now, f"flood {number}")
        sent.ended_at, sent.sent = now, True
    make(db, now, "held back")
    make(db, now, "awaited", urgent=True)
    db.flush()
    assert taken(db, now).key == "awaited"
    assert outbox.claim(db, now) is None


def test_F27_when_the_mail_server_is_back_all_that_waited_for_it_is_due(db: Session, now: datetime) -> None:
    make(db, now, "a")
    make(db, now, "b")
    for hours in range(24):
        outbox.unreachable(db, now + timedelta(hours=hours), "connection refused")
    assert outbox.silent_since(db) == now
    assert not outbox.has_work(db, now + timedelta(hours=23, minutes=14))
    assert outbox.has_work(db, now + timedelta(hours=23, minutes=15))
    assert outbox.reached(db, now + timedelta(hours=23, minutes=1)) == 2
    assert outbox.silent_since(db) is None
    assert taken(db, now + timedelta(hours=23, minutes=1)).key == "a"


def test_a_failed_message_is_sent_again_by_hand(db: Session, now: datetime) -> None:
    make(db, now, secret="sealed", had_secret=True)
    message = taken(db, now)
    with pytest.raises(Refused):
        outbox.send_again(db, message.id, now)
    outbox.mark_failed(db, message.id, message.tries, now, "550 no such user")
    db.refresh(message)
    outbox.send_again(db, message.id, now + MINUTE)
    assert taken(db, now + MINUTE).id == message.id


def test_a_message_whose_secrets_are_forgotten_is_not_sent_again(db: Session, now: datetime) -> None:
    make(db, now, secret="sealed", had_secret=True)
    message = taken(db, now)
    outbox.mark_sent(db, message.id, message.tries, now)
    db.refresh(message)
    with pytest.raises(Refused):
        outbox.send_again(db, message.id, now)
    with pytest.raises(NotFound):
        outbox.send_again(db, message.id + 1, now)


def test_S45_what_messages_said_is_forgotten_and_that_they_were_sent_is_not(
    db: Session, now: datetime
) -> None:
    make(db, now, "old")
    message = taken(db, now)
    outbox.mark_failed(db, message.id, message.tries, now, "550 no")
    make(db, now, "waiting")
    assert outbox.forget(db, now + MINUTE) == 1
    db.refresh(message)
    assert (message.content, message.secret, message.state) == (None, None, "failed")
    assert outbox.erase(db, recipient="ana@example.org") == 2


@given(st.text(), st.text(min_size=1))
def test_what_is_sealed_is_read_with_the_same_key_alone(text: str, key: str) -> None:
    sealed = encryption.seal(key, text)
    assert encryption.unseal(key, sealed) == text
    with pytest.raises(encryption.CannotUnseal):
        encryption.unseal(key + "x", sealed)
    with pytest.raises(encryption.CannotUnseal):
        encryption.unseal(key, sealed[:-4] + "AAA=")


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert encryption.seal("key", "text") != encryption.seal("key", "text")
