"""Migration 0026: countries stay, take longer codes, days and successions, and lose none of them."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from core.record import entries, public
from core.record.canonical import digest
from members.public import PARTICIPANT
from members.queries import participant_by_code
from sbcp.operation import schema
from tests.migrations.standing import run, standing_at
from tests.migrations.third.test_0022 import STANDING
from tests.migrations.third.test_0024 import ACT
from tests.support.factories import NOW
from tests.support.servers.databases import Store

BEFORE, AFTER = "0025", "0026"
COMMENTED = """
UPDATE submission SET country = 'RS';
"""
FOLLOWER = """
INSERT INTO follower (id, email, locale, made_at, told)
    VALUES (1, 'a@example.org', 'en', '2026-11-04 10:00:00.000000', '[]');
"""
FOLLOWED = """
INSERT INTO subscription (follower_id, kind, country, pace, made_at, last_seq)
    VALUES (1, 'country', 'RS', 'daily', '2026-11-04 10:00:00.000000', 0);
"""
LONGER = (
    "INSERT INTO participant (id, code, position, positions, names, footnotes) "
    "VALUES (9, 'X-UNION', 9, '{}', '{}', '{}')",
    "UPDATE submission SET country = 'X-UNION'",
)
BOUND = (
    "UPDATE participant SET until_on = '2027-01-31'",
    "UPDATE participant SET from_on = '2027-01-31'",
    "UPDATE participant SET succeeds_id = 1",
)


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    """A database of the schema before, with a country that has an act, and a response from it."""
    with standing_at(store, "0024", STANDING + ";" + ACT + ";" + COMMENTED) as engine:
        schema.upgrade(engine, BEFORE)
        yield engine


def standing(engine: Engine) -> list[list[tuple[object, ...]]]:
    statements = (
        "SELECT id, code, position FROM participant ORDER BY id",
        "SELECT id, country, kind FROM submission ORDER BY id",
        "SELECT consultation_id, pid, count FROM comment_count ORDER BY 1, 2",
    )
    with engine.connect() as connection:
        return [[tuple(row) for row in connection.exec_driver_sql(each)] for each in statements]


def test_what_is_there_stays_on_the_way_up_and_down(before: Engine) -> None:
    there = standing(before)
    assert ("RS",) in {row[1:2] for row in there[1]}
    schema.upgrade(before, AFTER)
    assert standing(before) == there
    schema.downgrade(before, BEFORE)
    assert standing(before) == there
    schema.upgrade(before, AFTER)
    assert standing(before) == there


def test_the_triggers_of_other_tables_stand_as_before(before: Engine) -> None:
    schema.upgrade(before, AFTER)
    counted = standing(before)[2]
    run(before, "UPDATE comment SET number = 3 WHERE id = 3")
    assert standing(before)[2] != counted, "a comment that is sent is counted"
    with pytest.raises(DBAPIError):
        run(before, "UPDATE comment SET number = 4 WHERE id = 3")


def test_no_number_of_what_is_followed_is_given_again(before: Engine) -> None:
    """Letters are told apart by it."""
    run(before, FOLLOWER + FOLLOWED + FOLLOWED + "DELETE FROM subscription")
    schema.upgrade(before, AFTER)
    schema.downgrade(before, BEFORE)
    schema.upgrade(before, AFTER)
    run(before, FOLLOWED)
    with before.connect() as connection:
        assert connection.exec_driver_sql("SELECT id FROM subscription").scalars().all() == [3]


def test_a_country_is_on_the_record_afterwards_as_it_was_put_there_before(before: Engine) -> None:
    row = {"participant": "RS", "position": 1, "positions": {}, "names": {}, "footnotes": {}}
    body = {"objects": {"participant:RS": digest(row)}}
    with Session(before) as db:
        entries.append(db, at=NOW, actor="operator", action="record.covered", subject="record", body=body)
        db.commit()
    schema.upgrade(before, AFTER)
    with Session(before) as db:
        country = participant_by_code(db, "RS")
        assert public.compared(db, [(PARTICIPANT, country)])["participant:RS"].alike
        assert entries.verify(db) is None


@pytest.mark.parametrize("statement", [*LONGER, *BOUND])
def test_going_back_loses_no_code_no_day_and_no_succession(before: Engine, statement: str) -> None:
    schema.upgrade(before, AFTER)
    run(before, statement)
    there = standing(before)
    with pytest.raises(RuntimeError, match="schema before"):
        schema.downgrade(before, BEFORE)
    assert standing(before) == there
