"""Sessions: random, renewed, ended, and mortal whatever the clock does."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import NotFound
from members.models import Mandate, Person
from members.signin import sessions
from members.signin.models import SignIn
from members.signin.sessions import FRESH, IDLE, LASTS, SLACK
from tests.support.factories import NOW, make_person


def begin(db: Session, person: Person | None = None) -> str:
    return sessions.begin(db, person=person or make_person(db), method="link", now=NOW, agent="Firefox")


def found(db: Session, token: str) -> SignIn:
    session = sessions.current(db, token, NOW)
    assert session is not None
    return session


def test_S01_a_session_has_an_id_of_256_random_bits_that_is_not_in_the_database(db: Session) -> None:
    person = make_person(db)
    tokens = {begin(db, person) for _ in range(20)}
    assert len(tokens) == 20
    assert {len(token) for token in tokens} == {43}
    assert not tokens & set(db.scalars(select(SignIn.token_hash)))


def test_S01_the_id_is_another_once_a_second_factor_was_shown(db: Session) -> None:
    old = begin(db)
    session = found(db, old)
    new = sessions.strengthen(db, session, NOW)
    assert sessions.current(db, old, NOW) is None
    assert found(db, new).id == session.id
    assert session.second_factor_at == NOW


def test_S03_a_session_ends_after_an_hour_without_use_and_after_twelve_in_any_case(db: Session) -> None:
    assert (timedelta(hours=1), timedelta(hours=12)) == (IDLE, LASTS)
    token = begin(db)
    session = found(db, token)
    assert sessions.current(db, token, NOW + IDLE) is None
    for minutes in range(0, 12 * 60, 50):
        at = NOW + timedelta(minutes=minutes)
        assert sessions.current(db, token, at) is not None
        sessions.mark_seen(db, session.id, at)
        db.refresh(session)
    assert sessions.current(db, token, NOW + LASTS) is None


def test_S03_use_is_noted_every_few_minutes_only(db: Session) -> None:
    session = found(db, begin(db))
    assert not sessions.is_unseen(session, NOW + timedelta(minutes=4))
    assert sessions.is_unseen(session, NOW + timedelta(minutes=5))


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=400)])
def test_F06_a_session_does_not_outlive_its_time_in_a_clock_that_is_set_back(
    db: Session, back: timedelta
) -> None:
    """Begun by a clock that was ahead, it would last for as much longer."""
    token = begin(db)
    assert sessions.current(db, token, NOW - back) is None


def test_F06_a_session_seen_by_a_clock_that_was_ahead_is_refused(db: Session) -> None:
    token = begin(db)
    sessions.mark_seen(db, found(db, token).id, NOW + timedelta(hours=1))
    assert sessions.current(db, token, NOW + timedelta(minutes=1)) is None


def test_F06_machines_whose_clocks_differ_by_seconds_know_the_same_sessions(db: Session) -> None:
    assert sessions.current(db, begin(db), NOW - SLACK) is not None


def test_S08_a_second_factor_is_fresh_for_ten_minutes(db: Session) -> None:
    session = found(db, begin(db))
    assert not sessions.is_fresh(session, NOW)
    sessions.strengthen(db, session, NOW)
    assert sessions.is_fresh(session, NOW + FRESH - timedelta(seconds=1))
    assert not sessions.is_fresh(session, NOW + FRESH)
    assert not sessions.is_fresh(session, NOW - timedelta(hours=1))


def test_S08_without_a_second_factor_only_reading_mandates_count(db: Session) -> None:
    reads, writes = (Mandate(role=role, starts_on=date(2026, 1, 1)) for role in ("observer", "admin"))
    session = found(db, begin(db))
    assert sessions.usable([reads, writes], session) == [reads]
    sessions.strengthen(db, session, NOW)
    assert sessions.usable([reads, writes], session) == [reads, writes]
    assert sessions.usable([reads, writes], None) == []


def test_S05_one_session_ends_and_the_other_lives(db: Session) -> None:
    person = make_person(db)
    first, second = begin(db, person), begin(db, person)
    sessions.end_one(db, person=person, session_id=found(db, first).id, now=NOW)
    assert sessions.current(db, first, NOW) is None
    assert sessions.of_person(db, person, NOW) == [found(db, second)]


def test_S05_all_others_end_and_this_one_lives(db: Session) -> None:
    person, other = make_person(db), begin(db)
    first, second, third = (begin(db, person) for _ in range(3))
    sessions.end_all(db, person=person, now=NOW, but=found(db, second))
    alive = [token for token in (first, second, third, other) if sessions.current(db, token, NOW)]
    assert alive == [second, other]


def test_S15_nobody_ends_the_session_of_somebody_else(db: Session) -> None:
    token = begin(db)
    with pytest.raises(NotFound):
        sessions.end_one(db, person=make_person(db), session_id=found(db, token).id, now=NOW)
    assert sessions.current(db, token, NOW) is not None


def test_S02_a_session_that_was_ended_is_not_seen_again(db: Session) -> None:
    token = begin(db)
    session = found(db, token)
    sessions.end(db, token=token, now=NOW)
    sessions.mark_seen(db, session.id, NOW + timedelta(minutes=9))
    db.refresh(session)
    assert (session.seen_at, session.ended_at) == (NOW, NOW)
