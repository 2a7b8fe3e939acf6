"""Migration 0038: the comments whose wording is in open changes are remembered, once each, and go with the
changes; those stay as they are."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import DBAPIError

from sbcp.operation import schema
from tests.migrations.standing import run, standing_at
from tests.migrations.third.test_0022 import STANDING
from tests.support.servers.databases import Store

BEFORE, AFTER = "0037", "0038"
OPEN = """
INSERT INTO change_set (id, document_id, base, reason, opened_at, made_by_id, in_part)
    VALUES (77, 1, 1, '', '2026-11-05 10:00:00.000000', 1, {no})
"""
TAKEN = "INSERT INTO taken_comment (id, change_set_id, comment_id) VALUES ({id}, 77, {comment})"


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    with standing_at(store, BEFORE, STANDING) as engine:
        no = "false" if engine.dialect.name == "postgresql" else "0"
        run(engine, OPEN.format(no=no))
        yield engine


def rows(engine: Engine, query: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query)]


def test_open_changes_stay_with_comments_taken_and_without(before: Engine) -> None:
    [(comment,), *_rest] = rows(before, "SELECT id FROM comment ORDER BY id")
    standing = rows(before, "SELECT * FROM change_set ORDER BY id")
    schema.upgrade(before, AFTER)
    run(before, TAKEN.format(id=1, comment=comment))
    assert rows(before, "SELECT * FROM change_set ORDER BY id") == standing
    with pytest.raises(DBAPIError):
        run(before, TAKEN.format(id=2, comment=comment))
    schema.downgrade(before, BEFORE)
    assert "taken_comment" not in inspect(before).get_table_names()
    assert rows(before, "SELECT * FROM change_set ORDER BY id") == standing
    schema.upgrade(before, AFTER)
    run(before, TAKEN.format(id=1, comment=comment))


def test_they_go_with_the_changes(before: Engine) -> None:
    [(comment,), *_rest] = rows(before, "SELECT id FROM comment ORDER BY id")
    schema.upgrade(before, AFTER)
    run(before, TAKEN.format(id=1, comment=comment))
    run(before, "DELETE FROM change_set WHERE id = 77")
    assert rows(before, "SELECT * FROM taken_comment") == []
