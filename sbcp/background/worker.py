"""The worker: a thread of each process that does the jobs left in the database, and the chores."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.orm import Session

from core import clock
from core.db import Database
from core.errors import DomainError
from core.queue import jobs
from core.record.freshness import settle
from sbcp import outage_log
from sbcp.approvals import publication
from sbcp.background import schedule
from sbcp.settings import Settings

Handler = Callable[[Session, dict[str, Any], datetime], dict[str, Any]]

HANDLERS: dict[str, Handler] = {publication.KIND: publication.publish}

POLL = 5.0  # seconds between two looks for work that other processes left
THREAD = "jobs"  # the name of the worker's thread
LONGEST_STOP = 30.0  # seconds that a stopping process waits for the job at hand

log = structlog.get_logger()


class Worker:
    """Does one job after another, and the chores that are due, until it is stopped."""

    def __init__(self, database: Database, settings: Settings, *, with_chores: bool = True) -> None:
        self._database, self._settings, self._with_chores = database, settings, with_chores
        self._change = threading.Condition()
        self._asked, self._stopping = False, False
        self._ended: set[int] = set()  # jobs that somebody waits for
        self._awaited: set[int] = set()
        self._thread = threading.Thread(target=self._work, name=THREAD, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Finish the job at hand, and take no other."""
        with self._change:
            self._stopping = True
            self._change.notify_all()
        if self._thread.ident is not None:
            self._thread.join(LONGEST_STOP)

    def do_soon(self, job_id: int, seconds: float) -> None:
        """Look for work now, and wait so long for this job to end."""
        with self._change:
            self._asked = True
            self._awaited.add(job_id)
            self._change.notify_all()
            self._change.wait_for(lambda: job_id in self._ended or self._stopping, seconds)
            self._awaited.discard(job_id)
            self._ended.discard(job_id)

    def _work(self) -> None:
        while not self._stopping:
            with self._change:
                self._asked = False
            try:
                done = run_next(self._database)
                if done is None and self._with_chores:
                    schedule.run_due(self._database, self._settings)
            except Exception as error:  # the database may be away for a while
                if outage_log.note(error) is None:
                    log.error("jobs.failed", exc_info=error)
                done = None
            with self._change:
                if done is not None:
                    self._ended |= {done} & self._awaited
                    self._change.notify_all()
                elif not self._asked and not self._stopping:
                    self._change.wait_for(lambda: self._asked or self._stopping, POLL)


def run_next(database: Database) -> int | None:
    """Do the next job; its id, or None if there was none."""
    with database.reading() as db:
        if not jobs.has_work(db, clock.now()):
            return None
    with database.writing() as db:
        job = jobs.claim(db, clock.now())
        db.commit()
        if job is None:
            return None
        job_id, tries = job.id, job.tries
    try:
        with database.writing() as db:
            held = jobs.lock(db, job_id, tries)
            if held is not None:
                now = clock.now()
                jobs.finish(db, held, HANDLERS[held.kind](db, held.body, now), now)
                db.commit()
        settle(database)
    except DomainError as error:
        _record_failure(database, job_id, tries, error)
    except Exception as error:
        if outage_log.note(error) is not None:  # no fault of the job: whoever looks when the lease is over
            return job_id
        log.error("job.broke_off", job=job_id, tries=tries, exc_info=error)
        _record_failure(database, job_id, tries, None)
    return job_id


def _record_failure(database: Database, job_id: int, tries: int, error: DomainError | None) -> None:
    """Say in the job that it cannot be done, or that it broke off."""
    with database.writing() as db:
        held = jobs.lock(db, job_id, tries)
        if held is not None and error is not None:
            jobs.fail(db, held, error, clock.now())
        elif held is not None:
            jobs.broke_off(db, held, clock.now())
        db.commit()
