"""Migration 0018: what comments say is rows of its own afterwards, and nothing of it is lost."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from sbcp.operation import schema
from tests.consultation.on_record import assert_all_recorded
from tests.migrations.standing import run, standing_at
from tests.support.servers.databases import Store

BEFORE, AFTER = "0017", "0018"
STANDING = """
INSERT INTO document (id, slug, title, summary, language, created_at, next_pid, next_comment)
    VALUES (1, 'policy', 'Policy', '', 'en', '2026-11-01 10:00:00.000000', 2, 3);
INSERT INTO version (id, document_id, number, label, title, language, digest, published_at)
    VALUES (1, 1, 1, 'first', 'Policy', 'en', 'x', '2026-11-01 10:00:00.000000');
INSERT INTO consultation (id, document_id, version_id, opens_at, closes_at, zone, introduction)
    VALUES (1, 1, 1, '2026-11-01 10:00:00.000000', '2026-12-01 10:00:00.000000', 'UTC', '');
INSERT INTO submission
    (id, consultation_id, token_hash, created_at, received_at, saved_at, kind, language, country, digest)
    VALUES (1, 1, 'a', '2026-11-02 10:00:00.000000', '2026-11-02 11:00:00.000000', NULL,
        'person', 'en', '', 'd');
INSERT INTO submission
    (id, consultation_id, token_hash, created_at, received_at, saved_at, kind, language, country, digest)
    VALUES (2, 1, 'b', '2026-11-02 10:00:00.000000', '2026-11-02 11:00:00.000000', NULL,
        'person', 'en', '', '');
INSERT INTO submission
    (id, consultation_id, token_hash, created_at, received_at, saved_at, kind, language, country, digest)
    VALUES (3, 1, 'c', '2026-11-02 10:00:00.000000', NULL, '2026-11-02 12:00:00.000000',
        'person', 'en', '', '');
INSERT INTO respondent (submission_id, name, organisation, email, locale, publish_name)
    VALUES (1, 'Ana', '', '', '', true);
INSERT INTO comment (id, document_id, submission_id, key, number, version_id, pid, quote, kind, body,
        proposed_text, justification, language, html, justification_html, renderer, withheld_at)
    VALUES (1, 1, 1, 'k', 1, 1, NULL, '["First."]', 'technical', '15. марта', 'As', '2. why', 'sr-Cyrl',
        '<p>15. марта</p>', '<p>2. why</p>', 1, NULL);
INSERT INTO comment (id, document_id, submission_id, key, number, version_id, pid, quote, kind, body,
        proposed_text, justification, language, html, justification_html, renderer, withheld_at)
    VALUES (2, 1, 2, 'l', 2, 1, NULL, '[]', 'general', '', '', '', 'en', '', '', 0,
        '2026-11-03 10:00:00.000000');
INSERT INTO comment (id, document_id, submission_id, key, number, version_id, pid, quote, kind, body,
        proposed_text, justification, language, html, justification_html, renderer, withheld_at)
    VALUES (3, 1, 3, 'm', NULL, 1, NULL, '[]', 'general', 'unsent', '', '', 'en', '', '', 0, NULL)
"""
SAID = "kind, body, proposed_text, justification, language, html, justification_html, renderer"
STAYS = "id, document_id, submission_id, key, number, version_id, pid, withheld_at"


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    """A database of the schema before, with a comment that was sent, one withheld and one unsent."""
    with standing_at(store, BEFORE, STANDING) as engine:
        yield engine


def rows(engine: Engine, columns: str, table: str = "comment", order: str = "id") -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        query = f"SELECT {columns} FROM {table} ORDER BY {order}"
        return [tuple(row) for row in connection.exec_driver_sql(query)]


def test_F24_words_move_as_they_are_and_come_back(before: Engine) -> None:
    said, stays = rows(before, SAID), rows(before, STAYS)
    columns = {column["name"] for column in inspect(before).get_columns("comment")}
    schema.upgrade(before, AFTER)
    assert rows(before, SAID, "comment_wording") == said
    assert rows(before, "comment_id, number", "comment_wording") == [(1, 1), (2, 1), (3, 1)]
    assert rows(before, STAYS) == stays
    assert [str(at)[:19] for [at] in rows(before, "written_at", "comment_wording")] == [
        "2026-11-02 11:00:00",
        "2026-11-02 11:00:00",
        "2026-11-02 12:00:00",
    ]
    schema.downgrade(before, BEFORE)
    assert (rows(before, SAID), rows(before, STAYS)) == (said, stays)
    assert {column["name"] for column in inspect(before).get_columns("comment")} == columns
    assert "comment_wording" not in inspect(before).get_table_names()
    schema.upgrade(before, AFTER)
    assert rows(before, SAID, "comment_wording") == said


def test_what_stands_gets_a_salt_and_what_was_erased_gets_none(before: Engine) -> None:
    schema.upgrade(before, AFTER)
    salts = [salt for [salt] in rows(before, "salt", "comment_wording")]
    salts += [salt for [salt] in rows(before, "salt", "submission")]
    salts += [salt for [salt] in rows(before, "salt", "respondent", "submission_id")]
    assert [len(str(salt)) for salt in salts] == [32, 0, 32, 32, 0, 32, 32]
    assert len(set(salts)) == 6


def test_what_stood_before_is_on_the_record_afterwards(before: Engine) -> None:
    schema.upgrade(before)
    with Session(before) as db:
        assert_all_recorded(db)
    names = {name for [name] in rows(before, "name", "record_state", "name")}
    kinds = {"submission:policy/1", "respondent:policy/1", "comment:policy/1", "wording:policy/1/1"}
    assert kinds | {"wording:policy/2/1"} <= names
    assert not [name for name in names if str(name).startswith("respondent:policy/2")]


def test_the_last_wording_is_what_a_comment_says_before(before: Engine) -> None:
    schema.upgrade(before, AFTER)
    run(
        before,
        f"INSERT INTO comment_wording (comment_id, number, written_at, {SAID}) VALUES "
        "(1, 2, '2026-11-04 10:00:00.000000', 'general', 'Later.', '', '', 'en', '<p>Later.</p>', '', 1)",
    )
    schema.downgrade(before, BEFORE)
    assert rows(before, "body, language, html")[0] == ("Later.", "en", "<p>Later.</p>")


def test_S42_from_then_on_what_was_sent_stays(before: Engine) -> None:
    schema.upgrade(before, AFTER)
    for statement in (
        "UPDATE comment_wording SET body = 'Altered.' WHERE comment_id = 1",
        "DELETE FROM comment_wording WHERE comment_id = 2",
        "UPDATE comment SET number = 9 WHERE id = 1",
    ):
        with pytest.raises(DBAPIError, match="kept as it was sent"):
            run(before, statement)
    run(before, "UPDATE comment_wording SET body = 'still unsent' WHERE comment_id = 3")
    run(before, "DELETE FROM comment_wording WHERE comment_id = 3")
