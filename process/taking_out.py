"""Taking a document that was begun by mistake out of the lists: for good, by two persons, before its first
version."""

from datetime import datetime

from sqlalchemy.orm import Session

from core.errors import N_, Conflict, Refused
from core.record import entries
from core.text import checked_reason
from documents.models import Document, Removal
from documents.queries import last_number, removal_of
from members.models import Mandate
from process.lifecycle import Stage
from process.queries import stage_of
from process.services import refuse_one_person, take_step


def refuse_staying(db: Session, document: Document) -> None:
    """Raises Refused for a document that has a version: people have read and cited it. Conflict for one that
    is out of the lists already."""
    if last_number(db, document):
        raise Refused(
            N_(
                "This document has a published version, so it stays in the lists. It can be "
                "withdrawn instead."
            )
        )
    if removal_of(db, document) is not None:
        raise Conflict(N_("This document is out of the lists already."))


def take_out(
    db: Session,
    document: Document,
    *,
    reason: str,
    by: Mandate | None,
    approved_by: Mandate | None,
    now: datetime,
) -> Removal:
    """Take a document out of every list. What is not withdrawn yet is withdrawn with it, so that nothing goes
    on with it. Its page, its address and its entries on the record stay.

    by: who asked for it, approved_by: the second person; None for whoever runs the site. Raises what
    ``refuse_staying`` raises, Refused without a second person, Invalid (field ``reason``) without a reason.
    """
    db.refresh(document, with_for_update=True)
    refuse_staying(db, document)
    refuse_one_person(by, approved_by)
    reason = checked_reason(reason)
    if stage_of(db, document) != Stage.WITHDRAWN:
        take_step(db, document, Stage.WITHDRAWN, by=by, approved_by=approved_by, now=now, reason=reason)
    removal = Removal(document=document, reason=reason, removed_at=now, asked_by=by, approved_by=approved_by)
    db.add(removal)
    db.flush()
    entries.append(
        db,
        at=now,
        actor=entries.actor_of(by),
        action="document.removed",
        subject=document.subject,
        body={"reason": reason, **({"approved_by": approved_by.actor} if approved_by else {})},
    )
    return removal
