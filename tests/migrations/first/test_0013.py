"""Migration 0013: what was there stays, nothing of it is called erased, and it goes back."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from sbcp.operation import schema
from tests.migrations.standing import standing_at
from tests.support.servers.databases import Store

BEFORE = """
INSERT INTO person (id, name, email, locale, example) VALUES (1, 'Ana', 'ana@example.org', 'en', false);
INSERT INTO document (id, slug, title, summary, language, created_at, next_pid, next_comment)
    VALUES (1, 'policy', 'Policy', '', 'en', '2026-11-01 10:00:00.000000', 2, 2);
INSERT INTO version (id, document_id, number, label, title, language, digest, published_at)
    VALUES (1, 1, 1, 'first', 'Policy', 'en', 'x', '2026-11-01 10:00:00.000000');
INSERT INTO consultation (id, document_id, version_id, opens_at, closes_at, zone, introduction)
    VALUES (1, 1, 1, '2026-11-01 10:00:00.000000', '2026-12-01 10:00:00.000000', 'UTC', '');
INSERT INTO submission (id, consultation_id, token_hash, created_at, kind, language, country, digest)
    VALUES (1, 1, 'x', '2026-11-02 10:00:00.000000', 'person', 'en', '', '');
INSERT INTO comment (id, document_id, submission_id, key, version_id, quote, kind, body, proposed_text,
    justification, language) VALUES (1, 1, 1, 'k', 1, '[]', 'general', 'Words.', '', '', 'en')
"""


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    """A database of the schema before, with rows."""
    with standing_at(store, "0012", BEFORE) as engine:
        yield engine


def one(engine: Engine, statement: str) -> tuple[object, ...]:
    with engine.connect() as connection:
        return tuple(connection.exec_driver_sql(statement).one())


def test_F24_nothing_of_before_is_erased(before: Engine) -> None:
    schema.upgrade(before, "0013")
    assert one(before, "SELECT name, erased_at FROM person") == ("Ana", None)
    assert one(before, "SELECT body, withheld_at FROM comment") == ("Words.", None)
    assert one(before, "SELECT saved_at, erased_at FROM submission") == (None, None)
    schema.downgrade(before, "0012")
    assert one(before, "SELECT body FROM comment") == ("Words.",)
    assert one(before, "SELECT count(*) FROM submission") == (1,)
