"""The files of an act, handed out."""

from pathlib import Path
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from adoption.recording.papers import file_of_act
from core.errors import Refused
from core.files import keeping, kinds, store
from core.files.store import S3
from core.text import fold
from sbcp.web.error_pages import bare_page
from sbcp.web.errors import status_of
from sbcp.web.visit import Visit

# What a file may do that somebody opens in spite of all: nothing.
SANDBOX = "sandbox; default-src 'none'"


def download(visit: Visit) -> Response:
    """A file, to be saved: never shown by a browser as if it were a page of ours."""
    file = file_of_act(visit.db, visit.subject(), visit.path["act"], visit.path["file"]).file
    encoding = "; charset=utf-8" if file.media_type == kinds.MediaType.TEXT else ""
    headers = {
        "Content-Disposition": disposition(file.name),
        "Content-Security-Policy": SANDBOX,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Content-Type": file.media_type + encoding,
    }
    return FileAnswer(visit.settings.files_place, keeping.opened(file), headers)


class FileAnswer(Response):
    """A file as an answer. Its bytes are fetched when it goes out, once the request has given its transaction
    and its thread back: where files lie may be slow. What is not as it was sent is a page that says so."""

    def __init__(self, place: Path | S3, file: keeping.Open, headers: dict[str, str]) -> None:
        super().__init__(headers=headers)
        self._place, self._file = place, file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            self.body = await run_in_threadpool(keeping.fetch, store.opened(self._place), self._file)
        except Refused as error:
            answer = bare_page(Request(scope), status_of(error), message=error.message)
            await answer(scope, receive, send)
            return
        self.headers["Content-Length"] = str(len(self.body))
        await super().__call__(scope, receive, send)


def disposition(name: str) -> str:
    """That an answer is to be saved, and under what name (RFC 6266): in plain Latin letters for old programs,
    and as it is for all others."""
    plain = fold(name).encode("ascii", "ignore").decode()
    stem, point, ending = plain.rpartition(".")
    safe = "".join(sign if sign.isalnum() or sign in " -_." else "_" for sign in plain)
    usable = safe if point and stem.strip(" ._-") else f"file.{ending}"
    return f"attachment; filename=\"{usable}\"; filename*=UTF-8''{quote(name, safe='')}"
