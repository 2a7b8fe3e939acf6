"""What stands before every request: the body limit, the origin check, an address that is text, and the
answer's headers."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sbcp import securitylog
from sbcp.settings import Settings
from sbcp.web import utf8
from sbcp.web.addresses import client_address

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
HSTS = "max-age=31536000; includeSubDomains"
# The public addresses for programs may be read by pages of any origin, as nobody in particular.
PROGRAMS = "/api/"
OPEN = {"Access-Control-Allow-Origin": "*"}
PREFLIGHT = {
    **OPEN,
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "Accept, If-None-Match",
    "Access-Control-Max-Age": "86400",
    "Allow": "GET, HEAD, OPTIONS",
}
MAX_ADDRESS = 4000  # characters; ours are far shorter
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
UNPROVEN = "sbcp.unproven"  # in the scope: nothing says where the request comes from


def answer_headers(settings: Settings) -> dict[str, str]:
    """What every answer says to browsers."""
    return {**HEADERS, "Strict-Transport-Security": HSTS} if settings.secure else HEADERS


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
    ours, theirs = urlsplit(base_url), urlsplit(origin)
    if ours.scheme == "http" and (theirs.scheme, theirs.netloc) == ("http", headers.get("host")):
        return True  # this machine by another of its names; an instance with https has one name
    return (theirs.scheme, theirs.netloc) == (ours.scheme, ours.netloc)


class TooMuch(Exception):
    """The body went over the limit while it was being read."""


class Guard:
    """ASGI middleware with these checks."""

    def __init__(self, app: ASGIApp, settings: Settings, max_body: int) -> None:
        self.app = app
        self.settings = settings
        self.max_body = max_body
        self.headers = answer_headers(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, for_programs = False, scope["path"].startswith(PROGRAMS)

        async def guarded_send(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
                if for_programs:
                    headers.update(OPEN)
            await send(message)

        if for_programs and scope["method"] == "OPTIONS":
            await Response(status_code=204, headers=PREFLIGHT)(scope, receive, guarded_send)
            return
        try:
            scope["query_string"] = utf8.query(scope["query_string"])
        except utf8.NotText as error:
            await _refuse(scope, receive, guarded_send, error.status_code, error.detail)
            return
        refusal = self._refusal(Request(scope))
        if refusal:
            await _refuse(scope, receive, guarded_send, refusal)
            return
        try:
            await self.app(scope, self._limited(receive), guarded_send)
        except TooMuch:
            if not started:
                await _refuse(scope, receive, guarded_send, 413)

    def _refusal(self, request: Request) -> int | None:
        address = request.scope["path"] + request.scope["query_string"].decode("latin-1")
        if len(address) > MAX_ADDRESS or "\0" in address or "%00" in address:
            return 404
        length = request.headers.get("content-length", "0")
        if not length.isdecimal():
            return 400
        if int(length) > self.max_body:
            return 413
        ours = same_origin(request.method, request.headers, self.settings.base_url)
        if ours is None:
            request.scope[UNPROVEN] = True
        elif not ours:
            securitylog.note("request.from_elsewhere", address=client_address(request), path=request.url.path)
            return 403
        return None

    def _limited(self, receive: Receive) -> Receive:
        read = 0

        async def limited() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self.max_body:
                raise TooMuch
            return message

        return limited


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, message: str = "") -> None:
    from sbcp.web.errors import bare_page

    scope.setdefault("path_params", {})
    scope.setdefault("state", {})
    await bare_page(Request(scope), status, message=message)(scope, receive, send)
