"""One database, SQLite or PostgreSQL, from the same models.

Reading and writing have a session factory each over one engine: on SQLite a writing transaction
takes the write lock at its beginning (``BEGIN IMMEDIATE``), so that read-then-write requests wait
for one another instead of failing or losing updates; a reading one never waits.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import DateTime, Engine, MetaData, TypeDecorator, create_engine, event
from sqlalchemy.engine import Connection, Dialect, make_url
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

# Names for every constraint, so that migrations can address them on both databases.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# sync_mode FULL: what is answered as stored survives a power cut.
SQLITE_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000")


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


def connect(url: str, *, pool_size: int = 5) -> Database:
    """Open the database at an SQLAlchemy address; tables are made by the migrations."""
    sqlite = make_url(url).get_backend_name() == "sqlite"
    engine = create_engine(url, pool_size=pool_size, max_overflow=pool_size, pool_pre_ping=not sqlite)
    if sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        read_only: dict[str, Any] = {"read_only": True}
    else:
        read_only = {"postgresql_readonly": True}
    return Database(
        engine=engine,
        reading=sessionmaker(engine.execution_options(**read_only)),
        writing=sessionmaker(engine),
    )


def _prepare_sqlite(connection: Any, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # SQLAlchemy begins transactions, not the driver
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"pragma {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    read_only = connection.get_execution_options().get("read_only")
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
