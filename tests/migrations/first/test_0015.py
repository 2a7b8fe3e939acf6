"""Migration 0015: what is published is called by the numbers of its text; its words and digests stay."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from sbcp.operation import schema
from tests.migrations.standing import run, standing_at
from tests.support.servers.databases import Store

BEFORE = """
INSERT INTO document (id, slug, title, summary, language, created_at, next_pid, next_comment)
    VALUES (1, 'law', 'Zakon', '', 'hr', '2026-11-01 10:00:00.000000', 5, 2);
INSERT INTO version (id, document_id, number, label, title, language, digest, published_at)
    VALUES (1, 1, 1, 'first', 'Zakon', 'hr', 'x', '2026-11-01 10:00:00.000000');
INSERT INTO paragraph (id, version_id, position, pid, label, kind, level, markdown, html) VALUES
    (1, 1, 1, 1, '', 'heading', 1, '# Zakon', '<h2>Zakon</h2>'),
    (2, 1, 2, 2, 'Članak 40', 'heading', 3, '### Članak 40.', '<h3>Članak 40.</h3>'),
    (3, 1, 3, 3, 'Članak 40-2', 'heading', 3, '### Članak 40.a', '<h3>old</h3>'),
    (4, 1, 4, 4, 'Članak 40-2(30)', 'item', 1, '- 30 dana', '<p>30 dana</p>')
"""


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    """A database of the schema before, with rows."""
    with standing_at(store, "0014", BEFORE) as engine:
        yield engine


def rows(engine: Engine, columns: str, table: str = "paragraph") -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [
            tuple(row) for row in connection.exec_driver_sql(f"SELECT {columns} FROM {table} ORDER BY id")
        ]


def test_labels_and_html_are_made_anew_and_all_else_stays(before: Engine) -> None:
    kept = "id, version_id, position, pid, kind, level, markdown"
    words = rows(before, kept)
    schema.upgrade(before, "0015")
    assert rows(before, "label, html") == [
        ("", "<h2>Zakon</h2>"),
        ("Članak 40", "<h3>Članak 40.</h3>"),
        ("Članak 40.a", "<h3>Članak 40.a</h3>"),
        ("Članak 40.a(a)", "<p>30 dana</p>"),
    ]
    assert rows(before, kept) == words
    assert rows(before, "digest", "version") == [("x",)]
    assert rows(before, "slug, labels_style", "document") == [("law", "legal")]
    schema.downgrade(before, "0014")
    assert rows(before, kept) == words
    assert rows(before, "slug, next_pid", "document") == [("law", 5)]
    schema.upgrade(before, "0015")
    assert rows(before, "label")[2:] == [("Članak 40.a",), ("Članak 40.a(a)",)]


def test_from_then_on_they_never_change(before: Engine) -> None:
    schema.upgrade(before, "0015")
    with pytest.raises(DBAPIError, match="append-only"):
        run(before, "UPDATE paragraph SET label = 'x'")
    with pytest.raises(DBAPIError, match="append-only"):
        run(before, "DELETE FROM paragraph")
