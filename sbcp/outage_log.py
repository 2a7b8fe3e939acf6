"""One line a minute about a database that cannot do what it is asked, however many ask.

Everything that meets it tells it here: requests, the worker, the chores, the mail. Each process has its own
minute.
"""

import threading
import time

import structlog

from core.outages import Outage, outage_of

EVERY = 60.0  # seconds between two lines about the same
LONGEST = 300  # characters of what the driver has to say

log = structlog.get_logger()

_lock = threading.Lock()
_lines: dict[Outage, float] = {}  # when each was told last, by the clock of the process
_unsaid: dict[Outage, int] = {}  # how often it was met since
_met: dict[Outage, float] = {}  # when each was met last


def note(error: BaseException) -> Outage | None:
    """Tell of an error, if it is such a one and nobody told of it lately; which it is."""
    outage = outage_of(error)
    if outage is None:
        return None
    now = time.monotonic()
    with _lock:
        _met[outage] = now
        _unsaid[outage] = _unsaid.get(outage, 0) + 1
        if now - _lines.get(outage, -EVERY) < EVERY:
            return outage
        _lines[outage] = now
        times = _unsaid.pop(outage)
    level = log.warning if outage is Outage.BUSY else log.error
    level(f"database.{outage}", said=_said(error), times=times)
    return outage


def met_within(outage: Outage, seconds: float) -> bool:
    """Whether it was met in the last seconds."""
    with _lock:
        return time.monotonic() - _met.get(outage, -seconds) < seconds


def forget() -> None:
    """As in a process that has just begun."""
    with _lock:
        _lines.clear()
        _unsaid.clear()
        _met.clear()


def _said(error: BaseException) -> str:
    """What the driver said, without the statement."""
    cause = getattr(error, "orig", None) or error
    return " ".join(f"{type(cause).__name__}: {cause}".split())[:LONGEST]
