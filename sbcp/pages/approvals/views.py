"""Requests that take two persons: what is asked, who may decide, and the decision."""

from functools import partial
from typing import Any

from starlette.responses import Response

from core.errors import N_, Conflict, DomainError, Forbidden, Invalid, NotFound, Refused
from documents.models import Document
from documents.queries import documents_by_slugs
from members import approvals as requests
from members.approvals import Approval
from members.models import Mandate
from sbcp import permissions
from sbcp.approvals import deciding
from sbcp.language.locales import gettext as _
from sbcp.web.errors import message_of
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
    found = requests.listed(visit.db, permissions.visible(Approval, visit.mandates), SHOWN)
    mine = [each for each in found if asked_by(visit, each)]
    waiting = [each for each in found if each.state(visit.now) == "waiting"]
    slugs = [each.subject.removeprefix("document:") for each in found]
    return render(
        visit,
        "approvals/index.html",
        to_decide=[each for each in waiting if each not in mine],
        asked=[each for each in waiting if each in mine],
        decided=[each for each in found if each not in waiting],
        documents={document.subject: document for document in documents_by_slugs(visit.db, slugs)},
        kinds=deciding.KINDS,
    )


def show(visit: Visit, problem: DomainError | None = None) -> Response:
    """One request: what exactly, why, by whom; and who could decide it. problem: why it could not be
    decided just now."""
    approval = _approval(visit)
    kind = deciding.KINDS[approval.kind]
    state = approval.state(visit.now)
    place = kind.where(approval.body) if kind.where else None
    return render(
        visit,
        "approvals/approval.html",
        status=409 if problem else 200,
        problem=message_of(problem) if problem else "",
        **_shown(visit, approval),
        own=asked_by(visit, approval),
        deciders=deciding.deciders(visit.db, approval, visit.now) if state == "waiting" else [],
        stale=state == "waiting" and kind.stale(visit.db, approval.body),
        place=place,
        done=kind.done(approval.body, approval.result) if approval.result else None,
        roles_needed=permissions.RULES[approval.permission].roles,
    )


def check(visit: Visit, errors: dict[str, str] | None = None) -> Response:
    """The last look before approving or refusing."""
    approval = _approval(visit)
    act = str(visit.form.get("act", "") or visit.query.get("act", ""))
    if act not in ("approve", "refuse"):
        raise NotFound(N_("There is no page at this address."))
    requests.refuse_same_person(approval, _mandate(visit, approval), visit.now)
    return render(
        visit,
        "approvals/check.html",
        status=422 if errors else 200,
        act=act,
        errors=errors or {},
        answer=str(visit.form.get("answer", "")),
        **_shown(visit, approval),
    )


def decide(visit: Visit) -> Response:
    """Approve and do it, or refuse with a reason."""
    approval = _approval(visit)
    act = str(visit.form.get("act", ""))
    by = _mandate(visit, approval)
    try:
        if act == "approve":
            stage_mandate = visit.mandate(approval.permission)
            deciding.approve(visit.db, visit.settings, approval.id, by=stage_mandate, now=visit.now)
        elif act == "refuse":
            reason = str(visit.form.get("answer", ""))
            deciding.refuse(visit.db, visit.settings, approval.id, reason=reason, by=by, now=visit.now)
        else:
            raise Invalid(N_("Choose whether to approve or to refuse."), field="act")
    except (Refused, Conflict, Invalid) as error:
        visit.db.rollback()
        if act == "refuse" and isinstance(error, Invalid):
            return check(visit, {error.field: message_of(error)})
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
    made = deciding.ask(
        visit.db, visit.settings, kind=kind, subject=subject, body=body, reason=reason, by=by, now=visit.now
    )
    return redirect(
        visit,
        "approval",
        approval=made.id,
        flash=_("Asked for. A second person decides; nothing is done yet."),
    )


def waiting_about(visit: Visit, subject: str, *kinds: str) -> list[Approval]:
    """The requests about a subject that wait and that this visitor may see: for notices on its pages."""
    found = requests.open_about(visit.db, subject, kinds, visit.now)
    return [each for each in found if permissions.sees(each, visit.mandates)]


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
    found = permissions.mandate_for(approval.permission, visit.mandates)
    if found is None:
        raise Forbidden(N_("You hold no mandate for this at the present stage."))
    return found


def _shown(visit: Visit, approval: Approval) -> dict[str, Any]:
    kind = deciding.KINDS[approval.kind]
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
    kind, result = deciding.KINDS[approval.kind], approval.result
    if result and "job" in result:
        visit.afterwards.append(partial(visit.request.app.state.worker.do_soon, result["job"], PATIENCE))
    place = kind.done(approval.body, result) if result else None
    name, values = place or ("approval", {"approval": approval.id})
    return redirect(visit, name, flash=_(FLASHES[str(approval.outcome)]), **values)
