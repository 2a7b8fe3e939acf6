"""``python -m benchmarks [--quick | --publication | --growth | --authority] [--database KIND]``"""

import argparse
import time

from benchmarks import cases, databases, growth, report
from benchmarks.pairs import Row
from tests.support.servers import postgres


def main() -> None:
    """Measure, print the table, and leave it in benchmarks/out."""
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    options.add_argument("--quick", action="store_true", help="under two minutes, with less growth")
    options.add_argument("--publication", action="store_true", help="only publication, to 100,000 comments")
    options.add_argument("--authority", action="store_true", help="only record entry, session, permission")
    options.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    options.add_argument("--growth", action="store_true", help="only alignment and redline, by size")
    chosen = options.parse_args()
    size = cases.QUICK if chosen.quick else cases.FULL
    start = time.monotonic()
    rows: list[Row] = []
    grown = [] if chosen.publication or chosen.authority else growth.measure(quick=chosen.quick)
    kinds = () if chosen.growth else chosen.database or ("sqlite", "postgresql")
    for kind in kinds:
        try:
            with databases.opened(kind) as (ours, bare, folder):
                if chosen.publication:
                    rows += cases.measure_publications(kind, ours, bare, cases.PUBLICATION)
                elif chosen.authority:
                    rows += cases.measure_authority(kind, ours, folder)
                else:
                    rows += cases.measure(kind, ours, bare, folder, size)
        except postgres.Unavailable as reason:
            print(f"without PostgreSQL: {reason}")
    names = ("publication", "growth", "authority", "quick")
    name = next((name for name in names if getattr(chosen, name)), "full")
    print(f"\n{report.write(rows, grown, name)}")
    print(f"{time.monotonic() - start:.0f} seconds; also in {report.OUT}")


if __name__ == "__main__":
    main()
