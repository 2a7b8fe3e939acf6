"""An application that is asked in this process.

Starlette's client goes into the application's loop and out of it eight times for a request, so that an
answer may be read while it is made. Tests read whole answers: here a request goes in once, which takes a
third of the time.
"""

from typing import Any
from urllib.parse import unquote

import anyio
import httpx2 as httpx
from starlette.testclient import TestClient
from starlette.testclient import _TestClientTransport as Transport
from starlette.types import ASGIApp, Message

HERE = ("testclient", 50000)


class Inside(TestClient):
    """Starlette's client by the short way. client: the address and port that it asks from."""

    def __init__(self, app: ASGIApp, *, client: tuple[str, int] = HERE, **others: Any) -> None:
        super().__init__(app, client=client, **others)
        self._transport = OneCall(
            self.app, portal_factory=self._portal_factory, client=client, app_state=self.app_state
        )


class OneCall(Transport):
    """The whole of an answer by one call into the application's loop."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        asked = _Asked(self._scope(request), request.read())
        with self.portal_factory() as portal:
            try:
                portal.call(asked.answer, self.app)
            except Exception:
                if self.raise_server_exceptions:
                    raise
        body = b"" if request.method == "HEAD" else b"".join(asked.body)
        stream = httpx.ByteStream(body)
        return httpx.Response(asked.status, headers=asked.headers, stream=stream, request=request)

    def _scope(self, request: httpx.Request) -> dict[str, Any]:
        url = request.url
        return {
            "type": "http",
            "http_version": "1.1",
            "method": request.method,
            "path": unquote(url.path),
            "raw_path": url.raw_path.partition(b"?")[0],
            "root_path": self.root_path,
            "scheme": url.scheme,
            "query_string": url.query,
            "headers": [(name.lower(), value) for name, value in request.headers.raw],
            "client": self.client,
            "server": [url.host, url.port or {"http": 80, "https": 443}[url.scheme]],
            "extensions": {},
            "state": self.app_state.copy(),
        }


class _Asked:
    """A request, and what the application has answered so far. Without an answer its status is 500."""

    def __init__(self, scope: dict[str, Any], content: bytes) -> None:
        self.scope, self.content, self.given = scope, content, False
        self.status, self.headers, self.body = 500, list[tuple[bytes, bytes]](), list[bytes]()

    async def answer(self, app: ASGIApp) -> None:
        self.complete = anyio.Event()
        await app(self.scope, self._receive, self._send)

    async def _receive(self) -> Message:
        if self.given:  # whoever listens on hears that the reader has gone, once there is an answer
            await self.complete.wait()
            return {"type": "http.disconnect"}
        self.given = True
        return {"type": "http.request", "body": self.content, "more_body": False}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            assert not self.headers, "an answer begins once"
            self.status, self.headers = message["status"], list(message.get("headers", ()))
        elif message["type"] == "http.response.body":
            assert not self.complete.is_set(), "an answer ends once"
            self.body.append(bytes(message.get("body", b"")))
            if not message.get("more_body", False):
                self.complete.set()
