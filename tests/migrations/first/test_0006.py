"""Migration 0006: links of before go on, and ways in of nobody are not taken back."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from sbcp.operation import schema
from tests.migrations.standing import run, standing_at
from tests.support.servers.databases import Store

BEFORE = """
INSERT INTO person (id, name, email, example, locale)
    VALUES (1, 'Ana Example', 'ana@example.org', false, 'en');
INSERT INTO sign_in_link (id, token_hash, person_id, expires_at)
    VALUES (1, 'x', 1, '2026-11-01 10:00:00.000000')
"""
AFTER = """
INSERT INTO sign_in_link (id, token_hash, person_id, browser_hash, code_hash, next_path, expires_at)
    VALUES (2, 'y', NULL, 'b', 'c', '', '2026-11-01 10:00:00.000000');
INSERT INTO passkey (id, person_id, credential_id, public_key, handle, sign_count, transports, name, added_at)
    VALUES (1, 1, 'id', 'key', 'handle', 4294967295, '[]', 'Laptop', '2026-11-01 10:00:00.000000');
INSERT INTO code_app (id, person_id, secret, last_step, added_at)
    VALUES (1, 1, 'sealed', 59000000, '2026-11-01 10:00:00.000000');
INSERT INTO recovery_code (id, person_id, salt, code_hash, made_at)
    VALUES (1, 1, 's', 'h', '2026-11-01 10:00:00.000000')
"""


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    """A database of the schema before, with rows."""
    with standing_at(store, "0005", BEFORE) as engine:
        yield engine


def rows(engine: Engine, statement: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(statement)]


def test_F24_links_of_before_go_on_through_the_change_and_back(before: Engine) -> None:
    schema.upgrade(before, "0006")
    assert rows(before, "SELECT id, person_id, next_path, code_hash FROM sign_in_link") == [(1, 1, "", None)]
    run(before, AFTER)
    schema.downgrade(before, "0005")
    assert rows(before, "SELECT id, person_id FROM sign_in_link") == [(1, 1)]
    schema.upgrade(before, "0006")
    assert rows(before, "SELECT id FROM passkey") == []
