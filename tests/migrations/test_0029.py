"""Migration 0029: absences come and go with their table; what was said stays, and ends once."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import DBAPIError

from sbcp.operation import schema
from tests.migrations.standing import run, standing_at
from tests.migrations.test_0022 import STANDING
from tests.support.servers.databases import Store

BEFORE, AFTER = "0028", "0029"
ABSENCE = """
INSERT INTO absence (id, mandate_id, from_on, until_on, made_by_id, made_at)
    VALUES (1, 1, '2026-11-05', '2026-11-09', 1, '2026-11-04 10:00:00.000000')
"""
END = "UPDATE absence SET ended_at = '2026-11-06 10:00:00.000000', ended_by_id = 1"
REFUSED = (
    "UPDATE absence SET from_on = '2026-11-01'",
    "UPDATE absence SET until_on = NULL",
    "UPDATE absence SET made_by_id = 1",
    "DELETE FROM absence",
)


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    """A database of the schema before."""
    with standing_at(store, BEFORE, STANDING) as engine:
        yield engine


def test_absences_come_and_go_with_their_table(before: Engine) -> None:
    schema.upgrade(before, AFTER)
    run(before, ABSENCE)
    schema.downgrade(before, BEFORE)
    assert "absence" not in inspect(before).get_table_names()
    schema.upgrade(before, AFTER)
    run(before, ABSENCE)


def test_what_was_said_stays_and_its_end_is_written_once(before: Engine) -> None:
    schema.upgrade(before, AFTER)
    run(before, ABSENCE)
    for statement in REFUSED:
        with pytest.raises(DBAPIError):
            run(before, statement)
    run(before, END)
    for statement in (END, "UPDATE absence SET ended_at = NULL", *REFUSED):
        with pytest.raises(DBAPIError):
            run(before, statement)
