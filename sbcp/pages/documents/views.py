"""Reading: the list of documents, a document, a version, a paragraph with its comments."""

from starlette.responses import Response

from documents.models import Document
from members import interests
from sbcp import permissions
from sbcp.pages.documents import reading
from sbcp.pages.home import overview
from sbcp.web.render import render
from sbcp.web.visit import Visit


def index(visit: Visit) -> Response:
    """Every document with its stage, as far as the reader may know of it."""
    where = permissions.visible(Document, visit.mandates)
    return render(visit, "documents/index.html", cards=overview.cards(visit.db, visit.now, where))


def overview_page(visit: Visit) -> Response:
    """A document: its stage, versions, rounds and adoption."""
    shown = overview.document(visit.db, visit.subject(), visit.now)
    visit.request.state.good_until = shown.good_until
    recused = [found for found in interests.about(visit.db, visit.subject().subject) if found.recused]
    return render(visit, "documents/document.html", shown=shown, recused=recused)


def read(visit: Visit) -> Response:
    """A version, whole."""
    shown = reading.version(visit.db, visit.subject(), visit.version, visit.now)
    visit.request.state.good_until = shown.good_until
    return render(visit, "documents/version.html", shown=shown)


def paragraph(visit: Visit) -> Response:
    """A paragraph of a version: its words, its history, the comments on it."""
    shown = reading.paragraph(visit.db, visit.subject(), visit.version, visit.path["pid"], visit.now)
    visit.request.state.good_until = shown.good_until
    return render(visit, "documents/paragraph.html", shown=shown)
