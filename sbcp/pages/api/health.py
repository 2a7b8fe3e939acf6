"""For the operator's watch: is the process alive, can it do its work."""

from sqlalchemy import text
from starlette.responses import JSONResponse, Response

from core.record import entries
from sbcp.web.visit import Visit


def alive(visit: Visit) -> Response:
    """The process answers."""
    return JSONResponse({"status": "alive"})


def ready(visit: Visit) -> Response:
    """The database answers and is at a schema with a record."""
    visit.db.execute(text("SELECT 1"))
    return JSONResponse({"status": "ready", "record": entries.head(visit.db).seq})
