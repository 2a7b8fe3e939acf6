"""Rate limits: how often something may be asked for, counted for all processes in one table.

Each count is a leaky bucket that fills at once and drains steadily (the generic cell rate algorithm of
ITU-T I.371, which needs one number a bucket): ``burst`` requests may come at once, and then as many
again in every ``per``. A request is counted with one statement; one that is refused is not counted, so
that whoever keeps asking gets in as soon as anybody else would.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import TypeVar
from zlib import crc32

from sqlalchemy import BigInteger, Index, String, case, delete, or_, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Database, upsert
from core.personal import MACHINE

K = TypeVar("K")

SECOND = 1_000_000  # microseconds
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Bucket(Base):
    """How full the bucket of one key is: it is empty at ``drained_at`` (microseconds since 1970).

    The key is a keyed digest: nobody's address can be read here.
    """

    __tablename__ = "bucket"
    __table_args__ = (Index("ix_bucket_drained_at", "drained_at"),)

    key: Mapped[str] = mapped_column(String(64), primary_key=True, info=MACHINE)
    drained_at: Mapped[int] = mapped_column(BigInteger, info=MACHINE)


@dataclass(frozen=True)
class Rate:
    """``burst`` at once, and as many again in every ``per``."""

    burst: int
    per: timedelta

    @property
    def step(self) -> int:
        """Microseconds that one request takes to drain."""
        return max(1, int(self.per / timedelta(microseconds=1)) // self.burst)

    def fits_until(self, now: int, weight: int = 1) -> int:
        """The latest ``drained_at`` of a bucket that takes one more, or so many."""
        return now + self.step * (self.burst - weight)

    def fullest(self, now: int) -> int:
        """The latest ``drained_at`` that counting can lead to. A later one is from before the clock was
        put back, and says nothing."""
        return now + self.step * self.burst

    def wait(self, drained_at: int, now: int, weight: int = 1) -> int:
        """Whole seconds until a bucket takes one more, or so many; at least one."""
        return max(1, ceil((drained_at - self.fits_until(now, weight)) / SECOND))


def micros(instant: datetime) -> int:
    """An instant as microseconds since 1970."""
    return (instant - EPOCH) // timedelta(microseconds=1)


def count(connection: Connection, key: str, rate: Rate, now: datetime, weight: int = 1) -> int:
    """Count a request: 0 if it may be done, else the seconds until it may. Needs no lock before it: the
    row is read and written by one statement.

    weight: as how many requests it counts, such as its bytes; as a whole bucket if it is more than that.
    """
    at, weight = micros(now), min(weight, rate.burst)
    stands = Bucket.drained_at.between(at, rate.fullest(at))
    later = case((stands, Bucket.drained_at), else_=at) + rate.step * weight
    counted = (
        upsert(connection, Bucket)
        .values(key=key, drained_at=at + rate.step * weight)
        .on_conflict_do_update(
            index_elements=[Bucket.key],
            set_={"drained_at": later},
            where=or_(Bucket.drained_at <= rate.fits_until(at, weight), Bucket.drained_at > rate.fullest(at)),
        )
        .returning(Bucket.key)
    )
    if connection.execute(counted).first() is not None:
        return 0
    drained_at = connection.execute(select(Bucket.drained_at).where(Bucket.key == key)).scalar_one()
    return rate.wait(drained_at, at, weight)


class Memory:
    """The same for one process, for what must not write: reading never waits for a writer.

    It holds ``most`` keys. Who comes while it is full shares a count with some of the others who do, so that
    no number of keys switches a limit off; who is known keeps a count of their own. What has drained makes
    room again, and is looked for once a second at most.
    """

    def __init__(self, most: int = 10_000, shared: int = 256) -> None:
        self._drained_at: dict[str, int] = {}
        self._shared_until: dict[tuple[Rate, int], int] = {}
        self._most, self._shared = most, shared
        self._looked_at = 0

    def count(self, key: str, rate: Rate, now: datetime) -> int:
        """As ``count``. Two threads at once may count one too few, which does no harm."""
        at = micros(now)
        if key not in self._drained_at and self._is_full(at):
            return _count(self._shared_until, (rate, crc32(key.encode()) % self._shared), rate, at)
        return _count(self._drained_at, key, rate, at)

    def _is_full(self, at: int) -> bool:
        if len(self._drained_at) < self._most:
            return False
        if abs(at - self._looked_at) >= SECOND:
            self._looked_at = at
            self._drained_at = {k: then for k, then in self._drained_at.copy().items() if then > at}
        return len(self._drained_at) >= self._most


def _count(drained: dict[K, int], key: K, rate: Rate, at: int) -> int:
    drained_at = drained.get(key, at)
    if drained_at > rate.fullest(at):
        drained_at = at
    if drained_at > rate.fits_until(at):
        return rate.wait(drained_at, at)
    drained[key] = max(at, drained_at) + rate.step
    return 0


def sweep(database: Database, now: datetime) -> None:
    """Forget the buckets that are empty: an absent one counts the same."""
    with database.writing() as db:
        db.execute(delete(Bucket).where(Bucket.drained_at <= micros(now)))
        db.commit()
