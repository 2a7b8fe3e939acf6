"""Two persons for grave acts: asking, notifying those who may decide, deciding, and doing it.

The acts are in ``TWO_PERSON_ACTS``; the requests themselves in ``members.approvals``. What was checked
when it was asked is checked again when it is approved.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from core.db import Database
from core.errors import N_, Conflict, Forbidden, Refused
from documents.models import Document
from documents.queries import document_of_subject
from members import approvals, interests
from members.approvals import Approval
from members.models import Mandate, Person
from process.queries import stage_of
from sbcp import mail, permissions
from sbcp.approvals import (
    acts,
    countries,
    entry_rules,
    erasure,
    members,
    past_acts,
    process_steps,
    publication,
    round_times,
    taking_out,
)
from sbcp.approvals.act import Body, TwoPersonAct
from sbcp.language import locales
from sbcp.settings import Settings

TWO_PERSON_ACTS: dict[str, TwoPersonAct] = {
    "version.publish": publication.PUBLISH,
    "round.extend": round_times.EXTEND,
    "round.close": round_times.CLOSE,
    "round.reopen": round_times.REOPEN,
    "process.step": process_steps.STEP,
    "process.override": process_steps.OVERRIDE,
    "process.withdraw": process_steps.WITHDRAW,
    taking_out.KIND: taking_out.TAKE_OUT,
    acts.KIND: acts.RECORD,
    "acts.import": past_acts.IMPORT,
    "entry_rule.set": entry_rules.SET,
    "person.erase": erasure.ERASE,
    "participant.add": countries.ADD,
    "participant.rename": countries.RENAME,
    "participant.succeed": countries.SUCCEED,
    "mandate.grant_admin": members.GRANT_ADMIN,
}


def request_approval(
    db: Session,
    settings: Settings,
    *,
    kind: str,
    subject: str,
    body: dict[str, Any],
    reason: str,
    by: Mandate,
    now: datetime,
) -> Approval:
    """Ask for a grave act and notify everybody who may decide it. Asked for twice, it is one request.

    The caller has checked that ``by`` may ask for it (the permission of the kind) and that it could be
    done now. Raises Invalid (field ``reason``) without a reason.
    """
    act = TWO_PERSON_ACTS[kind]
    approval = approvals.request_approval(
        db,
        approvals.ApprovalRequest(
            kind=kind,
            permission=act.permission,
            subject=subject,
            body=body,
            reason=reason,
            public=act.public(body),
            secret_reason=act.secret_reason,
        ),
        by=by,
        now=now,
    )
    for person in deciders(db, approval, now):
        _notify(db, settings, approval, person, "approval-asked", now)
    return approval


def approve(
    db: Session,
    settings: Settings,
    approval_id: int,
    *,
    by: Mandate,
    now: datetime,
    work: Callable[[], Body] | None = None,
) -> Approval:
    """Approve a request and do it, in one transaction. work: does it, for a kind that is approved on a page
    of its own, and answers with the result.

    Raises what ``members.approvals.lock`` and ``refuse_same_person`` raise, Forbidden if one of the
    two may not do this at the present stage, and whatever doing it raises.
    """
    approval = approvals.lock(db, approval_id, now)
    approvals.refuse_same_person(approval, by, now)
    _refuse_others(db, approval, by, now)
    _check_mandates(db, approval, by)
    approvals.approve(db, approval, by=by, now=now)
    body = {**approval.body, "reason": approval.reason}
    carry_out = TWO_PERSON_ACTS[approval.kind].carry_out
    approval.result = work() if work else carry_out(db, body, approval.asked_by, by, now)
    db.flush()
    _notify(db, settings, approval, approval.asked_by.person, "approval-decided", now)
    return approval


def refuse(
    db: Session, settings: Settings, approval_id: int, *, reason: str, by: Mandate, now: datetime
) -> Approval:
    """Refuse a request, with a reason that is published. Raises as ``approve`` does."""
    approval = approvals.lock(db, approval_id, now)
    approvals.refuse_same_person(approval, by, now)
    _refuse_others(db, approval, by, now)
    approvals.refuse(db, approval, reason=reason, by=by, now=now)
    _notify(db, settings, approval, approval.asked_by.person, "approval-decided", now)
    return approval


def withdraw(db: Session, approval_id: int, *, by: Mandate, now: datetime) -> Approval:
    """Take one's own request back."""
    approval = approvals.lock(db, approval_id, now)
    approvals.withdraw(db, approval, by=by, now=now)
    return approval


def close_ended(database: Database, settings: Settings, now: datetime) -> None:
    """A chore: put on the record which requests have expired or fallen with a mandate, and notify
    those who made them."""
    with database.writing() as db:
        for approval in approvals.to_close(db, now):
            approvals.close(db, approval, now=now)
            if approval.asked_by.person.disabled_at is None:
                _notify(db, settings, approval, approval.asked_by.person, "approval-decided", now)
        db.commit()


def deciders(db: Session, approval: Approval, now: datetime) -> list[Person]:
    """The people who may decide a request: with a mandate in force that may do what is asked, other
    than the one who asked. Each once."""
    decider = TWO_PERSON_ACTS[approval.kind].decider
    if decider is not None:
        one = decider(db, approval.body, now)
        held = [one] if one else []
    else:
        held = approvals.holders(db, permissions.RULES[approval.permission].roles, now)
    others = (mandate.person for mandate in held if mandate.person_id != approval.asked_by.person_id)
    return list({person.id: person for person in others}.values())


def decides(db: Session, approval: Approval, person: Person | None, now: datetime) -> bool:
    """Whether a person whom a request is shown is one who decides it."""
    if TWO_PERSON_ACTS[approval.kind].decider is None:
        return person is None or person.id != approval.asked_by.person_id
    return any(person is not None and each.id == person.id for each in deciders(db, approval, now))


def document_of(db: Session, approval: Approval) -> Document | None:
    """The document that a request is about; None if it is about members or data."""
    return document_of_subject(db, approval.subject)


def _refuse_others(db: Session, approval: Approval, by: Mandate, now: datetime) -> None:
    """Raises Forbidden for somebody else than the one who decides, where there is one."""
    if not decides(db, approval, by.person, now):
        raise Forbidden(N_("Somebody else decides this."))


def _check_mandates(db: Session, approval: Approval, by: Mandate) -> None:
    """Both persons may do this, now, at the present stage of the document."""
    permission, document = approval.permission, document_of(db, approval)
    stage = stage_of(db, document) if document else None
    if any(
        interests.blocking(interests.recusals(db, each.person, approval.subject))
        for each in (by, approval.asked_by)
    ):
        raise Refused(N_("One of you takes no part in this document: somebody else has to do it."))
    country = approval.asked_by.participant
    own = country.code if country and permissions.RULES[permission].own_country else None
    if not permissions.can(permission, [by], stage=stage, country=own):
        raise Forbidden(N_("You hold no mandate for this at the present stage."))
    if not permissions.can(permission, [approval.asked_by], stage=stage):
        raise Conflict(N_("Whoever asked for this may no longer do it at the present stage."))


def _notify(
    db: Session, settings: Settings, approval: Approval, person: Person, template: str, now: datetime
) -> None:
    """Mail to one of the people concerned. It names the act and leads to its page, and says no more."""
    locale = locales.BY_CODE.get(person.locale, locales.DEFAULT)
    outcome = approval.state(now)
    mail.enqueue(
        db,
        settings,
        mail.Letter(
            to=person.email,
            template=template,
            locale=locale.code,
            values={
                "kind": TWO_PERSON_ACTS[approval.kind].name,
                "outcome": outcome,
                "reason": "" if TWO_PERSON_ACTS[approval.kind].secret_reason else approval.reason,
                "answer": approval.answer,
                "asked_by": approval.asked_by.person.name,
                "decided_by": approval.decided_by.person.name if approval.decided_by else "",
                "until": approval.expires_at.isoformat(),
                "link": f"{settings.base_url}/{locale.code}/approvals/{approval.id}",
            },
            key=f"{template}:{approval.id}:{outcome}:{person.id}",
            person=person,
        ),
        now=now,
    )
