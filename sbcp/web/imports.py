"""A text from a file: a new document, or the next draft after a person has looked at what became what."""

from typing import Any

from starlette.datastructures import UploadFile
from starlette.responses import Response

from core.errors import N_, Conflict, Invalid
from documents import history, importing, queries
from documents.formats import MAX_BYTES, read_file
from documents.formats.reading import Reading
from documents.models import Proposal
from sbcp.i18n import USER_LANGUAGES, ngettext
from sbcp.i18n import gettext as _
from sbcp.web import import_rows
from sbcp.web.draft_fields import text, whole
from sbcp.web.draft_pages import places
from sbcp.web.endpoint import Visit
from sbcp.web.errors import message_of
from sbcp.web.render import redirect, render

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
        last=queries.last_version(visit.db, visit.subject()),
        errors=errors or {},
        megabytes=MAX_BYTES >> 20,
    )


def propose(visit: Visit) -> Response:
    """Compare a file with the draft; the first text of an empty draft is taken over at once."""
    document, by = visit.subject(), visit.mandate("draft:import")
    try:
        name, reading = _uploaded(visit)
    except Invalid as error:
        return next_form(visit, {"file": message_of(error)}, 422)
    if not queries.draft(visit.db, document):
        revision = importing.import_first(visit.db, document, reading, file_name=name, by=by, now=visit.now)
        return _taken_over(visit, document.slug, len(revision.after), reading)
    made = importing.propose(visit.db, document, reading, file_name=name, by=by, now=visit.now)
    return redirect(visit, "draft_proposal", slug=document.slug, proposal=made.id)


def preview(visit: Visit) -> Response:
    """What became what, to be looked at; of an import that is done, what was left out."""
    return _preview_page(visit, _proposal(visit), {}, "")


def confirm(visit: Visit) -> Response:
    """Make the file the draft, with a person's corrections."""
    proposal, by = _proposal(visit), visit.mandate("draft:import")
    choices, reason = import_rows.chosen(visit.form), text(visit.form, "reason")
    opened = whole(text(visit.form, "open"))
    sure = "sure" in visit.form
    if opened is not None:
        return _preview_page(visit, proposal, choices, reason, opened=opened, sure=sure)
    try:
        if not reason.strip():
            raise Invalid(N_("Say why you make this change."), field="reason")
        draft = places(visit.db, visit.subject())
        corrections = import_rows.corrections(choices, proposal, draft)
        importing.correct(proposal, corrections)
        revision = importing.confirm(visit.db, proposal, by=by, reason=reason, now=visit.now, sure=sure)
    except Conflict:
        return _preview_page(visit, proposal, choices, reason, status=409)
    except Invalid as error:
        errors = {error.field or "reason": message_of(error)}
        return _preview_page(visit, proposal, choices, reason, errors=errors, sure=sure, status=422)
    flash = _("The file is the draft now, saved as revision %(name)s.") % {"name": revision.name}
    return redirect(visit, "draft", flash=flash, slug=visit.subject().slug)


def _preview_page(
    visit: Visit,
    proposal: Proposal,
    choices: dict[int, str],
    reason: str,
    *,
    opened: int = -1,
    sure: bool = False,
    errors: Errors | None = None,
    status: int = 200,
) -> Response:
    document = visit.subject()
    between = _changed_since(visit, proposal)
    shown = None
    if proposal.confirmed_at is None and not between:
        shown = import_rows.preview(proposal, places(visit.db, document), choices, opened)
    values: dict[str, Any] = {"reason": reason, "sure": sure}
    return render(
        visit,
        "imports/preview.html",
        status=status,
        document=document,
        proposal=proposal,
        shown=shown,
        between=between,
        opened=opened,
        values=values,
        errors=errors or {},
    )


def _changed_since(visit: Visit, proposal: Proposal) -> Any:
    """The last change of the draft if it is newer than the comparison, else None."""
    last = queries.last_revision_id(visit.db, visit.subject())
    if proposal.confirmed_at is not None or last == proposal.draft_revision:
        return None
    return history.revisions_by_id(visit.db, visit.subject(), [last]).get(last)


def _proposal(visit: Visit) -> Proposal:
    return queries.proposal_by_id(visit.db, visit.subject(), visit.path["proposal"])


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
    done = importing.last_proposal(visit.db, document)
    return redirect(visit, "draft_proposal", flash=flash, slug=slug, proposal=done.id)
