"""Migration 0033: a file that waits keeps what was decided of it; what its base is, comes and goes."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, inspect

from sbcp.operation import schema
from tests.migrations.standing import run, standing_at
from tests.migrations.third.test_0022 import STANDING
from tests.support.servers.databases import Store

BEFORE, AFTER = "0031", "0033"
WAITING = """
INSERT INTO pending_import
    (id, document_id, file_name, blocks, links, omissions, draft_revision, made_at, made_by_id, found, ended)
    VALUES (1, 1, 'next.md', '[["paragraph", 0, "Words."]]', '[[7, 0, 100]]', '[]', 3,
            '2026-11-04 10:00:00.000000', 1, '[[7, 0, 60]]', '[]')
"""
DECIDED = """
UPDATE pending_import SET base_version = 1, base_known = 'digest', anchors = '[[7, 0]]', takes_back = '[3]',
    settled = '{"7": {"take": "mine", "blocks": [], "on": ""}}', became = 4
"""
NEW = {"base_version", "base_revision", "base_known", "anchors", "takes_back", "settled", "became"}


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    """A database of the schema before, with a file that waits to be confirmed."""
    with standing_at(store, BEFORE, f"{STANDING};{WAITING}") as engine:
        yield engine


def kept(engine: Engine) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT id, file_name, draft_revision, CAST(links AS TEXT), CAST(found AS TEXT), made_by_id "
            "FROM pending_import"
        )
        return [tuple(row) for row in rows]


def test_a_file_that_waits_stays_with_its_links_and_its_base_is_not_known(before: Engine) -> None:
    standing = kept(before)
    schema.upgrade(before, AFTER)
    assert kept(before) == standing
    with before.connect() as connection:
        new = connection.exec_driver_sql(f"SELECT {', '.join(sorted(NEW))} FROM pending_import").one()
    assert tuple(new) == (None,) * len(NEW)


def test_going_back_loses_the_base_and_nothing_else(before: Engine) -> None:
    standing, indexes = kept(before), names(before)
    schema.upgrade(before, AFTER)
    run(before, DECIDED)
    assert "ix_pending_import_became" in names(before)
    schema.downgrade(before, BEFORE)
    assert (kept(before), names(before)) == (standing, indexes)
    assert NEW & {column["name"] for column in inspect(before).get_columns("pending_import")} == set()
    schema.upgrade(before, AFTER)
    assert kept(before) == standing


def names(engine: Engine) -> set[str]:
    """Keys and indexes of the table."""
    table = inspect(engine)
    constraints = [*table.get_indexes("pending_import"), *table.get_foreign_keys("pending_import")]
    return {str(each["name"]) for each in constraints} | {
        str(table.get_pk_constraint("pending_import")["name"])
    }
