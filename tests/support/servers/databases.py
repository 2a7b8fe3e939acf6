"""Fresh databases for tests, copied from one that the migrations made."""

import itertools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from core.db import connect
from sbcp.operation import schema
from tests.support.servers import postgres

KINDS = ("sqlite", "postgresql")


class Store(Protocol):
    """One kind of database."""

    kind: str

    def empty(self) -> str:
        """The address of a new database without tables."""

    def fresh(self) -> str:
        """The address of a new database at the present schema, a copy of the template."""

    def drop(self, url: str) -> None:
        """Take a database away; nobody may be connected to it."""


class SqliteStore:
    kind = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = itertools.count(1)
        self.template = folder / "template.sqlite"
        migrate(f"sqlite:///{self.template}")

    def empty(self) -> str:
        return f"sqlite:///{self.folder / f'{next(self.numbers)}.sqlite'}"

    def fresh(self) -> str:
        url = self.empty()
        shutil.copyfile(self.template, _file(url))
        return url

    def drop(self, url: str) -> None:
        for ending in ("", "-wal", "-shm"):
            Path(f"{_file(url)}{ending}").unlink(missing_ok=True)


class PostgresqlStore:
    kind = "postgresql"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = itertools.count(1)
        self._make("template_sbcp")
        migrate(postgres.url(folder, "template_sbcp"))

    def empty(self) -> str:
        return self._make(f"empty_{next(self.numbers)}")

    def fresh(self) -> str:
        return self._make(f"fresh_{next(self.numbers)}", "TEMPLATE template_sbcp STRATEGY WAL_LOG")

    def drop(self, url: str) -> None:
        self._command(f"DROP DATABASE {url.rpartition('?')[0].rpartition('/')[2]}")

    def _make(self, name: str, how: str = "") -> str:
        self._command(f"CREATE DATABASE {name} {how}")
        return postgres.url(self.folder, name)

    def _command(self, sql: str) -> None:
        engine = create_engine(postgres.url(self.folder), poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(sql))
        engine.dispose()


@contextmanager
def opened(kind: str, folder: Path) -> Iterator[Store]:
    """A store of that kind for the length of a block. Raises postgres.Unavailable."""
    if kind == "sqlite":
        yield SqliteStore(folder)
        return
    with postgres.running() as socket:
        yield PostgresqlStore(socket)


def migrate(url: str) -> None:
    """Bring a database to the present schema as an operator would."""
    database = connect(url)
    schema.upgrade(database.engine)
    database.engine.dispose()


def _file(url: str) -> str:
    return url.removeprefix("sqlite:///")


def unguard(connection: Connection) -> None:
    """Take the guards off the tables of this connection's database, to play somebody who may."""
    if connection.dialect.name == "sqlite":
        names = connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
        for name in names:
            connection.execute(text(f"DROP TRIGGER {name}"))
    else:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
