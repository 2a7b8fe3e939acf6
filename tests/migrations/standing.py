"""A database as it stood below a migration, with rows that the statements of a test put there."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from core.db import connect
from sbcp.operation import schema
from tests.support.servers.databases import Store


@contextmanager
def standing_at(store: Store, revision: str, statements: str = "") -> Iterator[Engine]:
    """A database of that schema, filled by statements that semicolons part."""
    url = store.empty()
    database = connect(url)
    schema.upgrade(database.engine, revision)
    run(database.engine, statements)
    yield database.engine
    database.engine.dispose()
    store.drop(url)


def run(engine: Engine, statements: str) -> None:
    with engine.begin() as connection:
        for statement in filter(str.strip, statements.split(";")):
            connection.exec_driver_sql(statement)
