"""Migration 0014: files that wait for confirmation keep numbers and words under a new name, and go back."""

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, inspect

from sbcp.operation import schema
from tests.migrations.standing import run, standing_at
from tests.support.servers.databases import Store

PEOPLE = """
INSERT INTO document (id, slug, title, summary, language, created_at, next_pid, next_comment)
    VALUES (1, 'policy', 'Policy', '', 'en', '2026-11-01 10:00:00.000000', 2, 2)
"""
COLUMNS = (
    "document_id, file_name, blocks, links, omissions, draft_revision, made_at, confirmed_at, found, ended, "
    "reason"
)
# One that was decided about, and one from before there was anything to decide; no number is given,
# so that what gives numbers has moved on.
ROWS = [
    "1, 'next.md', '[[\"text\", 0, \"Words; more.\"]]', '[[1, 0, 100]]', '[]', 3, "
    "'2026-11-02 10:00:00.000000', NULL, '[[1, 0, 70], [2, null, 60]]', '[2]', 'The group met.'",
    "1, 'old.md', '[]', '[]', '[{\"what\": \"An image\"}]', 0, "
    "'2026-11-01 10:00:00.000000', '2026-11-01 10:00:00.000000', NULL, NULL, NULL",
]


def insert(engine: Engine, table: str, values: str) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(f"INSERT INTO {table} ({COLUMNS}) VALUES ({values})")


def rows(engine: Engine, table: str) -> list[list[object]]:
    """Every row, its JSON read."""
    with engine.connect() as connection:
        selected = connection.exec_driver_sql(f"SELECT id, {COLUMNS} FROM {table} ORDER BY id").all()
    return [[_value(value) for value in row] for row in selected]


def _value(value: object) -> object:
    return json.loads(value) if isinstance(value, str) and value.startswith("[") else value


def names(engine: Engine, table: str) -> set[str | None]:
    """Every name that the database keeps for what belongs to the table."""
    inspector = inspect(engine)
    kept = {inspector.get_pk_constraint(table)["name"]}
    kept |= {key["name"] for key in inspector.get_foreign_keys(table)}
    kept |= {index["name"] for index in inspector.get_indexes(table)}
    return kept | set(inspector.get_sequence_names() if engine.dialect.supports_sequences else ())


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    """A database of the schema before, with rows."""
    with standing_at(store, "0013", PEOPLE) as engine:
        for values in ROWS:
            insert(engine, "proposal", values)
        yield engine


def test_imports_that_wait_are_carried_over_and_back(before: Engine) -> None:
    old, old_names = rows(before, "proposal"), names(before, "proposal")
    schema.upgrade(before, "0014")
    assert rows(before, "pending_import") == old
    assert not inspect(before).has_table("proposal")
    schema.downgrade(before, "0013")
    assert rows(before, "proposal") == old
    assert names(before, "proposal") == old_names


def test_nothing_keeps_the_old_name_and_the_next_import_has_the_next_number(before: Engine) -> None:
    schema.upgrade(before, "0014")
    kept = names(before, "pending_import")
    assert {"pk_pending_import", "ix_pending_import_document_id"} <= kept
    assert {"fk_pending_import_document_id_document", "fk_pending_import_made_by_id_mandate"} <= kept
    assert not [name for name in kept if "proposal" in (name or "")]
    insert(before, "pending_import", ROWS[0])
    assert [row[0] for row in rows(before, "pending_import")] == [1, 2, 3]
    run(before, "DELETE FROM pending_import WHERE id < 3")
    schema.downgrade(before, "0013")
    insert(before, "proposal", ROWS[1])
    assert [row[0] for row in rows(before, "proposal")] == [3, 4]
    with before.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM document").scalar_one() == 1


# SQLite has no roles.
@pytest.mark.parametrize("store", ["postgresql"], indirect=True, scope="session")
def test_a_role_that_could_write_imports_still_can(before: Engine) -> None:
    grants = "SELECT relacl::text FROM pg_class WHERE relname = '{}'"
    run(before, "GRANT SELECT, INSERT, UPDATE, DELETE ON proposal TO PUBLIC")
    with before.connect() as connection:
        old = connection.exec_driver_sql(grants.format("proposal")).scalar_one()
    schema.upgrade(before, "0014")
    with before.connect() as connection:
        assert connection.exec_driver_sql(grants.format("pending_import")).scalar_one() == old
