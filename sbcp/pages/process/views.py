"""The process of a document: where it stands, what comes next, what stands in the way."""

from starlette.responses import Response

from adoption import ruling
from adoption.queries import Days, DocumentStatus, document_status
from core.errors import N_, Refused
from documents.models import Document
from documents.queries import last_version
from process import overview, queries, services
from process.lifecycle import Stage, fixed
from process.stances import reading
from process.timeline import timelines
from sbcp.approvals import process_steps
from sbcp.language.glossary import stage_name
from sbcp.language.locales import gettext as _
from sbcp.language.participants import in_order, named, names
from sbcp.pages.approvals import views
from sbcp.pages.process.forms import AskedStep, NextStage, Override
from sbcp.pages.process.gates import conditions, set_aside, words
from sbcp.pages.process.lanes import lane
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit

REQUESTS = ("process.step", "process.override", "process.withdraw")


def show(visit: Visit, *, refused: str = "") -> Response:
    """The stages, the steps taken with who and why, the next steps with their gates, and what countries say.
    refused: the stage that the gates have just kept the document from."""
    document = visit.subject()
    on_record = reading.stances(visit.db, document, visit.now.date())
    of_country = {each.participant.id: each for each in on_record.standing}
    card = overview.card(visit.db, document, visit.now)
    [shown] = timelines(visit.db, [card], visit.now)
    ways = queries.next_steps(visit.db, document, visit.now)
    return render(
        visit,
        "process/process.html",
        set_aside=set_aside,
        status=409 if refused else 200,
        document=document,
        stage=visit.stage,
        lane=lane(visit, shown, ruling.rule_of(visit.db, document)),
        steps=shown.steps,
        ways=[(step, findings, conditions(visit, card, step, findings)) for step, findings in ways],
        in_force=card.in_force.number,
        shown=_progress(visit, document),
        countries_named=lambda codes: named(codes, names(visit.db)),
        fixed=fixed,
        finding_words=words,
        waiting=views.waiting_about(visit, document.subject, *REQUESTS),
        refused=refused,
        standing=[of_country[each.id] for each in in_order(each.participant for each in on_record.standing)],
        earlier=on_record.earlier,
    )


def _progress(visit: Visit, document: Document) -> DocumentStatus | None:
    """How far the last version is on its way into force, while governments act on it."""
    if visit.stage != Stage.ADOPTION:
        return None
    days, last = Days(visit.now.date()), last_version(visit.db, document)
    return document_status(visit.db, document, days, last)


def take_step(visit: Visit) -> Response:
    """Lead the document into the next stage, if its gates are open and one person is enough."""
    form, document = NextStage.read(visit), visit.subject()
    stage = form.stage.data
    try:
        services.take_step(visit.db, document, stage, by=visit.mandate("process:step"), now=visit.now)
    except services.GatesClosed:
        return show(visit, refused=stage)
    flash = _("The document is now in the stage “%(stage)s”.") % {"stage": stage_name(stage)}
    return redirect(visit, "process", slug=document.slug, flash=flash)


def step_form(visit: Visit, form: AskedStep | None = None, *, refused: bool = False) -> Response:
    """A step that takes two persons: its conditions, what follows from it, and the reason to be published.
    refused: its gates have just kept the document from it."""
    form = form or AskedStep.read(visit, {"stage": visit.query.get("stage", "")})
    shown = form.shown() | ({"status": 409} if refused else {})
    ways = queries.next_steps(visit.db, visit.subject(), visit.now)
    return render(
        visit,
        "process/step.html",
        finding_words=words,
        **shown,
        document=visit.subject(),
        stage=visit.stage,
        way=next((way for way in ways if way[0].end == form.stage.data), None),
    )


def ask_step(visit: Visit) -> Response:
    """Ask a second person to take the step, with a reason. Its gates must be open now, and then."""
    form, document = AskedStep.read(visit), visit.subject()
    try:
        body = process_steps.prepare(visit.db, document, form.stage.data, now=visit.now)
    except services.GatesClosed:
        return step_form(visit, form, refused=True)
    if body["aside"]:
        return step_form(visit, form, refused=True)
    if not form.is_right():
        return step_form(visit, form)
    kind, by = process_steps.kind_of(form.stage.data), visit.mandate("process:step")
    return views.ask(visit, kind, document.subject, body, form.reason.data, by)


def override_form(visit: Visit, form: Override | None = None) -> Response:
    """What would be set aside, and the reason that will be published."""
    form = form or Override.read(visit, {"stage": visit.query.get("stage", "")})
    ways = queries.next_steps(visit.db, visit.subject(), visit.now)
    step, unmet = next((way for way in ways if way[0].end == form.stage.data), (None, []))
    return render(
        visit,
        "process/override.html",
        finding_words=words,
        **form.shown(),
        document=visit.subject(),
        findings=unmet,
        fixed=fixed(step, unmet) if step else [],
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
