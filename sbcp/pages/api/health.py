"""For the operator's watch: is the process alive, can it do its work.

Neither waits for a thread that views work in, nor for a connection of theirs.
"""

import asyncio
import time
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from core import clock
from core.db import connect
from core.outages import Outage, outage_of
from core.queue import schedule
from core.record import entries
from sbcp import outage_log

PATIENCE = 6.0  # seconds that a probe waits for what is being looked at
PROVED = 10.0  # seconds that a write proves the disk
WITHOUT_PROOF = 60.0  # seconds for which others may hold the lock that the proof needs
FORMS = 60.0  # seconds for which a form that found no room counts
CHORE = "readiness"  # the row that is written

CAUSES = {
    Outage.BUSY: "somebody else has held the database for very long",
    Outage.AWAY: "the database does not answer",
    Outage.FULL: "the disk takes nothing more",
}

log = structlog.get_logger()


async def alive(_request: Request) -> Response:
    """The process answers."""
    return JSONResponse({"status": "alive"})


async def ready(request: Request) -> Response:
    """The database answers, is at a schema with a record, and takes what is written."""
    readiness: Readiness = request.app.state.readiness
    state = await readiness.look()
    if "record" in state:
        return JSONResponse(state)
    return JSONResponse(state, 503, headers={"Retry-After": f"{PROVED:.0f}"})


class Readiness:
    """What a process finds when it looks at its database over a connection of its own.

    That the disk has room only a write shows that is committed: in a transaction that is rolled back,
    SQLite writes nothing at all, and PostgreSQL nothing to its log. One row is written, the same each
    time, every ten seconds at most, however often somebody asks. So small a write may still find room
    where the text of a person found none: what forms met within the last minute counts as well.
    """

    def __init__(self, database_url: str) -> None:
        self._database = connect(database_url, pool_size=1, wait=1.0)
        self._thread = ThreadPoolExecutor(1, "readiness")
        self._looking: Future[dict[str, Any]] | None = None
        self._proved_at = time.monotonic() - PROVED
        self._tried_at = self._proved_at
        self._fault: Outage | None = None  # of the last write

    def close(self) -> None:
        """End the thread and the connection."""
        self._thread.shutdown(wait=False)
        self._database.engine.dispose()

    async def look(self) -> dict[str, Any]:
        """``{status, record}``, the number of the last entry; or ``{status, cause, detail}``. Those who ask
        while it is being looked at share the answer, and wait for it a few seconds at most."""
        if self._looking is None or self._looking.done():
            self._looking = self._thread.submit(self._look)
        looking = asyncio.wrap_future(self._looking)
        done, _waiting = await asyncio.wait([looking], timeout=PATIENCE)
        return looking.result() if done else _unready(Outage.AWAY)

    def _look(self) -> dict[str, Any]:
        try:
            with self._database.reading() as db:
                last = entries.head(db).seq
            fault = self._write()
        except Exception as error:
            outage = outage_log.note(error)
            if outage is not None:
                return _unready(outage)
            log.error("readiness.failed", exc_info=error)
            return {"status": "unready", "cause": "failed", "detail": "see the log"}
        if fault is None and outage_log.met_within(Outage.FULL, FORMS):
            fault = Outage.FULL
        return {"status": "ready", "record": last} if fault is None else _unready(fault)

    def _write(self) -> Outage | None:
        """Why nothing can be written, by the last try."""
        now = time.monotonic()
        if now - self._tried_at < PROVED:
            return self._fault
        self._tried_at = now
        try:
            with self._database.writing() as db:
                schedule.claim(db, CHORE, timedelta(0), clock.now())
                db.commit()
            self._proved_at, self._fault = now, None
        except Exception as error:
            self._fault = outage_of(error)
            if self._fault is None:
                raise
            if self._fault is Outage.BUSY and now - self._proved_at < WITHOUT_PROOF:
                self._fault = None  # whoever writes proves it, too
            else:
                outage_log.note(error)
        return self._fault


def _unready(outage: Outage) -> dict[str, Any]:
    return {"status": "unready", "cause": outage.value, "detail": CAUSES[outage]}
