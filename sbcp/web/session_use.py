"""Noting that a session is in use."""

from functools import partial

import structlog
from sqlalchemy.exc import OperationalError
from starlette.background import BackgroundTask
from starlette.responses import Response

from core.db import Database
from members.signin import sessions
from sbcp.web.visit import Visit

log = structlog.get_logger()


def see_afterwards(visit: Visit, response: Response) -> None:
    """Note that the session is in use, once the answer has been sent, and every few minutes at most. A
    page that is read never waits for that, and is not spoilt if it cannot be done."""
    session = visit.session
    if session is not None and response.background is None and sessions.is_unseen(session, visit.now):
        response.background = BackgroundTask(partial(_see, visit, session.id))


def _see(visit: Visit, session_id: int) -> None:
    database: Database = visit.request.app.state.database
    try:
        with database.writing() as db:
            sessions.mark_seen(db, session_id, visit.now)
            db.commit()
    except OperationalError as error:  # no room, or somebody writes for very long: the next request does it
        log.warning("session.not_seen", exc_info=error)
