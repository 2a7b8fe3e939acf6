"""``python -m benchmarks [--quick | --smoke] [--PART] [--seconds N] [--database KIND]``"""

import argparse
import os
import time
from pathlib import Path

from benchmarks import report, sizes
from benchmarks.beside import load
from benchmarks.beside.pairs import Row
from benchmarks.cases import every as cases
from benchmarks.cases import growth
from benchmarks.closing import measuring
from benchmarks.closing.figures import Part
from benchmarks.closing.sizes import PARTS, SMOKE, Hour
from benchmarks.world import databases
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
    measured = [_measure(kind, chosen, size) for kind in kinds]
    seconds = time.monotonic() - start
    text = report.write(
        [row for rows, _ in measured for row in rows],
        grown,
        [part for _, parts in measured for part in parts],
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
        ("drafting", "only writing in the sheet of a draft of 1,000 paragraphs with 5,000 changes"),
        ("glance", "only home and the adoption tracker with 200 participants, to 10,000 acts"),
        ("closing", "only the hour in which a round closes: readers, submitters and slow clients"),
        ("campaign", "only ten thousand identical comments in ten minutes, with readers"),
        ("held", "only readers and submitters while the write lock is held for 14 s"),
        ("memory", "only memory in five minutes of mixed use"),
    ):
        part.add_argument(f"--{name}", dest="part", action="store_const", const=name, help=words)
    options.add_argument("--seconds", type=float, help="of closing, campaign, held or memory: fewer, or more")
    options.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    options.add_argument("--out", type=Path, default=report.OUT, help="folder for the table")
    return options.parse_args()


def _measure(kind: str, chosen: argparse.Namespace, size: sizes.Size) -> tuple[list[Row], list[Part]]:
    """One part, or all, on databases of one kind; nothing where there is no PostgreSQL."""
    part = chosen.part
    try:
        with databases.opened(kind) as (urls, folder):
            ours, bare = urls["ours"], urls["bare"]
            if part == "publication":
                return cases.measure_publications(kind, ours, bare), []
            if part == "authority":
                return cases.measure_authority(kind, ours, folder), []
            if part == "drafting":
                return cases.measure_drafting(kind, ours, folder), []
            if part == "glance":
                return cases.measure_glance(kind, ours, bare, folder), []
            rows = [] if part else cases.measure(kind, ours, bare, folder, size)
            # Those take minutes each, and are run alone; a smoke run shows that they run.
            hours = (part,) if part else PARTS * (chosen.size == "smoke")
            return rows, measuring.measure(kind, urls["closing"], folder, _hour(chosen), hours)
    except postgres.Unavailable as reason:
        print(f"without PostgreSQL: {reason}")
        return [], []


def _hour(chosen: argparse.Namespace) -> Hour:
    """How many people come."""
    hour = SMOKE if chosen.size == "smoke" else Hour()
    return hour.shorter(chosen.seconds) if chosen.seconds else hour


if __name__ == "__main__":
    main()
