"""The forms of the working draft, each as it begins, as a preview, with errors, and after a conflict."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from markupsafe import Markup
from starlette.responses import Response

from core.errors import N_, Invalid, NotFound
from documents import queries
from documents.drafting import history
from documents.drafting.draft import EditConflict
from documents.drafting.input import paragraphs_typed, the_one
from documents.drafting.rebase import rebase
from documents.drafting.split import sentence_ends
from documents.formats.reading import Omission
from documents.text.blocks import Block
from sbcp.pages.drafts import paragraphs as pages
from sbcp.pages.drafts.fields import Fields
from sbcp.web.errors import message_of
from sbcp.web.render import render
from sbcp.web.text_html import alone, redline
from sbcp.web.visit import Visit

START = "start"  # the place before the first paragraph

Errors = dict[str, str]
Preview = Callable[[pages.Place, list[Block]], list[Markup]]


def edit_page(visit: Visit, fields: Fields, errors: Errors | None = None, status: int = 200) -> Response:
    """A paragraph with its text to edit, the other operations, and its history."""

    def preview(place: pages.Place, blocks: list[Block]) -> list[Markup]:
        return [redline(place.row.markdown, the_one(blocks).markdown)]

    pid = visit.path["pid"]
    return _page(
        visit,
        "drafts/paragraph.html",
        fields,
        errors,
        status,
        preview=preview,
        history=pages.paragraph_history(visit.db, visit.subject(), pid),
    )


def split_page(visit: Visit, fields: Fields, errors: Errors | None = None, status: int = 200) -> Response:
    """The text of a paragraph with its cuts, the parts that they make, and where else it may be cut."""
    row = queries.draft_paragraph(visit.db, visit.subject(), visit.path["pid"])
    return _page(
        visit,
        "drafts/split.html",
        fields,
        errors,
        status,
        preview=_each_alone,
        ends=sentence_ends(row.block) if row is not None else [],
        cuts=visit.query.getlist("cut"),
    )


def merge_page(visit: Visit, fields: Fields, errors: Errors | None = None, status: int = 200) -> Response:
    """Two paragraphs and the text that joins them."""
    found = pages.places(visit.db, visit.subject())
    other = next((place for place in found if place.row.pid == fields.other), None)

    def preview(place: pages.Place, blocks: list[Block]) -> list[Markup]:
        both = f"{place.row.markdown}\n\n{other.row.markdown if other else ''}"
        return [redline(both, the_one(blocks).markdown, whole=True)]

    return _page(
        visit,
        "drafts/merge.html",
        fields,
        errors,
        status,
        preview=preview,
        other=other,
        other_html=alone(other.row.markdown) if other else "",
    )


def delete_page(visit: Visit, fields: Fields, errors: Errors | None = None, status: int = 200) -> Response:
    """A last look before a paragraph is taken out."""
    return _page(visit, "drafts/delete.html", fields, errors, status)


def move_page(visit: Visit, fields: Fields, errors: Errors | None = None, status: int = 200) -> Response:
    """Where a paragraph could stand."""
    return _page(visit, "drafts/move.html", fields, errors, status)


def insert_page(visit: Visit, fields: Fields, errors: Errors | None = None, status: int = 200) -> Response:
    """New paragraphs: where, and their text."""
    document = visit.subject()
    shown, left_out, wrong = _preview(visit, fields, Block("item", fields.depth, ""), (), pages.preview_of)
    return render(
        visit,
        "drafts/insert.html",
        status=422 if wrong else status,
        document=document,
        places=pages.places(visit.db, document),
        comments=[],
        last=queries.last_version(visit.db, document),
        values=fields,
        errors=wrong or errors or {},
        preview=shown,
        left_out=left_out,
    )


def gone_page(visit: Visit, pid: int, yours: str, status: int) -> Response:
    """A paragraph that the draft no longer has: what became of it, and what was typed for it."""
    document = visit.subject()
    revision = history.last_touching(visit.db, document, pid)
    if revision is None:
        raise NotFound(N_("This paragraph is not in the working draft."))
    pids = {row["pid"] for row in revision.after}
    into = [place for place in pages.places(visit.db, document) if place.row.pid in pids]
    return render(
        visit,
        "drafts/gone.html",
        status=status,
        document=document,
        revision=revision,
        into=into if revision.operation == "merge" else [],
        before=[alone(row["markdown"]) for row in revision.before if row["pid"] == pid],
        yours=yours,
    )


def conflict_page(
    visit: Visit,
    operation: str,
    fields: Fields,
    conflict: EditConflict | None,
    errors: Errors | None = None,
    status: int = 409,
) -> Response:
    """Two people changed one paragraph: both texts, what they began from, one put together of both, and
    the way on. Whoever took the text put together, and could not, meets what they had typed again."""
    if conflict is None or (operation == "edit" and fields.take):
        conflict = _between_typed_and_now(visit, fields)
    if conflict.theirs is None:
        return gone_page(visit, conflict.pid, fields.markdown if conflict.yours else "", 409)
    document = visit.subject()
    found = pages.places(visit.db, document)
    rows = {place.row.pid: place.row for place in found}
    here, other = rows.get(visit.path["pid"]), rows.get(fields.other)
    together = rebase(conflict.base, conflict.yours, conflict.theirs) if operation == "edit" else None
    values = replace(
        fields,
        together=(together and together.text) or "",
        began=fields.began if fields.take else fields.based_on,
        based_on=here.changed_in if here else fields.based_on,
        other_based_on=other.changed_in if other else fields.other_based_on,
    )
    touched = conflict.revision.pids if conflict.revision else set()
    return render(
        visit,
        "drafts/conflict.html",
        status=status,
        document=document,
        operation=operation,
        conflict=conflict,
        place=found[pages.index_of(found, conflict.pid)],
        beside=[place for place in found if place.row.pid in touched - {conflict.pid}],
        mine=redline(conflict.base, conflict.yours) if conflict.yours else None,
        theirs=redline(conflict.base, conflict.theirs),
        base=alone(conflict.base),
        together=together,
        both=redline(conflict.theirs, together.text, "both") if together and together.text else None,
        comments=pages.comments_on(visit.db, document, here, other),
        last=queries.last_version(visit.db, document),
        values=values,
        errors=errors or {},
        page_pid=visit.path["pid"],
    )


def _between_typed_and_now(visit: Visit, fields: Fields) -> EditConflict:
    """What was typed, what it was made of, and what stands there now."""
    document, pid = visit.subject(), visit.path["pid"]
    row = queries.draft_paragraph(visit.db, document, pid)
    base = history.text_at(visit.db, document, pid, fields.began) or ""
    theirs = row.markdown if row is not None else None
    return EditConflict(pid, fields.markdown, base, theirs, history.last_touching(visit.db, document, pid))


PAGES: dict[str, Callable[..., Response]] = {
    "edit": edit_page,
    "insert": insert_page,
    "delete": delete_page,
    "move": move_page,
    "split": split_page,
    "merge": merge_page,
}


def _page(
    visit: Visit,
    template: str,
    fields: Fields,
    errors: Errors | None,
    status: int,
    *,
    preview: Preview | None = None,
    other: pages.Place | None = None,
    **values: Any,
) -> Response:
    """A form about one paragraph. ``other``: the one that it is merged with."""
    document, pid = visit.subject(), visit.path["pid"]
    found = pages.places(visit.db, document)
    here = next((place for place in found if place.row.pid == pid), None)
    if here is None:
        return gone_page(visit, pid, fields.markdown, 409)
    at = pages.index_of(found, pid)
    instead_of = [pid, *([other.row.pid] if other else [])]
    shown, left_out, wrong = _preview(
        visit, fields, here.row.block, instead_of, partial(preview, here) if preview else None
    )
    return render(
        visit,
        template,
        status=422 if wrong else status,
        document=document,
        place=here,
        html=alone(here.row.markdown),
        places=found,
        before=found[at - 1] if at else None,
        next=found[at + 1] if at + 1 < len(found) else None,
        comments=pages.comments_on(visit.db, document, here.row, other.row if other else None),
        other=other,
        last=queries.last_version(visit.db, document),
        values=fields,
        errors=wrong or errors or {},
        preview=shown,
        left_out=left_out,
        **values,
    )


def _preview(
    visit: Visit,
    fields: Fields,
    place: Block,
    instead_of: Sequence[int],
    show: Callable[[list[Block]], list[Markup]] | None,
) -> tuple[list[Markup], list[Omission], Errors]:
    """What the typed text would become, if that was asked for; what it cannot hold; what is wrong with it."""
    if show is None or not fields.preview:
        return [], [], {}
    try:
        blocks, left_out = paragraphs_typed(visit.db, visit.subject(), fields.markdown, place, instead_of)
        return show(blocks), left_out, {}
    except Invalid as error:
        return [], [], {error.field: message_of(error)}


def _each_alone(_place: pages.Place, blocks: list[Block]) -> list[Markup]:
    return pages.preview_of(blocks)
