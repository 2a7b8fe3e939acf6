"""Migration 0019: places as they were carried, and what people said of them in rows of their own."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import DBAPIError

from sbcp.operation import schema
from tests.migrations.standing import standing_at
from tests.support.servers.databases import Store

BEFORE, AFTER = "0017", "0019"
AT = "'2026-11-01 10:00:00.000000'"
VERSION = "INSERT INTO version (id, document_id, number, label, title, language, digest, published_at)"
COMMENT = """INSERT INTO comment (id, document_id, submission_id, key, number, version_id, pid, quote, kind,
    body, proposed_text, justification, language)"""
PLACEMENT = """INSERT INTO placement
    (id, comment_id, version_id, pid, kind, quote_kind, settled_by_id, settled_at, reason, changes)"""
LINE = "INSERT INTO lineage (version_id, old_pid, new_pid, kind, certain)"
ENTRY = "INSERT INTO record_entry (seq, at, actor, action, subject, commitment, previous, digest)"
PAYLOAD = "INSERT INTO record_payload (seq, salt, body)"
SENT = """INSERT INTO submission
    (id, consultation_id, token_hash, created_at, kind, language, country, digest, entry)"""


def entry(seq: int, actor: str, action: str, body: str) -> str:
    return f"""
    {ENTRY} VALUES ({seq}, {AT}, '{actor}', '{action}', 'document:policy', 'c', 'p', 'd{seq}');
    {PAYLOAD} VALUES ({seq}, '00', '{body}');"""


# Comment 1 (with a quote) was settled in version 2 twice, and version 3 followed; comment 2 was settled in
# version 2 and no entry tells of it any more; comment 3 was never settled and came after version 3.
STANDING = f"""
INSERT INTO person (id, name, email, locale, example, salt)
    VALUES (1, 'Ana', 'ana@example.org', 'en', false, '');
INSERT INTO organisation (id, name, tier) VALUES (1, 'Office', 'coordinator');
INSERT INTO mandate (id, person_id, organisation_id, role, starts_on, basis)
    VALUES (1, 1, 1, 'secretariat', '2026-01-01', 'x');
INSERT INTO document (id, slug, title, summary, language, created_at, next_pid, next_comment)
    VALUES (1, 'policy', 'Policy', '', 'en', {AT}, 9, 4);
{VERSION} VALUES (1, 1, 1, 'a', 'Policy', 'en', 'x', {AT});
{VERSION} VALUES (2, 1, 2, 'b', 'Policy', 'en', 'x', {AT});
{VERSION} VALUES (3, 1, 3, 'c', 'Policy', 'en', 'x', {AT});
{LINE} VALUES (2, 5, 5, 'edited', false);
{LINE} VALUES (2, 6, NULL, 'removed', true);
{LINE} VALUES (3, 5, 5, 'unchanged', true);
INSERT INTO consultation (id, document_id, version_id, opens_at, closes_at, zone, introduction)
    VALUES (1, 1, 1, {AT}, {AT}, 'UTC', '');
{SENT} VALUES (1, 1, 'a', {AT}, 'person', 'en', '', 'd', 1);
{SENT} VALUES (2, 1, 'b', {AT}, 'person', 'en', '', 'd', 9);
{COMMENT} VALUES (1, 1, 1, 'k', 1, 1, 5, '["One."]', 'general', 'x', '', '', 'en');
{COMMENT} VALUES (2, 1, 1, 'l', 2, 1, 6, '[]', 'general', 'x', '', '', 'en');
{COMMENT} VALUES (3, 1, 2, 'm', 3, 1, 5, '[]', 'general', 'x', '', '', 'en');
{PLACEMENT} VALUES (1, 1, 2, 5, 'changed', 'unchanged', 1, {AT}, 'It is there.', 2);
{PLACEMENT} VALUES (2, 1, 3, 5, 'changed', 'changed', NULL, NULL, '', 2);
{PLACEMENT} VALUES (3, 2, 2, 7, 'changed', '', 1, NULL, 'So we said.', 0);
{PLACEMENT} VALUES (4, 3, 2, 5, 'unchanged', '', NULL, NULL, '', 0);
{PLACEMENT} VALUES (5, 3, 3, 5, 'unchanged', '', NULL, NULL, '', 0);
UPDATE record_head SET seq = 5, digest = 'd5';
{entry(2, "mandate:1", "version.published", '{"number": 2}')}
{entry(3, "mandate:1", "version.published", '{"number": 3}')}
{
    entry(
        4,
        "mandate:1",
        "comment.placed",
        '{"comment": 1, "version": 2, "pid": 8, "kind": "changed", "reason": "",'
        ' "later": [{"version": 3, "pid": 8, "kind": "changed"}]}',
    )
}
{
    entry(
        5,
        "mandate:1",
        "comment.placed",
        '{"comment": 1, "version": 2, "pid": 5, "kind": "changed", "reason": "It is there.",'
        ' "later": [{"version": 3, "pid": 5, "kind": "changed"}]}',
    )
}
"""


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    with standing_at(store, BEFORE, STANDING) as engine:
        yield engine


def rows(engine: Engine, statement: str) -> Sequence[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(statement)]


OLD = "SELECT id, pid, kind, quote_kind, settled_by_id, reason FROM placement ORDER BY id"


def test_every_decision_has_a_row_and_the_place_is_what_it_was_before(before: Engine) -> None:
    old = rows(before, OLD)
    schema.upgrade(before, AFTER)
    settled = "placement_id, number, pid, kind, quote_kind, reason, by_id, follows_id"
    assert rows(before, f"SELECT {settled} FROM settlement ORDER BY id") == [
        (1, 1, 8, "changed", "", "", 1, None),
        (2, 1, 8, "changed", "", "", None, 1),
        (1, 2, 5, "changed", "unchanged", "It is there.", 1, None),
        (2, 2, 5, "changed", "changed", "", None, 3),
        (3, 1, 7, "changed", "", "So we said.", 1, None),
    ]
    assert rows(before, "SELECT id, pid, kind, quote_kind FROM placement ORDER BY id") == [
        (1, None, "uncertain", "uncertain"),
        (2, None, "uncertain", "uncertain"),
        (3, 7, "changed", ""),  # of which the record tells nothing any more
        (4, 5, "unchanged", ""),
        (5, 5, "unchanged", ""),
    ]
    schema.downgrade(before, BEFORE)
    assert rows(before, OLD) == old
    schema.upgrade(before, AFTER)
    assert len(rows(before, "SELECT id FROM settlement")) == 5


def test_places_of_late_responses_bear_the_response(before: Engine) -> None:
    schema.upgrade(before, AFTER)
    assert rows(before, "SELECT id, batch FROM placement ORDER BY id") == [
        (1, 0),
        (2, 0),
        (3, 0),
        (4, 3),
        (5, 3),
    ]


@pytest.mark.parametrize("table", ["placement", "settlement"])
def test_the_database_itself_refuses_to_change_them(before: Engine, table: str) -> None:
    schema.upgrade(before, AFTER)
    for statement in (f"UPDATE {table} SET kind = 'x'", f"DELETE FROM {table}"):
        with pytest.raises(DBAPIError, match="append-only"), before.begin() as connection:
            connection.exec_driver_sql(statement)
    schema.downgrade(before, BEFORE)
    assert "settlement" not in inspect(before).get_table_names()
