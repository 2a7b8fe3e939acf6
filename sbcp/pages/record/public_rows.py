"""The public rows themselves, for whoever compares them with the record: which kinds there are, and a kind
in one file. A kind is here as soon as a room declares it."""

from collections.abc import Iterator
from typing import Any

import msgspec
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


def kinds(visit: Visit) -> Response:
    """The kinds of public rows, as the record names them too."""
    listed = [declaration(kind) for kind in KINDS.values()]
    return answer({"format": FORMAT, "kinds": listed, "head": _head(visit)})


def rows(visit: Visit) -> Response:
    """The rows of a kind in one file: a first line that says what it is, then a row a line with the name
    that the record has for it, or for the list that it belongs to. Rows of a list stand in the order that
    its digest goes by. The instance is written to meanwhile: each piece is as new as its reading."""
    kind = KINDS.get(visit.path["kind"])
    if kind is None:
        raise NotFound(N_("There is no such kind of public row."))
    first = {
        "format": FORMAT,
        "kind": kind.name,
        "origin": visit.settings.base_url,
        "at": timestamp(visit.now),
        "head": _head(visit),
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
    """The lines of the file. The database is open only while a piece is read: a slow reader holds
    nothing up."""
    yield msgspec.json.encode(first) + b"\n"
    names = "key" if isinstance(kind, Kind) else "list"
    after: int | None = 0
    while after is not None:
        with database.reading() as db:
            piece = kind.piece(db, after)
        yield b"".join(
            msgspec.json.encode({names: name, "row": content}) + b"\n" for name, content in piece.rows
        )
        after = piece.after


def _head(visit: Visit) -> dict[str, Any]:
    last = entries.head(visit.db)
    return {"seq": last.seq, "digest": last.digest}
