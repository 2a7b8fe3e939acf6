"""Migration 0036: what members write to each other has a place, and what stood before stays without it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, inspect

from sbcp.operation import schema
from tests.migrations.standing import run, standing_at
from tests.migrations.test_0022 import STANDING
from tests.support.servers.databases import Store

BEFORE, AFTER = "0034", "0036"
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


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    with standing_at(store, BEFORE, STANDING) as engine:
        yield engine


def test_members_work_among_themselves_and_the_text_stays_without_that(before: Engine) -> None:
    schema.upgrade(before, AFTER)
    run(before, f"{NOTE};{ASSIGNMENT}")
    schema.downgrade(before, BEFORE)
    assert not {"note", "assignment"} & set(inspect(before).get_table_names())
    with before.connect() as connection:
        assert list(connection.exec_driver_sql("SELECT slug FROM document").scalars()) == ["policy"]
    schema.upgrade(before, AFTER)
    run(before, f"{NOTE};{ASSIGNMENT}")
