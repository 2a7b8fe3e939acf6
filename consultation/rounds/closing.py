"""Putting on the record that a round has closed. Closing itself needs nobody: ``consultation.period``
decides by the clock alone, whether this ever runs or not."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, exists, func, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column

from consultation.models import Comment, Consultation, Submission
from consultation.period import is_late
from core.db import Base
from core.personal import NUMBER, PROCESS
from core.record import entries
from core.record.canonical import timestamp

ACTION = "consultation.closed"
# What was received in the last second may still be on its way into the database.
GRACE = timedelta(minutes=1)


class Closing(Base):
    """A closing that is on the record, with its entry. A round that is extended or reopened closes again,
    at another time. Append-only."""

    __tablename__ = "consultation_closing"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True, info=NUMBER)
    closes_at: Mapped[datetime] = mapped_column(primary_key=True, info=PROCESS)
    entry: Mapped[int] = mapped_column(info=PROCESS)


def unrecorded(db: Session, now: datetime) -> list[int]:
    """The rounds that have closed and whose closing is not on the record yet, by id."""
    known = exists().where(
        Closing.consultation_id == Consultation.id, Closing.closes_at == Consultation.closes_at
    )
    query = select(Consultation.id).where(Consultation.closes_at <= now - GRACE, ~known)
    return list(db.scalars(query.order_by(Consultation.closes_at, Consultation.id)))


def put_on_record(db: Session, now: datetime) -> list[entries.Entry]:
    """An entry for each round that has closed since, with what came in. Flushes."""
    return [entry for id in unrecorded(db, now) if (entry := _put_on_record(db, id, now)) is not None]


def _put_on_record(db: Session, consultation_id: int, now: datetime) -> entries.Entry | None:
    """One round, held meanwhile; None if it was extended or is on the record by now."""
    round_ = db.get_one(
        Consultation,
        consultation_id,
        options=[joinedload(Consultation.version), joinedload(Consultation.document)],
        with_for_update={"of": Consultation, "key_share": True},  # its comments are counted meanwhile
        populate_existing=True,
    )
    closing = db.get(Closing, (round_.id, round_.closes_at))
    if closing is not None or round_.closes_at > now - GRACE:
        return None
    entry = entries.append(
        db,
        at=now,
        actor=entries.SYSTEM,
        action=ACTION,
        subject=round_.document.subject,
        body={
            "consultation": round_.id,
            "version": round_.version.number,
            "closes_at": timestamp(round_.closes_at),
            **_counts(db, round_),
        },
    )
    db.add(Closing(consultation_id=round_.id, closes_at=round_.closes_at, entry=entry.seq))
    db.flush()
    return entry


def _counts(db: Session, round_: Consultation) -> dict[str, dict[str, int]]:
    """How many responses and comments came in time and late until now."""
    responses, comments = {"in_time": 0, "late": 0}, {"in_time": 0, "late": 0}
    rows = db.execute(
        select(Submission.received_at, func.count(Comment.id))
        .outerjoin(Comment, Comment.submission_id == Submission.id)
        .where(Submission.consultation_id == round_.id, Submission.received_at.is_not(None))
        .group_by(Submission.id, Submission.received_at)
    )
    for received_at, count in rows:
        assert received_at is not None
        when = "late" if is_late(received_at, round_.closes_at) else "in_time"
        responses[when] += 1
        comments[when] += count
    return {"responses": responses, "comments": comments}
