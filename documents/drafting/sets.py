"""Change sets: what one person changed for one reason. Opened, gathered while it is open, and closed."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from core import text
from core.errors import N_, NotFound, Refused
from documents.models import ChangeSet, Document, Revision
from members.models import Mandate


def opened(db: Session, document: Document, base: int, *, by: Mandate | None, now: datetime) -> ChangeSet:
    """A new set of changes after the version ``base``, open."""
    change_set = ChangeSet(document=document, base=base, opened_at=now, made_by=by)
    db.add(change_set)
    return change_set


def open_sets(db: Session, document: Document) -> list[ChangeSet]:
    """The sets that are open, the oldest first: members see them, the public does not."""
    query = select(ChangeSet).where(ChangeSet.document_id == document.id, ChangeSet.closed_at.is_(None))
    return list(db.scalars(query.order_by(ChangeSet.id).options(joinedload(ChangeSet.made_by))))


def open_set_of(db: Session, document: Document, by: Mandate) -> ChangeSet | None:
    """The open set of a mandate in this draft; None if it has none."""
    return next((each for each in open_sets(db, document) if each.made_by_id == by.id), None)


def open_set_by_id(db: Session, document: Document, id: int) -> ChangeSet:
    """An open set of this draft. Raises NotFound if it is none, or closed by now."""
    change_set = db.get(ChangeSet, id)
    if change_set is None or change_set.document_id != document.id or change_set.closed_at is not None:
        raise NotFound(N_("These changes are closed already, or there are none."))
    return change_set


def checked_reason(reason: str, base: int) -> str:
    """The reason of a set as it will stand. Raises Invalid without one, once there is a version."""
    return text.checked_reason(reason, missing=N_("Say why you make this change.") if base else "")


def close(db: Session, change_set: ChangeSet, *, reason: str, by: Mandate | None, now: datetime) -> None:
    """Give a set its public number and its reason: from here on nothing of it changes. ``by``: who closes it,
    which need not be who made it. The document is locked (``rows.lock``). ``reason``: as ``checked_reason``
    gave it."""
    last = db.scalar(
        select(func.max(ChangeSet.number)).where(
            ChangeSet.document_id == change_set.document.id, ChangeSet.base == change_set.base
        )
    )
    change_set.number, change_set.reason = (last or 0) + 1, reason
    change_set.closed_at, change_set.closed_by = now, by
    db.flush()


def refuse_open(db: Session, document: Document) -> None:
    """Raise Refused, naming whose they are, while changes of the draft are open: nothing is published
    without its reason."""
    names = [each.made_by.person.name for each in open_sets(db, document) if each.made_by]
    if names:
        raise Refused(
            N_("Changes of %(names)s are still open. Close them with a reason first."), names=", ".join(names)
        )


def drop_empty(db: Session, change_set: ChangeSet) -> bool:
    """Take away an open set of which nothing is left; whether it was so."""
    db.flush()
    is_empty = db.scalar(select(Revision.id).where(Revision.change_set_id == change_set.id).limit(1)) is None
    if is_empty and change_set.closed_at is None:
        db.delete(change_set)
        db.flush()
    return is_empty
