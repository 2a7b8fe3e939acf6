"""How new something is: the numbers of last entries, for whoever keeps what was made from the record."""

import asyncio
import sqlite3
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

from sqlalchemy import Engine, Select, bindparam, event, select
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session

from core.db import Database
from core.record.entries import Head, LastEntry

# What somebody wants to know the last entry about: these subjects, or (None) everything. About no subject at
# all there is never news.
About = tuple[str, ...] | None

HEAD = select(Head.seq)
LAST = select(LastEntry.seq).where(LastEntry.subject == bindparam("subject"))
# A number may be so old (seconds), unless this process has committed something since it was read: on SQLite
# the readers of a millisecond share a question, on PostgreSQL those of a tenth of a second.
MOMENT = 0.001
MAX_AGE = 0.1
# What was made from the record may be shown for so long (seconds) after its making began, whatever has been
# recorded since: where hundreds write, it would be made anew for each of them otherwise.
REST = 1.0
PATIENCE = 2.0  # seconds that readers wait for a database which does not answer
AGAIN = 1.0  # seconds until one that failed is asked again


class Away(Exception):
    """The database does not tell."""


class Commits:
    """How often this process has committed anything."""

    def __init__(self) -> None:
        self.number = 0

    def note(self, _session: Session) -> None:
        self.number += 1


COMMITS = Commits()
event.listen(Session, "after_commit", COMMITS.note)


class Numbers:
    """The number of the last entry about each subject. Used in the event loop alone.

    SQLite is asked there, at most every ``MOMENT``: ``PRAGMA data_version`` tells within microseconds whether
    anybody has committed since (https://www.sqlite.org/pragma.html#pragma_data_version), and only then are
    the numbers read anew. PostgreSQL is asked by a thread, at most every ``MAX_AGE``, and at once if this
    process has committed since; who may accept no older number asks with ``exact``.
    """

    def __init__(self, database: Database) -> None:
        self._file = File(database.engine) if database.engine.dialect.name == "sqlite" else None
        self._engine = database.engine
        self._next: _Reading | None = None
        self._reader: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, "freshness")
        self._last_entries = LastEntries()
        self._known = _Known()
        self._failed_at = float("-inf")

    def close(self) -> None:
        """End the thread; its connection goes with the engine."""
        self._thread.shutdown(wait=False)
        if self._file is not None:
            self._file.close()

    def at_once(self, about: About) -> int | None:
        """The number of the newest entry about these subjects, or of all entries for None; 0 if there is
        none. None if that cannot be told without waiting."""
        if about == ():
            return 0
        if self._file is not None:
            return self._file.number(about)
        return self._known.number(about)

    async def last(self, about: About, *, exact: bool = False) -> int:
        """The same, waiting as long as it takes. With ``exact`` it shows all that was committed before it
        was asked for. Raises Away."""
        if exact and self._file is not None:
            self._file.doubt()
        number = None if exact and self._file is None else self.at_once(about)
        if number is not None:
            return number
        if time.monotonic() < self._failed_at + AGAIN:
            raise Away
        if self._next is None:
            self._next = _Reading()
        reading = self._next
        reading.about.add(about)
        if self._reader is None:
            self._reader = asyncio.create_task(self._read())
        try:
            await asyncio.wait_for(reading.done.wait(), PATIENCE)
        except TimeoutError:
            self._failed_at = time.monotonic()
            raise Away from None
        if reading.error is not None:
            raise Away from reading.error
        return reading.numbers[about]

    async def _read(self) -> None:
        """Read for as long as somebody asks. Who asks while a reading runs shares the next one."""
        loop = asyncio.get_running_loop()
        try:
            while self._next is not None:
                reading, self._next = self._next, None
                began, commits = time.monotonic(), COMMITS.number
                try:
                    head, reading.numbers = await loop.run_in_executor(
                        self._thread, self._last_entries, self._engine, frozenset(reading.about)
                    )
                    self._known.learn(head, reading.numbers, began, commits)
                    self._failed_at = float("-inf")
                except Exception as error:  # belongs to those who asked
                    reading.error, self._failed_at = error, time.monotonic()
                reading.done.set()
        finally:
            self._reader = None


def settle(database: Database) -> None:
    """Wait until no process shows what came before the last commit: for who is about to say that something is
    gone, hidden or published. Not in the event loop."""
    time.sleep(REST + (0 if database.engine.dialect.name == "sqlite" else MAX_AGE))


class File:
    """The numbers of an SQLite file, over a connection that never waits for anybody."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: sqlite3.Connection | None = None
        self._data_version = self._head = -1
        self._numbers: dict[About, int] = {}
        self._commits, self._until = -1, float("-inf")

    def doubt(self) -> None:
        """Believe nothing that was read before."""
        self._until = float("-inf")

    def number(self, about: About) -> int | None:
        """As ``Numbers.at_once``."""
        try:
            return self._number(about)
        except sqlite3.Error:  # locked for a moment, or away
            self.close()
            return None

    def close(self) -> None:
        connection, self._connection = self._connection, None
        self._data_version = self._head = -1
        self.doubt()
        if connection is not None:
            connection.close()

    def _number(self, about: About) -> int:
        connection = self._connection or self._open()
        now = time.monotonic()
        if now >= self._until or self._commits != COMMITS.number:
            self._commits, self._until = COMMITS.number, now + MOMENT
            self._read(connection)
        number = self._numbers.get(about)
        if number is None:
            number = self._numbers[about] = _newest(connection.execute, "sqlite", about or ())
        return number

    def _read(self, connection: sqlite3.Connection) -> None:
        data_version = connection.execute("PRAGMA data_version").fetchone()[0]
        if data_version != self._data_version:
            head = connection.execute(_sql("sqlite", HEAD)).fetchone()[0]
            if head != self._head:
                self._numbers = {None: head}
            self._data_version, self._head = data_version, head

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._engine.url.database or "", timeout=0, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA query_only=ON")
        self._connection = connection
        return connection


class LastEntries:
    """Reads the numbers of last entries: one indexed read each, for a thread of its own.

    Straight to the driver over one open connection that needs no transaction: a session from the
    pool costs more than ten times as much for so small a question.
    """

    def __init__(self) -> None:
        self._connection: DBAPIConnection | None = None

    def __call__(self, engine: Engine, asked: Iterable[About]) -> tuple[int, dict[About, int]]:
        """The number of the last entry of all, and that of the newest about each of these."""
        try:
            return self._read(engine, asked)
        except Exception:  # the connection may have been lost: once more over a new one
            self.close()
            return self._read(engine, asked)

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _read(self, engine: Engine, asked: Iterable[About]) -> tuple[int, dict[About, int]]:
        cursor = self._opened(engine).cursor()

        def execute(sql: str, values: tuple[str, ...] = ()) -> Any:
            cursor.execute(sql, values)
            return cursor

        database = engine.dialect.name
        head: int = execute(_sql(database, HEAD)).fetchone()[0]
        numbers = {about: head if about is None else _newest(execute, database, about) for about in asked}
        cursor.close()
        return head, numbers

    def _opened(self, engine: Engine) -> DBAPIConnection:
        if self._connection is None:
            # Not from the pool, which those who write may have emptied.
            positions, names = engine.dialect.create_connect_args(engine.url)
            self._connection = engine.dialect.connect(*positions, **names)
            engine.dialect.set_isolation_level(self._connection, "AUTOCOMMIT")
            event.listen(engine, "engine_disposed", lambda _engine: self.close(), once=True)
        return self._connection


class _Known:
    """What the last reading told, for as long as it may be believed."""

    def __init__(self) -> None:
        self._head, self._commits = -1, -1
        self._until = float("-inf")
        self._numbers: dict[About, int] = {}

    def number(self, about: About) -> int | None:
        if self._commits != COMMITS.number or time.monotonic() > self._until:
            return None
        return self._numbers.get(about)

    def learn(self, head: int, numbers: dict[About, int], began: float, commits: int) -> None:
        if head != self._head:
            self._numbers = {}
        self._numbers |= numbers
        self._head, self._until, self._commits = head, began + MAX_AGE, commits


class _Reading:
    """One look at the record, for all who asked before it began."""

    def __init__(self) -> None:
        self.about: set[About] = set()
        self.numbers: dict[About, int] = {}
        self.error: Exception | None = None
        self.done = asyncio.Event()


def _newest(execute: Any, database: str, subjects: Iterable[str]) -> int:
    """The number of the newest entry about any of these subjects; 0 if there is none."""
    last = (execute(_sql(database, LAST), (subject,)).fetchone() or (0,) for subject in subjects)
    return max((number for (number,) in last), default=0)


@lru_cache
def _sql(database: str, statement: Select[tuple[int]]) -> str:
    """The statement with its one value in the form that the driver of a database takes."""
    dialect = DefaultDialect(paramstyle="qmark" if database == "sqlite" else "format")
    return str(statement.compile(dialect=dialect))
