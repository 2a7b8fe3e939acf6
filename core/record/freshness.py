"""How new something is: the numbers of last entries, for whoever keeps what was made from the record."""

import asyncio
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

from sqlalchemy import Engine, Select, bindparam, event, select
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.engine.interfaces import DBAPIConnection

from core.db import Database
from core.record.entries import Head, LastEntry

HEAD = select(Head.seq)
LAST = select(LastEntry.seq).where(LastEntry.subject == bindparam("subject"))


class LastEntries:
    """Reads the numbers of last entries: one indexed read each, for a thread of its own.

    Straight to the driver over one open connection that needs no transaction: a session from the
    pool costs more than ten times as much for so small a question.
    """

    def __init__(self) -> None:
        self._connection: DBAPIConnection | None = None

    def __call__(self, engine: Engine, subjects: Iterable[str | None]) -> dict[str | None, int]:
        """The number of the newest entry about each subject, or of all for None; 0 if there is none."""
        try:
            return self._read(engine, subjects)
        except Exception:  # the connection may have been lost: once more over a new one
            self.close()
            return self._read(engine, subjects)

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _read(self, engine: Engine, subjects: Iterable[str | None]) -> dict[str | None, int]:
        cursor = self._opened(engine).cursor()
        numbers = {}
        for subject in subjects:
            if subject is None:
                cursor.execute(_sql(engine.dialect.name, HEAD))
            else:
                cursor.execute(_sql(engine.dialect.name, LAST), (subject,))
            rows = cursor.fetchall()
            numbers[subject] = rows[0][0] if rows else 0
        cursor.close()
        return numbers

    def _opened(self, engine: Engine) -> DBAPIConnection:
        if self._connection is None:
            pooled = engine.raw_connection()
            pooled.detach()
            assert pooled.dbapi_connection is not None
            self._connection = pooled.dbapi_connection
            engine.dialect.set_isolation_level(self._connection, "AUTOCOMMIT")
            event.listen(engine, "engine_disposed", lambda _engine: self.close(), once=True)
        return self._connection


class Reading:
    """One look at the record, for all who asked before it began."""

    def __init__(self) -> None:
        self.subjects: set[str | None] = set()
        self.numbers: dict[str | None, int] = {}
        self.error: Exception | None = None
        self.done = asyncio.Event()


class Numbers:
    """The number of the last entry about each subject.

    Whoever asks gets the answer of a reading that begins after they asked, so it shows all that was
    committed until then. Those who ask while one runs share the next. It has a thread of its own:
    kept pages do not wait for pages that are being made.
    """

    def __init__(self) -> None:
        self._next: Reading | None = None
        self._reader: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, "freshness")
        self._last_entries = LastEntries()

    def close(self) -> None:
        """End the thread; the connection goes with the engine."""
        self._thread.shutdown(wait=False)

    async def last(self, database: Database, subject: str | None) -> int:
        """The number of the newest entry about a subject, or of all entries for None; 0 if none."""
        if self._next is None:
            self._next = Reading()
        reading = self._next
        reading.subjects.add(subject)
        if self._reader is None:
            self._reader = asyncio.create_task(self._read(database))
        await reading.done.wait()
        if reading.error is not None:
            raise reading.error
        return reading.numbers[subject]

    async def _read(self, database: Database) -> None:
        """Read for as long as somebody asks."""
        loop = asyncio.get_running_loop()
        try:
            while self._next is not None:
                reading, self._next = self._next, None
                engine, asked = database.engine, reading.subjects
                try:
                    reading.numbers = await loop.run_in_executor(
                        self._thread, self._last_entries, engine, asked
                    )
                except Exception as error:  # belongs to those who asked
                    reading.error = error
                reading.done.set()
        finally:
            self._reader = None


@lru_cache
def _sql(database: str, statement: Select[tuple[int]]) -> str:
    """The statement with its one value in the form that the driver of a database takes."""
    dialect = DefaultDialect(paramstyle="qmark" if database == "sqlite" else "format")
    return str(statement.compile(dialect=dialect))
