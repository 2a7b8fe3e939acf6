"""Migration 0005: sessions and people of before are as they were."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from sbcp.operation import schema
from tests.migrations.standing import standing_at
from tests.support.servers.databases import Store

BEFORE = """
INSERT INTO person (id, name, email, example) VALUES (1, 'Ana Example', 'ana@example.org', false);
INSERT INTO organisation (id, name, tier) VALUES (1, 'Secretariat', 'coordinator');
INSERT INTO mandate (id, person_id, organisation_id, role, starts_on, basis)
    VALUES (1, 1, 1, 'secretariat', '2026-01-01', 'Decision 1');
INSERT INTO sign_in (id, token_hash, person_id, created_at, expires_at)
    VALUES (1, 'x', 1, '2026-11-01 10:00:00.000000', '2026-11-01 22:00:00.000000')
"""


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    """A database of the schema before, with rows."""
    with standing_at(store, "0004", BEFORE) as engine:
        yield engine


def one(engine: Engine, statement: str) -> tuple[object, ...]:
    with engine.connect() as connection:
        return tuple(connection.exec_driver_sql(statement).one())


def test_F24_sessions_begun_before_need_a_second_factor(before: Engine) -> None:
    schema.upgrade(before, "0005")
    assert one(before, "SELECT method, agent, second_factor_at, seen_at = created_at FROM sign_in") in (
        ("link", "", None, True),
        ("link", "", None, 1),
    )


def test_F24_people_and_mandates_go_on(before: Engine) -> None:
    schema.upgrade(before, "0005")
    assert one(before, "SELECT locale, disabled_at FROM person") == ("en", None)
    assert one(before, "SELECT role, substitute_for_id FROM mandate") == ("secretariat", None)
    schema.downgrade(before, "0004")
    assert one(before, "SELECT count(*) FROM mandate") == (1,)
