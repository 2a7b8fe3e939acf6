"""Migration 0017: an instance of before begins to be covered, as it stands, in entries that say so."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, inspect, text
from sqlalchemy.orm import Session

from core.record import checking
from core.record.entries import Entry
from core.record.public import KINDS, recorded
from sbcp.operation import schema
from tests.migrations.standing import standing_at
from tests.support.servers.databases import Store

BEFORE = "0016"
LONG_AGO = "2026-03-14 10:00:00.000000"
ROWS = (
    "INSERT INTO organisation (id, name, tier) VALUES (1, 'Комора Брчко', 'cluster')",
    "INSERT INTO person (id, name, email, locale, example, erased_at) VALUES "
    "(1, 'Ana Example', 'ana@example.org', 'en', {false}, NULL), "
    "(2, 'Former member', 'erased-2@erased.invalid', 'en', {false}, '" + LONG_AGO + "')",
    "INSERT INTO mandate (id, person_id, organisation_id, role, starts_on, basis, basis_link, end_reason) "
    "VALUES (1, 1, 1, 'secretariat', '2026-01-01', 'Decision 1/2026', '', ''), "
    "(2, 2, 1, 'observer', '2026-01-01', 'Decision 1/2026', '', '')",
    "INSERT INTO document (id, slug, title, summary, language, created_at, next_pid, next_comment) "
    "VALUES (1, 'policy', 'Нацрт', '', 'sr', '" + LONG_AGO + "', 2, 1)",
    "INSERT INTO version (id, document_id, number, label, title, language, digest, published_at) "
    "VALUES (1, 1, 1, 'нацрт', 'Нацрт', 'sr', '" + "d" * 64 + "', '" + LONG_AGO + "')",
    "INSERT INTO paragraph (id, version_id, position, pid, label, kind, level, markdown, html) "
    "VALUES (1, 1, 0, 1, '1', 'paragraph', 0, 'Речи', '<p>Речи</p>')",
)


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    """An instance of the schema before, with rows that people read and an empty record."""
    with standing_at(store, BEFORE) as engine:
        with engine.begin() as connection:
            false = "0" if engine.dialect.name == "sqlite" else "false"
            for statement in ROWS:
                connection.execute(text(statement.replace("{false}", false).replace(":", r"\:")))
        yield engine


def test_what_stands_is_on_the_record_afterwards_and_the_record_says_that_it_began_then(
    before: Engine,
) -> None:
    schema.upgrade(before)
    with Session(before) as db:
        told = list(db.query(Entry).order_by(Entry.seq))
        assert {entry.action for entry in told} == {"record.covered"}
        names = ("organisation:1", "mandate:1", "holder:1", "version:policy/1", "paragraph:policy/1")
        assert set(recorded(db, names)) == set(names)
        assert recorded(db, ["holder:2"]) == {}, "a name that was erased stays so"
        assert set(recorded(db, [f"kind:{name}" for name in KINDS])) == {f"kind:{name}" for name in KINDS}
        assert list(checking.faults(db, datetime.now(UTC))) == []


def test_names_get_a_salt_of_their_own_and_versions_what_made_their_html(before: Engine) -> None:
    schema.upgrade(before)
    with before.connect() as connection:
        salts = connection.execute(text("SELECT salt FROM person ORDER BY id")).scalars().all()
        renderers = connection.execute(text("SELECT renderer FROM version")).scalars().all()
    assert [len(salt) for salt in salts] == [32, 0]
    assert renderers == [1]


def test_going_back_leaves_the_rows_and_the_record(before: Engine) -> None:
    schema.upgrade(before)
    schema.downgrade(before, BEFORE)
    assert "record_state" not in inspect(before).get_table_names()
    with before.connect() as connection:
        names = connection.execute(text("SELECT name FROM person ORDER BY id")).scalars().all()
        count = connection.execute(text("SELECT count(*) FROM record_entry")).scalar_one()
    assert names == ["Ana Example", "Former member"]
    assert count > 0, "what was put on the record stays there"
