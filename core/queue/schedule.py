"""Periodic tasks: work that comes round. Each chore is done by one process at a time, when it is due."""

from datetime import datetime, timedelta

from sqlalchemy import String, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base, upsert
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
    claimed = (
        upsert(db, Chore)
        .values(name=name, due_at=now + every)
        .on_conflict_do_update(index_elements=[Chore.name], set_={"due_at": now + every}, where=is_due)
        .returning(Chore.name)
    )
    return db.execute(claimed).first() is not None
