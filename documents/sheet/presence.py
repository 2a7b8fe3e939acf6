"""Who works on a draft at this moment, and where in it: a soft sign, nothing rests on it."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from documents.models import Document, Presence
from members.models import Mandate


def tell(db: Session, document: Document, mandate: Mandate, *, pid: int | None, now: datetime) -> None:
    """Keep where somebody is. ``pid``: the paragraph, None where it is not known."""
    db.execute(delete(Presence).where(Presence.document_id == document.id, Presence.mandate_id == mandate.id))
    db.add(Presence(document_id=document.id, mandate=mandate, pid=pid, seen_at=now))
    db.flush()


def others(db: Session, document: Document, mandate: Mandate, *, since: datetime) -> list[Presence]:
    """Where the others are who have been seen since a moment."""
    query = select(Presence).where(
        Presence.document_id == document.id, Presence.mandate_id != mandate.id, Presence.seen_at >= since
    )
    return list(db.scalars(query.order_by(Presence.id).options(joinedload(Presence.mandate))))
