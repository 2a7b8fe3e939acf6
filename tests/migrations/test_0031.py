"""Migration 0031: each saved change becomes a set of its own, what ended can be brought back, and a closed
set is never changed."""

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import DBAPIError

from sbcp.operation import schema
from tests.migrations.standing import run, standing_at
from tests.migrations.third.test_0022 import STANDING
from tests.support.servers.databases import Store

BEFORE, AFTER = "0030", "0031"
AT = "2026-11-05 10:00:00.000000"
PARAGRAPH = """
INSERT INTO paragraph (version_id, position, pid, label, kind, level, markdown, html)
    VALUES (1, {pid}, {pid}, '', 'paragraph', 0, 'Words of {pid}.', '')
"""
DRAFT = """
INSERT INTO draft_paragraph (document_id, position, pid, kind, level, markdown, origins, certain, changed_in)
    VALUES (1, {pid}, {pid}, 'paragraph', 0, 'Words of {pid}.', '[{pid}]', true, 0)
"""


def state(pid: int) -> dict[str, object]:
    return {"pid": pid, "kind": "paragraph", "level": 0, "markdown": f"Words of {pid}."}


def revision(id_: int, base: int, number: int, before: list[int], after: list[int]) -> str:
    old, new = (json.dumps([state(pid) for pid in pids]) for pids in (before, after))
    return (
        'INSERT INTO revision (id, document_id, base, number, operation, "before", "after", reason, '
        f"made_at, made_by_id) VALUES ({id_}, 1, {base}, {number}, 'delete', '{old}', '{new}', "
        f"'Because {id_}', '{AT}', 1)"
    )


# Version 1 has 1 to 4. Then 3 went, 5 came and went, 4 went and came back.
ROWS = [
    *(PARAGRAPH.format(pid=pid) for pid in (1, 2, 3, 4)),
    *(DRAFT.format(pid=pid) for pid in (1, 2, 4)),
    revision(11, 0, 1, [], [1, 2, 3, 4]),
    revision(12, 1, 1, [3], []),
    revision(13, 1, 2, [], [5]),
    revision(14, 1, 3, [5], []),
    revision(15, 1, 4, [4], []),
    revision(16, 1, 5, [], [4]),
]


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    with standing_at(store, BEFORE, ";".join([STANDING, *ROWS])) as engine:
        yield engine


def ask(engine: Engine, query: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query)]


NUMBERED = [(11, 0, 1), (12, 1, 1), (13, 1, 2), (14, 1, 3), (15, 1, 4), (16, 1, 5)]


def test_each_saved_change_becomes_a_closed_set_of_its_own_and_back(before: Engine) -> None:
    schema.upgrade(before, AFTER)
    sets = (
        "SELECT r.id, c.base, c.number FROM revision r JOIN change_set c ON c.id = r.change_set_id ORDER BY 1"
    )
    assert ask(before, sets) == NUMBERED
    assert ask(before, "SELECT count(*) FROM change_set WHERE closed_at IS NULL") == [(0,)]
    assert ask(before, "SELECT reason, made_by_id FROM change_set WHERE number = 3") == [("Because 14", 1)]
    schema.downgrade(before, BEFORE)
    assert ask(before, "SELECT id, base, number FROM revision ORDER BY id") == NUMBERED
    assert ask(before, "SELECT reason FROM revision WHERE id = 14") == [("Because 14",)]
    assert {"change_set", "ended_paragraph"} & set(inspect(before).get_table_names()) == set()
    schema.upgrade(before, AFTER)
    assert ask(before, sets) == NUMBERED


def test_the_next_set_gets_an_id_that_is_free(before: Engine) -> None:
    schema.upgrade(before, AFTER)
    columns = "document_id, base, reason, opened_at, in_part"
    run(before, f"INSERT INTO change_set ({columns}) VALUES (1, 1, '', '{AT}', false)")
    assert ask(before, "SELECT max(id) FROM change_set") == [(17,)]


def test_what_ended_is_kept_with_its_place_and_its_origin(before: Engine) -> None:
    schema.upgrade(before, AFTER)
    columns = "pid, after_pid, markdown, ended_in"
    assert ask(before, f"SELECT {columns} FROM ended_paragraph ORDER BY pid") == [
        (3, 2, "Words of 3.", 12),
        (5, None, "Words of 5.", 14),
    ]
    origins = ask(before, "SELECT origins FROM ended_paragraph ORDER BY pid")
    assert [json.loads(each) if isinstance(each, str) else each for (each,) in origins] == [[3], []]


def test_a_closed_set_is_never_changed_and_an_open_one_can_be(before: Engine) -> None:
    schema.upgrade(before, AFTER)
    for statement in (
        "UPDATE change_set SET reason = 'Another' WHERE number = 1",
        "UPDATE change_set SET closed_at = NULL",
        "DELETE FROM change_set",
        "UPDATE revision SET operation = 'edit'",
        "DELETE FROM revision WHERE id = 12",
    ):
        with pytest.raises(DBAPIError):
            run(before, statement)
    columns = "id, document_id, base, reason, opened_at, in_part"
    run(before, f"INSERT INTO change_set ({columns}) VALUES (90, 1, 1, '', '{AT}', false)")
    run(before, f"UPDATE change_set SET reason = 'Why', number = 6, closed_at = '{AT}' WHERE id = 90")
    with pytest.raises(DBAPIError):
        run(before, "UPDATE change_set SET reason = 'Another' WHERE id = 90")
