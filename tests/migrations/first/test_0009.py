"""Migration 0009: signed heads, and closings that are on the record."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from core.db import Database, connect
from core.record import entries, signed_heads
from sbcp.operation import schema
from tests.support.servers.databases import Store

AT = datetime(2026, 11, 1, 10, tzinfo=UTC)
CLOSED = {"consultation": 1, "version": 1, "closes_at": "2026-10-30T16:00:00.000000Z"}

BEFORE = """
INSERT INTO document (id, slug, title, summary, language, next_pid, next_comment, created_at)
    VALUES (1, 'policy', 'Policy', '', 'en', 1, 1, '2026-10-01 10:00:00.000000');
INSERT INTO version (id, document_id, number, label, title, language, digest, published_at)
    VALUES (1, 1, 1, 'zero', 'Policy', 'en', 'x', '2026-10-01 10:00:00.000000');
INSERT INTO consultation (id, document_id, version_id, opens_at, closes_at, zone, introduction)
    VALUES (1, 1, 1, '2026-10-02 10:00:00.000000', '2026-10-30 16:00:00.000000', 'UTC', '')
"""


@pytest.fixture
def before(store: Store) -> Iterator[Database]:
    """A database of the schema before, with a round that has closed."""
    url = store.empty()
    database = connect(url)
    schema.upgrade(database.engine, "0008")
    with database.engine.begin() as connection:
        for statement in BEFORE.split(";"):
            connection.exec_driver_sql(statement)
    yield database
    database.engine.dispose()
    store.drop(url)


def one(engine: Engine, statement: str) -> tuple[object, ...]:
    with engine.connect() as connection:
        return tuple(connection.exec_driver_sql(statement).one())


def append(db: Session, action: str, body: dict[str, object]) -> None:
    entries.append(db, at=AT, actor="system", action=action, subject="document:policy", body=body)


def test_F24_heads_can_be_signed_and_are_guarded(before: Database) -> None:
    schema.upgrade(before.engine)  # heads are signed at the present schema
    key = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
    with before.writing() as db:
        append(db, "version.published", {"number": 1})
        signed_heads.sign_due(db, key, origin="https://policy.example.org", occasions=(), now=AT)
        db.commit()
        assert signed_heads.verify(db) is None
    for statement in ("UPDATE signed_head SET seq = 9", "DELETE FROM signed_head"):
        with pytest.raises(DBAPIError, match="is append-only"), before.engine.begin() as connection:
            connection.exec_driver_sql(statement)


def test_F24_closings_on_the_record_are_known_after_a_step_down_and_up(before: Database) -> None:
    schema.upgrade(before.engine, "0009")
    with before.writing() as db:
        append(db, "consultation.closed", CLOSED)
        db.commit()
    schema.downgrade(before.engine, "0008")
    assert {"signed_head", "consultation_closing"} & set(inspect(before.engine).get_table_names()) == set()
    assert one(before.engine, "SELECT count(*) FROM record_entry") == (1,)
    schema.upgrade(before.engine, "0009")
    assert one(
        before.engine,
        "SELECT consultation_id, entry, closes_at = '2026-10-30 16:00:00.000000' FROM consultation_closing",
    ) in ((1, 1, True), (1, 1, 1))
    with pytest.raises(DBAPIError, match="is append-only"), before.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM consultation_closing")


def test_F24_the_record_holds_before_and_after(before: Database) -> None:
    with before.writing() as db:
        append(db, "version.published", {"number": 1})
        db.commit()
    schema.upgrade(before.engine, "0009")
    with before.reading() as db:
        assert entries.verify(db) is None
    schema.downgrade(before.engine, "0008")
    with before.reading() as db:
        assert entries.verify(db) is None
