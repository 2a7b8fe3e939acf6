"""Rate limits: how often something may be asked for, counted for all processes in one table.

Each count is a leaky bucket that fills at once and drains steadily (the generic cell rate algorithm of
ITU-T I.371, which needs one number a bucket): ``burst`` requests may come at once, and then as many
again in every ``per``. A request is counted with one statement, by however many keys; one that is refused
is not counted, so that whoever keeps asking gets in as soon as anybody else would.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from math import ceil
from typing import NamedTuple, TypeVar
from zlib import crc32

from sqlalchemy import BigInteger, Index, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Database, Passing
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


class Counted(NamedTuple):
    """A key that a request counts for, at what rate, and as how many."""

    key: str
    rate: Rate
    weight: int = 1

    @property
    def weighs(self) -> int:
        """As how many it counts: a whole bucket if it is more than that."""
        return min(self.weight, self.rate.burst)

    @property
    def time(self) -> int:
        """Microseconds that it takes to drain."""
        return self.rate.step * self.weighs


def micros(instant: datetime) -> int:
    """An instant as microseconds since 1970."""
    return (instant - EPOCH) // timedelta(microseconds=1)


def count(connection: Passing, key: str, rate: Rate, now: datetime, weight: int = 1) -> int:
    """Count a request: 0 if it may be done, else the seconds until it may. Needs no lock before it: the
    row is read and written by one statement.

    weight: as how many requests it counts, such as its bytes; as a whole bucket if it is more than that.
    """
    return count_all(connection, [Counted(key, rate, weight)], now)[0]


def count_all(connection: Passing, counted: Sequence[Counted], now: datetime) -> list[int]:
    """Count a request by several keys, no two alike: for each 0, or the seconds until it may be done. One
    that is refused counts for the keys before that alone: those after it wait for 0 seconds. One statement,
    and another for a request that is refused."""
    at = micros(now)
    values: dict[str, object] = {"at": at}
    for place, each in enumerate(counted):
        values |= {
            f"key_{place}": each.key,
            f"next_{place}": at + each.time,
            f"fits_{place}": each.rate.fits_until(at, each.weighs),
            f"fullest_{place}": each.rate.fullest(at),
        }
    taken = {key for (key,) in connection.execute(_counting(len(counted)), values)}
    refused = next((place for place, each in enumerate(counted) if each.key not in taken), None)
    waits = [0] * len(counted)
    if refused is not None:
        _take_back(connection, [each for each in counted[refused:] if each.key in taken])
        key, rate = counted[refused].key, counted[refused].rate
        [(drained_at,)] = connection.execute("SELECT drained_at FROM bucket WHERE key = :key", {"key": key})
        waits[refused] = rate.wait(drained_at, at, counted[refused].weighs)
    return waits


@cache
def _counting(many: int) -> str:
    """The statement that counts by so many keys, and tells which of them took one more. Both databases
    read it as it stands here, and it is made once: it goes before everything that anybody sends."""

    def own(name: str) -> str:
        """What holds for a row's own key."""
        each = (f"WHEN :key_{place} THEN :{name}_{place}" for place in range(many))
        return f"CASE bucket.key {' '.join(each)} END"

    rows = ", ".join(f"(:key_{place}, :next_{place})" for place in range(many))
    fits, fullest = own("fits"), own("fullest")
    return (
        f"INSERT INTO bucket (key, drained_at) VALUES {rows} ON CONFLICT (key) DO UPDATE"  # noqa: S608  names of ours
        f" SET drained_at = excluded.drained_at + CASE WHEN bucket.drained_at BETWEEN :at AND {fullest}"
        " THEN bucket.drained_at - :at ELSE 0 END"
        f" WHERE bucket.drained_at <= {fits} OR bucket.drained_at > {fullest}"
        " RETURNING key"
    )


def _take_back(connection: Passing, counted: Sequence[Counted]) -> None:
    """As if they had not been counted a moment ago: one that was empty is so again."""
    for each in counted:
        less = "UPDATE bucket SET drained_at = drained_at - :time WHERE key = :key RETURNING key"
        connection.execute(less, {"key": each.key, "time": each.time})


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
    """Forget the buckets that are empty: an absent one counts the same. Those that somebody counts in are
    left for the next time, so that nobody waits for another in a circle."""
    empty = select(Bucket.key).where(Bucket.drained_at <= micros(now)).with_for_update(skip_locked=True)
    with database.writing() as db:
        db.execute(delete(Bucket).where(Bucket.key.in_(empty)))
        db.commit()
