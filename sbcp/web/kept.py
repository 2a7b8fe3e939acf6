"""Public pages kept as bytes, and checked against the record with one indexed read.

Whoever is not signed in and has no unsent response sees the same page as everybody else. Such a
page is made once, kept with its compressed forms, and answered from memory for as long as its
subject has no newer entry in the record and no deadline has passed.
"""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from threading import Lock

import brotli
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from core import clock, record
from core.db import Database
from sbcp.web.cookies import DRAFT, FLASH, SIGN_IN, cookie_name

Subject = Callable[[Request], str | None]  # what the record calls it; None is the whole record
MakePage = Callable[[], Awaitable[Response]]

MAX_BYTES = 64 * 1024 * 1024


def document(request: Request) -> str:
    """The subject of pages about one document."""
    return f"document:{request.path_params['slug']}"


def everything(_request: Request) -> None:
    """The subject of pages about all that happens."""
    return None


@dataclass
class Page:
    """A page as it was at entry ``seq``, good until an instant if there is one."""

    seq: int
    until: datetime | None
    body: bytes
    content_type: str

    @cached_property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:32]}"'

    @cached_property
    def brotli(self) -> bytes:
        return bytes(brotli.compress(self.body, quality=5))

    @cached_property
    def gzip(self) -> bytes:
        return gzip.compress(self.body, 6, mtime=0)

    def response(self, headers: Headers) -> Response:
        """The page for one reader: 304 if they have it, else in the best form they take."""
        common = {"ETag": self.etag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding, Cookie"}
        if self.etag in headers.get("if-none-match", ""):
            return Response(status_code=304, headers=common)
        accepted = headers.get("accept-encoding", "")
        if takes(accepted, "br"):
            return Response(self.brotli, headers={**common, "Content-Encoding": "br", **self._type})
        if takes(accepted, "gzip"):
            return Response(self.gzip, headers={**common, "Content-Encoding": "gzip", **self._type})
        return Response(self.body, headers={**common, **self._type})

    @property
    def _type(self) -> dict[str, str]:
        return {"Content-Type": self.content_type}


class Pages:
    """The pages kept by one process, the least recently used dropped beyond MAX_BYTES."""

    def __init__(self) -> None:
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, key: str) -> Page | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: str, page: Page) -> None:
        with self._lock:
            old = self._pages.pop(key, None)
            self._bytes += len(page.body) - (len(old.body) if old else 0)
            self._pages[key] = page
            while self._bytes > MAX_BYTES and len(self._pages) > 1:
                self._bytes -= len(self._pages.popitem(last=False)[1].body)


def serves(request: Request) -> bool:
    """Whether this reader sees what everybody sees."""
    settings = request.app.state.settings
    return (
        not any(cookie_name(name, settings) in request.cookies for name in (SIGN_IN, DRAFT, FLASH))
        and "hx-request" not in request.headers
    )


async def answer(request: Request, subject: Subject, make: MakePage) -> Response:
    """The kept page if it still holds, else the page made anew and kept."""
    pages: Pages = request.app.state.pages
    key = f"{request.url.path}?{request.url.query}"
    name = subject(request)
    # The number is read before the page is made: a page can only be newer than it claims.
    seq = await run_in_threadpool(_seq, request.app.state.database, name)
    page = pages.get(key)
    if page is None or page.seq != seq or (page.until is not None and clock.now() >= page.until):
        response = await make()
        if response.status_code != 200:
            return response
        page = Page(
            seq,
            getattr(request.state, "good_until", None),
            bytes(response.body),
            response.headers["content-type"],
        )
        pages.put(key, page)
    return page.response(request.headers)


def takes(accepted: str, encoding: str) -> bool:
    """Whether an Accept-Encoding header allows an encoding."""
    for part in accepted.split(","):
        name, _, weight = part.partition(";")
        if name.strip() == encoding:
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def _seq(database: Database, subject: str | None) -> int:
    with database.reading() as db:
        return record.head(db).seq if subject is None else record.last_seq(db, subject)
