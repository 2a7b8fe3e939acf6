"""Two persons for what is grave (the four-eyes principle): one asks, another one decides. Both are on
the record.

What is asked for, and how it is done, is not known here: ``kind`` names it and ``body`` holds it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, String, Text, select, text
from sqlalchemy.orm import Mapped, Session, defer, joinedload, mapped_column, relationship

from core.db import Base
from core.enumeration import Labelled
from core.errors import N_, Conflict, Forbidden, NotFound, Refused
from core.personal import ACTOR, NUMBER, PROCESS
from core.record import entries
from core.record.canonical import timestamp
from core.text import checked_reason
from members.models import Mandate, Person

LASTS = timedelta(days=14)
WAITING = text("outcome IS NULL")


class ApprovalState(Labelled):
    """What has become of a request."""

    WAITING = "waiting", N_("Waiting for a second person")
    APPROVED = "approved", N_("Approved")
    REFUSED = "refused", N_("Refused")
    WITHDRAWN = "withdrawn", N_("Withdrawn by who asked")
    EXPIRED = "expired", N_("Expired")
    VOID = "void", N_("Void")


class Approval(Base):
    """A grave act that one person has asked for and another one decides.

    ``permission`` is what one must be allowed to ask for it and to decide it. ``subject`` is what the
    record calls the thing concerned; ``body`` is exactly what is to be done, in ids and plain values,
    without names. ``outcome`` is missing while it waits; ``result`` is what doing it gave.
    """

    __tablename__ = "approval"
    __table_args__ = (
        Index("ix_approval_waiting", "id", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_approval_subject", "subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    kind: Mapped[str] = mapped_column(String(40), info=PROCESS)
    permission: Mapped[str] = mapped_column(String(40), info=PROCESS)
    subject: Mapped[str] = mapped_column(String(120), info=PROCESS)
    body: Mapped[dict[str, Any]] = mapped_column(JSON, info=PROCESS)
    reason: Mapped[str] = mapped_column(Text, info=PROCESS)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)
    asked_at: Mapped[datetime] = mapped_column(info=PROCESS)
    expires_at: Mapped[datetime] = mapped_column(info=PROCESS)
    outcome: Mapped[str | None] = mapped_column(String(12), info=PROCESS)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)
    decided_at: Mapped[datetime | None] = mapped_column(info=PROCESS)
    answer: Mapped[str] = mapped_column(Text, default="", info=PROCESS)  # why it was refused
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), info=PROCESS)

    asked_by: Mapped[Mandate] = relationship(foreign_keys=asked_by_id)
    decided_by: Mapped[Mandate | None] = relationship(foreign_keys=decided_by_id)

    def state(self, now: datetime) -> ApprovalState:
        """Where it stands: what nobody decided in time has expired, and a request falls with the
        mandate that it was made under."""
        if self.outcome is not None:
            return ApprovalState(self.outcome)
        if now >= self.expires_at:
            return ApprovalState.EXPIRED
        return ApprovalState.WAITING if stands(self.asked_by, now) else ApprovalState.VOID


@dataclass(frozen=True)
class ApprovalRequest:
    """What somebody asks for, with the fields of ``Approval``. ``public`` goes on the record, and so does
    the reason unless ``secret_reason``: neither may hold personal data."""

    kind: str
    permission: str
    subject: str
    body: dict[str, Any]
    reason: str
    public: dict[str, Any] | None = None
    secret_reason: bool = False


def stands(mandate: Mandate, now: datetime) -> bool:
    """Whether a mandate is in force and its person may sign in."""
    return mandate.person.disabled_at is None and mandate.in_force(now.date())


def request_approval(db: Session, asked: ApprovalRequest, *, by: Mandate, now: datetime) -> Approval:
    """Ask for a grave act; it waits for a second person. The same thing asked twice is one request.

    Views call ``sbcp.approvals.deciding.request_approval``, which knows the acts and notifies whoever
    may decide. Raises Invalid (field ``reason``) without a reason.
    """
    reason = checked_reason(asked.reason)
    waiting = waiting_for(db, kind=asked.kind, subject=asked.subject, body=asked.body, now=now)
    if waiting is not None:
        return waiting
    approval = Approval(
        kind=asked.kind,
        permission=asked.permission,
        subject=asked.subject,
        body=asked.body,
        reason=reason,
        asked_by=by,
        asked_at=now,
        expires_at=now + LASTS,
    )
    db.add(approval)
    db.flush()
    published = {**(asked.public or {}), "until": timestamp(approval.expires_at)}
    if not asked.secret_reason:
        published["reason"] = reason
    _put_on_record(db, approval, "approval.asked", by, now, published)
    return approval


def approve(
    db: Session, approval: Approval, *, by: Mandate, now: datetime, result: dict[str, Any] | None = None
) -> None:
    """Approve, as another person than the one who asked, in the transaction in which it is done.

    The caller has locked the request (``lock``). Raises what ``refuse_same_person`` raises.
    """
    refuse_same_person(approval, by, now)
    _decide(db, approval, ApprovalState.APPROVED, by, now)
    approval.result = result
    db.flush()
    _put_on_record(db, approval, "approval.approved", by, now)


def refuse(db: Session, approval: Approval, *, reason: str, by: Mandate, now: datetime) -> None:
    """Refuse, with a reason that is published, as another person than the one who asked."""
    refuse_same_person(approval, by, now)
    approval.answer = checked_reason(reason, "answer")
    _decide(db, approval, ApprovalState.REFUSED, by, now)
    _put_on_record(db, approval, "approval.refused", by, now, {"reason": approval.answer})


def withdraw(db: Session, approval: Approval, *, by: Mandate, now: datetime) -> None:
    """Take a request back: for the person who made it, under whatever mandate."""
    if by.person_id != approval.asked_by.person_id:
        raise Forbidden(N_("Only the person who asked can withdraw this."))
    _decide(db, approval, ApprovalState.WITHDRAWN, by, now)
    _put_on_record(db, approval, "approval.withdrawn", by, now)


def close(db: Session, approval: Approval, *, now: datetime) -> None:
    """Put on the record that a request has expired or is void, once that is so."""
    state = approval.state(now)
    if approval.outcome is None and state in (ApprovalState.EXPIRED, ApprovalState.VOID):
        _decide(db, approval, state, None, now)
        _put_on_record(db, approval, f"approval.{state}", None, now)


def lock(db: Session, approval_id: int, now: datetime) -> Approval:
    """A request that waits, locked until the end of the transaction: of two who decide one comes
    second and is told so. Raises NotFound, and Conflict for one that no longer waits."""
    query = select(Approval).where(Approval.id == approval_id).with_for_update(of=Approval)
    approval = db.scalar(query.execution_options(populate_existing=True))
    if approval is None:
        raise NotFound(N_("There is no such request."))
    state = approval.state(now)
    if state == ApprovalState.EXPIRED:
        raise Conflict(N_("This request has expired. It can be made again."))
    if state == ApprovalState.VOID:
        raise Conflict(N_("This request is void: the mandate of the person who asked has ended."))
    if state != ApprovalState.WAITING:
        raise Conflict(N_("This request has been decided already."))
    return approval


def refuse_same_person(approval: Approval, by: Mandate, now: datetime) -> None:
    """Raises Refused for the person who asked, under whatever mandate, and Forbidden for somebody
    without a mandate in force."""
    if by.person_id == approval.asked_by.person_id:
        raise Refused(N_("You asked for this yourself. A second person decides."))
    if not stands(by, now):
        raise Forbidden(N_("You hold no mandate for this at the present stage."))


def waiting_for(
    db: Session, *, kind: str, subject: str, body: dict[str, Any], now: datetime
) -> Approval | None:
    """The request for exactly this that waits, if there is one."""
    query = select(Approval).where(
        Approval.kind == kind, Approval.subject == subject, Approval.outcome.is_(None)
    )
    alike = (approval for approval in db.scalars(query.order_by(Approval.id)) if approval.body == body)
    return next((approval for approval in alike if approval.state(now) == ApprovalState.WAITING), None)


def open_about(db: Session, subject: str, kinds: Collection[str], now: datetime) -> list[Approval]:
    """The requests about a subject that wait, the first first."""
    query = select(Approval).where(
        Approval.subject == subject, Approval.kind.in_(kinds), Approval.outcome.is_(None)
    )
    return [
        approval
        for approval in db.scalars(query.order_by(Approval.id))
        if approval.state(now) == ApprovalState.WAITING
    ]


def to_close(db: Session, now: datetime) -> list[Approval]:
    """The requests that wait no longer and whose end is not on the record yet. They are held: somebody who
    decides one at this moment is waited for."""
    query = select(Approval).where(Approval.outcome.is_(None)).order_by(Approval.id)
    query = query.with_for_update(of=Approval).execution_options(populate_existing=True)
    return [approval for approval in db.scalars(query) if approval.state(now) != ApprovalState.WAITING]


def listed(db: Session, where: ColumnElement[bool], limit: int) -> list[Approval]:
    """The newest requests that a clause leaves, those that wait for a decision first; without their bodies,
    which may be long."""
    people = (joinedload(Approval.asked_by), joinedload(Approval.decided_by))
    query = (
        select(Approval)
        .where(where)
        .options(*(each.joinedload(Mandate.person) for each in people), defer(Approval.body))
    )
    return list(db.scalars(query.order_by(Approval.outcome.is_not(None), Approval.id.desc()).limit(limit)))


def approval_by_id(db: Session, approval_id: int) -> Approval | None:
    """A request with the people concerned."""
    return db.get(
        Approval,
        approval_id,
        options=[
            joinedload(Approval.asked_by).joinedload(Mandate.person),
            joinedload(Approval.decided_by).joinedload(Mandate.person),
        ],
    )


def holders(db: Session, roles: Collection[str], now: datetime) -> list[Mandate]:
    """The mandates in force in any of these roles, with their people, in the order they were given."""
    query = (
        select(Mandate)
        .join(Person)
        .where(Mandate.role.in_(roles), Person.disabled_at.is_(None))
        .order_by(Mandate.id)
        .options(
            joinedload(Mandate.person),
            joinedload(Mandate.organisation),
            joinedload(Mandate.participant),
            joinedload(Mandate.substitute_for),
        )
    )
    return [mandate for mandate in db.scalars(query) if mandate.in_force(now.date())]


def _decide(
    db: Session, approval: Approval, outcome: ApprovalState, by: Mandate | None, now: datetime
) -> None:
    approval.outcome, approval.decided_by, approval.decided_at = outcome, by, now
    db.flush()


def _put_on_record(
    db: Session,
    approval: Approval,
    action: str,
    by: Mandate | None,
    now: datetime,
    body: dict[str, Any] | None = None,
) -> None:
    entries.append(
        db,
        at=now,
        actor=entries.actor_of(by, entries.SYSTEM),
        action=action,
        subject=approval.subject,
        body={
            "approval": approval.id,
            "kind": approval.kind,
            "asked_by": approval.asked_by.actor,
            **(body or {}),
        },
    )
