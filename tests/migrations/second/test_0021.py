"""Migration 0021: unsent responses count what they hold; what was sent counts nothing, and all else stays."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, inspect

from sbcp.operation import schema
from tests.migrations.standing import standing_at
from tests.support.servers.databases import Store

BEFORE, AFTER = "0020", "0021"
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
INSERT INTO submission
    (id, consultation_id, token_hash, created_at, received_at, kind, language, country, digest)
    VALUES (3, 1, 'c', '2026-11-02 10:00:00.000000', NULL, 'person', 'en', '', '');
INSERT INTO comment (id, document_id, submission_id, key, number, version_id, pid, quote)
    VALUES (1, 1, 1, 'k', 1, 1, NULL, '[]');
INSERT INTO comment (id, document_id, submission_id, key, number, version_id, pid, quote)
    VALUES (2, 1, 2, 'l', NULL, 1, NULL, '[]');
INSERT INTO comment_wording
    (id, comment_id, number, kind, body, proposed_text, justification, language, written_at)
    VALUES (1, 1, 1, 'general', 'sent', '', '', 'en', '2026-11-02 10:00:00.000000');
INSERT INTO comment_wording
    (id, comment_id, number, kind, body, proposed_text, justification, language, written_at)
    VALUES (2, 2, 1, 'general', '15. марта', 'тако', 'why', 'sr-Cyrl', '2026-11-02 10:00:00.000000');
INSERT INTO outbox (id, key, recipient, about, template, locale, had_secret, urgent, left_at, next_at,
        unknown, unreachable, problem, verdict, sent, tries)
    VALUES (1, 'a', 'a@example.org', '', 'receipt', 'en', false, false, '2026-11-02 10:00:00.000000',
        '2026-11-02 10:00:00.000000', 0, false, '', '', false, 0);
INSERT INTO outbox (id, key, recipient, about, template, locale, had_secret, urgent, left_at, next_at,
        unknown, unreachable, problem, verdict, sent, tries)
    VALUES (2, 'b', 'a@example.org', '', 'answer', 'en', false, false, '2026-11-02 10:00:00.000000',
        '2026-11-02 10:00:00.000000', 0, false, '', '', false, 0)
"""


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    """A database of the schema before, with a response that was sent, one that was not, and an empty one."""
    with standing_at(store, BEFORE, STANDING) as engine:
        yield engine


def rows(engine: Engine, question: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(each) for each in connection.exec_driver_sql(question)]


def test_what_is_unsent_is_counted_and_the_rest_stays(before: Engine) -> None:
    kept = "SELECT id, token_hash, received_at, digest FROM submission ORDER BY id"
    old = rows(before, kept)
    schema.upgrade(before, AFTER)
    sizes = rows(before, "SELECT unsent_bytes FROM submission ORDER BY id")
    assert sizes == [(0,), (1000 + 500 + len("15. мартатакоwhy".encode()),), (1000,)]
    assert rows(before, "SELECT name, amount FROM tally") == [("unsent responses", 2500 + 14 + 8 + 3)]
    assert rows(before, kept) == old
    mail = rows(before, "SELECT id, unconfirmed FROM outbox ORDER BY id")
    assert [(which, bool(unconfirmed)) for which, unconfirmed in mail] == [(1, True), (2, False)]
    schema.downgrade(before, BEFORE)
    assert rows(before, kept) == old
    assert "tally" not in inspect(before).get_table_names()
