"""A text from a file: a new document, or the next draft, compared with the one there is."""

from starlette.datastructures import UploadFile
from starlette.responses import Response

from core.errors import N_, Invalid
from documents import queries
from documents.formats import MAX_BYTES, read_file
from documents.formats.reading import Reading
from documents.imports import confirming, importing
from sbcp.language.locales import USER_LANGUAGES, ngettext
from sbcp.pages.drafts.fields import text
from sbcp.web.errors import message_of
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit

Errors = dict[str, str]
FIELDS = ("title", "slug", "language", "summary")


def new(
    visit: Visit, values: dict[str, str] | None = None, errors: Errors | None = None, status: int = 200
) -> Response:
    """The form that begins a document."""
    language = visit.locale.lang if visit.locale.lang in USER_LANGUAGES else "en"
    return render(
        visit,
        "imports/new.html",
        status=status,
        values=values or {"language": language},
        errors=errors or {},
        megabytes=MAX_BYTES >> 20,
    )


def create(visit: Visit) -> Response:
    """Begin a document from a file."""
    values = {name: text(visit.form, name) for name in FIELDS}
    by = visit.mandate("document:import")
    try:
        if values["language"] not in USER_LANGUAGES:
            raise Invalid(N_("Choose a language from the list."), field="language")
        name, reading = _uploaded(visit)
        values["title"] = values["title"].strip() or reading.title or ""
        values["slug"] = values["slug"].strip() or importing.proposed_slug(values["title"])
        document = importing.create_document(visit.db, **values, now=visit.now, by=by)
        revision = importing.import_first(visit.db, document, reading, file_name=name, by=by, now=visit.now)
    except Invalid as error:
        return new(visit, values, {error.field or "file": message_of(error)}, 422)
    return _taken_over(visit, document.slug, len(revision.after), reading)


def next_form(visit: Visit, errors: Errors | None = None, status: int = 200) -> Response:
    """The form for the file of the next draft."""
    return render(
        visit,
        "imports/next.html",
        status=status,
        document=visit.subject(),
        waiting=confirming.waiting(visit.db, visit.subject()),
        errors=errors or {},
        megabytes=MAX_BYTES >> 20,
    )


def upload(visit: Visit) -> Response:
    """Compare a file with the draft; the first text of an empty draft is taken over at once."""
    document, by = visit.subject(), visit.mandate("draft:import")
    try:
        name, reading = _uploaded(visit)
    except Invalid as error:
        return next_form(visit, {"file": message_of(error)}, 422)
    if not queries.draft(visit.db, document):
        revision = importing.import_first(visit.db, document, reading, file_name=name, by=by, now=visit.now)
        return _taken_over(visit, document.slug, len(revision.after), reading)
    pending = importing.begin_import(visit.db, document, reading, file_name=name, by=by, now=visit.now)
    return redirect(visit, "pending_import", slug=document.slug, pending=pending.id)


def _uploaded(visit: Visit) -> tuple[str, Reading]:
    """The name of the file and its text. Raises Invalid, always for the field ``file``."""
    upload = visit.form.get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise Invalid(N_("Choose a file."), field="file")
    return upload.filename, read_file(upload.filename, upload.file.read())


def _taken_over(visit: Visit, slug: str, count: int, reading: Reading) -> Response:
    """On to the draft, or first to the list of what was left out."""
    flash = ngettext("%(num)s paragraph was taken over.", "%(num)s paragraphs were taken over.", count) % {
        "num": count
    }
    if not reading.omissions:
        return redirect(visit, "draft", flash=flash, slug=slug)
    document = queries.document_by_slug(visit.db, slug)
    done = importing.last_import(visit.db, document)
    return redirect(visit, "pending_import", flash=flash, slug=slug, pending=done.id)
