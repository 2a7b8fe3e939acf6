"""``python -m benchmarks [--quick | --publication] [--database sqlite|postgresql]``"""

import argparse
import time

from benchmarks import cases, databases, report
from benchmarks.pairs import Row
from tests import postgres


def main() -> None:
    """Measure, print the table, and leave it in benchmarks/out."""
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    options.add_argument("--quick", action="store_true", help="under two minutes, with less growth")
    options.add_argument("--publication", action="store_true", help="only publication, to 100,000 comments")
    options.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    chosen = options.parse_args()
    size = cases.QUICK if chosen.quick else cases.FULL
    start = time.monotonic()
    rows: list[Row] = []
    for kind in chosen.database or ("sqlite", "postgresql"):
        try:
            with databases.opened(kind) as (ours, bare, folder):
                if chosen.publication:
                    rows += cases.measure_publications(kind, ours, bare, cases.PUBLICATION)
                else:
                    rows += cases.measure(kind, ours, bare, folder, size)
        except postgres.Unavailable as reason:
            print(f"without PostgreSQL: {reason}")
    name = "publication" if chosen.publication else "quick" if chosen.quick else "full"
    print(f"\n{report.write(rows, name)}")
    print(f"{time.monotonic() - start:.0f} seconds; also in {report.OUT}")


if __name__ == "__main__":
    main()
