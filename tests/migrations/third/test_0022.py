"""Migration 0022: what was sent before is counted, what comes is counted on, and nothing stays behind."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, inspect

from sbcp.operation import schema
from tests.migrations.standing import run, standing_at
from tests.support.servers.databases import Store

BEFORE, AFTER = "0021", "0022"
COMMENT = """
INSERT INTO comment (id, document_id, submission_id, key, number, version_id, pid, quote)
    VALUES ({id}, 1, {submission}, 'k{id}', {number}, 1, {pid}, '[]');
INSERT INTO comment_wording
    (comment_id, number, kind, body, proposed_text, justification, language, written_at)
    VALUES ({id}, 1, 'general', 'words', '', '', 'en', '2026-11-02 10:00:00.000000')
"""
ANSWER = """
INSERT INTO disposition (comment_id, answer, reason, language, given_at, given_by_id)
    VALUES ({comment}, '{answer}', 'why', 'en', '2026-11-03 10:00:00.000000', 1)
"""
STANDING = """
INSERT INTO document (id, slug, title, summary, language, created_at, next_pid, next_comment)
    VALUES (1, 'policy', 'Policy', '', 'en', '2026-11-01 10:00:00.000000', 2, 4);
INSERT INTO version (id, document_id, number, label, title, language, digest, published_at)
    VALUES (1, 1, 1, 'first', 'Policy', 'en', 'x', '2026-11-01 10:00:00.000000');
INSERT INTO consultation (id, document_id, version_id, opens_at, closes_at, zone, introduction)
    VALUES (1, 1, 1, '2026-11-01 10:00:00.000000', '2026-12-01 10:00:00.000000', 'UTC', '');
INSERT INTO person (id, name, email, locale, example) VALUES (1, 'Ana', 'ana@example.org', 'en', false);
INSERT INTO organisation (id, name, tier) VALUES (1, 'Secretariat', 'coordinator');
INSERT INTO mandate (id, person_id, organisation_id, role, starts_on, basis, basis_link, end_reason)
    VALUES (1, 1, 1, 'secretariat', '2026-01-01', 'x', '', '');
INSERT INTO submission
    (id, consultation_id, token_hash, created_at, received_at, kind, language, country, digest)
    VALUES (1, 1, 'a', '2026-11-02 10:00:00.000000', '2026-11-02 11:00:00.000000', 'person', 'en', '', 'd');
INSERT INTO submission
    (id, consultation_id, token_hash, created_at, received_at, kind, language, country, digest)
    VALUES (2, 1, 'b', '2026-11-02 10:00:00.000000', NULL, 'person', 'en', '', '');
""" + ";".join(
    [
        COMMENT.format(id=1, submission=1, number=1, pid=7),
        COMMENT.format(id=2, submission=1, number=2, pid="NULL"),
        COMMENT.format(id=3, submission=2, number="NULL", pid=7),
        ANSWER.format(comment=1, answer="noted"),
        ANSWER.format(comment=1, answer="accepted"),
    ]
)


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    """A database of the schema before, with a comment that was answered twice, one without an answer and one
    that waits to be sent."""
    with standing_at(store, BEFORE, STANDING) as engine:
        yield engine


def counts(engine: Engine) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        columns = "pid, kind, language, answer, count"
        query = f"SELECT {columns} FROM comment_count WHERE count > 0 ORDER BY pid, answer"
        return [tuple(row) for row in connection.exec_driver_sql(query)]


def index(engine: Engine) -> list[str | None]:
    return next(
        each["column_names"]
        for each in inspect(engine).get_indexes("placement")
        if each["name"] == "ix_placement_place"
    )


def test_what_is_there_is_counted_and_what_comes_is_counted_on(before: Engine) -> None:
    schema.upgrade(before, AFTER)
    there = [(0, "general", "en", "", 1), (7, "general", "en", "accepted", 1)]
    assert counts(before) == there
    assert index(before) == ["version_id", "pid", "kind"]
    schema.downgrade(before, BEFORE)
    assert "comment_count" not in inspect(before).get_table_names()
    assert index(before) == ["version_id", "pid"]
    run(before, ANSWER.format(comment=2, answer="noted"))
    schema.upgrade(before, AFTER)
    run(before, "UPDATE comment SET number = 3 WHERE id = 3")
    assert counts(before) == [
        (0, "general", "en", "noted", 1),
        (7, "general", "en", "", 1),
        (7, "general", "en", "accepted", 1),
    ]
