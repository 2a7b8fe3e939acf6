"""Measures in pairs, ours and bare in turn, so that what else the machine does hits both."""

import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from benchmarks.beside import load
from benchmarks.beside.load import Load, Target
from benchmarks.beside.serving import Server

Ours = TypeVar("Ours")
Bare = TypeVar("Bare")
Gave = TypeVar("Gave")
Clock = Callable[[], float]  # seconds of processor time


@dataclass(frozen=True)
class Row:
    """One line of the table. ``ratio`` is our speed by the bare one's, the median of the pairs;
    ``low`` and ``high`` are the extremes of so many ``pairs``; ``ours`` and ``bare`` are medians in
    ``unit``; ``ours_us`` and ``bare_us`` are medians of the processor microseconds for each answer or
    single thing, 0 where unknown, and the first has its extremes too."""

    database: str
    what: str
    size: str
    ours: float
    bare: float
    unit: str
    ratio: float
    low: float
    high: float
    pairs: int
    ours_us: float
    ours_us_low: float
    ours_us_high: float
    bare_us: float
    bytes: int

    def json(self) -> dict[str, object]:
        return asdict(self)


class Pair(NamedTuple):
    """One measure of ours and the bare one after it, our speed by the bare one's, and the processor
    microseconds of each."""

    ours: float
    bare: float
    ratio: float
    ours_us: float
    bare_us: float


class Once(NamedTuple, Generic[Gave]):
    """A single thing that was done: what it gave, and how long it took."""

    gave: Gave
    ms: float
    processor_us: float


@dataclass(frozen=True)
class Bench:
    """Everything that a case measures with."""

    database: str
    ours: Server
    bare: Server
    pairs: int
    seconds: float

    def loads(
        self,
        what: str,
        size: str,
        ours: Target,
        bare: Target,
        after: Callable[[Load, Load], object] = lambda ours, bare: None,
    ) -> Row:
        """Answers a second under load. ``after`` is called with both loads of each pair."""
        if not ours.bodies:
            load.run(self.ours, ours, self.seconds)  # the page is made, and caches are warm
        pairs: list[tuple[Load, Load]] = []
        first = 0
        for _ in range(self.pairs):
            pair = load.run(self.ours, ours, self.seconds, first), load.run(self.bare, bare, self.seconds)
            after(*pair)
            first += pair[0].most
            pairs.append(pair)
        measured = [Pair(a.rate, b.rate, a.rate / b.rate, a.processor_us, b.processor_us) for a, b in pairs]
        return _row(self.database, what, size, "/s", measured, ours.weight)

    def times(
        self,
        what: str,
        size: str,
        ours: Sequence[Callable[[], Ours]],
        bare: Callable[[], Bare],
        *,
        check: Callable[[Ours, Bare], object],
    ) -> Row:
        """``times``, of this database and these servers."""
        clocks = self.ours.processor_seconds, self.bare.processor_seconds
        return times(self.database, what, size, ours, bare, check=check, clocks=clocks)

    def figures(self, what: str, size: str, unit: str, measured: Sequence[tuple[float, float]]) -> Row:
        """What was measured elsewhere, ours and the bare one's in pairs; less is better."""
        pairs = [Pair(ours, bare, bare / ours, 0, 0) for ours, bare in measured]
        return _row(self.database, what, size, unit, pairs)


def times(
    database: str,
    what: str,
    size: str,
    ours: Sequence[Callable[[], Ours]],
    bare: Callable[[], Bare],
    *,
    before: Callable[[], object] = lambda: None,
    check: Callable[[Ours, Bare], object],
    clocks: tuple[Clock, Clock] = (time.process_time, time.process_time),
) -> Row:
    """How long single things take; each of ``ours`` is done once, and the bare one after it. Neither
    ``before`` nor the check of what both gave is timed. ``clocks``: of the processes that do it."""
    pairs = []
    for one in ours:
        before()
        a, b = _timed(one, clocks[0]), _timed(bare, clocks[1])
        check(a.gave, b.gave)
        pairs.append(Pair(a.ms, b.ms, b.ms / a.ms, a.processor_us, b.processor_us))
    return _row(database, what, size, "ms", pairs)


def _row(database: str, what: str, size: str, unit: str, pairs: Sequence[Pair], weight: int = 0) -> Row:
    ours, bare, ratios, ours_us, bare_us = zip(*pairs, strict=True)
    middle = statistics.median
    row = Row(
        database,
        what,
        size,
        ours=middle(ours),
        bare=middle(bare),
        unit=unit,
        ratio=middle(ratios),
        low=min(ratios),
        high=max(ratios),
        pairs=len(pairs),
        ours_us=middle(ours_us),
        ours_us_low=min(ours_us),
        ours_us_high=max(ours_us),
        bare_us=middle(bare_us),
        bytes=weight,
    )
    print(f"{row.database}: {row.what}, {row.size}: {row.ratio:.3g}", flush=True)
    return row


def keep_page(folder: Path, name: str, body: bytes, headers: dict[str, str]) -> None:
    """Lay a page down for the bare server."""
    (folder / f"{name}.body").write_bytes(body)
    (folder / f"{name}.json").write_text(json.dumps(headers))


def _timed(do: Callable[[], Gave], clock: Clock) -> Once[Gave]:
    start, used = time.perf_counter(), clock()
    gave = do()
    return Once(gave, (time.perf_counter() - start) * 1000, (clock() - used) * 1e6)
