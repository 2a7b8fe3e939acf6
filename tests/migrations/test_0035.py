"""Migration 0035: who closed a set of changes; open sets are closed on the way down, and what guards the
closed ones stays. A number of a saved change is not given again."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import DBAPIError

from sbcp.operation import schema
from tests.migrations.standing import run, standing_at
from tests.migrations.third.test_0022 import STANDING
from tests.support.servers.databases import Store

BEFORE, AFTER = "0034", "0035"
AT = "2026-11-05 10:00:00.000000"
SET = f"""
INSERT INTO change_set (id, document_id, base, number, reason, opened_at, closed_at, made_by_id, in_part)
    VALUES ({{id}}, 1, 1, {{number}}, 'Why', '{AT}', {{closed}}, 1, false);
INSERT INTO revision (id, document_id, change_set_id, base, operation, "before", "after", made_at, made_by_id)
    VALUES ({{id}}, 1, {{id}}, 1, 'edit', '[]', '[]', '{AT}', 1)
"""
CLOSED = SET.format(id=101, number=901, closed=f"'{AT}'")
OPEN = SET.format(id=102, number="NULL", closed="NULL")


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    with standing_at(store, BEFORE, f"{STANDING};{CLOSED};{OPEN}") as engine:
        yield engine


def refused(engine: Engine, statement: str) -> bool:
    try:
        run(engine, statement)
    except DBAPIError:
        return True
    return False


def test_sets_keep_who_closed_them_and_open_ones_are_closed_on_the_way_down(before: Engine) -> None:
    schema.upgrade(before, AFTER)
    run(before, "UPDATE change_set SET closed_by_id = 1 WHERE id = 102")
    run(before, f"INSERT INTO presence (document_id, mandate_id, pid, seen_at) VALUES (1, 1, 3, '{AT}')")
    schema.downgrade(before, BEFORE)
    assert "presence" not in inspect(before).get_table_names()
    with before.connect() as connection:
        rows = connection.exec_driver_sql("SELECT id, number, reason FROM change_set ORDER BY id").all()
        revisions = connection.exec_driver_sql("SELECT id FROM revision ORDER BY id").scalars().all()
    assert [tuple(row) for row in rows][-2:] == [(101, 901, "Why"), (102, 902, "Why")]
    assert list(revisions)[-2:] == [101, 102]
    schema.upgrade(before, AFTER)


def test_what_is_closed_is_guarded_before_and_after(before: Engine) -> None:
    for step in (schema.upgrade, schema.downgrade):
        step(before, AFTER if step is schema.upgrade else BEFORE)
        assert refused(before, "UPDATE change_set SET reason = 'Other' WHERE id = 101")
        assert refused(before, "DELETE FROM revision WHERE id = 101")
        assert refused(before, "DELETE FROM change_set WHERE id = 101")


def test_a_number_is_not_given_again(before: Engine) -> None:
    schema.upgrade(before, AFTER)
    again = OPEN.split(";")[1].replace("(id, ", "(").replace("VALUES (102, ", "VALUES (") + " RETURNING id"
    given = []
    for _time in range(2):
        with before.begin() as connection:
            given.append(connection.exec_driver_sql(again).scalar_one())
        run(before, f"DELETE FROM revision WHERE id = {given[-1]}")
    assert given[1] > given[0]
