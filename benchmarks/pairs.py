"""Measures in pairs, ours and bare in turn, so that what else the machine does hits both."""

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks import load
from benchmarks.load import Target
from benchmarks.serving import Server


@dataclass(frozen=True)
class Row:
    """One line of the table. ``ratio`` is our speed by the bare one's, the median of the pairs;
    ``low`` and ``high`` are the extremes of the pairs; ``ours`` and ``bare`` are medians in ``unit``."""

    database: str
    what: str
    size: str
    ours: float
    bare: float
    unit: str
    ratio: float
    low: float
    high: float
    ours_us: float = 0
    bare_us: float = 0
    bytes: int = 0

    def json(self) -> dict[str, object]:
        return asdict(self)


@dataclass(frozen=True)
class Bench:
    """Everything that a case measures with."""

    database: str
    ours: Server
    bare: Server
    pairs: int
    seconds: float

    def loads(self, what: str, size: str, ours: Target, bare: Target, size_bytes: int = 0) -> Row:
        """Answers a second under load."""
        if not ours.bodies:
            load.run(self.ours, ours, self.seconds)  # the page is made, and caches are warm
        found = []
        first = 0
        for _ in range(self.pairs):
            one = load.run(self.ours, ours, self.seconds, first)
            first += one.requests + load.CONNECTIONS  # some may have been sent and not yet answered
            found.append((one, load.run(self.bare, bare, self.seconds)))
        return self._row(
            what, size, "/s", [(a.rate, b.rate, a.rate / b.rate) for a, b in found],
            ours_us=statistics.median(a.processor_us for a, _ in found),
            bare_us=statistics.median(b.processor_us for _, b in found),
            bytes=size_bytes,
        )  # fmt: skip

    def times(
        self,
        what: str,
        size: str,
        ours: list[Callable[[], object]],
        bare: Callable[[], object],
        before: Callable[[], object] = lambda: None,
    ) -> Row:
        """``times``, of this database."""
        return times(self.database, what, size, ours, bare, before)

    def _row(
        self, what: str, size: str, unit: str, found: list[tuple[float, float, float]], **more: float
    ) -> Row:
        return _row(self.database, what, size, unit, found, **more)


def times(
    database: str,
    what: str,
    size: str,
    ours: list[Callable[[], object]],
    bare: Callable[[], object],
    before: Callable[[], object] = lambda: None,
) -> Row:
    """How long single things take; each of ``ours`` is done once, after ``before``, which is
    not timed, and with the bare one after it."""
    found = []
    for one in ours:
        before()
        found.append((_milliseconds(one), _milliseconds(bare)))
    return _row(database, what, size, "ms", [(a, b, b / a) for a, b in found])


def _row(
    database: str, what: str, size: str, unit: str, found: list[tuple[float, float, float]], **more: float
) -> Row:
    ours, bare, ratios = zip(*found, strict=True)
    middle = statistics.median
    row = Row(
        database, what, size, middle(ours), middle(bare), unit,
        middle(ratios), min(ratios), max(ratios), **more,  # type: ignore[arg-type]
    )  # fmt: skip
    print(f"{row.database}: {row.what}, {row.size}: {row.ratio:.3g}", flush=True)
    return row


def keep_page(folder: Path, name: str, body: bytes, headers: dict[str, str]) -> None:
    """Lay a page down for the bare server."""
    (folder / f"{name}.body").write_bytes(body)
    (folder / f"{name}.json").write_text(json.dumps(headers))


def _milliseconds(do: Callable[[], object]) -> float:
    start = time.perf_counter()
    do()
    return (time.perf_counter() - start) * 1000
