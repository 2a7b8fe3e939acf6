"""What keeps a database from doing what it was asked, and is no fault of whoever asked.

Somebody else holds what was to be written, the server is not there, or the disk takes nothing more. Nothing
of the transaction is stored in the first and the last case; where the server went away during the commit,
nobody knows.
"""

import errno
import sqlite3
from enum import StrEnum

from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.exc import TimeoutError as NoConnection

from core.record.freshness import Away


class Outage(StrEnum):
    """Why it cannot be done just now."""

    BUSY = "busy"
    AWAY = "away"
    FULL = "full"


class WaitedLong(Exception):
    """The turn of a piece of work has not come in the time that it may wait for a thread."""


# By the primary code of SQLite (sqlite.org/rescode.html), and by the extended one where it says more. A disk
# that is full is IOERR_WRITE if a quota or a limit of file sizes says so, IOERR_SHMSIZE beside the file.
SQLITE = {
    sqlite3.SQLITE_BUSY: Outage.BUSY,
    sqlite3.SQLITE_LOCKED: Outage.BUSY,
    sqlite3.SQLITE_FULL: Outage.FULL,
    sqlite3.SQLITE_IOERR: Outage.AWAY,
    sqlite3.SQLITE_CANTOPEN: Outage.AWAY,
    sqlite3.SQLITE_READONLY: Outage.AWAY,
    sqlite3.SQLITE_IOERR_WRITE: Outage.FULL,
    sqlite3.SQLITE_IOERR_FSYNC: Outage.FULL,
    sqlite3.SQLITE_IOERR_SHMSIZE: Outage.FULL,
}

# By the first signs of SQLSTATE (appendix A of the manual of PostgreSQL), the longest first.
POSTGRESQL = {
    "53100": Outage.FULL,  # disk_full
    "55P03": Outage.BUSY,  # lock_not_available: waited as long as it may
    "40P01": Outage.BUSY,  # deadlock_detected
    "40001": Outage.BUSY,  # serialization_failure
    "57014": Outage.BUSY,  # query_canceled: by a limit of time
    "57P": Outage.AWAY,  # shut down, restarted, starting
    "58": Outage.AWAY,  # its files cannot be read or written
    "53": Outage.AWAY,  # no room for another connection, no memory
    "08": Outage.AWAY,  # the connection broke
}


# A file of the product itself: a part of a form that is too large to be kept in memory.
DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def outage_of(error: BaseException) -> Outage | None:
    """What an error of the database, its driver, a queue or the disk says; None for any other mistake."""
    if isinstance(error, WaitedLong | NoConnection):
        return Outage.BUSY
    if isinstance(error, Away):
        return Outage.AWAY
    if isinstance(error, OSError):
        return Outage.FULL if error.errno in DISK else None
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(cause)
    if type(cause).__module__.partition(".")[0] == "psycopg":
        return _of_postgresql(cause)
    if isinstance(error, DBAPIError) and (error.connection_invalidated or isinstance(error, InterfaceError)):
        return Outage.AWAY
    return None


def _of_sqlite(error: sqlite3.Error) -> Outage | None:
    code = getattr(error, "sqlite_errorcode", 0)
    return SQLITE.get(code) or SQLITE.get(code & 0xFF)


def _of_postgresql(error: BaseException) -> Outage | None:
    """By the server's code; without one the line to it is broken, or was never there."""
    code = getattr(error, "sqlstate", None)
    if code is None:
        lost = type(error).__name__ in ("OperationalError", "InterfaceError", "ConnectionTimeout")
        return Outage.AWAY if lost else None
    return next((outage for start, outage in POSTGRESQL.items() if code.startswith(start)), None)
