"""Migration 0023: responses are found by round and moment, and all of them stay."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, inspect

from sbcp.operation import schema
from tests.migrations.standing import standing_at
from tests.migrations.third.test_0022 import STANDING
from tests.support.servers.databases import Store

BEFORE, AFTER = "0022", "0023"


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    """A database of the schema before, with a response that was sent and one that was not."""
    with standing_at(store, BEFORE, STANDING) as engine:
        yield engine


def indexes(engine: Engine) -> list[list[str | None]]:
    """Those that begin with the round of a response."""
    columns = [each["column_names"] for each in inspect(engine).get_indexes("submission")]
    return [each for each in columns if each[0] == "consultation_id"]


def responses(engine: Engine) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        query = "SELECT id, received_at IS NULL FROM submission WHERE consultation_id = 1 ORDER BY id"
        return [(number, bool(unsent)) for number, unsent in connection.exec_driver_sql(query)]


def test_one_index_has_both_and_nothing_is_lost_on_the_way(before: Engine) -> None:
    there = responses(before)
    assert there == [(1, False), (2, True)]
    schema.upgrade(before, AFTER)
    assert (indexes(before), responses(before)) == ([["consultation_id", "received_at"]], there)
    schema.downgrade(before, BEFORE)
    assert (indexes(before), responses(before)) == ([["consultation_id"]], there)
    schema.upgrade(before, AFTER)
    assert (indexes(before), responses(before)) == ([["consultation_id", "received_at"]], there)
