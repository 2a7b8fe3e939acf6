"""Migration 0010: requests and changed times come and go without touching what was there."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from sbcp.operation import schema
from tests.migrations.standing import run, standing_at
from tests.support.servers.databases import Store

BEFORE = """
INSERT INTO person (id, name, email, locale, example)
    VALUES (1, 'Ana Example', 'ana@example.org', 'en', false);
INSERT INTO organisation (id, name, tier) VALUES (1, 'Secretariat', 'coordinator');
INSERT INTO mandate (id, person_id, organisation_id, role, starts_on, basis)
    VALUES (1, 1, 1, 'secretariat', '2026-01-01', 'Decision 1');
INSERT INTO document (id, slug, title, summary, language, created_at, next_pid, next_comment)
    VALUES (1, 'policy', 'Policy', '', 'en', '2026-11-01 10:00:00.000000', 1, 1);
INSERT INTO version (id, document_id, number, label, title, language, digest, published_at)
    VALUES (1, 1, 1, 'first', 'Policy', 'en', 'x', '2026-11-01 10:00:00.000000');
INSERT INTO consultation (id, document_id, version_id, opens_at, closes_at, zone, introduction)
    VALUES (1, 1, 1, '2026-11-01 10:00:00.000000', '2026-11-21 10:00:00.000000', 'Europe/Brussels', '')
"""
AFTER = """
INSERT INTO approval (id, kind, permission, subject, body, reason, asked_by_id, asked_at, expires_at, answer)
    VALUES (1, 'round.extend', 'consultation:times', 'document:policy', '{}', 'So.', 1,
            '2026-11-02 10:00:00.000000', '2026-11-16 10:00:00.000000', '');
INSERT INTO round_change
    (id, consultation_id, kind, before, after, changed_at, asked_by_id, approved_by_id, reason)
    VALUES (1, 1, 'extended', '2026-11-20 10:00:00.000000', '2026-11-21 10:00:00.000000',
            '2026-11-02 10:00:00.000000', 1, 1, 'So.')
"""


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    """A database of the schema before, with a round."""
    with standing_at(store, "0009", BEFORE) as engine:
        yield engine


def count(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())


def test_F24_up_and_down_with_data_leaves_the_rounds_as_they_were(before: Engine) -> None:
    schema.upgrade(before, "0010")
    run(before, AFTER)
    schema.downgrade(before, "0009")
    assert (count(before, "consultation"), count(before, "mandate")) == (1, 1)
    schema.upgrade(before, "0010")
    assert (count(before, "approval"), count(before, "round_change")) == (0, 0)


@pytest.mark.parametrize("act", ["UPDATE round_change SET reason = 'Other.'", "DELETE FROM round_change"])
def test_S42_the_history_of_the_times_cannot_be_changed(before: Engine, act: str) -> None:
    schema.upgrade(before, "0010")
    run(before, AFTER)
    with pytest.raises(DBAPIError, match="is append-only"):
        run(before, act)
    run(before, "UPDATE approval SET outcome = 'refused'")
