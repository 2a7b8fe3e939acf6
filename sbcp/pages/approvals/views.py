"""Requests that take two persons: what is asked, who may decide, and the decision."""

from functools import partial
from typing import Any

from starlette.responses import Response

from core.errors import N_, Conflict, DomainError, Forbidden, Invalid, NotFound, Refused
from documents.models import Document
from documents.queries import documents_by_slugs
from members import approvals as requests
from members.approvals import Approval, ApprovalState
from members.models import Mandate
from sbcp import permissions
from sbcp.approvals import deciding
from sbcp.language.locales import gettext as _
from sbcp.pages.approvals.forms import Decision
from sbcp.web.errors import message_of
from sbcp.web.kept.pages import forget_afterwards
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit

PATIENCE = 1.0  # seconds that the answer waits for what approving set going
SHOWN = 100  # requests that are decided, on one page
FLASHES = {
    "approved": N_("Approved. It is done."),
    "refused": N_("Refused. Whoever asked is told why."),
    "withdrawn": N_("The request is withdrawn."),
}


def listing(visit: Visit) -> Response:
    """What waits for this person, what they asked for, and what was decided."""
    listed = requests.listed(visit.db, permissions.visible(Approval, visit.mandates), SHOWN)
    mine = [each for each in listed if asked_by(visit, each)]
    waiting = [each for each in listed if each.state(visit.now) == ApprovalState.WAITING]
    slugs = [each.subject.removeprefix("document:") for each in listed]
    return render(
        visit,
        "approvals/index.html",
        to_decide=[
            each
            for each in waiting
            if each not in mine and deciding.decides(visit.db, each, visit.person, visit.now)
        ],
        asked=[each for each in waiting if each in mine],
        decided=[each for each in listed if each not in waiting],
        documents={document.subject: document for document in documents_by_slugs(visit.db, slugs)},
        kinds=deciding.TWO_PERSON_ACTS,
    )


def show(visit: Visit, problem: DomainError | None = None) -> Response:
    """One request: what exactly, why, by whom; and who could decide it. problem: why it could not be
    decided just now."""
    approval = _approval(visit)
    kind = deciding.TWO_PERSON_ACTS[approval.kind]
    state = approval.state(visit.now)
    own = asked_by(visit, approval)
    decides = deciding.decides(visit.db, approval, visit.person, visit.now)
    approved_on = kind.approved_on(approval.body) if kind.approved_on else None
    stale = state == ApprovalState.WAITING and kind.stale(visit.db, approval.body)
    place = kind.page(approval.body) or (approved_on if own or decides else None)
    return render(
        visit,
        "approvals/approval.html",
        status=409 if problem else 200,
        problem=message_of(problem) if problem else "",
        **_shown(visit, approval),
        own=own,
        deciders=deciding.deciders(visit.db, approval, visit.now) if state == ApprovalState.WAITING else [],
        stale=stale,
        what_changed=kind.what_changed(visit.db, approval.body) if stale else "",
        again=kind.again(approval.body) if stale and visit.may(approval.permission) else None,
        place=place,
        decides=decides,
        approved_on=approved_on,
        done=kind.page_of_outcome(approval.body, approval.result) if approval.result else None,
        roles_needed=permissions.RULES[approval.permission].roles,
    )


def check(visit: Visit, form: Decision | None = None) -> Response:
    """The last look before approving or refusing."""
    approval = _approval(visit)
    form = form or Decision.read(visit, {"act": visit.query.get("act", "")})
    if form.act.data not in ("approve", "refuse"):
        raise NotFound(N_("There is no page at this address."))
    requests.refuse_same_person(approval, _mandate(visit, approval), visit.now)
    kind = deciding.TWO_PERSON_ACTS[approval.kind]
    approved_on = kind.approved_on
    stale = form.act.data == "approve" and kind.stale(visit.db, approval.body)
    if stale and kind.what_changed(visit.db, approval.body):  # the page of the request says it
        return redirect(visit, "approval", approval=approval.id)
    if form.act.data == "approve" and approved_on is not None:
        name, values = approved_on(approval.body)
        return redirect(visit, name, **values)
    return render(visit, "approvals/check.html", **form.shown(), **_shown(visit, approval))


def decide(visit: Visit) -> Response:
    """Approve and do it, or refuse with a reason."""
    approval, form = _approval(visit), Decision.read(visit)
    by = _mandate(visit, approval)
    if form.act.data not in ("approve", "refuse"):
        return show(visit, Invalid(N_("Choose whether to approve or to refuse."), field="act"))
    if not form.is_right():
        return check(visit, form)
    try:
        if form.act.data == "approve":
            stage_mandate = visit.mandate(approval.permission)
            deciding.approve(visit.db, visit.settings, approval.id, by=stage_mandate, now=visit.now)
        else:
            reason = form.answer.data
            deciding.refuse(visit.db, visit.settings, approval.id, reason=reason, by=by, now=visit.now)
    except (Refused, Conflict, Invalid) as error:
        visit.db.rollback()
        return show(visit, error)
    return _go_on(visit, approval)


def withdraw(visit: Visit) -> Response:
    """Take one's own request back."""
    approval = _approval(visit)
    try:
        by = _mandate(visit, approval)
        deciding.withdraw(visit.db, approval.id, by=by, now=visit.now)
    except Conflict as error:
        visit.db.rollback()
        return show(visit, error)
    return _go_on(visit, approval)


def ask(visit: Visit, kind: str, subject: str, body: dict[str, Any], reason: str, by: Mandate) -> Response:
    """For views of acts that take two persons: leave the request, and lead to its page."""
    approval = deciding.request_approval(
        visit.db, visit.settings, kind=kind, subject=subject, body=body, reason=reason, by=by, now=visit.now
    )
    return redirect(
        visit,
        "approval",
        approval=approval.id,
        flash=_("Asked for. A second person decides; nothing is done yet."),
    )


def waiting_about(visit: Visit, subject: str, *kinds: str) -> list[Approval]:
    """The requests about a subject that wait and that this visitor may see: for notices on its pages."""
    waiting = requests.open_about(visit.db, subject, kinds, visit.now)
    return [each for each in waiting if permissions.sees(each, visit.mandates)]


def asked_by(visit: Visit, approval: Approval) -> bool:
    return visit.person is not None and approval.asked_by.person_id == visit.person.id


def _approval(visit: Visit) -> Approval:
    """The request of the address. Raises NotFound for one that this person may not see too."""
    approval = visit.about.approval
    if approval is None or not permissions.sees(approval, visit.mandates):
        raise NotFound(N_("There is no such request."))
    return approval


def _mandate(visit: Visit, approval: Approval) -> Mandate:
    """The mandate to decide under, at whatever stage: what is overtaken can still be refused."""
    country = approval.asked_by.participant
    own = country.code if country and permissions.RULES[approval.permission].own_country else None
    mandate = permissions.mandate_for(approval.permission, visit.mandates, country=own)
    if mandate is None:
        raise Forbidden(N_("You hold no mandate for this at the present stage."))
    return mandate


def _shown(visit: Visit, approval: Approval) -> dict[str, Any]:
    kind = deciding.TWO_PERSON_ACTS[approval.kind]
    document: Document | None = deciding.document_of(visit.db, approval)
    return {
        "approval": approval,
        "kind": kind,
        "state": approval.state(visit.now),
        "details": kind.details(visit.db, approval.body),
        "document": document,
    }


def _go_on(visit: Visit, approval: Approval) -> Response:
    """To what came of it, else back to the request."""
    kind, result = deciding.TWO_PERSON_ACTS[approval.kind], approval.result
    if result is not None:
        forget_afterwards(visit)
    if result and "job" in result:
        visit.afterwards.append(partial(visit.request.app.state.worker.do_soon, result["job"], PATIENCE))
    place = kind.page_of_outcome(approval.body, result) if result else None
    name, values = place or ("approval", {"approval": approval.id})
    return redirect(visit, name, flash=_(FLASHES[str(approval.outcome)]), **values)
