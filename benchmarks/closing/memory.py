"""The memory and the processor time of a server with all its processes, as the system tells (proc(5))."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

TICKS = os.sysconf("SC_CLK_TCK")  # in a second
PROC = Path("/proc")


class Moment(NamedTuple):
    """Resident memory in megabytes (10⁶ bytes): of all ``processes`` together, in which what they share
    counts once for each, and of the largest. ``at``: seconds since the first look."""

    at: float
    processes: int
    all: float
    largest: float


class Watch:
    """Looks at a process and all that it has started."""

    def __init__(self, pid: int) -> None:
        self._pid, self._begun = pid, time.monotonic()
        self.moments: list[Moment] = []

    def look(self) -> None:
        """Take the memory down. Nothing where the system does not tell."""
        sizes = [_resident(pid) for pid in family(self._pid)]
        if sizes:
            at = time.monotonic() - self._begun
            self.moments.append(Moment(at, len(sizes), sum(sizes), max(sizes)))

    @contextmanager
    def looking(self, every: float) -> Iterator[None]:
        """Look at the beginning, every so many seconds, and at the end of the block."""
        over, self._begun = threading.Event(), time.monotonic()

        def look_on() -> None:
            self.look()
            while not over.wait(every):
                self.look()

        thread = threading.Thread(target=look_on)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()
        self.look()

    def processor_seconds(self) -> float:
        """What all of them have used so far, in the system too; 0 where it does not tell."""
        return sum(_processor(pid) for pid in family(self._pid))


def family(pid: int) -> list[int]:
    """A process and all below it that live; none where the system does not tell."""
    try:
        tasks = [path.read_text("ascii").split() for path in (PROC / str(pid) / "task").glob("*/children")]
    except OSError:  # it has ended meanwhile
        return []
    below = [each for children in tasks for child in children for each in family(int(child))]
    return [pid, *below] if tasks else []


def _resident(pid: int) -> float:
    lines = (PROC / str(pid) / "status").read_text("utf-8").splitlines()
    return next((int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmRSS:")), 0.0)


def _processor(pid: int) -> float:
    # Behind the name, which may hold anything: the fields from the third on; the 14th and 15th are wanted.
    fields = (PROC / str(pid) / "stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
