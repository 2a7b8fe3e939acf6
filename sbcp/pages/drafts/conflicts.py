"""What somebody meets who was not the only one to change a paragraph: both texts, and the way on."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from starlette.responses import Response

from core.errors import NotFound
from documents import queries
from documents.drafting import history
from documents.drafting.draft import EditConflict
from documents.drafting.rebase import Rebased, rebase
from sbcp.pages.drafts.forms import Edit, Merge, ParagraphChange
from sbcp.pages.drafts.paragraphs import (
    NOT_THERE,
    NamedParagraph,
    comments_on,
    find,
    named_paragraphs,
    one_of,
)
from sbcp.pages.drafts.requests import ended_by_a_change
from sbcp.web.render import render
from sbcp.web.text_html import alone, redline
from sbcp.web.visit import Visit


@dataclass(frozen=True)
class Three:
    """Two texts that come from one, and what can be put together of them, as HTML with marks.

    mine, theirs: None for one that has no words. together: what was put together, None where that is not
    asked; both: its text, marked against theirs.
    """

    mine: Markup | None
    theirs: Markup | None
    base: Markup
    together: Rebased | None
    both: Markup | None

    @property
    def is_offered(self) -> bool:
        """Is there a text with both changes, and is it another one than theirs?"""
        return self.both is not None


def beside_each_other(base: str, yours: str, theirs: str, together: Rebased | None) -> Three:
    """The texts of a conflict, for ``drafts/_three.html``."""
    both = together.text if together and together.text != theirs else None
    return Three(
        mine=redline(base, yours) if yours else None,
        theirs=redline(base, theirs) if theirs else None,
        base=alone(base),
        together=together,
        both=redline(theirs, both, "both") if both else None,
    )


def gone_page(
    visit: Visit, paragraphs: Sequence[NamedParagraph], pid: int, form: ParagraphChange | None, yours: str
) -> Response:
    """A paragraph that the draft no longer has: what became of it, and what was typed for it.

    form: what was sent, None for who only asked. yours: the wording in it.
    """
    document = visit.subject()
    revision = history.last_touching(visit.db, document, pid)
    if revision is None:
        raise NotFound(NOT_THERE)
    pids = {state["pid"] for state in revision.after}
    into = [paragraph for paragraph in paragraphs if paragraph.pid in pids]
    return render(
        visit,
        "drafts/gone.html",
        status=409 if form else 404,
        document=document,
        pid=pid,
        ended=queries.ended_paragraph(visit.db, document, pid) is not None,
        revision=revision,
        into=into if revision.operation == "merge" else [],
        before=[alone(state["markdown"]) for state in revision.before if state["pid"] == pid],
        yours=yours,
        reason=form.reason.told if form else "",
        others=", ".join(form.numbers) if form else "",
    )


def conflict_page(visit: Visit, form: ParagraphChange, conflict: EditConflict) -> Response:
    """Two people changed one paragraph: both texts, what they began from, one put together of both, and
    the way on."""
    if not isinstance(form, Edit):
        return _page(visit, form, conflict, 409)
    if form.take.data:
        return _page(visit, form, _between_typed_and_now(visit, form), 409, began=form.began.data)
    return _page(visit, form, conflict, 409, began=form.began_on)


def conflict_again(visit: Visit, form: Edit, _paragraphs: Sequence[NamedParagraph]) -> Response:
    """The same for whoever has been there: what they had typed, and why it could not be saved."""
    status = 422 if form.faults else 200
    return _page(visit, form, _between_typed_and_now(visit, form), status, began=form.began.data)


def _page(
    visit: Visit, form: ParagraphChange, conflict: EditConflict, status: int, *, began: int | None = None
) -> Response:
    """``began``: the saved change on which the text was written that stands in the form of an edit."""
    document = visit.subject()
    paragraphs = named_paragraphs(visit.db, document)
    if conflict.theirs is None:
        return gone_page(visit, paragraphs, conflict.pid, form, form.text if conflict.yours else "")
    here = find(paragraphs, visit.path["pid"])
    other = find(paragraphs, form.other.data) if isinstance(form, Merge) else None
    together = rebase(conflict.base, conflict.yours, conflict.theirs) if isinstance(form, Edit) else None
    touched = conflict.revision.pids if conflict.revision else set()
    shown = form.shown() | {"status": status}
    both = together.text if together else None
    shown["values"] |= _seen(conflict, here, other) | {"together": both or "", "began": began}
    if isinstance(form, Edit):
        shown["values"] |= {"markdown": form.text}  # in the style that was chosen
    return render(
        visit,
        "drafts/conflict.html",
        **shown,
        document=document,
        operation=form.operation,
        conflict=conflict,
        place=one_of(paragraphs, conflict.pid),
        beside=[paragraph for paragraph in paragraphs if paragraph.pid in touched - {conflict.pid}],
        three=beside_each_other(conflict.base, conflict.yours, conflict.theirs, together),
        comments=comments_on(visit.db, document, here, other),
        last=queries.last_version(visit.db, document),
        would_end=ended_by_a_change(visit),
        page_pid=visit.path["pid"],
    )


def _seen(
    conflict: EditConflict, here: NamedParagraph | None, other: NamedParagraph | None
) -> dict[str, int]:
    """The saved changes on which the person goes on: of the paragraph that the page shows, the last one.
    Of two that are to be merged, the other may have changed as well, which nobody has seen yet."""
    seen: dict[str, int] = {}
    if here is not None and conflict.pid == here.pid:
        seen["based_on"] = here.paragraph.changed_in
    if other is not None and conflict.pid == other.pid:
        seen["other_based_on"] = other.paragraph.changed_in
    return seen


def _between_typed_and_now(visit: Visit, form: Edit) -> EditConflict:
    """What was typed, what it was made of, and what stands there now."""
    document, pid = visit.subject(), visit.path["pid"]
    paragraph = queries.draft_paragraph(visit.db, document, pid)
    base = history.text_at(visit.db, document, pid, form.began.data or 0) or ""
    theirs = paragraph.markdown if paragraph is not None else None
    return EditConflict(pid, form.text, base, theirs, history.last_touching(visit.db, document, pid))
