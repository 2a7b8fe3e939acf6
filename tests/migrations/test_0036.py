"""Migration 0036: what members write to each other has a place, and what stood before stays without it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, inspect

from sbcp.operation import schema
from tests.migrations.standing import run, standing_at
from tests.migrations.third.test_0022 import STANDING
from tests.support.servers.databases import Store

BEFORE, AFTER = "0035", "0036"
AT = "2026-11-05 10:00:00.000000"
NOTE = f"""
INSERT INTO note
    (id, subject, anchor, audience, text, language, source_digest, answers_id, made_by_id, made_at)
    VALUES (1, 'document:policy', 'p-7', 'group', 'Why?', 'en', 'x', NULL, 1, '{AT}');
INSERT INTO note
    (id, subject, anchor, audience, text, language, source_digest, answers_id, made_by_id, made_at)
    VALUES (2, 'document:policy', 'p-7', 'group', 'Because.', 'en', 'x', 1, 1, '{AT}')
"""

ASSIGNMENT = f"""
INSERT INTO assignment (id, subject, anchor, mandate_id, due_on, made_by_id, made_at)
    VALUES (1, 'document:policy', '', 1, '2026-11-20', 1, '{AT}')
"""

PARAGRAPH = """
INSERT INTO draft_paragraph
    (document_id, position, pid, kind, level, markdown, origins, certain, changed_in)
    VALUES (1, 1, 7, 'paragraph', 0, 'Words.', '[7]', true, 0)
"""


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    with standing_at(store, BEFORE, f"{STANDING};{PARAGRAPH}") as engine:
        yield engine


def test_members_work_among_themselves_and_the_text_stays_without_that(before: Engine) -> None:
    schema.upgrade(before, AFTER)
    run(before, f"{NOTE};{ASSIGNMENT};UPDATE draft_paragraph SET agreed_at = '{AT}', agreed_by_id = 1")
    schema.downgrade(before, BEFORE)
    assert not {"note", "assignment"} & set(inspect(before).get_table_names())
    with before.connect() as connection:
        assert list(connection.exec_driver_sql("SELECT slug FROM document").scalars()) == ["policy"]
        read = connection.exec_driver_sql("SELECT pid, markdown, origins FROM draft_paragraph").one()
    assert tuple(read)[:2] == (7, "Words.")
    assert "agreed_at" not in {column["name"] for column in inspect(before).get_columns("draft_paragraph")}
    schema.upgrade(before, AFTER)
    run(before, f"{NOTE};{ASSIGNMENT}")
    with before.connect() as connection:
        marks = connection.exec_driver_sql("SELECT agreed_at, agreed_by_id FROM draft_paragraph").all()
    assert [tuple(mark) for mark in marks] == [(None, None)]
