"""Bringing a database to the present schema."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from core import clock
from core.db import set_patience
from core.record import covering
from sbcp.paths import MIGRATIONS
from sbcp.tables import METADATA

PREPARING = 0x53424350  # the advisory lock of whoever prepares the database; «SBCP» in ASCII
LONGEST_WAIT = 600.0  # seconds that one waits on SQLite for another who does


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Run the migrations that are missing, in one transaction. At the present schema the record begins
    to cover what it did not cover before."""
    with _changing(engine) as connection:
        config = _config(connection)
        command.upgrade(config, revision)
        if MigrationContext.configure(connection).get_current_revision() == _newest(config):
            with Session(connection, join_transaction_mode="rollback_only") as db:
                covering.cover(db, clock.now())
                db.commit()


def downgrade(engine: Engine, revision: str) -> None:
    """Go back to an earlier schema; ``base`` is an empty database."""
    with _changing(engine) as connection:
        command.downgrade(_config(connection), revision)


def new_migration(engine: Engine, message: str) -> None:
    """Write a migration that brings the database to the models. For developers."""
    with engine.begin() as connection:
        command.revision(_config(connection), message, autogenerate=True)


def differences(engine: Engine) -> list[object]:
    """What the models and the database disagree on; empty when they agree."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, METADATA))


def wait_for_others(connection: Connection) -> None:
    """In a transaction that prepares the database: until every other one that does so has ended, so that
    several processes may begin at once on a new database. On SQLite a writing transaction is alone
    anyway."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": PREPARING})


@contextmanager
def _changing(engine: Engine) -> Iterator[Connection]:
    """A transaction in which tables may be made anew. SQLite changes a table by copying it, and must
    not mind meanwhile that rows refer to it: the procedure is that of its manual (ALTER TABLE, 7)."""
    with engine.connect() as connection:
        driver = connection.connection.dbapi_connection
        sqlite = driver if isinstance(driver, sqlite3.Connection) else None
        if sqlite:
            patience = set_patience(sqlite, LONGEST_WAIT)
            sqlite.execute("pragma foreign_keys=OFF")
        try:
            with connection.begin():
                wait_for_others(connection)
                yield connection
                if sqlite and connection.exec_driver_sql("pragma foreign_key_check").first():
                    raise RuntimeError("a migration leaves rows that refer to nothing")
        finally:
            if sqlite:
                sqlite.execute("pragma foreign_keys=ON")
                set_patience(sqlite, patience)


def _newest(config: Config) -> str | None:
    return ScriptDirectory.from_config(config).get_current_head()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(slug)s")
    config.attributes["connection"] = connection
    return config
