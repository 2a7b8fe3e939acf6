"""Migration 0020: what entries are found by comes and goes, and the record stays as it is."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, inspect
from sqlalchemy.orm import Session

from core.record import entries
from sbcp.operation import schema
from sbcp.record import search
from tests.migrations.standing import standing_at
from tests.support.factories import NOW
from tests.support.servers.databases import Store

BEFORE, AFTER = "0019", "0020"
ENTRY = "SELECT * FROM record_entry WHERE seq = 1"
CONTENT = "SELECT salt, body FROM record_payload WHERE seq = 1"
TERMS = "SELECT term FROM record_term WHERE seq = 1 ORDER BY term"


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    """A database of the schema before, with an entry in the record."""
    with standing_at(store, BEFORE) as engine:
        with Session(engine) as db:
            body = {"organisation": 2, "name": "Комора Брчко", "tier": "cluster", "participant": "BA"}
            entries.append(
                db, at=NOW, actor="operator", action="organisation.added", subject="organisation:2", body=body
            )
            db.commit()
        yield engine


def rows(engine: Engine, statement: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(statement)]


def test_what_is_there_gets_its_terms_afterwards_and_the_record_stays(before: Engine) -> None:
    record = rows(before, ENTRY), rows(before, CONTENT)
    schema.upgrade(before, AFTER)
    assert rows(before, TERMS) == []
    with Session(before) as db:
        assert search.write_terms(db) > 0
        assert search.write_terms(db) == 0
        db.commit()
    assert [term for (term,) in rows(before, TERMS)] == [
        "action:organisation.added",
        "country:BA",
        "day:2027-03-01",
        "word:brcko",
        "word:komora",
    ]
    schema.downgrade(before, BEFORE)
    assert "record_term" not in inspect(before).get_table_names()
    schema.upgrade(before, AFTER)
    assert rows(before, TERMS) == []
    with Session(before) as db:
        assert entries.verify(db) is None
    assert record == (rows(before, ENTRY), rows(before, CONTENT))
