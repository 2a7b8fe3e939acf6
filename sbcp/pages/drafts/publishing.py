"""Publishing: a last look, the request to a second person, and how far the task is."""

from starlette.responses import Response

from consultation.placements import carrying
from core.errors import N_, DomainError, Invalid, NotFound
from core.queue import jobs
from core.text import checked_reason
from documents import queries
from sbcp.approvals import publication
from sbcp.language.locales import gettext as _
from sbcp.pages.approvals import views
from sbcp.pages.drafts import paragraphs as pages
from sbcp.pages.drafts.editing import Errors
from sbcp.pages.drafts.fields import text, whole
from sbcp.web.errors import message_of
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit


def publish_form(visit: Visit, label: str = "", errors: Errors | None = None, status: int = 200) -> Response:
    """What would be published, to be checked."""
    shown = pages.draft(visit.db, visit.subject())
    return render(
        visit,
        "drafts/publish.html",
        status=status,
        shown=shown,
        label=label or visit.query.get("label", ""),
        reason=text(visit.form, "reason"),
        waiting=views.waiting_about(visit, visit.subject().subject, publication.KIND),
        errors=errors or {},
        last_change=queries.last_revision_id(visit.db, visit.subject()),
        to_place=carrying.sent_comments(visit.db, visit.subject()),
    )


def publish(visit: Visit) -> Response:
    """Ask a second person to approve the publication of exactly this draft."""
    label, document, reason = text(visit.form, "label"), visit.subject(), text(visit.form, "reason")
    seen = whole(text(visit.form, "last_change"))
    try:
        body = publication.prepare(visit.db, document, label=label, seen=seen)
        checked_reason(reason)
    except Invalid as error:
        return publish_form(visit, label, {error.field: message_of(error)}, 422)
    by = visit.mandate("version:publish")
    return views.ask(visit, publication.KIND, document.subject, body, reason, by)


def progress(visit: Visit) -> Response:
    """How far a publication is: on to the version when it is done, or why it could not be."""
    document = visit.subject()
    job = jobs.job_by_id(visit.db, visit.path["job"], publication.KIND)
    if job.body["slug"] != document.slug:
        raise NotFound(N_("There is no such task."))
    if job.result is not None:
        number = job.result["version"]
        flash = _("Version %(number)s is published.") % {"number": number}
        return redirect(visit, "version", flash=flash, slug=document.slug, n=number)
    still = "still" in visit.query
    return render(
        visit,
        "drafts/publication.html",
        block="progress",
        document=document,
        job=job,
        number=job.body["number"],
        failure=_words_of(job.failure),
        to_place=carrying.sent_comments(visit.db, document),
        still=still,
    )


def _words_of(failure: dict[str, object] | None) -> str:
    """Why a task could not be done, in the reader's language."""
    if failure is None:
        return ""
    values = failure["values"]
    return message_of(DomainError(str(failure["message"]), **(values if isinstance(values, dict) else {})))
