"""Publishing: a last look, the request to a second person, and how far the task is."""

from starlette.responses import Response

from consultation import counts
from core.errors import N_, DomainError, NotFound
from core.queue import jobs
from documents import queries
from sbcp.approvals import publication
from sbcp.language import locales
from sbcp.language.glossary import lineage_name
from sbcp.language.locales import gettext as _
from sbcp.pages.approvals import views
from sbcp.pages.drafts import reading, requests
from sbcp.pages.drafts.forms import Publish
from sbcp.web.errors import message_of
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit


def publish_form(visit: Visit, form: Publish | None = None) -> Response:
    """What would be published, to be checked."""
    document = visit.subject()
    shown = reading.draft(visit.db, document)
    if form is None:
        number = shown.last.number + 1 if shown.last else 1
        given = {
            "label": visit.query.get("label"),
            "summary": publication.last_summaries(visit.db, document, number),
        }
        form = Publish.read(visit, given)
    if form.asks_for_counts and shown.last:
        form.begin_with(_counts(shown.counts, shown.last.number))
    return render(
        visit,
        "drafts/publish.html",
        **form.shown(),
        shown=shown,
        languages=locales.LOCALES,
        waiting=requests.waiting(visit),
        last_change=queries.last_revision_id(visit.db, document),
        to_place=counts.sent(visit.db, document),
    )


def publish(visit: Visit) -> Response:
    """Ask a second person to approve the publication of exactly this draft."""
    document, form = visit.subject(), Publish.read(visit)
    if form.is_sent:
        form.is_right()
        with form.telling():
            body = publication.prepare(
                visit.db,
                document,
                label=form.label.data,
                seen=form.last_change.data,
                summaries=form.summary.data,
            )
            if not form.faults:
                by = visit.mandate("version:publish")
                return views.ask(visit, publication.KIND, document.subject, body, form.reason.data, by)
    return publish_form(visit, form)


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
        to_place=counts.sent(visit.db, document),
        still=still,
    )


def _counts(counts: dict[str, int], before: int) -> dict[str, str]:
    """What changed since a version, in each language, for somebody to go on from. Serbian in Latin script is
    derived."""
    texts = {}
    for locale in locales.LOCALES:
        if counts and not locale.derived_latin:
            with locales.speaking(locale):
                listed = "; ".join(
                    f"{_in_mid_sentence(lineage_name(kind))}: {locales.format_number(count)}"
                    for kind, count in counts.items()
                )
                words = _("Changed since version %(number)s, in paragraphs: %(counts)s.")
                texts[locale.code] = words % {"number": before, "counts": listed}
    return texts


def _in_mid_sentence(name: str) -> str:
    return name[:1].lower() + name[1:]


def _words_of(failure: dict[str, object] | None) -> str:
    """Why a task could not be done, in the reader's language."""
    if failure is None:
        return ""
    values = failure["values"]
    return message_of(DomainError(str(failure["message"]), **(values if isinstance(values, dict) else {})))
