"""Kept pages before everything else: what everybody sees is answered ahead of routing, guard and compression.

A request that is not plainly of this kind goes on inwards, where the same pages are found in the same
place (``sbcp.web.kept.pages``), and where they are made.
"""

from starlette.types import ASGIApp, Receive, Scope, Send

from sbcp.settings import Settings
from sbcp.web import utf8
from sbcp.web.cookies import WROTE, cookie_name
from sbcp.web.door.hosts import Hosts
from sbcp.web.door.security import MAX_ADDRESS
from sbcp.web.kept.pages import PERSONAL, Form, Page, Pages, as_read, coding_of

METHODS = ("GET", "HEAD")
# Headers that make another answer: a part of a page, a body where none belongs.
OTHERS = frozenset((b"hx-request", b"content-length", b"transfer-encoding"))
CHANGED, UNCHANGED = 200, 304


class KeptPages:
    """ASGI middleware; the first one."""

    def __init__(self, app: ASGIApp, pages: Pages, settings: Settings) -> None:
        self.app, self.pages = app, pages
        self._hosts = Hosts(settings)
        self._personal = [cookie_name(name, settings).encode() for name in (*PERSONAL, WROTE)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self._answer(scope) if scope["type"] == "http" and scope["method"] in METHODS else None
        if answer is None:
            await self.app(scope, receive, send)
            return
        status, (headers, body) = answer
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _answer(self, scope: Scope) -> tuple[int, Form] | None:
        """What to send, where that can be told without waiting."""
        headers: dict[bytes, bytes] = dict(scope["headers"])
        if not OTHERS.isdisjoint(headers) or self._is_personal(headers.get(b"cookie")):
            return None
        if not self._hosts.known(headers.get(b"host", b"")):
            return None
        page = self._page(scope["path"], scope["query_string"])
        if page is None:
            return None
        if not page.rests():
            number = self.pages.numbers.at_once(page.about)
            if number is None or not page.holds(number):
                return None
        if page.is_had(headers.get(b"if-none-match")):
            return UNCHANGED, (page.unchanged, b"")
        form = page.form(coding_of(headers.get(b"accept-encoding", b"").decode("latin-1")))
        return None if form is None else (CHANGED, form)

    def _is_personal(self, cookies: bytes | None) -> bool:
        return cookies is not None and any(name in cookies for name in self._personal)

    def _page(self, path: str, query: bytes) -> Page | None:
        if query:
            names = self.pages.names(path)
            if names is None or len(path) + len(query) > MAX_ADDRESS:
                return None
            if b"%" in query or not query.isascii():
                try:
                    query = utf8.query(query)
                except utf8.NotText:
                    return None
            query = as_read(query, names)
        return self.pages.get((path, query, False))
