"""Noting that a session is in use."""

from contextlib import suppress

from sqlalchemy.exc import DBAPIError
from starlette.background import BackgroundTask
from starlette.responses import Response

from core.db import Database
from core.outages import WaitedLong
from members.signin import sessions
from sbcp import outage_log
from sbcp.threads import Threads
from sbcp.web.visit import Visit


def see_afterwards(visit: Visit, response: Response) -> None:
    """Note that the session is in use, once the answer has been sent, and every few minutes at most. A
    page that is read never waits for that, and is not spoilt if it cannot be done."""
    session = visit.session
    if session is not None and response.background is None and sessions.is_unseen(session, visit.now):
        response.background = BackgroundTask(_see, visit, session.id)


async def _see(visit: Visit, session_id: int) -> None:
    """Where nobody has to wait for it: the next request does it else."""
    threads: Threads = visit.request.app.state.threads
    with suppress(WaitedLong):
        await threads.run(_write, visit, session_id, writes=True, patience=0)


def _write(visit: Visit, session_id: int) -> None:
    database: Database = visit.request.app.state.database
    try:
        with database.writing() as db:
            sessions.mark_seen(db, session_id, visit.now)
            db.commit()
    except DBAPIError as error:  # no room, or somebody writes for very long
        if outage_log.note(error) is None:
            raise
