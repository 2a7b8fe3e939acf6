"""Notes: writing and answering them, settling a thread, and the list of what is open."""

from starlette.responses import Response

from core.errors import NotFound
from documents import queries
from documents.models import EndedParagraph
from documents.staleness import digest_of
from documents.text.blocks import Block
from members.notes import threads
from members.notes.models import Note
from members.notes.threads import Head, Words
from sbcp.language.locales import gettext as _
from sbcp.pages.drafts import anchors
from sbcp.pages.drafts.notes import shown
from sbcp.pages.drafts.notes.forms import REOPEN, SETTLE, NewNote, NoteState
from sbcp.pages.drafts.paragraphs import NOT_THERE, NamedParagraph, find, named_paragraphs
from sbcp.web.paging import paging
from sbcp.web.render import redirect, render
from sbcp.web.text_html import alone
from sbcp.web.visit import Visit

PAGE = 20  # threads


def listing(visit: Visit) -> Response:
    """Every open thread of the draft, or every settled one, in the order of the text."""
    document, settled = visit.subject(), "settled" in visit.query
    paragraphs = named_paragraphs(visit.db, document)
    heads = shown.listed(visit.db, document, paragraphs, settled=settled)
    page = paging(visit, len(heads), PAGE)
    counted = shown.counts(visit.db, document, [each.pid for each in paragraphs])
    return render(
        visit,
        "drafts/notes/list.html",
        document=document,
        settled=settled,
        counts=counted,
        paging=page,
        threads=shown.shown(visit.db, document, paragraphs, page.cut(heads)),
    )


def paragraph(visit: Visit, form: NewNote | None = None) -> Response:
    """Every note on one paragraph, settled ones too, and a form for another."""
    document, pid = visit.subject(), visit.path["pid"]
    paragraphs = named_paragraphs(visit.db, document)
    here, ended = _paragraph(visit, paragraphs)
    block = here.paragraph.block if here else ended.block if ended else None
    return render(
        visit,
        "drafts/notes/paragraph.html",
        status=422 if form and form.faults else 200,
        document=document,
        pid=pid,
        place=here,
        html=alone(block.markdown) if block else "",
        notes=shown.of_paragraph(visit.db, document, paragraphs, pid),
        note_form=shown.form_values(visit, form, block),
    )


def write(visit: Visit) -> Response:
    """Begin a thread on a paragraph; also on one that was deleted while the note was written."""
    document, pid, form = visit.subject(), visit.path["pid"], NewNote.read(visit)
    here, ended = _paragraph(visit, named_paragraphs(visit.db, document))
    by = visit.mandate("draft:discuss")
    if form.is_right():
        with form.telling():
            words = _words(form, here.paragraph.block if here else ended.block if ended else None)
            note = threads.write(
                visit.db, document.subject, anchors.anchor_of(pid), words, by=by, now=visit.now
            )
            flash = _("Your note is there for the members.")
            place = ("draft_paragraph" if here else "paragraph_notes", {"pid": pid})
            return redirect(
                visit, place[0], flash=flash, anchor=f"#n-{note.id}", slug=document.slug, **place[1]
            )
    return paragraph(visit, form)


def thread(visit: Visit, form: NewNote | None = None) -> Response:
    """One thread, with a form to answer."""
    document, note = visit.subject(), _note(visit)
    paragraphs = named_paragraphs(visit.db, document)
    head = Head(note.id, note.anchor, note.closed_at is None)
    [each] = shown.shown(visit.db, document, paragraphs, [head])
    block = each.place.paragraph.block if each.place else None
    return render(
        visit,
        "drafts/notes/thread.html",
        status=422 if form and form.faults else 200,
        document=document,
        each=each,
        html=alone(block.markdown) if block else "",
        note_form=shown.form_values(visit, form, block),
    )


def answer(visit: Visit) -> Response:
    """Answer in a thread."""
    document, first, form = visit.subject(), _note(visit), NewNote.read(visit)
    by = visit.mandate("draft:discuss")
    if form.is_right():
        with form.telling(refused="text"):
            here = find(named_paragraphs(visit.db, document), anchors.pid_of(first.anchor))
            words = _words(form, here.paragraph.block if here else None)
            note = threads.answer(visit.db, first, words, by=by, now=visit.now)
            return redirect(
                visit,
                "draft_note",
                flash=_("Your answer is there for the members."),
                anchor=f"#n-{note.id}",
                slug=document.slug,
                note=first.id,
            )
    return thread(visit, form)


def state(visit: Visit) -> Response:
    """Settle a thread, or open it again. Done already, it stays so: two people press one button."""
    document, first, form = visit.subject(), _note(visit), NoteState.read(visit)
    by = visit.mandate("draft:discuss")
    flash = ""
    if form.act.data == SETTLE:
        threads.settle(visit.db, first, by=by, now=visit.now)
        flash = _("Settled. It can be opened again.")
    elif form.act.data == REOPEN:
        threads.reopen(visit.db, first)
        flash = _("It is open again.")
    return redirect(visit, "draft_note", flash=flash, slug=document.slug, note=first.id)


def _note(visit: Visit) -> Note:
    """The first note of the thread that the address names. Raises NotFound."""
    return threads.first_by_id(visit.db, visit.subject().subject, visit.path["note"])


def _paragraph(
    visit: Visit, paragraphs: list[NamedParagraph]
) -> tuple[NamedParagraph | None, EndedParagraph | None]:
    """The paragraph of the address, in the draft or as it was when it ended. Raises NotFound."""
    here = find(paragraphs, visit.path["pid"])
    ended = None if here else queries.ended_paragraph(visit.db, visit.subject(), visit.path["pid"])
    if here is None and ended is None:
        raise NotFound(NOT_THERE)
    return here, ended


def _words(form: NewNote, block: Block | None) -> Words:
    return Words(form.text.data, form.language.data, form.digest or (digest_of(block) if block else ""))
