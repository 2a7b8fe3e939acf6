"""What is open under a mandate: what its holder sees to, and hands over when it ends.

Nothing is copied at a handover: what was done under a mandate stays its own, and whoever took over
sees what of it is still open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, joinedload

from adoption.models import Act, Verification
from consultation.models import Consultation
from documents.models import Document, PendingImport, Version
from documents.queries import documents_by_slugs
from members import invitations
from members.approvals import Approval, ApprovalState
from members.assignments import giving
from members.mandates import predecessors
from members.models import Mandate
from sbcp.web.forms import integer

TaskKind = Literal["round", "request", "import", "act", "invitation", "assignment"]


@dataclass(frozen=True)
class Task:
    """One open thing: of what kind, under which mandate, and the page where it is seen to.

    document: what it is about, if it is about one. until: the instant it ends by itself, if it does.
    due_on: the last day on which it is to be done, if there is one; is_overdue: that day has passed.
    """

    kind: TaskKind
    mandate: Mandate
    place: tuple[str, dict[str, Any]]  # a route and its parameters
    document: Document | None = None
    number: int | None = None
    until: datetime | None = None
    due_on: date | None = None
    is_overdue: bool = False


def open_tasks(db: Session, mandates: Sequence[Mandate], now: datetime) -> list[Task]:
    """What is open under these mandates now, and under those they took over from."""
    every = {mandate.id: mandate for mandate in [*mandates, *predecessors(db, mandates)]}
    if not every:
        return []
    return [
        *_assignments(db, every, now),
        *_rounds(db, every, now),
        *_requests(db, every, now),
        *_imports(db, every),
        *_acts(db, every),
        *_invitations(db, every, now),
    ]


def _assignments(db: Session, to: dict[int, Mandate], now: datetime) -> list[Task]:
    """What is assigned and not done."""
    listed = giving.open_under(db, to)
    subjects = {each.subject.partition(":")[2] for each in listed}
    documents = {each.subject: each for each in documents_by_slugs(db, sorted(subjects))}
    return [
        Task(
            "assignment",
            to[each.mandate_id],
            _page_of(document, each.anchor),
            document,
            number=each.id,
            due_on=each.due_on,
            is_overdue=each.is_overdue(now.date()),
        )
        for each in listed
        if (document := documents.get(each.subject)) is not None
    ]


def _page_of(document: Document, anchor: str) -> tuple[str, dict[str, Any]]:
    """The page of a paragraph of the draft, or of the draft."""
    pid = integer(anchor.removeprefix("p-"))
    return (
        ("draft_paragraph", {"slug": document.slug, "pid": pid})
        if pid
        else ("draft", {"slug": document.slug})
    )


def _rounds(db: Session, by: dict[int, Mandate], now: datetime) -> list[Task]:
    """Rounds that were opened and have not closed."""
    query = (
        select(Consultation)
        .where(Consultation.opened_by_id.in_(by), Consultation.closes_at > now)
        .order_by(Consultation.closes_at)
        .options(joinedload(Consultation.document))
    )
    return [
        Task(
            "round",
            by[consultation.opened_by_id or 0],
            ("consultation", {"consultation": consultation.id}),
            consultation.document,
            until=consultation.closes_at,
        )
        for consultation in db.scalars(query)
    ]


def _requests(db: Session, by: dict[int, Mandate], now: datetime) -> list[Task]:
    """Requests that nobody has decided. One that fell with its mandate is asked for again."""
    query = select(Approval).where(Approval.asked_by_id.in_(by), Approval.outcome.in_([ApprovalState.VOID]))
    waiting = select(Approval).where(Approval.asked_by_id.in_(by), Approval.outcome.is_(None))
    requests = [*db.scalars(waiting.order_by(Approval.id)), *db.scalars(query.order_by(Approval.id))]
    return [
        Task(
            "request",
            by[each.asked_by_id],
            ("approval", {"approval": each.id}),
            number=each.id,
            until=each.expires_at,
        )
        for each in requests
        if now < each.expires_at
    ]


def _imports(db: Session, by: dict[int, Mandate]) -> list[Task]:
    """Imported files that nobody has confirmed, of drafts that have not changed since."""
    query = (
        select(PendingImport)
        .where(PendingImport.made_by_id.in_(by), PendingImport.confirmed_at.is_(None))
        .order_by(PendingImport.id)
        .options(joinedload(PendingImport.document))
    )
    last = {pending.document_id: pending for pending in db.scalars(query)}
    return [
        Task(
            "import",
            by[pending.made_by_id or 0],
            ("pending_import", {"slug": pending.document.slug, "pending": pending.id}),
            pending.document,
        )
        for pending in last.values()
    ]


def _acts(db: Session, by: dict[int, Mandate]) -> list[Task]:
    """Acts that were recorded and that nobody has verified."""
    query = (
        select(Act)
        .where(Act.recorded_by_id.in_(by), ~exists().where(Verification.act_id == Act.id))
        .order_by(Act.id)
        .options(joinedload(Act.version).joinedload(Version.document))
    )
    return [
        Task(
            "act",
            by[recorder],
            ("act", {"slug": act.version.document.slug, "act": act.id}),
            act.version.document,
            number=act.id,
        )
        for act in db.scalars(query)
        if (recorder := act.recorded_by_id) is not None
    ]


def _invitations(db: Session, by: dict[int, Mandate], now: datetime) -> list[Task]:
    """Invitations that nobody has answered."""
    return [
        Task(
            "invitation",
            by[invitation.made_by_id],
            ("invited", {"invitation": invitation.id}),
            number=invitation.id,
            until=invitation.expires_at,
        )
        for invitation in invitations.open_invitations(db, now)
        if invitation.made_by_id in by
    ]
