"""Somebody who holds the lock that every writer needs, in a process of their own:
``python -m benchmarks.closing.holding URL WAIT SECONDS``. It says READY, and begins at a line from its
standard input.

On SQLite the write lock of the file; on PostgreSQL the end of the record, which each entry is put behind.
"""

import json
import sys
import time

from sqlalchemy import select

from core.db import connect
from core.record.entries import Head

READY = "ready"


def hold(url: str, wait: float, seconds: float) -> tuple[float, float]:
    """Say READY, and begin at a line: wait, hold the lock for so many seconds, and write nothing; from when
    to when it was held, of the clock that all processes share (time.monotonic)."""
    database = connect(url, wait=60)
    with database.reading() as db:
        db.execute(select(Head.seq)).one()
    print(READY, flush=True)
    sys.stdin.readline()
    time.sleep(wait)
    with database.writing() as db:
        db.execute(select(Head.seq).with_for_update()).one()
        begun = time.monotonic()
        time.sleep(seconds)
        db.rollback()
    ended = time.monotonic()
    database.engine.dispose()
    return begun, ended


if __name__ == "__main__":
    json.dump(hold(sys.argv[1], float(sys.argv[2]), float(sys.argv[3])), sys.stdout)
