"""Migration 0011: counts of limits and kept forms come and go, and nothing else changes."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, inspect

from core.db import connect
from sbcp.operation import schema
from tests.support.servers.databases import Store

FILL = (
    "INSERT INTO person (id, name, email, locale, example) VALUES (1, 'Ana', 'ana@example.org', 'en', false)",
)
OWN = (
    "INSERT INTO bucket (key, drained_at) VALUES ('k', 1800000000000000)",
    "INSERT INTO kept_form (id, person_id, path, fields, kept_at)"
    " VALUES (1, 1, '/en/x', 'sealed', '2026-11-01 10:00:00.000000')",
)


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    """A database of the schema before, with a row."""
    url = store.empty()
    database = connect(url)
    schema.upgrade(database.engine, "0010")
    run(database.engine, FILL)
    yield database.engine
    database.engine.dispose()
    store.drop(url)


def run(engine: Engine, statements: tuple[str, ...]) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def one(engine: Engine, statement: str) -> tuple[object, ...]:
    with engine.connect() as connection:
        return tuple(connection.exec_driver_sql(statement).one())


def test_F24_up_and_down_and_up_with_rows(before: Engine) -> None:
    schema.upgrade(before, "0011")
    run(before, OWN)
    assert one(before, "SELECT key, drained_at FROM bucket") == ("k", 1800000000000000)
    assert one(before, "SELECT person_id, path FROM kept_form") == (1, "/en/x")
    schema.downgrade(before, "0010")
    assert not {"bucket", "kept_form"} & set(inspect(before).get_table_names())
    assert one(before, "SELECT name FROM person") == ("Ana",)
    schema.upgrade(before, "0011")
    assert one(before, "SELECT count(*) FROM kept_form") == (0,)


def test_a_form_is_kept_for_a_person_who_is_there(before: Engine) -> None:
    schema.upgrade(before, "0011")
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        run(before, (OWN[1].replace("(1, 1,", "(2, 99,"),))
