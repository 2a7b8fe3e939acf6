"""The public record, and how to verify it."""

from starlette.responses import Response

from core import record
from core.errors import N_, Invalid, NotFound
from sbcp.web.endpoint import Visit
from sbcp.web.render import render

PAGE = 100


def show(visit: Visit) -> Response:
    """The entries, the newest first, a hundred a page."""
    head = record.head(visit.db)
    pages = max((head.seq + PAGE - 1) // PAGE, 1)
    number = visit.query.get("page", "1")
    if not (number.isascii() and number.isdigit()) or not 1 <= int(number) <= pages:
        raise Invalid(N_("There is no such page of the record."))
    top = head.seq - (int(number) - 1) * PAGE
    return render(
        visit,
        "record/record.html",
        head=head,
        entries=record.entries(visit.db, after=max(top - PAGE, 0), limit=PAGE)[::-1],
        page_number=int(number),
        pages=pages,
    )


def entry(visit: Visit) -> Response:
    """One entry with its content."""
    found = record.entry_by_seq(visit.db, visit.path["seq"])
    if found is None:
        raise NotFound(N_("The record has no such entry."))
    return render(visit, "record/entry.html", entry=found)
