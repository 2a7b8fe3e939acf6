"""Public pages kept as bytes, and checked against the record with one indexed read.

Whoever is not signed in and has no unsent response sees the same page as everybody else. Such a
page is made once, kept with its compressed forms, and answered from memory for as long as its
subject has no newer entry in the record and no deadline has passed.
"""

import asyncio
import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from datetime import datetime
from functools import lru_cache
from weakref import WeakValueDictionary

import brotli
from sqlalchemy import Engine, Select, bindparam, event, select
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.engine.interfaces import DBAPIConnection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from core import clock
from core.db import Database
from core.record.entries import Head, LastEntry
from sbcp.web.cookies import FLASH, SIGN_IN, UNSENT_RESPONSE, cookie_name
from sbcp.web.headers import PARTS
from sbcp.web.visit import is_partial

Subject = Callable[[Request], str | None]  # what the record calls it; None is the whole record
MakePage = Callable[[], Awaitable[Response]]

MAX_BYTES = 64 * 1024 * 1024
VARY = f"Accept-Encoding, Cookie, {PARTS}"
PERSONAL = (SIGN_IN, UNSENT_RESPONSE, FLASH)  # cookies whose bearers see pages of their own
COMPRESS: dict[str, Callable[[bytes], bytes]] = {  # the best first
    "br": lambda body: bytes(brotli.compress(body, quality=5)),
    "gzip": lambda body: gzip.compress(body, 6, mtime=0),
}

HEAD = select(Head.seq)
LAST = select(LastEntry.seq).where(LastEntry.subject == bindparam("subject"))


def document(request: Request) -> str:
    """The subject of pages about one document."""
    return f"document:{request.path_params['slug']}"


def everything(_request: Request) -> None:
    """The subject of pages about all that happens."""
    return None


class Page:
    """A page as it was at entry ``seq`` or later, good until an instant if there is one.

    The etag is weak: it stands for the page in whichever form it is sent.
    Its answers are made once; each reader gets a copy, with the body shared.
    """

    def __init__(self, seq: int, until: datetime | None, body: bytes, content_type: str) -> None:
        self.seq, self.until = seq, until
        self.etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = {"ETag": self.etag, "Cache-Control": "no-cache", "Vary": VARY}
        self.unchanged = Response(status_code=304, headers=headers)
        headers["Content-Type"] = content_type
        self.plain = Response(body, headers=headers)
        self.packed = {
            name: Response(compress(body), headers={**headers, "Content-Encoding": name})
            for name, compress in COMPRESS.items()
        }
        self.size = sum(len(answer.body) for answer in (self.plain, *self.packed.values()))

    def holds(self, seq: int) -> bool:
        """Whether the page shows all that happened up to this entry and this moment."""
        return self.seq >= seq and (self.until is None or clock.now() < self.until)

    def answer(self, request: Request) -> Response:
        """The page for one reader: 304 if they have it, else in the best form they take."""
        if self.etag in request.headers.get("if-none-match", ""):
            return _copied(self.unchanged)
        accepted = request.headers.get("accept-encoding", "")
        packed = (answer for name, answer in self.packed.items() if takes(accepted, name))
        return _copied(next(packed, self.plain))


def _copied(kept: Response) -> Response:
    """The same answer with headers of its own: the middleware outside adds to them in place."""
    answer = copy(kept)
    answer.raw_headers = list(kept.raw_headers)
    return answer


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
        found = {}
        for subject in subjects:
            if subject is None:
                cursor.execute(_sql(engine.dialect.name, HEAD))
            else:
                cursor.execute(_sql(engine.dialect.name, LAST), (subject,))
            rows = cursor.fetchall()
            found[subject] = rows[0][0] if rows else 0
        cursor.close()
        return found

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
        self.found: dict[str | None, int] = {}
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
        return reading.found[subject]

    async def _read(self, database: Database) -> None:
        """Read for as long as somebody asks."""
        loop = asyncio.get_running_loop()
        try:
            while self._next is not None:
                reading, self._next = self._next, None
                engine, asked = database.engine, reading.subjects
                try:
                    reading.found = await loop.run_in_executor(
                        self._thread, self._last_entries, engine, asked
                    )
                except Exception as error:  # belongs to those who asked
                    reading.error = error
                reading.done.set()
        finally:
            self._reader = None


class Pages:
    """The pages kept by one process, the least recently used dropped beyond MAX_BYTES.

    Used in the event loop alone, so that it needs no lock of its own.
    """

    def __init__(self) -> None:
        self.numbers = Numbers()
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._bytes = 0
        self._making: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def get(self, key: str, seq: int) -> Page | None:
        """The page at an address, if it holds at that entry of its subject."""
        page = self._pages.get(key)
        if page is None or not page.holds(seq):
            return None
        self._pages.move_to_end(key)
        return page

    def put(self, key: str, page: Page) -> None:
        old = self._pages.pop(key, None)
        self._bytes += page.size - (old.size if old else 0)
        self._pages[key] = page
        while self._bytes > MAX_BYTES and len(self._pages) > 1:
            self._bytes -= self._pages.popitem(last=False)[1].size

    def forget(self) -> None:
        """Keep nothing of what was: something that pages showed has been erased."""
        self._pages.clear()
        self._bytes = 0

    def making(self, key: str) -> asyncio.Lock:
        """Held by whoever makes a page, so that the others wait for it and do not make it too."""
        return self._making.setdefault(key, asyncio.Lock())


def serves(request: Request) -> bool:
    """Whether this reader sees what everybody sees."""
    if not request.cookies:
        return True
    settings = request.app.state.settings
    return not any(cookie_name(name, settings) in request.cookies for name in PERSONAL)


async def answer(request: Request, subject: Subject, make: MakePage) -> Response:
    """The kept page if it still holds, else the page made anew and kept."""
    pages: Pages = request.app.state.pages
    part = "part of " if is_partial(request) else ""
    key = f"{part}{request.scope['path']}?{request.scope['query_string'].decode('latin-1')}"
    # The number is read before the page is made: a page can only be newer than it claims.
    seq = await pages.numbers.last(request.app.state.database, subject(request))
    page = pages.get(key, seq)
    if page is not None:
        return page.answer(request)
    async with pages.making(key):
        page = pages.get(key, seq)
        if page is None:
            response = await make()
            if response.status_code != 200:
                return response
            until = getattr(request.state, "good_until", None)
            body, content_type = bytes(response.body), response.headers["content-type"]
            page = await run_in_threadpool(Page, seq, until, body, content_type)
            pages.put(key, page)
    return page.answer(request)


def takes(accepted: str, encoding: str) -> bool:
    """Whether an Accept-Encoding header allows an encoding."""
    for part in accepted.split(","):
        name, _, weight = part.partition(";")
        if name.strip() == encoding:
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


@lru_cache
def _sql(database: str, statement: Select[tuple[int]]) -> str:
    """The statement with its one value in the form that the driver of a database takes."""
    dialect = DefaultDialect(paramstyle="qmark" if database == "sqlite" else "format")
    return str(statement.compile(dialect=dialect))
