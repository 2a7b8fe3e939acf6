"""A new document, from a file or without a text; and the next draft from a file, put together with it."""

from starlette.responses import Response

from consultation.answers import changing
from core.errors import Invalid
from documents import queries
from documents.formats import MAX_BYTES, OtherEncoding, read_file
from documents.formats.reading import Reading
from documents.imports import bases, confirming, importing
from documents.models import Document
from members.models import Mandate
from sbcp.language.locales import USER_LANGUAGES, ngettext
from sbcp.language.locales import gettext as _
from sbcp.pages.imports.forms import BEGINNINGS, FROM_FILE, LABELS, FileForm, NewDocument, NextFile
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit


def new(visit: Visit, form: NewDocument | None = None) -> Response:
    """The form that begins a document."""
    language = visit.locale.lang if visit.locale.lang in USER_LANGUAGES else "en"
    return render(
        visit,
        "imports/new.html",
        **(form or NewDocument.read(visit, {"language": language, "begins": FROM_FILE})).shown(),
        megabytes=MAX_BYTES >> 20,
        labels_styles=[(style, _(words)) for style, words in LABELS],
        beginnings=[(name, _(words)) for name, words in BEGINNINGS],
    )


def create(visit: Visit) -> Response:
    """Begin a document, from a file or without a text."""
    form, by = NewDocument.read(visit), visit.mandate("document:import")
    if form.is_sent:
        form.is_right()
        file = None if form.is_empty else _read(form, form.language.data)
        if not form.faults:
            _fill_in(form, file[2] if file else None)
            with form.telling():
                document = _begin(visit, form, by)
                if file is None:
                    flash = _("The document is begun. It has no text yet.")
                    return redirect(visit, "draft", flash=flash, slug=document.slug)
                name, _data, reading = file
                revision = changing.import_first(
                    visit.db, document, reading, file_name=name, by=by, now=visit.now
                )
                return _taken_over(visit, document.slug, len(revision.after), reading)
    return new(visit, form)


def _begin(visit: Visit, form: NewDocument, by: Mandate) -> Document:
    document = importing.create_document(
        visit.db,
        title=form.title.data,
        slug=form.slug.data,
        language=form.language.data,
        summary=form.summary.data,
        now=visit.now,
        by=by,
    )
    document.labels_style = form.labels_style.data or "legal"
    return document


def next_form(visit: Visit, form: NextFile | None = None) -> Response:
    """The form for the file of the next draft."""
    return render(
        visit,
        "imports/next.html",
        **(form or NextFile.read(visit)).shown(),
        document=visit.subject(),
        waiting=confirming.waiting(visit.db, visit.subject()),
        megabytes=MAX_BYTES >> 20,
    )


def upload(visit: Visit) -> Response:
    """Compare a file with the draft; the first text of an empty draft is taken over at once."""
    document, by = visit.subject(), visit.mandate("draft:import")
    form = NextFile.read(visit)
    file = _read(form, document.language) if form.is_right() else None
    if file is None:
        return next_form(visit, form)
    name, data, reading = file
    if not queries.has_draft(visit.db, document):
        revision = changing.import_first(visit.db, document, reading, file_name=name, by=by, now=visit.now)
        return _taken_over(visit, document.slug, len(revision.after), reading)
    pending = importing.keep(visit.db, document, reading, file_name=name, by=by, now=visit.now, data=data)
    base = bases.recognised(visit.db, document, data, reading.blocks, pending.anchors or [])
    if base is None:
        return redirect(visit, "pending_import_base", slug=document.slug, pending=pending.id)
    importing.begun_from(visit.db, pending, base)
    return redirect(visit, "pending_import", slug=document.slug, pending=pending.id)


def _read(form: FileForm, language: str) -> tuple[str, bytes, Reading] | None:
    """The name, the bytes and the text of the file; None if there is none, of which the form tells.

    A file in an older encoding stays with the form, whatever else is wrong, until its encoding is told.
    """
    if (file := form.sent_file()) is None:
        return None
    name, data = file
    chosen = form.encoding_of(data)
    try:
        try:
            reading = read_file(name, data, language=language)
        except OtherEncoding as error:
            form.keep(name, data, error.offers)
            reading = read_file(name, data, chosen, language)
        return name, data, reading
    except OtherEncoding as error:
        values = error.values | {"name": _(error.offers[0].name)}
        form.add_all([Invalid(error.message, field="file", **values)])
    except Invalid as error:
        form.add_all([Invalid(error.message, field="file", **error.values)])
    return None


def _fill_in(form: NewDocument, reading: Reading | None) -> None:
    """Take from the file, if there is one, what was left empty."""
    form.title.process_data(form.title.data or (reading.title if reading else "") or "")
    form.slug.process_data(form.slug.data or importing.proposed_slug(form.title.data))


def _taken_over(visit: Visit, slug: str, count: int, reading: Reading) -> Response:
    """On to the draft, or first to the list of what was left out."""
    flash = ngettext("%(num)s paragraph was taken over.", "%(num)s paragraphs were taken over.", count) % {
        "num": count
    }
    if not reading.omissions:
        return redirect(visit, "draft", flash=flash, slug=slug)
    document = queries.document_by_slug(visit.db, slug)
    pending = importing.last_import(visit.db, document)
    return redirect(visit, "pending_import", flash=flash, slug=slug, pending=pending.id)
