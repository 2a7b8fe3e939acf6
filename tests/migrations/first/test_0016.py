"""Migration 0016: what was sent has its HTML afterwards, and all else stays."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, inspect

from documents.text.typed import TYPED_VERSION
from sbcp.operation import schema
from tests.migrations.standing import run, standing_at
from tests.support.servers.databases import Store

BEFORE, AFTER = "0015", "0016"
STANDING = """
INSERT INTO document (id, slug, title, summary, language, created_at, next_pid, next_comment)
    VALUES (1, 'policy', 'Policy', '', 'en', '2026-11-01 10:00:00.000000', 2, 3);
INSERT INTO version (id, document_id, number, label, title, language, digest, published_at)
    VALUES (1, 1, 1, 'first', 'Policy', 'en', 'x', '2026-11-01 10:00:00.000000');
INSERT INTO consultation (id, document_id, version_id, opens_at, closes_at, zone, introduction)
    VALUES (1, 1, 1, '2026-11-01 10:00:00.000000', '2026-12-01 10:00:00.000000', 'UTC', '');
INSERT INTO submission
    (id, consultation_id, token_hash, created_at, received_at, kind, language, country, digest)
    VALUES (1, 1, 'a', '2026-11-02 10:00:00.000000', '2026-11-02 10:00:00.000000', 'person', 'en', '', 'd');
INSERT INTO submission
    (id, consultation_id, token_hash, created_at, received_at, kind, language, country, digest)
    VALUES (2, 1, 'b', '2026-11-02 10:00:00.000000', NULL, 'person', 'en', '', '');
INSERT INTO comment (id, document_id, submission_id, key, number, version_id, pid, quote, kind, body,
        proposed_text, justification, language, withheld_at)
    VALUES (1, 1, 1, 'k', 1, 1, NULL, '[]', 'general', '15. марта', '', '2. why', 'sr-Cyrl', NULL);
INSERT INTO comment (id, document_id, submission_id, key, number, version_id, pid, quote, kind, body,
        proposed_text, justification, language, withheld_at)
    VALUES (2, 1, 1, 'l', 2, 1, NULL, '[]', 'general', '', '', '', 'en', '2026-11-03 10:00:00.000000');
INSERT INTO comment (id, document_id, submission_id, key, number, version_id, pid, quote, kind, body,
        proposed_text, justification, language, withheld_at)
    VALUES (3, 1, 2, 'm', NULL, 1, NULL, '[]', 'general', 'unsent', '', '', 'en', NULL)
"""


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    """A database of the schema before, with a comment that was sent, one withheld and one unsent."""
    with standing_at(store, BEFORE, STANDING) as engine:
        yield engine


def rows(engine: Engine, columns: str, table: str = "comment") -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [
            tuple(row) for row in connection.exec_driver_sql(f"SELECT {columns} FROM {table} ORDER BY id")
        ]


def test_what_was_sent_gets_the_html_that_it_is_shown_as(before: Engine) -> None:
    typed = "id, body, justification, language, number, withheld_at"
    old = rows(before, typed)
    schema.upgrade(before, AFTER)
    assert rows(before, "html, justification_html, renderer") == [
        ("<p>15. марта</p>", "<p>2. why</p>", TYPED_VERSION),
        ("", "", 0),
        ("", "", 0),
    ]
    assert rows(before, typed) == old
    schema.downgrade(before, BEFORE)
    assert rows(before, typed) == old
    assert not {"html", "renderer"} & {column["name"] for column in inspect(before).get_columns("comment")}


def test_html_that_an_older_renderer_made_stays(before: Engine) -> None:
    schema.upgrade(before, AFTER)
    run(before, "UPDATE comment SET html = '<p>old</p>', renderer = 1 WHERE id = 1")
    schema.upgrade(before, "head")
    assert rows(before, "html, renderer", "comment_wording")[0] == ("<p>old</p>", 1)
