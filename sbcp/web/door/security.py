"""What stands before every request: the name it is asked by, the origin check, lengths that are numbers, an
address that is text, the answer's headers, and CORS where other origins may read."""

from typing import Protocol
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sbcp import security_log
from sbcp.settings import Settings
from sbcp.web import utf8
from sbcp.web.client_address import client_address
from sbcp.web.door.hosts import Hosts
from sbcp.web.forms import integer
from sbcp.web.headers import PROGRAMS, answer_headers

MAX_ADDRESS = 4000  # characters; ours are far shorter
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class Refuse(Protocol):
    """Makes the answer to a request that is refused; ``message``: a gettext id."""

    def __call__(self, request: Request, status: int, *, message: str) -> Response: ...


UNPROVEN = "sbcp.unproven"  # in the scope: nothing says where the request comes from


def is_unproven(request: Request) -> bool:
    """Whether it would change something, and nothing says that it comes from a page of ours."""
    return UNPROVEN in request.scope


def same_origin(method: str, headers: Headers, base_url: str) -> bool | None:
    """Whether a request may change something: it comes from a page of ours. None if nothing says so.

    Browsers say so in Sec-Fetch-Site, older ones in Origin. A request with neither is not from a
    browser of these years: it has no business here, unless its address holds a secret.
    """
    if method in SAFE_METHODS:
        return True
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is None:
        return None
    try:
        ours, theirs = urlsplit(base_url), urlsplit(origin)
    except ValueError:  # no address at all, such as «http://[»
        return False
    if ours.scheme == "http" and (theirs.scheme, theirs.netloc) == ("http", headers.get("host")):
        return True  # this machine by another of its names; an instance with https has one name
    return (theirs.scheme, theirs.netloc) == (ours.scheme, ours.netloc)


class OpenToPrograms:
    """ASGI middleware: CORS for the public addresses for programs, and for no other. Any origin may read
    them, as nobody in particular."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.open = CORSMiddleware(
            app,
            allow_origins=["*"],
            allow_methods=["GET", "HEAD"],
            allow_headers=["Accept", "If-None-Match"],
            max_age=86400,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        for_programs = scope["type"] == "http" and scope["path"].startswith(PROGRAMS)
        await (self.open if for_programs else self.app)(scope, receive, send)


class Guard:
    """ASGI middleware with these checks. ``refuse``: makes the answer to a request that fails one, from
    the status that says why and, where there is more to say, a message to translate."""

    def __init__(self, app: ASGIApp, settings: Settings, refuse: Refuse) -> None:
        self.app = app
        self.refuse = refuse
        self.settings = settings
        self.hosts = Hosts(settings)
        self.headers = answer_headers(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            scope["query_string"] = utf8.query(scope["query_string"])
        except utf8.NotText as error:
            await self._answer(scope, receive, guarded_send, error.status_code, error.detail)
            return
        refusal = self._refusal(Request(scope))
        if refusal:
            await self._answer(scope, receive, guarded_send, refusal)
            return
        await self.app(scope, receive, guarded_send)

    async def _answer(
        self, scope: Scope, receive: Receive, send: Send, status: int, message: str = ""
    ) -> None:
        scope.setdefault("path_params", {})
        scope.setdefault("state", {})
        await self.refuse(Request(scope), status, message=message)(scope, receive, send)

    def _refusal(self, request: Request) -> int | None:
        if not self.hosts.answers(request.scope):
            return 421
        address = request.scope["path"] + request.scope["query_string"].decode("latin-1")
        if len(address) > MAX_ADDRESS or "\0" in address or "%00" in address:
            return 404
        length = request.headers.get("content-length", "0")
        if integer(length) is None:
            return 413 if length.isascii() and length.isdigit() else 400
        ours = same_origin(request.method, request.headers, self.settings.base_url)
        if ours is None:
            request.scope[UNPROVEN] = True
        elif not ours:
            security_log.note(
                "request.from_elsewhere", address=client_address(request), path=request.url.path
            )
            return 403
        return None
