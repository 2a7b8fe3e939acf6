"""Migration 0025: acts stay as they are and gain what treaty practice says of them; all of it is kept."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import DBAPIError

from sbcp.operation import schema
from tests.migrations.standing import run, standing_at
from tests.migrations.third.test_0022 import STANDING
from tests.migrations.third.test_0024 import ACT
from tests.support.servers.databases import Store

BEFORE, AFTER = "0024", "0025"
LISTED = """
INSERT INTO act_list (id, version_id, name, sha256, reason, entered_at)
    VALUES (1, 1, 'acts.csv', 'ab', 'History', '2026-11-05 10:00:00.000000');
INSERT INTO act (id, participant_id, version_id, kind, scopes, instrument_id, done_on, done_precision,
        effective_precision, depositary, early_reason, recorded_at, on_behalf, list_id, restates, ref, name,
        note, statement, language)
    VALUES (2, 1, 1, 'signed subject to approval', '[]', NULL, '2020-05-31', 'month', 'day', '', '',
        '2026-11-05 10:00:00.000000', FALSE, 1, '[]', 'a', 'Serbia', '', '', '');
INSERT INTO entry_rule (id, document_id, counts, level, needs, must, delay, n, open_to, accession_open,
        reason, set_at)
    VALUES (1, 1, '["ratification"]', 'reported', 3, '[]', 'days', 30, '[]', FALSE, 'So agreed',
        '2026-11-05 10:00:00.000000')
"""
REFUSED = (
    "UPDATE act SET note = 'x'",
    "DELETE FROM act",
    "UPDATE instrument SET link = 'x'",
    "UPDATE act_list SET reason = 'x'",
    "DELETE FROM act_list",
    "UPDATE entry_rule SET needs = 1",
    "DELETE FROM entry_rule",
)


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    """A database of the schema before, with an act."""
    with standing_at(store, BEFORE, STANDING + ";" + ACT) as engine:
        yield engine


def acts(engine: Engine) -> list[tuple[str, ...]]:
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT id, kind, instrument_id, done_on, recorded_by_id FROM act")
        return sorted(tuple(map(str, row)) for row in rows)


def test_acts_of_before_stay_and_those_of_lists_go_down_and_up(before: Engine) -> None:
    there = acts(before)
    schema.upgrade(before, AFTER)
    assert acts(before) == there
    run(before, LISTED)
    listed = ("2", "signed subject to approval", "None", "2020-05-31", "None")
    assert acts(before) == [*there, listed]
    schema.downgrade(before, BEFORE)
    assert {"act_list", "entry_rule"} & set(inspect(before).get_table_names()) == set()
    assert acts(before) == [*there, listed]
    schema.upgrade(before, AFTER)
    assert acts(before) == [*there, listed]


def test_acts_lists_and_rules_are_kept_by_the_database_before_and_after(before: Engine) -> None:
    schema.upgrade(before, AFTER)
    run(before, LISTED)
    for statement in REFUSED:
        with pytest.raises(DBAPIError, match="append-only"):
            run(before, statement)


def test_after_a_step_down_what_is_published_is_kept_still(before: Engine) -> None:
    schema.upgrade(before, AFTER)
    schema.downgrade(before, BEFORE)
    for statement in ("UPDATE act SET statement = 'x'", "DELETE FROM instrument"):
        with pytest.raises(DBAPIError, match="append-only"):
            run(before, statement)
