"""The working draft: reading it, and changing one paragraph at a time."""

from collections.abc import Callable
from typing import Any, TypeVar

from starlette.responses import Response

from consultation.answers import changing, taking
from consultation.answers.changing import Links
from consultation.models import Comment
from core.errors import N_, Invalid
from documents import queries
from documents.drafting import history
from documents.drafting.draft import Draft, EditConflict
from documents.drafting.input import as_heading
from documents.drafting.split import cut
from documents.formats.reading import Omission
from documents.models import Document, Revision
from sbcp.language.locales import gettext as _
from sbcp.pages.drafts import conflicts, editing, reading
from sbcp.pages.drafts.assignments import shown as assignments
from sbcp.pages.drafts.editing import Paragraphs
from sbcp.pages.drafts.forms import (
    NO_REASON,
    START,
    Delete,
    Edit,
    Insert,
    Merge,
    Move,
    ParagraphChange,
    Split,
    place_after,
)
from sbcp.pages.drafts.notes import shown as notes
from sbcp.pages.drafts.paragraphs import (
    NamedParagraph,
    beside,
    comments_numbered,
    comments_on,
    find,
    joined,
    named_paragraphs,
    one_of,
)
from sbcp.pages.drafts.requests import ended_by_a_change, told_ended, waiting
from sbcp.pages.drafts.revisions import marked_revisions
from sbcp.web.forms import integer
from sbcp.web.paging import paging
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit

REVISIONS = 50  # a page

AnyChange = TypeVar("AnyChange", bound=ParagraphChange)


def show(visit: Visit) -> Response:
    """The draft, with what changed since the last version."""
    shown = reading.draft(visit.db, visit.subject())
    own = [mandate.id for mandate in visit.mandates] if visit.may("draft:edit") else []
    pids = [paragraph.pid for paragraph in shown.paragraphs]
    return render(
        visit,
        "drafts/draft.html",
        shown=shown,
        waiting=waiting(visit),
        open=reading.open_sets(visit.db, visit.subject(), own, visit.may("version:publish")),
        notes=notes.counts(visit.db, shown.document, pids),
        assigned=assignments.still_open(visit, pids),
        closed=visit.query.get("closed", ""),
        to_answer=_to_answer(visit),
    )


def _to_answer(visit: Visit) -> list[Comment]:
    """The comments that changes were closed for just now, and that the reader may answer."""
    base, _dot, number = visit.query.get("closed", "").partition(".")
    if not visit.may("comment:answer"):
        return []
    return taking.unanswered_of(visit.db, visit.subject(), integer(base) or 0, integer(number) or 0)


def revisions(visit: Visit) -> Response:
    """Every saved change, the newest first."""
    page = paging(visit, history.revision_count(visit.db, visit.subject()), REVISIONS)
    listed = history.revisions(visit.db, visit.subject(), limit=page.size, offset=page.offset)
    return render(
        visit,
        "drafts/revisions.html",
        document=visit.subject(),
        changes=marked_revisions(visit.db, visit.subject(), listed),
        paging=page,
    )


def edit_form(visit: Visit) -> Response:
    """A paragraph of the draft: its text to edit, what else can be done, its history."""
    paragraphs = named_paragraphs(visit.db, visit.subject())
    here = find(paragraphs, visit.path["pid"])
    if here is None:
        return conflicts.gone_page(visit, paragraphs, visit.path["pid"], None, "")
    given = {"markdown": here.paragraph.markdown, "based_on": here.paragraph.changed_in}
    form = Edit.read(visit, given | _of_a_comment(visit, here))
    return editing.edit_page(visit, form, paragraphs)


def _of_a_comment(visit: Visit, here: NamedParagraph) -> dict[str, Any]:
    """What the form begins with to look at the wording of a comment: ``?comment=12``."""
    number = integer(visit.query.get("comment"))
    comments = comments_on(visit.db, visit.subject(), here) if number else []
    comment = next((each for each in comments if each.number == number), None)
    wording = comment and taking.suggested(visit.db, visit.subject(), comment, here.paragraph)
    if wording and wording.text is not None:
        return {"markdown": wording.text, "comments": [str(number)]}
    return {}


def edit(visit: Visit) -> Response:
    """Save a new text of a paragraph: what was typed, or after a conflict what was put together."""
    pid, form = visit.path["pid"], Edit.read(visit)
    markdown = form.together.data if form.take.data else form.text
    page = conflicts.conflict_again if form.began.data else editing.edit_page
    return change(visit, form, page, lambda draft: draft.edit(pid, markdown, based_on=form.began_on))


def insert_form(visit: Visit) -> Response:
    """Where new paragraphs go, and their text. An item is followed by one of the same depth."""
    paragraphs = named_paragraphs(visit.db, visit.subject())
    before = find(paragraphs, integer(visit.query.get("after")))
    depth = before.paragraph.level if before is not None and before.paragraph.kind == "item" else 1
    given = {"after": before.pid if before else START, "depth": depth}
    if not queries.last_revision_id(visit.db, visit.subject()):
        given["markdown"] = as_heading(visit.subject().title)  # a text that is begun here
    form = Insert.read(visit, given)
    return editing.insert_page(visit, form, paragraphs)


def insert(visit: Visit) -> Response:
    """Add paragraphs."""
    form = Insert.read(visit)
    after = place_after(form.after.raw)
    return change(
        visit,
        form,
        editing.insert_page,
        lambda draft: draft.insert(after, form.text, depth=form.item_depth),
    )


def delete_form(visit: Visit) -> Response:
    """Asks before a paragraph is taken out, and says which comments stand on it."""
    paragraphs = named_paragraphs(visit.db, visit.subject())
    here = one_of(paragraphs, visit.path["pid"])
    return editing.delete_page(visit, Delete.read(visit, {"based_on": here.paragraph.changed_in}), paragraphs)


def delete(visit: Visit) -> Response:
    """Take a paragraph out."""
    pid, form = visit.path["pid"], Delete.read(visit)
    return change(visit, form, editing.delete_page, lambda draft: draft.delete(pid, based_on=form.began_on))


def move_form(visit: Visit) -> Response:
    """Where a paragraph is to stand; the list begins at where it stands now."""
    paragraphs = named_paragraphs(visit.db, visit.subject())
    here = one_of(paragraphs, visit.path["pid"])
    before, _after = beside(paragraphs, here)
    given = {"after": before.pid if before else START, "based_on": here.paragraph.changed_in}
    return editing.move_page(visit, Move.read(visit, given), paragraphs)


def move(visit: Visit) -> Response:
    """Put a paragraph elsewhere."""
    pid, form = visit.path["pid"], Move.read(visit)
    after = place_after(form.after.raw)
    return change(
        visit, form, editing.move_page, lambda draft: draft.move(pid, after, based_on=form.began_on)
    )


def split_form(visit: Visit) -> Response:
    """The text of a paragraph, cut after the sentences that were chosen, if any."""
    paragraphs = named_paragraphs(visit.db, visit.subject())
    here = one_of(paragraphs, visit.path["pid"])
    numbers = [integer(number) for number in visit.query.getlist("cut")]
    chosen = {number for number in numbers if number is not None}
    markdown = "\n\n".join(cut(here.paragraph.block, chosen)) if chosen else here.paragraph.markdown
    form = Split.read(visit, {"markdown": markdown, "based_on": here.paragraph.changed_in})
    return editing.split_page(visit, form, paragraphs)


def split(visit: Visit) -> Response:
    """Make several paragraphs of one."""
    pid, form = visit.path["pid"], Split.read(visit)
    return change(
        visit, form, editing.split_page, lambda draft: draft.split(pid, [form.text], based_on=form.began_on)
    )


def merge_form(visit: Visit) -> Response:
    """Two paragraphs and their joined text. The next one is proposed; another may be chosen."""
    paragraphs = named_paragraphs(visit.db, visit.subject())
    here = one_of(paragraphs, visit.path["pid"])
    before, after = beside(paragraphs, here)
    chosen = integer(visit.query.get("other"))
    other = one_of(paragraphs, chosen) if chosen else after or before or here
    given = {
        "markdown": joined(here.paragraph.markdown, other.paragraph.markdown),
        "based_on": here.paragraph.changed_in,
        "other": other.pid,
        "other_based_on": other.paragraph.changed_in,
    }
    return editing.merge_page(visit, Merge.read(visit, given), paragraphs)


def merge(visit: Visit) -> Response:
    """Make one paragraph of two."""
    pid, form = visit.path["pid"], Merge.read(visit)
    other, other_began_on = form.other.data or 0, form.other_based_on.data or 0
    return change(
        visit,
        form,
        editing.merge_page,
        lambda draft: draft.merge(
            pid, other, form.text, based_on=form.began_on, other_based_on=other_began_on
        ),
    )


def change(
    visit: Visit,
    form: AnyChange,
    page: Callable[[Visit, AnyChange, Paragraphs], Response],
    operation: Callable[[Draft], Revision | None],
) -> Response:
    """Save one change with the comments that it answers; or show it first; or say why it cannot be.

    operation: gives None if there was nothing to change.
    """
    if form.is_sent:
        form.reason.missing = NO_REASON if queries.last_version(visit.db, visit.subject()) else ""
        form.is_right()
        comments: list[Comment] = []
        with form.telling():
            comments = comments_numbered(visit.db, visit.subject(), form.numbers)
        try:
            with form.telling():
                if not form.faults:
                    return _save(visit, form, comments, operation)
        except EditConflict as conflict:
            return conflicts.conflict_page(visit, form, conflict)
    return page(visit, form, named_paragraphs(visit.db, visit.subject()))


def _save(
    visit: Visit,
    form: ParagraphChange,
    comments: list[Comment],
    operation: Callable[[Draft], Revision | None],
) -> Response:
    document, by = visit.subject(), visit.mandate("draft:edit")
    before = _neighbour(visit, document) if isinstance(form, Delete) else None
    links = Links(comments, form.link_reason.data)
    ended = ended_by_a_change(visit)
    saved = changing.change(
        visit.db, document, operation, reason=form.reason.data, by=by, now=visit.now, links=links
    )
    if saved is None:
        raise Invalid(N_("It stands there already. Choose another place."), field="after")
    revision = saved.revision
    pid = revision.after[0]["pid"] if revision.after else before
    flash = _("Saved as revision %(name)s.") % {"name": revision.name}
    return redirect(
        visit,
        "draft",
        flash=" ".join([flash, *told_ended(ended), *_left_out(saved.left_out)]),
        anchor=f"#p-{pid}" if pid else "",
        slug=document.slug,
    )


def _neighbour(visit: Visit, document: Document) -> int | None:
    """The paragraph before the one of the address: where to go on when it is gone."""
    pids = [paragraph.pid for paragraph in queries.draft(visit.db, document)]
    at = pids.index(visit.path["pid"]) if visit.path["pid"] in pids else 0
    return pids[at - 1] if at else None


def _left_out(omissions: list[Omission]) -> list[str]:
    names = ", ".join(dict.fromkeys(_(omission.what) for omission in omissions))
    return [_("Left out: %(names)s.") % {"names": names}] if names else []
