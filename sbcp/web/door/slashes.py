"""An address with one slash too many or too few at its end leads to the page that was meant.

The framework does this with a whole address made of the request's own Host and scheme, which anybody can
choose, and which behind a web server is not the one that people see. Ours stays where it is.
"""

from urllib.parse import quote

from starlette.responses import RedirectResponse
from starlette.routing import Match, Router
from starlette.types import Receive, Scope, Send


class Slashes:
    """ASGI application for what no route takes; ``router``: whose routes they are."""

    def __init__(self, router: Router) -> None:
        self.router = router

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = self._meant(scope) if scope["type"] == "http" else None
        if path is None:
            await self.router.not_found(scope, receive, send)
            return
        query = scope["query_string"].decode("latin-1")
        address = quote(path) + (f"?{query}" if query else "")
        await RedirectResponse(address)(scope, receive, send)

    def _meant(self, scope: Scope) -> str | None:
        """The path with or without its last slash, if that is an address of ours. With one slash at its
        beginning: after two a browser would read a host."""
        path: str = scope["path"]
        other = path.rstrip("/") if path.endswith("/") else f"{path}/"
        if not other or other.startswith("//"):
            return None
        asked = {**scope, "path": other}
        known = any(route.matches(asked)[0] is not Match.NONE for route in self.router.routes)
        return other if known else None
