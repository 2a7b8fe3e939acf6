"""Migration 0037: what versions say in plain words and what documents are called in other languages stands in
rows that stay, and goes without a trace in the versions."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import DBAPIError

from sbcp.operation import schema
from tests.migrations.standing import run, standing_at
from tests.migrations.third.test_0022 import STANDING
from tests.support.servers.databases import Store

BEFORE, AFTER = "0036", "0037"
SUMMARY = """
INSERT INTO version_summary (id, version_id, language, number, text, written_at, written_by_id)
    VALUES ({id}, 1, 'en', {number}, 'Who does what.', '2026-11-05 10:00:00.000000', 1)
"""
NAME = """
INSERT INTO document_name (id, document_id, language, number, title, summary, named_at, named_by_id)
    VALUES ({id}, 1, 'sr-Cyrl', {number}, 'Политика', '', '2026-11-05 10:00:00.000000', 1)
"""
REFUSED = (
    "UPDATE document_name SET title = 'Another one'",
    "DELETE FROM document_name",
    NAME.format(id=2, number=1),
    "UPDATE version_summary SET text = 'Another one'",
    "DELETE FROM version_summary",
    SUMMARY.format(id=2, number=1),
)
ROWS = f"{SUMMARY.format(id=1, number=1)};{NAME.format(id=1, number=1)}"


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    with standing_at(store, BEFORE, STANDING) as engine:
        yield engine


def versions(engine: Engine) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql("SELECT * FROM version ORDER BY id")]


def test_versions_are_as_they_were_with_summaries_and_without(before: Engine) -> None:
    standing = versions(before)
    assert standing, "there is a version"
    schema.upgrade(before, AFTER)
    run(before, ROWS)
    assert versions(before) == standing
    with before.connect() as connection:
        titles = connection.exec_driver_sql("SELECT CAST(titles AS TEXT) FROM document").scalars().all()
    assert set(titles) == {"{}"}, "nothing is said of other languages"
    schema.downgrade(before, BEFORE)
    assert not {"version_summary", "document_name"} & set(inspect(before).get_table_names())
    assert not {"titles", "summaries"} & {each["name"] for each in inspect(before).get_columns("document")}
    assert versions(before) == standing
    schema.upgrade(before, AFTER)
    run(before, ROWS)


def test_what_was_written_stays_and_another_one_follows_it(before: Engine) -> None:
    schema.upgrade(before, AFTER)
    run(before, ROWS)
    for statement in REFUSED:
        with pytest.raises(DBAPIError):
            run(before, statement)
    run(before, f"{SUMMARY.format(id=2, number=2)};{NAME.format(id=2, number=2)}")
