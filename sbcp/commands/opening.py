"""The database as a command opens it: at the present schema."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from core.db import Database, connect
from core.record.freshness import settle
from sbcp.operation import schema
from sbcp.settings import Settings


@contextmanager
def writing(settings: Settings) -> Iterator[Session]:
    """A writing session at the present schema, committed at the end if nothing failed. What the command says
    afterwards is true of every process that serves."""
    database = open_database(settings)
    try:
        with database.writing() as db:
            yield db
            db.commit()
        settle(database)
    finally:
        database.engine.dispose()


@contextmanager
def reading(settings: Settings) -> Iterator[Session]:
    database = open_database(settings)
    try:
        with database.reading() as db:
            yield db
    finally:
        database.engine.dispose()


def open_database(settings: Settings) -> Database:
    database = connect(settings.database_url)
    schema.upgrade(database.engine)
    return database
