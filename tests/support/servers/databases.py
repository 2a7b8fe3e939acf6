"""Fresh databases for tests, copied from one that the migrations made.

One that a test gives back is brought to the state of the template and used again: that takes a
hundredth of the time in which PostgreSQL makes another, and what SQLAlchemy has compiled for its address
serves on.
"""

import itertools
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from core.db import connect
from sbcp.operation import schema
from tests.support.running import shared
from tests.support.servers import postgres

KINDS = ("sqlite", "postgresql")
TEMPLATE = "template.sqlite"
LEAVING_SECONDS = 10.0
MOST_TIMES = 60  # that one database is used: what was deleted in it stays in its files


class Store(Protocol):
    """One kind of database."""

    kind: str

    def empty(self) -> str:
        """The address of a new database without tables."""

    def fresh(self) -> str:
        """The address of a new database at the present schema, a copy of the template."""

    def copied(self, url: str) -> str:
        """The address of a new database, a copy of that one; nobody may be connected to it."""

    def give_back(self, url: str) -> None:
        """Let another test have a database that ``fresh`` gave; nobody may be connected to it."""

    def drop(self, url: str) -> None:
        """Take a database away that was tampered with, or began empty; nobody may be connected to it."""


class SqliteStore:
    kind = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = itertools.count(1)
        self.given_back: list[str] = []
        self.template = shared.once("sqlite", _make_template) / TEMPLATE

    def empty(self) -> str:
        return f"sqlite:///{self.folder / f'{next(self.numbers)}.sqlite'}"

    def fresh(self) -> str:
        url = self.given_back.pop() if self.given_back else self.empty()
        shutil.copyfile(self.template, _file(url))
        return url

    def copied(self, url: str) -> str:
        copy = self.empty()
        shutil.copyfile(_file(url), _file(copy))
        return copy

    def give_back(self, url: str) -> None:
        self.drop(url)
        self.given_back.append(url)

    def drop(self, url: str) -> None:
        for ending in ("", "-wal", "-shm"):
            Path(f"{_file(url)}{ending}").unlink(missing_ok=True)


class PostgresqlStore:
    kind = "postgresql"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = itertools.count(1)
        self.given_back: list[str] = []
        self.times: Counter[str] = Counter()
        with _connected(postgres.url(folder, "template_sbcp")) as connection:
            self.template = State.of(connection)

    def empty(self) -> str:
        return self.make(self.folder, f"empty_{next(self.numbers)}")

    def fresh(self) -> str:
        if self.given_back:
            return self.given_back.pop()
        how = "TEMPLATE template_sbcp STRATEGY FILE_COPY"
        return self.make(self.folder, f"fresh_{next(self.numbers)}", how)

    def copied(self, url: str) -> str:
        how = f"TEMPLATE {_name(url)} STRATEGY FILE_COPY"
        return self.make(self.folder, f"copy_{next(self.numbers)}", how)

    def give_back(self, url: str) -> None:
        with _connected(url) as connection:
            _wait_until_alone(connection)
            clean = connection.scalar(SHAPE) == self.template.shape
            self.times[url] += 1
            clean &= self.times[url] < MOST_TIMES
            if clean:
                self.template.restore(connection)
        if clean:
            self.given_back.append(url)
        else:  # a table or a guard was altered, or it has grown
            self.drop(url)

    def drop(self, url: str) -> None:
        _command(self.folder, f"DROP DATABASE {_name(url)}")

    @staticmethod
    def make(folder: Path, name: str, how: str = "") -> str:
        """The address of a new database on the server whose socket is in that folder."""
        _command(folder, f"CREATE DATABASE {name} {how}")
        return postgres.url(folder, name)


def _command(folder: Path, sql: str) -> None:
    engine = create_engine(postgres.url(folder), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(sql))
    engine.dispose()


# Everything that is declared in a database of PostgreSQL, as one short text: tables, columns, indexes,
# constraints, triggers and whether they are on, functions, sequences, rights.
SHAPE = text("""
    SELECT md5(string_agg(line, chr(10) ORDER BY line)) FROM (
        SELECT concat_ws(' ', oid, relname, relkind, relowner, relacl, relrowsecurity, relhasrules)
        FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT concat_ws(' ', attrelid, attname, atttypid, atttypmod, attnotnull, attacl)
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relnamespace = 'public'::regnamespace AND attnum > 0
        UNION ALL SELECT concat_ws(' ', adrelid, adnum, pg_get_expr(adbin, adrelid)) FROM pg_attrdef
        UNION ALL SELECT concat_ws(' ', oid, conname, conrelid, convalidated)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT concat_ws(' ', oid, tgrelid, tgname, tgenabled) FROM pg_trigger
        UNION ALL SELECT concat_ws(' ', oid, proname, prosrc)
        FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        UNION ALL SELECT concat_ws(' ', seqrelid, seqtypid, seqstart, seqincrement, seqcache) FROM pg_sequence
        UNION ALL SELECT concat_ws(' ', oid, nspname, nspacl) FROM pg_namespace
        WHERE nspname NOT LIKE 'pg\\_%'
    ) AS declared (line)
""")


@dataclass(frozen=True)
class State:
    """What a database of PostgreSQL holds: its shape, the rows of every table as JSON (none is None), and
    for every sequence the last number that it gave."""

    shape: str
    rows: dict[str, str | None]
    sequences: dict[str, int | None]

    @classmethod
    def of(cls, connection: Connection) -> "State":
        names = connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
        given = connection.execute(text("SELECT sequencename, last_value FROM pg_sequences")).all()
        return cls(
            shape=connection.scalars(SHAPE).one(),
            rows={
                name: connection.scalar(text(f'SELECT json_agg(kept)::text FROM "{name}" AS kept'))
                for name in names
            },
            sequences={row.sequencename: row.last_value for row in given},
        )

    def restore(self, connection: Connection) -> None:
        """Bring a database of the same shape, whatever was written in it, to this state."""
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.exec_driver_sql(";".join(f'DELETE FROM "{name}"' for name in self.rows))
        for name, kept in self.rows.items():
            if kept is not None:
                back = f'INSERT INTO "{name}" SELECT * FROM json_populate_recordset(NULL::"{name}", :kept)'
                connection.execute(text(back), {"kept": kept})
        numbers = (
            f"setval('\"{name}\"', {1 if last is None else last}, {last is not None})"
            for name, last in self.sequences.items()
        )
        connection.exec_driver_sql(f"SELECT {', '.join(numbers)}")
        connection.commit()


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def _wait_until_alone(connection: Connection) -> None:
    """Until nobody else is connected: who has left is still seen for a moment."""
    others = text("""
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND backend_type = 'client backend'
    """)
    until = time.monotonic() + LEAVING_SECONDS
    while connection.scalar(others) != 1:
        assert time.monotonic() < until, "a test has left connections to its database open"
        connection.rollback()  # the view stands still within a transaction
        time.sleep(0.005)


@contextmanager
def opened(kind: str, folder: Path) -> Iterator[Store]:
    """A store of that kind for the length of a block. Raises postgres.Unavailable."""
    if kind == "sqlite":
        yield SqliteStore(folder)
        return
    cluster = shared.once("postgresql", _make_cluster)
    with postgres.running(cluster) as socket:
        yield PostgresqlStore(socket)


def _make_template(folder: Path) -> None:
    """A file at the present schema, of which every database of SQLite is a copy."""
    migrate(f"sqlite:///{folder / TEMPLATE}")


def _make_cluster(folder: Path) -> None:
    """The files of a server that has the template; every worker starts a copy of them."""
    with postgres.running(kept=folder) as socket:
        PostgresqlStore.make(socket, "template_sbcp")
        migrate(postgres.url(socket, "template_sbcp"))


def migrate(url: str) -> None:
    """Bring a database to the present schema as an operator would."""
    database = connect(url)
    schema.upgrade(database.engine)
    database.engine.dispose()


def _name(url: str) -> str:
    """The name of a database of PostgreSQL."""
    return url.rpartition("?")[0].rpartition("/")[2]


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
