"""The job queue: work that outlives a request, in a table of the same database.

A job is claimed under a lease (``core.queue.lease``), by any number of processes. The work itself is
one transaction that also ends the job and locks its row meanwhile: it is done once or not at all.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ColumnElement, Index, String, exists, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base
from core.errors import N_, DomainError, NotFound
from core.personal import MACHINE
from core.queue import lease

LEASE = timedelta(minutes=1)
RETRY = timedelta(seconds=10)  # until a job is tried again that broke off
TRIES = 3
WAITING = text("ended_at IS NULL")


class Job(lease.Leased, Base):
    """A piece of work. ``key`` says which: asked for twice, it is one job. ``result`` and
    ``failure`` (``message`` to translate and ``values``) say how it ended."""

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_key", "key"),
        Index("ix_job_waiting", "id", sqlite_where=WAITING, postgresql_where=WAITING),
    )

    kind: Mapped[str] = mapped_column(String(40), info=MACHINE)
    key: Mapped[str] = mapped_column(String(200), info=MACHINE)
    body: Mapped[dict[str, Any]] = mapped_column(JSON, info=MACHINE)
    asked_at: Mapped[datetime] = mapped_column(info=MACHINE)
    begun_at: Mapped[datetime | None] = mapped_column(info=MACHINE)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), info=MACHINE)
    failure: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), info=MACHINE)

    @property
    def state(self) -> str:
        """waiting, running, done or failed."""
        if self.ended_at is not None:
            return "failed" if self.failure else "done"
        return "running" if self.tries else "waiting"


def enqueue(db: Session, *, kind: str, key: str, body: dict[str, Any], now: datetime) -> Job:
    """Enqueue a job; the one with this key if there is one that has not failed. The caller
    sees to it that nobody else asks for the same key at the same time."""
    job = find(db, key)
    if job is None:
        job = Job(kind=kind, key=key, body=body, asked_at=now)
        db.add(job)
        db.flush()
    return job


def find(db: Session, key: str) -> Job | None:
    """The job with this key that waits, is under way, or is done."""
    query = select(Job).where(Job.key == key).order_by(Job.id.desc())
    return next((job for job in db.scalars(query) if job.state != "failed"), None)


def job_by_id(db: Session, job_id: int, kind: str) -> Job:
    job = db.get(Job, job_id)
    if job is None or job.kind != kind:
        raise NotFound(N_("There is no such task."))
    return job


def has_work(db: Session, now: datetime) -> bool:
    """Whether there is a job to claim."""
    return bool(db.scalar(select(exists().where(_ready(now)))))


def claim(db: Session, now: datetime) -> Job | None:
    """The next job, leased to the caller; None if there is none. To be committed at once."""
    return lease.claim(db, Job, _ready(now), Job.id, until=now + LEASE, begun_at=now)


def lock(db: Session, job_id: int, tries: int) -> Job | None:
    """The job claimed at that try, locked until the end of the transaction in which it is done; None if
    the lease ended and somebody else has it."""
    query = select(Job).where(lease.is_claimed(Job, job_id, tries))
    return db.scalar(query.with_for_update().execution_options(populate_existing=True))


def finish(db: Session, job: Job, result: dict[str, Any], now: datetime) -> None:
    """In the transaction in which the work was done: it is."""
    job.result, job.ended_at = result, now
    db.flush()


def fail(db: Session, job: Job, error: DomainError, now: datetime) -> None:
    """The work cannot be done; the error says why."""
    job.failure, job.ended_at = {"message": error.message, "values": error.values}, now
    db.flush()


def broke_off(db: Session, job: Job, now: datetime) -> None:
    """Something unforeseen happened, and nothing was done: try again soon, but not for ever."""
    if job.tries >= TRIES:
        fail(db, job, DomainError(N_("Something went wrong on our side. Nothing was changed.")), now)
    else:
        job.leased_until = now + RETRY
    db.flush()


def _ready(now: datetime) -> ColumnElement[bool]:
    clock_put_back = Job.leased_until > now + LEASE
    return Job.ended_at.is_(None) & (lease.is_free(Job, now) | clock_put_back)
