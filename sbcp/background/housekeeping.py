"""Chores of the edge: counts that are empty, forms that nobody came back for, and the clock."""

import time
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select

from core.db import Database
from core.limits import rates
from core.record.entries import Entry
from members.signin import kept_forms
from sbcp.settings import Settings

# Machines that keep their clocks by NTP differ by less.
TOLERANCE = timedelta(seconds=5)
JUMP = timedelta(seconds=30)

log = structlog.get_logger()


def sweep_limits(database: Database, _settings: Settings, now: datetime) -> None:
    """Forget the counts of whoever has not asked for anything lately."""
    rates.sweep(database, now)


def forget_forms(database: Database, _settings: Settings, now: datetime) -> None:
    """Forget what was kept for people who did not come back for it."""
    with database.writing() as db:
        kept_forms.forget_old(db, now)
        db.commit()


class ClockWatch:
    """Says in the log when the clock of this machine goes wrong (F06).

    Nothing depends on it being right but deadlines: the order of the record is that of its numbers. A
    clock that stands before the last entry has gone back, or the one of another machine was ahead;
    one that has moved otherwise than the time that passed has been set.
    """

    def __init__(self) -> None:
        self._last: tuple[datetime, float] | None = None

    def __call__(self, database: Database, _settings: Settings, now: datetime) -> None:
        with database.reading() as db:
            newest = select(Entry.seq, Entry.at).order_by(Entry.seq.desc()).limit(1)
            entry = db.execute(newest).first()
        if entry is not None and now < entry.at - TOLERANCE:
            behind = (entry.at - now).total_seconds()
            log.error("clock.behind_record", seconds=behind, entry=entry.seq, entry_at=entry.at.isoformat())
        passed = time.monotonic()
        if self._last is not None:
            moved = (now - self._last[0]) - timedelta(seconds=passed - self._last[1])
            if abs(moved) > JUMP:
                log.error("clock.jumped", seconds=moved.total_seconds())
        self._last = now, passed


watch_clock = ClockWatch()
