"""The process of a document: where it stands, what comes next, what stands in the way."""

from starlette.responses import Response

from core.errors import N_, Invalid, Refused
from core.text import checked_reason
from process import queries, services
from process.lifecycle import Stage
from sbcp.approvals import process_steps
from sbcp.language.glossary import stage_name
from sbcp.language.locales import gettext as _
from sbcp.pages.approvals import views
from sbcp.web.errors import message_of
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit


def show(
    visit: Visit, status: int = 200, refused: str = "", errors: dict[str, str] | None = None
) -> Response:
    """The stages, the steps taken with who and why, and the next steps with their gates."""
    document = visit.subject()
    return render(
        visit,
        "process/process.html",
        status=status,
        document=document,
        stage=visit.stage,
        stages=tuple(Stage),
        steps=queries.steps_taken(visit.db, document),
        ways=queries.next_steps(visit.db, document, visit.now),
        waiting=views.waiting_about(visit, document.subject, "process.override", "process.withdraw"),
        refused=refused,
        errors=errors or {},
        reason=str(visit.form.get("reason", "")),
    )


def take_step(visit: Visit) -> Response:
    """Lead the document into the next stage, if its gates are open. No step leads back from a
    withdrawal: it takes a second person."""
    stage = str(visit.form.get("stage", ""))
    if stage == Stage.WITHDRAWN:
        return _ask_to_withdraw(visit)
    try:
        services.take_step(
            visit.db,
            visit.subject(),
            stage,
            by=visit.mandate("process:step"),
            now=visit.now,
            reason=str(visit.form.get("reason", "")),
        )
    except services.GatesClosed:
        return show(visit, status=409, refused=stage)
    except Invalid as error:
        return show(visit, 422, errors={error.field: message_of(error)})
    flash = _("The document is now in the stage “%(stage)s”.") % {"stage": stage_name(stage)}
    return redirect(visit, "process", slug=visit.subject().slug, flash=flash)


def override_form(
    visit: Visit, status: int = 200, errors: dict[str, str] | None = None, reason: str = ""
) -> Response:
    """What would be set aside, and the reason that will be published."""
    stage = str(visit.form.get("stage", "") or visit.query.get("stage", ""))
    ways = queries.next_steps(visit.db, visit.subject(), visit.now)
    found = next((findings for step, findings in ways if step.end == stage), [])
    return render(
        visit,
        "process/override.html",
        status=status,
        document=visit.subject(),
        stage=stage,
        findings=found,
        errors=errors or {},
        reason=reason,
    )


def override(visit: Visit) -> Response:
    """Ask a second person to take the step with gates unmet: named, reasoned, public."""
    stage, reason = str(visit.form.get("stage", "")), str(visit.form.get("reason", ""))
    document = visit.subject()
    body = process_steps.prepare(visit.db, document, stage, now=visit.now)
    if not body["aside"]:
        raise Refused(N_("Nothing needs to be set aside for this step."))
    try:
        checked_reason(reason)
    except Invalid as error:
        return override_form(visit, 422, {error.field: message_of(error)}, reason)
    by = visit.mandate("process:override")
    return views.ask(visit, "process.override", document.subject, body, reason, by)


def _ask_to_withdraw(visit: Visit) -> Response:
    document, reason = visit.subject(), str(visit.form.get("reason", ""))
    body = process_steps.prepare(visit.db, document, Stage.WITHDRAWN, now=visit.now)
    if not reason.strip():
        message = _("Say why the document is withdrawn. It will be published.")
        return show(visit, 422, errors={"reason": message})
    by = visit.mandate("process:step")
    return views.ask(visit, "process.withdraw", document.subject, body, reason, by)
