"""Migration 0008: mail. What happened before is no news; respondents keep what they have."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from core.db import connect
from core.record import entries
from sbcp.operation import schema
from tests.support.factories import NOW
from tests.support.servers.databases import Store

BEFORE = """
INSERT INTO document (id, slug, title, summary, language, created_at, next_pid, next_comment)
    VALUES (1, 'policy', 'Policy', '', 'en', '2026-11-01 10:00:00.000000', 2, 2);
INSERT INTO version (id, document_id, number, label, title, language, digest, published_at)
    VALUES (1, 1, 1, 'zero', 'Policy', 'en', 'x', '2026-11-01 10:00:00.000000');
INSERT INTO consultation (id, document_id, version_id, opens_at, closes_at, zone, introduction)
    VALUES (1, 1, 1, '2026-11-01 10:00:00.000000', '2026-12-01 10:00:00.000000', 'UTC', '');
INSERT INTO submission (id, consultation_id, token_hash, created_at, kind, language, country, digest)
    VALUES (1, 1, 'x', '2026-11-01 11:00:00.000000', 'person', 'en', '', '');
INSERT INTO respondent (submission_id, name, organisation, email, publish_name)
    VALUES (1, 'Ana', '', 'ana@example.org', false)
"""


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    """A database of the schema before, with a record and a response."""
    url = store.empty()
    database = connect(url)
    schema.upgrade(database.engine, "0007")
    with database.engine.begin() as connection:
        for statement in BEFORE.split(";"):
            connection.exec_driver_sql(statement)
    with Session(database.engine) as db:
        for _number in range(3):
            entries.append(db, at=NOW, actor="operator", action="test", subject="test", body={})
        db.commit()
    yield database.engine
    database.engine.dispose()
    store.drop(url)


def one(engine: Engine, statement: str) -> tuple[object, ...]:
    with engine.connect() as connection:
        return tuple(connection.exec_driver_sql(statement).one())


def test_F24_what_is_on_the_record_already_is_no_news(before: Engine) -> None:
    schema.upgrade(before, "0008")
    assert one(before, "SELECT id, seq FROM news_read") == (1, 3)


def test_F24_respondents_keep_what_they_have_down_and_up(before: Engine) -> None:
    schema.upgrade(before, "0008")
    assert one(before, "SELECT name, email, locale FROM respondent") == ("Ana", "ana@example.org", "")
    schema.downgrade(before, "0007")
    assert one(before, "SELECT name, email FROM respondent") == ("Ana", "ana@example.org")
    schema.upgrade(before, "0008")
    assert one(before, "SELECT count(*) FROM outbox") == (0,)
