"""Static files at addresses that change with their content, so that browsers keep them for a year."""

import hashlib
from functools import cache
from pathlib import Path

from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from sbcp.paths import STATIC

ROOTS = ("build", "")  # built files first, then our own sources


@cache
def static_url(name: str) -> str:
    """``/static/<hash>/styles/site.css``. Raises FileNotFoundError for a name that is not there."""
    return f"/static/{hashlib.sha256(static_file(name).read_bytes()).hexdigest()[:12]}/{name}"


def static_file(name: str) -> Path:
    """Where a file lies. Raises FileNotFoundError for a name that is not there."""
    path = _find(name)
    if path is None:
        raise FileNotFoundError(f"static/{name}: run `make assets`")
    return path


class HashedFiles(StaticFiles):
    """Serves ``<hash>/<name>`` from the static folders; the hash only names the edition."""

    def __init__(self) -> None:
        super().__init__(directory=STATIC)

    async def get_response(self, path: str, scope: Scope) -> Response:
        _edition, _, name = path.partition("/")
        file = _find(name)
        if file is None:
            return await super().get_response("not found", scope)
        return FileResponse(file, headers={"Cache-Control": "public, max-age=31536000, immutable"})


def _find(name: str) -> Path | None:
    for root in ROOTS:
        folder = (STATIC / root).resolve()
        try:
            path = (folder / name).resolve()
            if path.is_file() and path.is_relative_to(folder):
                return path
        except (OSError, ValueError):  # a name that no file can have: too long, or with a NUL
            return None
    return None
