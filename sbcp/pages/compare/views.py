"""Comparing any two versions of a document, or one of them with the working draft."""

from starlette.responses import RedirectResponse, Response

from adoption import versions as adopted
from core.errors import N_, Invalid, NotFound
from documents import queries, summaries
from documents.comparison.comparison import ComparedParagraph
from documents.models import Version
from sbcp.language import words
from sbcp.pages.compare import comparison, options
from sbcp.pages.compare.comparison import Comparison
from sbcp.pages.compare.comparison_cache import Pairs
from sbcp.pages.compare.options import Wanted
from sbcp.urls import url
from sbcp.web.forms import integer
from sbcp.web.render import render
from sbcp.web.visit import Visit

DRAFT = "draft"


def compare(visit: Visit) -> Response:
    """Two versions: the changes alone, within the text, side by side, or as a list."""
    a, b = visit.path["a"], visit.path["b"]
    if a > b:
        return _go(visit, b, a, dict(visit.query))
    old, new = (queries.version_by_number(visit.db, visit.subject(), number) for number in (a, b))
    return _answer(visit, old, new)


def compare_draft(visit: Visit) -> Response:
    """A version and the working draft, for those who may read the draft."""
    return _answer(visit, queries.version_by_number(visit.db, visit.subject(), visit.path["a"]), None)


def choose(visit: Visit) -> Response:
    """To the comparison of the two states that were chosen; the last two versions by default."""
    last = queries.last_version(visit.db, visit.subject())
    if last is None:
        raise NotFound(N_("This document has no version yet."))
    drafted = visit.query.get("new") == DRAFT
    old = integer(visit.query.get("old", str(max(1, last.number - 1))))
    new = None if drafted else integer(visit.query.get("new", str(last.number)))
    if old is None or (new is None and not drafted):
        raise Invalid(N_("Choose two versions of this document."), field="old")
    return _go(visit, old, new, {})


def _answer(visit: Visit, old: Version, new: Version | None) -> Response:
    pairs: Pairs = visit.request.app.state.pairs
    last = queries.last_version(visit.db, visit.subject()) or old
    if new is not None:
        compared = pairs.of_versions(visit.db, old, new)
    else:
        compared = pairs.with_draft(visit.db, old, last)
    wanted = options.read(visit.query)
    shown = comparison.comparison(visit.db, visit.subject(), old, new, compared, wanted)
    if at := integer(visit.query.get("at", "")):
        return _go_to_paragraph(visit, shown, at)
    adoption = adopted.of_document(visit.db, visit.subject(), visit.now.date())
    if adoption.changes_at is not None:
        visit.request.state.good_until = adoption.changes_at
    return render(
        visit,
        "compare/compare.html",
        shown=comparison.with_reasons(visit.db, shown),
        in_plain_words=_in_plain_words(visit, old, new),
        places=adoption.places,
    )


def _in_plain_words(visit: Visit, old: Version, new: Version | None) -> list[tuple[int, words.Shown]]:
    """What was written of each version after the older one, up to the newer, by its number."""
    after = [
        version
        for version in queries.versions(visit.db, visit.subject())
        if new is not None and old.number < version.number <= new.number
    ]
    written = summaries.standing(visit.db, after) if after else {}
    shown = [(each.number, words.for_reader(written.get(each.id, {}), each.language)) for each in after]
    return [(number, summary) for number, summary in shown if summary]


def _go_to_paragraph(visit: Visit, shown: Comparison, pid: int) -> Response:
    """To the page on which a paragraph stands; one that did not change is shown within the text."""
    change: ComparedParagraph | None = shown.pair.by_pid.get(pid)
    if change is not None and not shown.shows(change):
        shown = shown.again(Wanted(mode="inline"))
    page = shown.page_of(change) if change else 1
    query = options.query(shown.wanted, page=page)
    anchor = f"#p-{pid}" if change else ""
    return _go(visit, shown.old.number, shown.new.number if shown.new else None, query, anchor)


def _go(visit: Visit, old: int, new: int | None, query: dict[str, str], anchor: str = "") -> Response:
    slug = visit.subject().slug
    if new is None:
        address = url(visit.locale.code, "compare_draft", query=query, slug=slug, a=old)
    else:
        old, new = sorted((old, new))
        address = url(visit.locale.code, "compare", query=query, slug=slug, a=old, b=new)
    return RedirectResponse(address + anchor, 303)
