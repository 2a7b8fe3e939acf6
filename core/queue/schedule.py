"""Periodic tasks: work that comes round. Each chore is done by one process at a time, when it is due."""

from datetime import datetime, timedelta

from sqlalchemy import String, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base
from core.personal import MACHINE


class Chore(Base):
    """When a chore is due next."""

    __tablename__ = "chore"

    name: Mapped[str] = mapped_column(String(40), primary_key=True, info=MACHINE)
    due_at: Mapped[datetime] = mapped_column(info=MACHINE)


def due(db: Session) -> dict[str, datetime]:
    """When each chore that was ever done is due next, by name: one small read."""
    return {chore.name: chore.due_at for chore in db.scalars(select(Chore))}


def claim(db: Session, name: str, every: timedelta, now: datetime) -> bool:
    """Claim a chore that is due, and set when it is due again; False if another process has it.
    To be committed before it is done: a chore that breaks off is done again next time."""
    is_due = or_(Chore.due_at <= now, Chore.due_at > now + every)  # the second: the clock was put back
    taken = db.execute(update(Chore).where(Chore.name == name, is_due).values(due_at=now + every))
    if taken.rowcount:  # type: ignore[attr-defined]
        return True
    try:
        with db.begin_nested():
            db.execute(insert(Chore).values(name=name, due_at=now + every))
    except IntegrityError:
        return False
    return True
