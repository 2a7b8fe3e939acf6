"""Migration 0027: countries state and withdraw, nobody changes what they said, and steps stay as they are."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import DBAPIError

from sbcp.operation import schema
from tests.migrations.standing import run, standing_at
from tests.migrations.third.test_0022 import STANDING
from tests.support.servers.databases import Store

BEFORE, AFTER = "0026", "0027"
STEP = """
INSERT INTO participant (id, code, position, names, footnotes) VALUES (1, 'RS', 1, '{}', '{}');
INSERT INTO step (id, document_id, stage, taken_at, taken_by_id, reason, overridden)
    VALUES (1, 1, 'adoption', '2026-11-04 10:00:00.000000', 1, 'It is ready.', '[]')
"""
STANCES = """
INSERT INTO stance (id, document_id, subject, mandate_id, participant_id, kind, reason, language, at)
    VALUES (1, 1, 'document:policy', 1, 1, 'object', 'No.', 'en', '2026-11-05 10:00:00.000000');
INSERT INTO stance_withdrawal (id, stance_id, mandate_id, reason, language, at)
    VALUES (1, 1, 1, '', '', '2026-11-06 10:00:00.000000');
INSERT INTO step (id, document_id, stage, taken_at, taken_by_id, approved_by_id, reason, overridden)
    VALUES ({id}, 1, 'revision', '2026-11-07 10:00:00.000000', 1, 1, 'Not yet.', '[]')
"""
REFUSED = (
    "UPDATE stance SET kind = 'support'",
    "DELETE FROM stance",
    "UPDATE stance_withdrawal SET reason = 'x'",
    "DELETE FROM stance_withdrawal",
    "UPDATE step SET approved_by_id = 1",
    "DELETE FROM step",
)


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    """A database of the schema before, with a step."""
    with standing_at(store, BEFORE, STANDING + ";" + STEP) as engine:
        yield engine


def steps(engine: Engine) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT id, stage, taken_by_id, reason FROM step ORDER BY id")
        return [tuple(row) for row in rows]


def test_steps_take_a_second_person_and_nothing_is_lost_on_the_way(before: Engine) -> None:
    there = steps(before)
    assert there == [(1, "adoption", 1, "It is ready.")]
    schema.upgrade(before, AFTER)
    run(before, STANCES.format(id=2))
    schema.downgrade(before, BEFORE)
    assert {"stance", "stance_withdrawal"} & set(inspect(before).get_table_names()) == set()
    assert steps(before) == [*there, (2, "revision", 1, "Not yet.")]
    with pytest.raises(DBAPIError):  # the guard of 0002 is where it was
        run(before, "UPDATE step SET reason = 'Another.'")
    schema.upgrade(before, AFTER)
    run(before, STANCES.format(id=3))


def test_what_countries_said_is_kept_by_the_database(before: Engine) -> None:
    schema.upgrade(before, AFTER)
    run(before, STANCES.format(id=2))
    for statement in REFUSED:
        with pytest.raises(DBAPIError):
            run(before, statement)
