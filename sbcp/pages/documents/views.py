"""Reading: the list of documents, a document, a version, a paragraph with its comments."""

from functools import partial

from starlette.responses import Response

from consultation.queries import Listed, paragraphs_at
from documents import queries
from members import interests
from process import overview
from sbcp.language.participants import names
from sbcp.pages.documents import reading, summaries
from sbcp.pages.responses import unsent_cookie
from sbcp.web.paging import paging
from sbcp.web.render import render
from sbcp.web.text_html import redlines, shown_in_brief
from sbcp.web.visit import Visit

LINES = "lines"  # in the address of a version: ``on`` shows the lines that it has for good


def index(visit: Visit) -> Response:
    """Every document with its stage."""
    cards = overview.cards(visit.db, visit.now)
    visit.request.state.good_until = overview.good_until(cards, visit.now)
    return render(visit, "documents/index.html", cards=cards)


def overview_page(visit: Visit) -> Response:
    """A document: its stage, versions, rounds and adoption."""
    shown = overview.document(visit.db, visit.subject(), visit.now)
    visit.request.state.good_until = shown.good_until
    recused = [each for each in interests.about(visit.db, visit.subject().subject) if each.recused]
    removal = queries.removal_of(visit.db, visit.subject())
    return render(visit, "documents/document.html", shown=shown, recused=recused, removal=removal)


def read(visit: Visit) -> Response:
    """A version, whole."""
    lined = visit.query.get(LINES) == "on"
    shown = reading.version(visit.db, visit.subject(), visit.version, visit.now, lined=lined)
    visit.request.state.good_until = shown.good_until
    own = _own_comments(visit, shown)
    listed = [each for on_one in own.values() for each in on_one]
    return render(
        visit,
        "documents/version.html",
        shown=shown,
        summary=summaries.shown(visit),
        said=reading.said(shown),
        own=own,
        redlines=redlines(listed),
        waiting=len(listed),
        countries=names(visit.db) if shown.statements or shown.acted else {},
    )


def paragraph(visit: Visit) -> Response:
    """A paragraph of a version: its words, its history, the comments on it."""
    shown = reading.paragraph(
        visit.db, visit.subject(), visit.version, visit.path["pid"], visit.now, partial(paging, visit)
    )
    visit.request.state.good_until = shown.good_until
    brief = shown_in_brief([each.comment for each in shown.comments])
    return render(
        visit,
        "documents/paragraph.html",
        block="comments",
        shown=shown,
        brief=brief,
        countries=names(visit.db) if shown.statements else {},
    )


def _own_comments(visit: Visit, shown: reading.Reading) -> dict[int | None, list[Listed]]:
    """The comments that the reader has not sent yet, by paragraph. Whoever has none is shown a kept page."""
    unsent = unsent_cookie.find(visit, shown.open_round)[0] if shown.open_round else None
    comments = unsent.comments if unsent is not None and unsent.received_at is None else []
    texts = paragraphs_at(visit.db, shown.version, [comment.pid for comment in comments]) if comments else {}
    own: dict[int | None, list[Listed]] = {}
    for comment in comments:
        own.setdefault(comment.pid, []).append(Listed(comment, texts.get(comment.pid)))
    return own
