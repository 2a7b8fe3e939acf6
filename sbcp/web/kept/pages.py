"""Public pages kept as bytes, for as long as the record has no newer entry about them.

Whoever is not signed in and has no unsent response sees the same page as everybody else. Such a page is
made once, kept with its compressed forms, and answered from memory (``sbcp.web.kept.ahead``) until its
subject has a newer entry in the record, a deadline has passed, or a day has ended (in UTC).
"""

import asyncio
import gzip
import hashlib
import time
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from enum import Enum
from functools import lru_cache
from urllib.parse import unquote_to_bytes
from weakref import WeakValueDictionary

import anyio.from_thread
import brotli
from cachetools import LRUCache
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from core import clock
from core.record import freshness
from core.record.freshness import About, Away, Numbers, settle
from sbcp.settings import Settings
from sbcp.web.cookies import FLASH, SIGN_IN, UNSENT_RESPONSE, WROTE, cookie_name
from sbcp.web.forms import tomorrow
from sbcp.web.headers import OPEN, PARTS, PROGRAMS, answer_headers
from sbcp.web.kept.stale import stale_answer
from sbcp.web.visit import Visit, is_partial

MakePage = Callable[[], Awaitable[Response]]
Key = tuple[str, bytes, bool]  # path, the query as far as the route reads it, whether it is a part
Headers = list[tuple[bytes, bytes]]
Form = tuple[Headers, bytes]  # one way to send a page

MAX_BYTES = 64 * 1024 * 1024
MAX_ADDRESSES = 50_000
SHARE = 10  # a page that is asked for and changes all the time is in the making for a tenth of it
VARY = f"Accept-Encoding, Cookie, {PARTS}"
PERSONAL = (SIGN_IN, UNSENT_RESPONSE, FLASH)  # cookies whose bearers see pages of their own
PLAIN = ""  # the coding of what is sent as it is
COMPRESS: dict[str, Callable[[bytes], bytes]] = {  # the best first
    "br": lambda body: bytes(brotli.compress(body, quality=5)),
    "gzip": lambda body: gzip.compress(body, 6, mtime=0),
}


class Keep(Enum):
    """What a page is about, by which it is told that it is no longer new."""

    DOCUMENT = "the document that the address speaks of"
    EVERYTHING = "all that happens"
    NOTHING = "nothing that happens"

    def about(self, document: str | None) -> About:
        """The subjects in the record; ``document``: that of the document in the address."""
        if self is Keep.DOCUMENT:
            return None if document is None else (document,)
        return None if self is Keep.EVERYTHING else ()


class Page:
    """A page as it was at entry ``seq`` of the record or later, good until an instant.

    The etag is weak: it stands for the page in whichever form it is sent. ``seen``: when it was last known
    to be as new as the record. ``rest``: until when it is shown whatever has been recorded since, in seconds
    of the monotonic clock.
    """

    def __init__(self, seq: int, about: About, until: datetime, body: bytes, headers: dict[str, str]) -> None:
        self.seq, self.about, self.until, self.body = seq, about, until, body
        self.rest = float("-inf")
        self.seen = clock.now()
        self.etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
        self._etag = self.etag.encode()
        self._headers = {"etag": self.etag, "cache-control": "no-cache", "vary": VARY, **headers}
        unsent = {name: value for name, value in self._headers.items() if name != "content-type"}
        self.unchanged = _raw(unsent)
        self._forms = {PLAIN: self._form(body)}

    @property
    def size(self) -> int:
        """Bytes; a form that is not made yet counts as one that is."""
        return len(self.body) * 2

    @property
    def content_type(self) -> str:
        return self._headers["content-type"]

    def holds(self, seq: int) -> bool:
        """Whether the page shows all that happened up to this entry and this moment."""
        now = clock.now()
        if self.seq < seq or now >= self.until:
            return False
        self.seen = now
        return True

    def rests(self) -> bool:
        """Whether it was made a moment ago, and nothing that time alone changes has changed."""
        return time.monotonic() < self.rest and clock.now() < self.until

    def is_had(self, etags: bytes | None) -> bool:
        """Whether an If-None-Match header names it."""
        return etags is not None and self._etag in etags

    def form(self, coding: str) -> Form | None:
        """Headers and body in a coding, if they have been made."""
        return self._forms.get(coding)

    def pack(self, coding: str) -> Form:
        """The same, made if need be: takes milliseconds."""
        if coding not in self._forms:
            self._forms[coding] = self._form(COMPRESS[coding](self.body), coding)
        return self._forms[coding]

    def _form(self, body: bytes, coding: str = PLAIN) -> Form:
        further = {"content-encoding": coding} if coding else {}
        return _raw({**self._headers, **further, "content-length": str(len(body))}), body


class Pages:
    """The pages kept by one process: an LRU cache by size in bytes. The last one is kept however large.

    Used in the event loop alone, so that it needs no lock of its own.
    """

    def __init__(self, numbers: Numbers, max_bytes: int = MAX_BYTES) -> None:
        self.numbers = numbers
        self._pages: LRUCache[Key, Page] = LRUCache(max_bytes, lambda page: min(page.size, max_bytes))
        self._names: LRUCache[str, frozenset[bytes]] = LRUCache(MAX_ADDRESSES)
        self._making: WeakValueDictionary[Key, asyncio.Lock] = WeakValueDictionary()

    def get(self, key: Key) -> Page | None:
        """The page at an address as it was when it was made; whether it ``holds`` is another question."""
        return self._pages.get(key)

    def put(self, key: Key, page: Page, names: frozenset[bytes] = frozenset()) -> None:
        """Keep a page. ``names``: those in the query of its address that make a difference."""
        self._pages[key], self._names[key[0]] = page, names

    def names(self, path: str) -> frozenset[bytes] | None:
        """The names in a query that make a difference at a path; None if no page of it was ever kept."""
        return self._names.get(path)

    def forget(self) -> None:
        """Keep nothing of what was: something that pages showed has been erased."""
        self._pages.clear()

    def making(self, key: Key) -> asyncio.Lock:
        """Held by whoever makes a page, so that the others wait for it and do not make it too."""
        return self._making.setdefault(key, asyncio.Lock())


def serves(request: Request) -> bool:
    """Whether this reader sees what everybody sees."""
    if not request.cookies:
        return True
    settings = request.app.state.settings
    return not any(cookie_name(name, settings) in request.cookies for name in PERSONAL)


def as_read(query: bytes, names: frozenset[bytes]) -> bytes:
    """A query without the names that nobody reads, such as those by which other sites count their links."""
    if not query or not names:
        return b""
    if b"&" not in query:
        return query if _name(query) in names else b""
    return b"&".join(part for part in query.split(b"&") if _name(part) in names)


async def answer(request: Request, keep: Keep, names: frozenset[bytes], make: MakePage) -> Response:
    """The kept page if it still holds, else the page made anew and kept. The query of the request has the
    names that its route reads, and no others. Raises what ``make`` raises."""
    pages: Pages = request.app.state.pages
    key = (request.scope["path"], request.scope["query_string"], is_partial(request))
    exact = cookie_name(WROTE, request.app.state.settings) in request.cookies
    page = pages.get(key)
    if page is not None and page.rests() and not exact:
        return await _send(request, page)
    try:
        number = await pages.numbers.last(page.about if page else None, exact=exact)
    except Away:
        return stale_answer(request, page) if page else await make()
    if page is not None and page.holds(number):
        return await _send(request, page)
    async with pages.making(key):
        page = pages.get(key)
        if page is None or not page.holds(number):
            # The number is read before the page is made: a page can only be newer than it claims.
            began, now = time.monotonic(), clock.now()
            number = await pages.numbers.last(None, exact=exact)
            response = await make()
            if response.status_code != 200:
                return response
            page = await run_in_threadpool(_kept, request, response, keep, number, now)
            page.rest = began + min(freshness.REST, SHARE * (time.monotonic() - began))
            pages.put(key, page, names)
    return await _send(request, page)


@lru_cache(maxsize=256)
def coding_of(accepted: str) -> str:
    """The best coding that an Accept-Encoding header allows."""
    return next((name for name in COMPRESS if takes(accepted, name)), PLAIN)


def takes(accepted: str, encoding: str) -> bool:
    """Whether an Accept-Encoding header allows an encoding."""
    for part in accepted.split(","):
        name, _, weight = part.partition(";")
        if name.strip() == encoding:
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def forget_afterwards(visit: Visit) -> None:
    """Once it is stored that something is gone: no page of before in the memory of this process, and none
    that another process takes for the newest."""
    state = visit.request.app.state
    visit.afterwards.append(lambda: anyio.from_thread.run_sync(state.pages.forget))
    visit.afterwards.append(lambda: settle(state.database))


def _kept(request: Request, response: Response, keep: Keep, number: int, began: datetime) -> Page:
    """What was made, to be kept: in the form that its reader takes, the others when somebody asks. ``began``:
    when its making did, by which the page says «today»."""
    settings: Settings = request.app.state.settings
    midnight = tomorrow(began)
    until = min(getattr(request.state, "good_until", None) or midnight, midnight)
    about = keep.about(getattr(request.state, "subject", None))
    headers = {"content-type": response.headers["content-type"], **_lower(answer_headers(settings))}
    headers |= _lower(OPEN) if request.scope["path"].startswith(PROGRAMS) else {}
    page = Page(number, about, until, bytes(response.body), headers)
    page.pack(coding_of(request.headers.get("accept-encoding", "")))
    return page


async def _send(request: Request, page: Page) -> Response:
    """The page for one reader: 304 if they have it, else in the best form they take."""
    if page.is_had(request.headers.get("if-none-match", "").encode("latin-1")):
        return _response(304, page.unchanged, b"")
    coding = coding_of(request.headers.get("accept-encoding", ""))
    form = page.form(coding)
    if form is None:
        form = await run_in_threadpool(page.pack, coding)
    return _response(200, *form)


def _response(status: int, headers: Headers, body: bytes) -> Response:
    response = Response(status_code=status)
    response.body, response.raw_headers = body, list(headers)  # the middleware outside adds to them in place
    return response


def _name(part: bytes) -> bytes:
    """The name in one part of a query, as a form is read."""
    name = part.partition(b"=")[0]
    return unquote_to_bytes(name.replace(b"+", b" ")) if b"%" in name or b"+" in name else name


def _lower(headers: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _raw(headers: dict[str, str]) -> Headers:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


def names_read(names: Iterable[str]) -> frozenset[bytes]:
    """The names in a query that a route declares, as they stand in an address."""
    return frozenset(name.encode() for name in names)
