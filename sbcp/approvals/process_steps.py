"""Steps of the process that take two persons: those that the table of the process marks so
(``process.lifecycle``), and any that sets gates aside."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from core.errors import N_, Conflict, Refused
from documents.models import Document
from documents.queries import document_by_slug
from members.models import Mandate
from process import queries, services
from process.lifecycle import Stage, findings, fixed, transition_between
from sbcp.approvals.act import Body, Detail, PageAddress, TwoPersonAct
from sbcp.language.glossary import stage_name
from sbcp.language.locales import gettext as _
from sbcp.language.locales import ngettext as translated


def prepare(db: Session, document: Document, stage: str, *, now: datetime) -> Body:
    """What would be asked for: the step from the present stage, and the gates that are not met now.

    Raises Refused when no step leads there, or when what stands in its way is set aside by nobody.
    """
    start = queries.stage_of(db, document)
    step = transition_between(start, stage)
    if step is None:
        raise Refused(N_("No step leads from “%(start)s” to “%(stage)s”."), start=start, stage=stage)
    unmet = findings(step, queries.facts(db, document, now))
    if fixed(step, unmet):
        raise services.GatesClosed(unmet)
    return {"slug": document.slug, "from": start, "to": stage, "aside": [asdict(each) for each in unmet]}


def kind_of(stage: str) -> str:
    """The kind of the request for a step that sets nothing aside."""
    return "process.withdraw" if stage == Stage.WITHDRAWN else "process.step"


def _carry_out(db: Session, body: Body, asked_by: Mandate, by: Mandate, now: datetime) -> Body:
    """The step as both persons have seen it. A gate that has closed since is set aside by nobody."""
    document = document_by_slug(db, body["slug"])
    services.refuse_other_stage(db, document, (body["from"],))
    aside = _gates(prepare(db, document, body["to"], now=now))
    if not aside <= _gates(body):
        raise Conflict(N_("More stands in the way of this step than when it was asked for. Look again."))
    step = services.take_step(
        db,
        document,
        body["to"],
        by=asked_by,
        approved_by=by,
        now=now,
        reason=body["reason"],
        override=bool(aside),
    )
    return {"step": step.id}


def _gates(body: Body) -> set[str]:
    return {finding["gate"] for finding in body["aside"]}


def _details(db: Session, body: Body) -> list[Detail]:
    document = document_by_slug(db, body["slug"])
    details = [
        Detail(_("Document"), document.title, language=document.language),
        Detail(_("Stage"), stage_name(body["to"]), stage_name(body["from"])),
    ]
    for finding in body["aside"]:
        words = translated(finding["message"], finding["many"] or finding["message"], finding["count"])
        details.append(Detail(_("Set aside"), words % {"num": finding["count"]}))
    step = transition_between(body["from"], body["to"])
    if step is not None and step.words:
        details.insert(1, Detail(_("Step"), _(step.words)))
    if step is not None and step.follows:
        details.append(Detail(_("What follows"), _(step.follows)))
    return details


def _stale(db: Session, body: Body) -> bool:
    return bool(queries.stage_of(db, document_by_slug(db, body["slug"])) != body["from"])


def _public(body: Body) -> Body:
    return {"from": body["from"], "to": body["to"], "set_aside": sorted(_gates(body))}


def _page(body: Body) -> PageAddress:
    return "process", {"slug": body["slug"]}


def _two_person_act(permission: str, name: str, button: str) -> TwoPersonAct:
    return TwoPersonAct(
        permission=permission,
        name=name,
        button=button,
        carry_out=_carry_out,
        details=_details,
        public=_public,
        page=_page,
        stale=_stale,
    )


STEP = _two_person_act("process:step", N_("Take a step of the process"), N_("Approve and take the step"))
OVERRIDE = _two_person_act("process:override", N_("Set conditions aside"), N_("Approve and take the step"))
WITHDRAW = _two_person_act("process:step", N_("Withdraw a document"), N_("Approve and withdraw the document"))
