"""One database, SQLite or PostgreSQL, from the same models.

Reading and writing have a session factory each over one engine: on SQLite a writing transaction
takes the write lock at its beginning (``BEGIN IMMEDIATE``), so that read-then-write requests wait
for one another instead of failing or losing updates; a reading one never waits.
"""

import re
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from math import ceil
from typing import Any, ClassVar
from zlib import crc32

from sqlalchemy import DateTime, Engine, MetaData, TypeDecorator, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect, make_url
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

MAX_ID = 2**31 - 1  # what an integer column of PostgreSQL holds; no row has a larger id

# Names for every constraint, so that migrations can address them on both databases.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# Seconds that one waits for whoever writes just now, or holds the same row.
LOCK_WAIT = 10.0
CONNECT_WAIT = 5  # seconds that a server may take to answer
RECYCLE = 1800  # seconds after which a connection is made anew

# sync_mode FULL: what is answered as stored survives a power cut.
# secure_delete: what is erased is overwritten in the file.
SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
)


class Instant(TypeDecorator[datetime]):
    """An instant: aware and in UTC in Python, without zone in the database."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """The parent of every table."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar = {datetime: Instant}


@dataclass(frozen=True)
class Database:
    """The engine with its two ways in."""

    engine: Engine
    reading: sessionmaker[Session]
    writing: sessionmaker[Session]

    @contextmanager
    def reading_one_state(self) -> Iterator[Session]:
        """To read with several statements what is one state, whatever others write between them. On SQLite
        every reading transaction is so, and so is what belongs to a transaction that is open already."""
        with self.reading() as db:
            if isinstance(db.get_bind(), Engine) and self.engine.dialect.name == "postgresql":
                db.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield db

    @contextmanager
    def passing(self) -> Iterator["Passing"]:
        """A short writing transaction that does not wait for the disk: for what may be lost in a power
        cut, such as the counts of a limit. What others commit is as durable as ever. It goes straight to
        the driver, since one comes before everything that anybody sends."""
        pooled = self.engine.raw_connection()
        try:
            driver: Any = pooled.driver_connection
            if self.engine.dialect.name == "sqlite":
                with _not_waiting(driver):
                    yield Passing(driver, "sqlite")
            else:
                driver.execute("SET LOCAL synchronous_commit = off")
                yield Passing(driver, "postgresql")
                driver.commit()
        finally:
            pooled.close()  # what was not committed is rolled back


@dataclass(frozen=True)
class Passing:
    """A connection of the driver of a database, for statements whose values are named ``:name``."""

    driver: Any
    dialect: str

    def execute(self, sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The rows that a statement gives."""
        return self.driver.execute(_as_driver_reads(sql, self.dialect), values).fetchall()  # type: ignore[no-any-return]

    def wait_for_others(self, name: str) -> None:
        """Until the transactions of all processes have ended that said the same name. On SQLite all who write
        have waited already."""
        if self.dialect == "postgresql":
            self.execute("SELECT pg_advisory_xact_lock(:key)", {"key": crc32(name.encode())})


@contextmanager
def _not_waiting(driver: sqlite3.Connection) -> Iterator[None]:
    driver.execute("pragma synchronous=NORMAL")
    try:
        driver.execute("BEGIN IMMEDIATE")
        yield
        driver.execute("COMMIT")
    finally:
        if driver.in_transaction:  # in which the setting would stay
            driver.rollback()
        driver.execute("pragma synchronous=FULL")


@lru_cache
def _as_driver_reads(sql: str, dialect: str) -> str:
    return sql if dialect == "sqlite" else re.sub(r":(\w+)", r"%(\1)s", sql)


def connect(url: str, *, pool_size: int = 8, wait: float = LOCK_WAIT) -> Database:
    """Open the database at an SQLAlchemy address; tables are made by the migrations.

    pool_size: connections that stay open; as many again are opened when they are needed. wait: seconds
    that a statement waits for a lock, and whoever needs a connection for one.
    """
    is_sqlite = make_url(url).get_backend_name() == "sqlite"
    options: dict[str, Any] = {}
    if not is_sqlite:
        # A server that was away is found again: broken connections are noticed before they are used.
        options = {
            "pool_pre_ping": True,
            "pool_recycle": RECYCLE,
            "connect_args": _postgresql_options(url, wait),
        }
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=wait,
        hide_parameters=True,  # what people wrote is not repeated in errors, which are logged
        **options,
    )
    if is_sqlite:
        event.listen(engine, "connect", partial(_prepare_sqlite, wait))
        event.listen(engine, "begin", _begin_sqlite)
        event.listen(engine, "checkin", _end_sqlite)
        read_only: dict[str, Any] = {"read_only": True}
    else:
        read_only = {"postgresql_readonly": True}
    return Database(
        engine=engine,
        reading=sessionmaker(engine.execution_options(**read_only)),
        writing=sessionmaker(engine),
    )


def upsert(bind: Connection | Session | str, table: Any) -> sqlite.Insert | postgresql.Insert:
    """An INSERT into a table that can say ``on_conflict_do_update`` and ``on_conflict_do_nothing``, in the
    dialect of the database, or in the one named: for statements that are made once."""
    dialect = bind if isinstance(bind, str) else dialect_of(bind)
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def dialect_of(bind: Connection | Session) -> str:
    """``sqlite`` or ``postgresql``."""
    database = bind.get_bind() if isinstance(bind, Session) else bind
    return database.dialect.name


def unsafe_durability(database: Database) -> list[str]:
    """Settings under which what is answered as stored may be lost in a power cut, each as «name=value».

    SQLite: the journal must be a WAL that every commit waits for (``synchronous`` FULL or EXTRA, see
    sqlite.org/pragma.html). PostgreSQL: fsync, full_page_writes and synchronous_commit (section 19.5 of
    its manual; ``local`` and what is safer wait for this server's own disk).
    """
    if database.engine.dialect.name == "sqlite":
        wanted = {"journal_mode": ("wal",), "synchronous": ("2", "3")}
        question = "pragma {}"
    else:
        waits = ("local", "remote_write", "on", "remote_apply")
        wanted = {"fsync": ("on",), "full_page_writes": ("on",), "synchronous_commit": waits}
        question = "SHOW {}"
    with database.engine.connect() as connection:
        settings = {name: connection.exec_driver_sql(question.format(name)).scalar() for name in wanted}
    return [f"{name}={value}" for name, value in settings.items() if str(value) not in wanted[name]]


def _postgresql_options(url: str, wait: float) -> dict[str, Any]:
    """What bounds every wait for the server (sections 34.1.2 and 20.11 of the manual of PostgreSQL), unless
    the address says otherwise: for an answer when connecting, for one that is gone without a word, for a
    lock."""
    query = make_url(url).query
    bounds: dict[str, Any] = {
        "connect_timeout": ceil(min(wait, CONNECT_WAIT)),
        "keepalives_idle": 30,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": int(wait * 1000),
    }
    own = query.get("options", "")
    options = f"-c lock_timeout={int(wait * 1000)} {own if isinstance(own, str) else ' '.join(own)}"
    return {name: value for name, value in bounds.items() if name not in query} | {"options": options.strip()}


def _prepare_sqlite(wait: float, connection: Any, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # SQLAlchemy begins transactions, not the driver
    set_patience(connection, wait)
    _begin_wal(connection, wait)
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"pragma {pragma}")


def set_patience(connection: sqlite3.Connection, seconds: float) -> float:
    """How long a connection of SQLite waits for whoever writes; how long it did before."""
    [before] = connection.execute("pragma busy_timeout").fetchone()
    connection.execute(f"pragma busy_timeout={int(seconds * 1000)}")
    return float(before) / 1000


def _begin_wal(connection: Any, wait: float) -> None:
    """Have the journal in a WAL. Whoever makes it one in a new file needs the file alone, and SQLite does not
    wait for that by itself."""
    until = time.monotonic() + wait
    while True:
        try:
            connection.execute("pragma journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
        time.sleep(0.02)


def _begin_sqlite(connection: Connection) -> None:
    read_only = connection.get_execution_options().get("read_only")
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


def _end_sqlite(connection: Any, _record: ConnectionPoolEntry) -> None:
    """SQLite leaves a transaction open whose commit has failed, and SQLAlchemy takes it for ended: in the
    pool it would keep the lock that all who write need."""
    if connection is not None and connection.in_transaction:
        connection.rollback()
