"""Tests of the record's own ways begin with one that has no entries, so that theirs are 1, 2, 3 …"""

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from core.record.entries import START

EMPTY = (
    "DELETE FROM record_payload",
    "DELETE FROM record_entry",
    "DELETE FROM record_subject",
    "DELETE FROM record_state",
    f"UPDATE record_head SET seq = 0, digest = '{START}'",
)


@pytest.fixture
def db(db: Session) -> Session:
    """A session at a database whose record says nothing yet. Guards are off for a moment only."""
    empty_record(db.connection())
    return db


def empty_record(connection: Connection) -> None:
    """Take every entry from the record of a fresh database."""
    guards = []
    if connection.dialect.name == "sqlite":
        on_entries = "type = 'trigger' AND tbl_name = 'record_entry'"
        guards = connection.execute(text(f"SELECT name, sql FROM sqlite_master WHERE {on_entries}")).all()
    else:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
    for name, _sql in guards:
        connection.execute(text(f"DROP TRIGGER {name}"))
    for statement in EMPTY:
        connection.execute(text(statement))
    for _name, sql in guards:
        connection.execute(text(sql))
    if connection.dialect.name != "sqlite":
        connection.execute(text("SET LOCAL session_replication_role = origin"))
