"""The page of each change of the draft: its form as it begins, as a preview, and with its faults.

Every page takes the form and the paragraphs of the draft, which are read once for a request.
"""

from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup
from starlette.responses import Response

from documents import queries
from documents.drafting.input import paragraphs_typed, the_one
from documents.drafting.split import sentence_ends
from documents.formats.reading import Omission
from documents.text.blocks import Block
from sbcp.pages.drafts.assignments import shown as assignments
from sbcp.pages.drafts.conflicts import gone_page
from sbcp.pages.drafts.forms import Delete, Edit, Insert, Merge, Move, ParagraphChange, Split
from sbcp.pages.drafts.notes import shown as notes
from sbcp.pages.drafts.paragraphs import NamedParagraph, beside, comments_on, each_alone, find
from sbcp.pages.drafts.requests import ended_by_a_change
from sbcp.pages.drafts.revisions import paragraph_history
from sbcp.web.render import render
from sbcp.web.text_html import alone, redline
from sbcp.web.visit import Visit

Paragraphs = Sequence[NamedParagraph]
Preview = Callable[[NamedParagraph, list[Block]], list[Markup]]


def edit_page(visit: Visit, form: Edit, paragraphs: Paragraphs) -> Response:
    """A paragraph with its text to edit, the other operations, and its history."""

    def preview(here: NamedParagraph, blocks: list[Block]) -> list[Markup]:
        return [redline(here.paragraph.markdown, the_one(blocks).markdown)]

    history = paragraph_history(visit.db, visit.subject(), visit.path["pid"])
    here = find(paragraphs, visit.path["pid"])
    return _page(
        visit,
        "drafts/paragraph.html",
        form,
        paragraphs,
        preview=preview,
        history=history,
        assigned=[
            each
            for each in assignments.still_open(
                visit,
                {each.pid for each in paragraphs},
                [each.paragraph for each in paragraphs],
            )
            if each.pid == visit.path["pid"]
        ],
        notes=notes.of_paragraph(visit.db, visit.subject(), paragraphs, visit.path["pid"]),
        note_form=notes.form_values(visit, None, here.paragraph.block if here else None),
    )


def split_page(visit: Visit, form: Split, paragraphs: Paragraphs) -> Response:
    """The text of a paragraph with its cuts, the parts that they make, and where else it may be cut."""

    def preview(_here: NamedParagraph, blocks: list[Block]) -> list[Markup]:
        return each_alone(blocks)

    here = find(paragraphs, visit.path["pid"])
    return _page(
        visit,
        "drafts/split.html",
        form,
        paragraphs,
        preview=preview,
        ends=sentence_ends(here.paragraph.block) if here else [],
        cuts=visit.query.getlist("cut"),
    )


def merge_page(visit: Visit, form: Merge, paragraphs: Paragraphs) -> Response:
    """Two paragraphs and the text that joins them."""
    other = find(paragraphs, form.other.data)

    def preview(here: NamedParagraph, blocks: list[Block]) -> list[Markup]:
        both = f"{here.paragraph.markdown}\n\n{other.paragraph.markdown if other else ''}"
        return [redline(both, the_one(blocks).markdown, whole=True)]

    return _page(
        visit,
        "drafts/merge.html",
        form,
        paragraphs,
        preview=preview,
        other=other,
        other_html=alone(other.paragraph.markdown) if other else "",
    )


def delete_page(visit: Visit, form: Delete, paragraphs: Paragraphs) -> Response:
    """A last look before a paragraph is taken out."""
    return _page(visit, "drafts/delete.html", form, paragraphs)


def move_page(visit: Visit, form: Move, paragraphs: Paragraphs) -> Response:
    """Where a paragraph could stand."""
    return _page(visit, "drafts/move.html", form, paragraphs)


def insert_page(visit: Visit, form: Insert, paragraphs: Paragraphs) -> Response:
    """New paragraphs: where, and their text."""
    document = visit.subject()
    preview, left_out = _read(visit, form, Block("item", form.item_depth, ""), (), each_alone)
    return render(
        visit,
        "drafts/insert.html",
        **form.shown(),
        document=document,
        places=paragraphs,
        comments=[],
        last=queries.last_version(visit.db, document),
        would_end=ended_by_a_change(visit),
        preview=preview,
        left_out=left_out,
    )


def _page(
    visit: Visit,
    template: str,
    form: ParagraphChange,
    paragraphs: Paragraphs,
    *,
    preview: Preview | None = None,
    other: NamedParagraph | None = None,
    **values: Any,
) -> Response:
    """A form about one paragraph. ``other``: the one that it is merged with."""
    document, pid = visit.subject(), visit.path["pid"]
    here = find(paragraphs, pid)
    if here is None:
        return gone_page(visit, paragraphs, pid, form, form.text)
    before, after = beside(paragraphs, here)
    marked: list[Markup] = []
    left_out: list[Omission] = []
    if preview:
        instead_of = [pid, *([other.pid] if other else [])]
        show = preview
        marked, left_out = _read(
            visit, form, here.paragraph.block, instead_of, lambda blocks: show(here, blocks)
        )
    return render(
        visit,
        template,
        **form.shown(),
        document=document,
        place=here,
        html=alone(here.paragraph.markdown),
        places=paragraphs,
        before=before,
        next=after,
        comments=comments_on(visit.db, document, here, other),
        other=other,
        last=queries.last_version(visit.db, document),
        would_end=ended_by_a_change(visit),
        preview=marked,
        left_out=left_out,
        **values,
    )


def _read(
    visit: Visit,
    form: ParagraphChange,
    place: Block,
    instead_of: Sequence[int],
    show: Callable[[list[Block]], list[Markup]],
) -> tuple[list[Markup], list[Omission]]:
    """What the typed text would become, if that was asked for, and what it cannot hold. What is wrong
    with the text is told by the form, beside its other faults if it has some."""
    if form.is_preview or form.faults:
        with form.telling():
            blocks, left_out = paragraphs_typed(visit.db, visit.subject(), form.text, place, instead_of)
            marked = show(blocks)
            if form.is_preview:
                return marked, left_out
    return [], []
