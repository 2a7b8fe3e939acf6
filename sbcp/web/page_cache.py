"""Public pages kept as bytes, and checked against the record with one indexed read.

Whoever is not signed in and has no unsent response sees the same page as everybody else. Such a
page is made once, kept with its compressed forms, and answered from memory for as long as its
subject has no newer entry in the record and no deadline has passed.
"""

import asyncio
import gzip
import hashlib
from collections.abc import Awaitable, Callable
from copy import copy
from datetime import datetime
from weakref import WeakValueDictionary

import brotli
from cachetools import LRUCache
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from core import clock
from core.record.freshness import Numbers
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


class Pages:
    """The pages kept by one process: an LRU cache by size in bytes. The last one is kept however large.

    Used in the event loop alone, so that it needs no lock of its own.
    """

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self.numbers = Numbers()
        self._pages: LRUCache[str, Page] = LRUCache(max_bytes, lambda page: min(page.size, max_bytes))
        self._making: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def get(self, key: str, seq: int) -> Page | None:
        """The page at an address, if it holds at that entry of its subject."""
        page = self._pages.get(key)
        return page if page is not None and page.holds(seq) else None

    def put(self, key: str, page: Page) -> None:
        self._pages[key] = page

    def forget(self) -> None:
        """Keep nothing of what was: something that pages showed has been erased."""
        self._pages.clear()

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
