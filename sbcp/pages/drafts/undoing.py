"""Taking back: a change set as a new one, earlier words of a paragraph, a paragraph that was deleted."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from starlette.responses import Response

from core.errors import NotFound
from documents import queries
from documents.drafting import history, undoing
from documents.drafting.taking_back import Part
from documents.models import ChangeSet, EndedParagraph, Revision
from documents.text.blocks import Block
from sbcp.pages.drafts.forms import REST, Restore, TakeBack
from sbcp.pages.drafts.paragraphs import (
    NOT_THERE,
    NamedParagraph,
    comments_on,
    find,
    name_of,
    named_paragraphs,
)
from sbcp.pages.drafts.requests import ended_by_a_change
from sbcp.pages.drafts.views import change
from sbcp.web.forms import integer
from sbcp.web.paging import paging
from sbcp.web.render import render
from sbcp.web.text_html import alone, redline
from sbcp.web.visit import Visit

DELETED = 50  # a page
LISTED = 200  # parts of a change that can be chosen one by one: forms have an end
MARKED = 50  # parts of a change shown with their marks; of the others, how they begin

Paragraphs = Sequence[NamedParagraph]


@dataclass(frozen=True)
class ShownPart:
    """A part of a change as its page lists it. ``name``: of its first paragraph. ``html``: what taking it
    back makes of the text. ``place``: after which paragraph it is put, empty if it stays."""

    index: int
    part: Part
    name: str
    html: Markup
    place: str


@dataclass(frozen=True)
class Deleted:
    """A paragraph that the draft no longer has, and the saved change that took it out."""

    paragraph: EndedParagraph
    name: str
    html: Markup
    revision: Revision | None


def take_back_form(visit: Visit) -> Response:
    """What taking a change set back would do, to be looked at and chosen from."""
    parts = undoing.parts_of(visit.db, _change_set(visit))
    sure = [str(index) for index in _sure(parts) if index < LISTED]
    sure += [REST] if len(parts) > LISTED else []
    return _take_back_page(
        visit, TakeBack.read(visit, {"parts": sure}), named_paragraphs(visit.db, visit.subject())
    )


def take_back(visit: Visit) -> Response:
    """Take those parts back that were chosen."""
    form, change_set = TakeBack.read(visit), _change_set(visit)
    return change(
        visit,
        form,
        _take_back_page,
        lambda draft: draft.take_back(change_set, _chosen(visit, form), seen=form.began_on),
    )


def restore_form(visit: Visit) -> Response:
    """Earlier words of a paragraph beside those that it has, or those that it ended with."""
    paragraphs = named_paragraphs(visit.db, visit.subject())
    here = find(paragraphs, visit.path["pid"])
    ended = queries.ended_paragraph(visit.db, visit.subject(), visit.path["pid"])
    began_on = here.paragraph.changed_in if here else ended.ended_in if ended else 0
    form = Restore.read(visit, {"revision": integer(visit.query.get("revision")), "based_on": began_on})
    return _restore_page(visit, form, paragraphs)


def restore(visit: Visit) -> Response:
    """Give the paragraph these words again, or bring it back with them."""
    pid, form = visit.path["pid"], Restore.read(visit)
    words = _words(visit, form)
    return change(visit, form, _restore_page, lambda draft: draft.restore(pid, words, based_on=form.began_on))


def deleted(visit: Visit) -> Response:
    """Every paragraph that the draft once had, those that ended last first."""
    document = visit.subject()
    page = paging(visit, queries.ended_count(visit.db, document), DELETED)
    ended = queries.ended_paragraphs(visit.db, document, limit=page.size, offset=page.offset)
    revisions = history.revisions_by_id(visit.db, document, [each.ended_in for each in ended])
    rows = [
        Deleted(
            each,
            name_of("", each.block, document.language),
            alone(each.markdown),
            revisions.get(each.ended_in),
        )
        for each in ended
    ]
    return render(visit, "drafts/deleted.html", document=document, rows=rows, paging=page)


def _change_set(visit: Visit) -> ChangeSet:
    return queries.change_set_named(visit.db, visit.subject(), visit.path["base"], visit.path["change"])


def _sure(parts: Sequence[Part]) -> list[int]:
    """The indexes of those by which nothing is lost."""
    return [index for index, part in enumerate(parts) if part.is_sure]


def _chosen(visit: Visit, form: TakeBack) -> set[int]:
    """The indexes of the parts that a form says, listed or not."""
    if not form.takes_rest:
        return form.chosen
    rest = [index for index in _sure(undoing.parts_of(visit.db, _change_set(visit))) if index >= LISTED]
    return form.chosen.union(rest)


def _take_back_page(visit: Visit, form: TakeBack, paragraphs: Paragraphs) -> Response:
    document, change_set = visit.subject(), _change_set(visit)
    parts = undoing.parts_of(visit.db, change_set, _chosen(visit, form))
    names = {each.pid: each.name for each in paragraphs}
    shown = form.shown()
    shown["values"] |= {"based_on": queries.last_revision_id(visit.db, document)}  # this is what they see
    return render(
        visit,
        "drafts/take_back.html",
        **shown,
        document=document,
        change_set=change_set,
        parts=[_shown(index, part, names, paragraphs) for index, part in enumerate(parts[:LISTED])],
        rest=len([index for index in _sure(parts) if index >= LISTED]),
        lost=len([part for part in parts[LISTED:] if part.is_open and not part.is_sure]),
        comments=[],
        last=queries.last_version(visit.db, document),
        would_end=ended_by_a_change(visit),
    )


def _shown(index: int, part: Part, names: dict[int, str], paragraphs: Paragraphs) -> ShownPart:
    document = paragraphs[0].paragraph.document if paragraphs else None
    now = [each.paragraph.markdown for each in paragraphs if each.pid in part.now]
    then = [result.words.markdown for result in part.results]
    first = next(iter([*part.now, *(result.pid for result in part.results)]), None)
    states = [*part.before, *part.after]
    block = Block(states[0]["kind"], states[0]["level"], states[0]["markdown"])
    name = names.get(first or 0) or name_of("", block, document.language if document else "")
    put = next((result for result in part.results if result.placed), None)
    place = names.get(put.after or 0, "") if put else ""
    if not part.is_open:
        return ShownPart(index, part, name, Markup(""), "")
    if index >= MARKED:
        return ShownPart(index, part, name, alone("\n\n".join(then or now)), place)
    return ShownPart(index, part, name, redline("\n\n".join(now), "\n\n".join(then), whole=True), place)


def _restore_page(visit: Visit, form: Restore, paragraphs: Paragraphs) -> Response:
    document, pid = visit.subject(), visit.path["pid"]
    here, words = find(paragraphs, pid), _words(visit, form)
    if here is None and queries.ended_paragraph(visit.db, document, pid) is None:
        raise NotFound(NOT_THERE)
    return render(
        visit,
        "drafts/restore.html",
        **form.shown(),
        document=document,
        pid=pid,
        here=here,
        name=here.name if here else name_of("", words, document.language),
        same=here is not None and here.paragraph.block == words,
        html=redline(here.paragraph.markdown, words.markdown) if here else alone(words.markdown),
        comments=comments_on(visit.db, document, here),
        last=queries.last_version(visit.db, document),
        would_end=ended_by_a_change(visit),
    )


def _words(visit: Visit, form: Restore) -> Block:
    """The words that are asked for. Raises NotFound if the paragraph never had such."""
    document, pid, revision = visit.subject(), visit.path["pid"], form.revision.data
    if revision:
        block = history.block_at(visit.db, document, pid, revision)
    else:
        last = queries.draft_paragraph(visit.db, document, pid) or queries.ended_paragraph(
            visit.db, document, pid
        )
        block = last.block if last else None
    if block is None:
        raise NotFound(NOT_THERE)
    return block
