"""Reading: the list of documents, a document, a version, a paragraph with its comments."""

from starlette.responses import Response

from sbcp.web import overview, reading
from sbcp.web.endpoint import Visit
from sbcp.web.render import render


def index(visit: Visit) -> Response:
    """Every document with its stage."""
    return render(visit, "documents/index.html", cards=overview.cards(visit.db, visit.now))


def overview_page(visit: Visit) -> Response:
    """A document: its stage, versions, rounds and adoption."""
    shown = overview.document(visit.db, visit.subject(), visit.now)
    visit.request.state.good_until = shown.good_until
    return render(visit, "documents/document.html", shown=shown)


def read(visit: Visit) -> Response:
    """A version, whole."""
    shown = reading.version(visit.db, visit.subject(), visit.path["n"], visit.now)
    visit.request.state.good_until = shown.good_until
    return render(visit, "documents/version.html", shown=shown)


def paragraph(visit: Visit) -> Response:
    """A paragraph of a version: its words, its history, the comments on it."""
    shown = reading.paragraph(visit.db, visit.subject(), visit.path["n"], visit.path["pid"], visit.now)
    visit.request.state.good_until = shown.good_until
    return render(visit, "documents/paragraph.html", shown=shown)
