"""Leases: a row is one process's at a time, however many look for work."""

import threading
from datetime import datetime

from core.db import Database
from core.queue import jobs, lease
from core.queue.jobs import Job


def test_many_processes_that_look_at_once_claim_each_row_once(own_database: Database, now: datetime) -> None:
    with own_database.writing() as db:
        for number in range(4):
            jobs.enqueue(db, kind="version.publish", key=f"policy:{number}", body={}, now=now)
        db.commit()
    claimed: list[int | None] = []
    ready = threading.Barrier(6)

    def look() -> None:
        ready.wait()
        with own_database.writing() as db:
            job = jobs.claim(db, now)
            db.commit()
            claimed.append(job.id if job else None)

    threads = [threading.Thread(target=look) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ids = [number for number in claimed if number is not None]
    assert len(claimed) == 6
    assert len(ids) == len(set(ids)), "two processes have one job"
    with own_database.writing() as db:  # whoever found all rows locked looks again
        while job := jobs.claim(db, now):
            ids.append(job.id)
    assert len(ids) == len(set(ids)) == 4


def test_only_the_last_claim_gives_a_row_back(own_database: Database, now: datetime) -> None:
    with own_database.writing() as db:
        jobs.enqueue(db, kind="version.publish", key="policy:1", body={}, now=now)
        first = jobs.claim(db, now)
        assert first is not None
        first_try = first.tries
        second = jobs.claim(db, now + jobs.LEASE)
        assert second is not None
        assert (second.id, second.tries) == (first.id, first_try + 1)
        lease.give_back(db, Job, second.id, first_try, ended_at=now)
        db.refresh(second)
        assert second.ended_at is None
        assert second.leased_until == now + 2 * jobs.LEASE
        lease.give_back(db, Job, second.id, second.tries, ended_at=now)
        db.refresh(second)
        assert second.ended_at == now
        assert second.leased_until is None
