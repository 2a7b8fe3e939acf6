"""The process of a document: where it stands, what comes next, what stands in the way."""

from starlette.responses import Response

from core.errors import N_, Refused
from process import queries, services
from process.lifecycle import Stage
from sbcp.approvals import process_steps
from sbcp.language.glossary import stage_name
from sbcp.language.locales import gettext as _
from sbcp.pages.approvals import views
from sbcp.pages.process.forms import NextStage, Override
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit


def show(visit: Visit, form: NextStage | None = None, *, refused: str = "") -> Response:
    """The stages, the steps taken with who and why, and the next steps with their gates. refused: the
    stage that the gates have just kept the document from."""
    document = visit.subject()
    shown = (form or NextStage.read(visit)).shown()
    return render(
        visit,
        "process/process.html",
        **(shown | {"status": 409} if refused else shown),
        document=document,
        stage=visit.stage,
        stages=tuple(Stage),
        steps=queries.steps_taken(visit.db, document),
        ways=queries.next_steps(visit.db, document, visit.now),
        waiting=views.waiting_about(visit, document.subject, "process.override", "process.withdraw"),
        refused=refused,
    )


def take_step(visit: Visit) -> Response:
    """Lead the document into the next stage, if its gates are open. No step leads back from a
    withdrawal: it takes a second person."""
    form, document = NextStage.read(visit), visit.subject()
    stage = form.stage.data
    body = (
        process_steps.prepare(visit.db, document, stage, now=visit.now) if stage == Stage.WITHDRAWN else None
    )
    if not form.is_right():
        return show(visit, form)
    if body is not None:
        by = visit.mandate("process:step")
        return views.ask(visit, "process.withdraw", document.subject, body, form.reason.data, by)
    by, reason = visit.mandate("process:step"), form.reason.data
    try:
        services.take_step(visit.db, document, stage, by=by, now=visit.now, reason=reason)
    except services.GatesClosed:
        return show(visit, form, refused=stage)
    flash = _("The document is now in the stage “%(stage)s”.") % {"stage": stage_name(stage)}
    return redirect(visit, "process", slug=document.slug, flash=flash)


def override_form(visit: Visit, form: Override | None = None) -> Response:
    """What would be set aside, and the reason that will be published."""
    form = form or Override.read(visit, {"stage": visit.query.get("stage", "")})
    ways = queries.next_steps(visit.db, visit.subject(), visit.now)
    return render(
        visit,
        "process/override.html",
        **form.shown(),
        document=visit.subject(),
        findings=next((findings for step, findings in ways if step.end == form.stage.data), []),
    )


def override(visit: Visit) -> Response:
    """Ask a second person to take the step with gates unmet: named, reasoned, public."""
    form, document = Override.read(visit), visit.subject()
    body = process_steps.prepare(visit.db, document, form.stage.data, now=visit.now)
    if not body["aside"]:
        raise Refused(N_("Nothing needs to be set aside for this step."))
    if not form.is_right():
        return override_form(visit, form)
    by = visit.mandate("process:override")
    return views.ask(visit, "process.override", document.subject, body, form.reason.data, by)
