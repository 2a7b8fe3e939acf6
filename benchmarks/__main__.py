"""``python -m benchmarks [--quick | --smoke] [--publication | --growth | --authority] [--database KIND]``"""

import argparse
import os
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import cases, databases, growth, load, report, sizes
from benchmarks.pairs import Row
from tests.support.servers import postgres

SIZES = {"quick": sizes.QUICK, "smoke": sizes.SMOKE}


def main() -> None:
    """Measure, print the table, and leave it in a folder. Ends with an error if any part does."""
    chosen = _options()
    size = SIZES.get(chosen.size, sizes.FULL)
    busy_before = os.getloadavg()[0]
    start = time.monotonic()
    grown = growth.measure(size) if chosen.part in (None, "growth") else []
    kinds = () if chosen.part == "growth" else chosen.database or ("sqlite", "postgresql")
    rows = [row for kind in kinds for row in _measure(kind, chosen.part, size)]
    seconds = time.monotonic() - start
    text = report.write(
        rows,
        grown,
        mode=chosen.part or chosen.size or "full",
        tool=load.tool(size.seconds),
        seconds=seconds,
        busy_before=busy_before,
        out=chosen.out,
    )
    print(f"\n{text}")
    print(f"{seconds:.0f} seconds; also in {chosen.out}")


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    size = options.add_mutually_exclusive_group()
    for name, words in (
        ("quick", "some four minutes, with less growth"),
        ("smoke", "well under a minute: shows that every part runs, and its figures say nothing"),
    ):
        size.add_argument(f"--{name}", dest="size", action="store_const", const=name, help=words)
    part = options.add_mutually_exclusive_group()
    for name, words in (
        ("publication", "only publication, to 100,000 comments"),
        ("authority", "only record entry, session, permission"),
        ("growth", "only alignment and redline, by size"),
    ):
        part.add_argument(f"--{name}", dest="part", action="store_const", const=name, help=words)
    options.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    options.add_argument("--out", type=Path, default=report.OUT, help="folder for the table")
    return options.parse_args()


def _measure(kind: str, part: str | None, size: sizes.Size) -> Iterator[Row]:
    """One part, or all, on a database of one kind; nothing where there is no PostgreSQL."""
    try:
        with databases.opened(kind) as (ours, bare, folder):
            if part == "publication":
                yield from cases.measure_publications(kind, ours, bare)
            elif part == "authority":
                yield from cases.measure_authority(kind, ours, folder)
            else:
                yield from cases.measure(kind, ours, bare, folder, size)
    except postgres.Unavailable as reason:
        print(f"without PostgreSQL: {reason}")


if __name__ == "__main__":
    main()
