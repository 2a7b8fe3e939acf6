"""The files of an act: kept as they come, shown again with the form, and handed out."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from adoption.recording.papers import MOST_FILES, file_of_act
from core.db import Database
from core.errors import Invalid, Refused
from core.files import keeping, kinds, store
from core.files.models import File
from core.files.store import S3
from core.text import fold
from sbcp.language.locales import gettext as _
from sbcp.pages.adoption.forms import NewAct
from sbcp.web.error_pages import bare_page
from sbcp.web.errors import message_of, status_of
from sbcp.web.visit import Visit

FREE_ROWS = 3  # offered for further files; with the empty ones no more than a form may hold
# What a file may do that somebody opens in spite of all: nothing.
SANDBOX = "sandbox; default-src 'none'"


@dataclass(frozen=True)
class ShownRow:
    """A row of the form: its number, and the file that is kept already, if there is one."""

    number: int
    file: File | None


def keep(visit: Visit, form: NewAct) -> bool:
    """Keep the files that came with a form, whatever else is wrong with it; whether there were any. What is
    wrong with one is told at its row.

    The transaction of the request ends first, with nothing written in it: nobody is to wait while the bytes
    are on their way. Whoever calls asks again for what they had read.
    """
    sent = [each for each in form.paper.rows if each.upload is not None]
    if not sent:
        return False
    database: Database = visit.request.app.state.database
    visit.db.rollback()
    for each in sent:
        assert each.upload is not None, "these are the rows with one"
        each.upload.file.seek(0)
        data = each.upload.file.read(kinds.MAX_BYTES + 1)
        place = store.opened(visit.settings.files_place)
        try:
            key = keeping.keep(database, place, each.upload.filename or "", data, visit.now)
        except (Invalid, Refused) as error:
            form.add(f"paper-{each.number}-file", message_of(error))
        else:
            form.paper.keep(each.number, key)
    return True


def kept(visit: Visit, form: NewAct) -> dict[int, File]:
    """The files that a form names as kept, by row. One that is gone is told at its row."""
    rows = {each.key: each.number for each in form.paper.rows if each.key}
    files = keeping.by_keys(visit.db, list(rows), visit.now)
    for key, number in rows.items():
        if key not in files:
            form.paper.let_go(number)
            form.add(f"paper-{number}-file", _("This file is not kept any more. Choose it again."))
    return {rows[key]: file for key, file in files.items()}


def rows(form: NewAct, files: dict[int, File]) -> list[ShownRow]:
    """The rows of the form: those filled in, and some for more."""
    return list(_rows({each.number for each in form.paper.rows}, files))


def _rows(filled: set[int], files: dict[int, File]) -> Iterator[ShownRow]:
    free = 0
    for number in range(1, MOST_FILES + 1):
        if number not in files:
            free += 1
        if number in filled or free <= FREE_ROWS:
            yield ShownRow(number, files.get(number))


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
