"""The tables of adoption as files, and their dictionary."""

from collections.abc import Callable
from typing import Any

import msgspec
from starlette.responses import Response

from adoption.queries import Days
from core.db import Database
from core.errors import N_, Invalid
from core.record import entries
from documents.models import Document, Version
from documents.queries import document_by_slug, version_by_number
from sbcp.language import locales
from sbcp.language.locales import gettext as _
from sbcp.pages.data import rows
from sbcp.pages.data.columns import ABOUT, ACTS, STATUS, TABLES, Column, Table
from sbcp.pages.data.files import LICENCE_ADDRESS, Asked, Filled
from sbcp.web.forms import as_of, day_asked, integer
from sbcp.web.render import render
from sbcp.web.spoken import locale_asked
from sbcp.web.visit import Visit

CSV = "text/csv; charset=utf-8; header=present"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
METADATA = "application/csvm+json"
NO_VERSION = N_("“version” is the number of a version of the document that is asked for.")
ROWS = {STATUS.name: rows.status_rows, ACTS.name: rows.acts_rows}


def csv(table: Table, visit: Visit) -> Response:
    """A table as CSV. Its metadata, which say what day it is of, are a file beside it, as the W3C has it."""

    def answer(filled: Filled) -> Response:
        metadata = f'<{filled.address("metadata")}>; rel="describedby"; type="{METADATA}"'
        return _file(filled, "csv", filled.csv, CSV, metadata)

    return _answer(visit, table, answer)


def xlsx(table: Table, visit: Visit) -> Response:
    """The same as a workbook, with sheets that say what it is and what its columns mean."""
    return _answer(visit, table, lambda filled: _file(filled, "xlsx", filled.xlsx, XLSX))


def json(table: Table, visit: Visit) -> Response:
    """The same for programs, in one object with what it is."""
    return _answer(visit, table, lambda filled: _json(filled.json, "application/json"))


def metadata(table: Table, visit: Visit) -> Response:
    """What the CSV file of the same address is, and what its columns mean (CSV on the Web)."""
    return _answer(visit, table, lambda filled: _json(filled.metadata, METADATA))


def dictionary(visit: Visit) -> Response:
    """What the columns of each table mean, and what each file says of itself."""
    return render(
        visit,
        "data/dictionary.html",
        tables=[(table, [(column, _values(column)) for column in table.columns]) for table in TABLES],
        about=[(name, _(meaning)) for name, meaning in ABOUT.items()],
        licence_address=LICENCE_ADDRESS,
    )


def _answer(visit: Visit, table: Table, write: Callable[[Filled], Response]) -> Response:
    """What was asked for, read in one state, whatever is written meanwhile."""
    database: Database = visit.request.app.state.database
    days = Days(as_of(visit), day_asked(visit, "known_at"))
    with locales.speaking(locale_asked(visit)), database.reading_one_state() as db:
        document, version = _about(visit, db)
        documents = [document] if document else rows.documents_with_acts(db)
        base = visit.settings.base_url
        filled = Filled(
            asked=Asked(
                table,
                document.slug if document else None,
                version.number if version else None,
                days.as_of,
                days.known_at,
            ),
            rows=ROWS[table.name](db, documents, version, days, base),
            record=entries.head(db).seq,
            made_at=visit.now,
            base_url=base,
        )
        return write(filled)


def _about(visit: Visit, db: Any) -> tuple[Document | None, Version | None]:
    """The document and the version asked for. Raises NotFound, and Invalid for a version of nothing."""
    named = visit.query.get("document", "").strip()
    document = document_by_slug(db, named) if named else None
    wanted = visit.query.get("version", "").strip()
    if not wanted:
        return document, None
    number = integer(wanted)
    if document is None or number is None:
        raise Invalid(NO_VERSION, field="version")
    return document, version_by_number(db, document, number)


def _file(filled: Filled, ending: str, data: bytes, media_type: str, *links: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{filled.asked.stem}.{ending}"',
        "Cache-Control": "no-cache",
        "Link": ", ".join((*links, f'<{LICENCE_ADDRESS}>; rel="license"')),
    }
    return Response(data, media_type=media_type, headers=headers)


def _json(value: Any, media_type: str) -> Response:
    return Response(msgspec.json.encode(value), media_type=media_type, headers={"Cache-Control": "no-cache"})


def _values(column: Column) -> list[tuple[str, str]]:
    """The values of a column that has fixed ones, each with its name in the reader's language."""
    return [(str(each), _(each.label)) for each in column.values or ()]
