"""The public rows themselves, for whoever compares them with the record: which kinds there are, and a kind
in one file. A kind is here as soon as a room declares it."""

from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO, Any

import msgspec
from sqlalchemy.orm import Session
from starlette.responses import Response, StreamingResponse

from core.db import Database
from core.errors import N_, NotFound
from core.record import entries
from core.record.canonical import timestamp
from core.record.covering import declaration
from core.record.public import KINDS, Kind, ListKind
from sbcp.pages.api.views import answer
from sbcp.web.visit import Visit

FORMAT = "sbcp public 1"
PART = 64 * 1024  # bytes that go out at once


def kinds(visit: Visit) -> Response:
    """The kinds of public rows, as the record names them too."""
    listed = [declaration(kind) for kind in KINDS.values()]
    return answer({"format": FORMAT, "kinds": listed, "head": _head(visit.db)})


def rows(visit: Visit) -> Response:
    """The rows of a kind in one file: a first line that says what it is, then a row a line with the name
    that the record has for it, or for the list that it belongs to. Rows of a list stand in the order that
    its digest goes by. All are of one state, that of the head in the first line, whatever is written
    meanwhile."""
    kind = KINDS.get(visit.path["kind"])
    if kind is None:
        raise NotFound(N_("There is no such kind of public row."))
    first = {
        "format": FORMAT,
        "kind": kind.name,
        "origin": visit.settings.base_url,
        "at": timestamp(visit.now),
    }
    headers = {
        "Cache-Control": "no-cache",
        "Content-Disposition": f'attachment; filename="{kind.name}.jsonl"',
    }
    if visit.request.method == "HEAD":
        return Response(headers=headers, media_type="application/jsonl")
    lines = _lines(visit.request.app.state.database, kind, first)
    return StreamingResponse(lines, headers=headers, media_type="application/jsonl")


def _lines(database: Database, kind: Kind[Any] | ListKind, first: dict[str, Any]) -> Iterator[bytes]:
    """The lines of the file. They are read at a stroke into a file without a name, which is gone with the
    download, whole or broken off: so they are one state, and a slow reader holds nothing up."""
    with TemporaryFile() as whole:
        with database.reading_one_state() as db:
            whole.write(msgspec.json.encode(first | {"head": _head(db)}) + b"\n")
            _write(whole, kind, db)
        whole.seek(0)
        while part := whole.read(PART):
            yield part


def _write(whole: IO[bytes], kind: Kind[Any] | ListKind, db: Session) -> None:
    """The rows of a kind, a line each."""
    names = "key" if isinstance(kind, Kind) else "list"
    after: int | None = 0
    while after is not None:
        piece = kind.piece(db, after)
        whole.writelines(
            msgspec.json.encode({names: name, "row": content}) + b"\n" for name, content in piece.rows
        )
        after = piece.after
        db.expunge_all()  # of a large kind no more than a piece is held


def _head(db: Session) -> dict[str, Any]:
    last = entries.head(db)
    return {"seq": last.seq, "digest": last.digest}
