"""Migration 0034: documents leave the lists by a row that stays as it is; without its table they are in them
again, withdrawn as they were."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import DBAPIError

from sbcp.operation import schema
from tests.migrations.standing import run, standing_at
from tests.migrations.third.test_0022 import STANDING
from tests.support.servers.databases import Store

BEFORE, AFTER = "0033", "0034"
AT = "2026-11-05 10:00:00.000000"
BEGUN = f"""
INSERT INTO document (id, slug, title, summary, language, labels_style, created_at, next_pid, next_comment)
    VALUES (2, 'mistake', 'Mistake', '', 'en', 'legal', '{AT}', 1, 1);
INSERT INTO step (id, document_id, stage, taken_at, taken_by_id, reason, overridden)
    VALUES (1, 2, 'withdrawn', '{AT}', 1, 'Begun twice.', '[]')
"""
REMOVAL = f"""
INSERT INTO removal (id, document_id, reason, removed_at, asked_by_id, approved_by_id)
    VALUES ({{id}}, 2, 'Begun twice.', '{AT}', 1, 1)
"""
REFUSED = ("UPDATE removal SET reason = 'Another one'", "DELETE FROM removal", REMOVAL.format(id=2))


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    with standing_at(store, BEFORE, f"{STANDING};{BEGUN}") as engine:
        yield engine


def test_documents_leave_the_lists_and_are_in_them_again_without_the_table(before: Engine) -> None:
    schema.upgrade(before, AFTER)
    run(before, REMOVAL.format(id=1))
    schema.downgrade(before, BEFORE)
    assert "removal" not in inspect(before).get_table_names()
    with before.connect() as connection:
        slugs = connection.exec_driver_sql("SELECT slug FROM document ORDER BY id").scalars().all()
        stages = connection.exec_driver_sql("SELECT stage FROM step").scalars().all()
    assert (list(slugs), list(stages)) == (["policy", "mistake"], ["withdrawn"])
    schema.upgrade(before, AFTER)
    run(before, REMOVAL.format(id=1))


def test_what_was_decided_stays_as_it_is_and_is_decided_once(before: Engine) -> None:
    schema.upgrade(before, AFTER)
    run(before, REMOVAL.format(id=1))
    for statement in REFUSED:
        with pytest.raises(DBAPIError):
            run(before, statement)
