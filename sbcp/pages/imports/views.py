"""A text from a file: a new document, or the next draft, compared with the one there is."""

from starlette.datastructures import UploadFile
from starlette.responses import Response

from core.errors import Invalid
from documents import queries
from documents.formats import MAX_BYTES, read_file
from documents.formats.reading import Reading
from documents.imports import confirming, importing
from sbcp.language.locales import USER_LANGUAGES, ngettext
from sbcp.language.locales import gettext as _
from sbcp.pages.imports.forms import LABELS, NewDocument, NextFile
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit


def new(visit: Visit, form: NewDocument | None = None) -> Response:
    """The form that begins a document."""
    language = visit.locale.lang if visit.locale.lang in USER_LANGUAGES else "en"
    return render(
        visit,
        "imports/new.html",
        **(form or NewDocument.read(visit, {"language": language})).shown(),
        megabytes=MAX_BYTES >> 20,
        labels_styles=[(style, _(words)) for style, words in LABELS],
    )


def create(visit: Visit) -> Response:
    """Begin a document from a file."""
    form, by = NewDocument.read(visit), visit.mandate("document:import")
    if form.is_sent:
        form.is_right()
        reading = _read(form)
        if reading is not None and not form.faults:
            _fill_in(form, reading)
            with form.telling():
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
                revision = importing.import_first(
                    visit.db, document, reading, file_name=form.file.data.filename, by=by, now=visit.now
                )
                return _taken_over(visit, document.slug, len(revision.after), reading)
    return new(visit, form)


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
    reading = _read(form) if form.is_right() else None
    if reading is None:
        return next_form(visit, form)
    name = form.file.data.filename
    if not queries.draft(visit.db, document):
        revision = importing.import_first(visit.db, document, reading, file_name=name, by=by, now=visit.now)
        return _taken_over(visit, document.slug, len(revision.after), reading)
    pending = importing.begin_import(visit.db, document, reading, file_name=name, by=by, now=visit.now)
    return redirect(visit, "pending_import", slug=document.slug, pending=pending.id)


def _read(form: NewDocument | NextFile) -> Reading | None:
    """The text of the file; None if there is none, of which the form tells."""
    upload: UploadFile | None = form.file.data
    if upload is not None:
        try:
            return read_file(upload.filename or "", upload.file.read())
        except Invalid as error:
            form.add_all([Invalid(error.message, field="file", **error.values)])
    return None


def _fill_in(form: NewDocument, reading: Reading) -> None:
    """Take from the file what was left empty."""
    form.title.process_data(form.title.data or reading.title or "")
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
