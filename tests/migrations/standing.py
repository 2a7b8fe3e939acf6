"""A database as it stood below a migration, with rows that the statements of a test put there.

It is a copy of one that is migrated once, and further up when a later migration is tried.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from core.db import connect
from sbcp.operation import schema
from tests.support.servers.databases import Store


@contextmanager
def standing_at(store: Store, revision: str, statements: str = "") -> Iterator[Engine]:
    """A database of that schema, filled by statements that semicolons part."""
    url = store.copied(_without_rows(store, revision))
    database = connect(url)
    run(database.engine, statements)
    yield database.engine
    database.engine.dispose()
    store.drop(url)


# For each store the database that is copied, and the schema that it has.
_kept: dict[Store, tuple[str, str]] = {}


def _without_rows(store: Store, revision: str) -> str:
    """The address of a database of that schema that nobody writes to."""
    url, stands = _kept.pop(store, ("", ""))
    if stands > revision:
        store.drop(url)
        url = ""
    url = url or store.empty()
    if stands != revision:
        database = connect(url)
        schema.upgrade(database.engine, revision)
        database.engine.dispose()
    _kept[store] = url, revision
    return url


def run(engine: Engine, statements: str) -> None:
    with engine.begin() as connection:
        for statement in filter(str.strip, statements.split(";")):
            connection.exec_driver_sql(statement)
