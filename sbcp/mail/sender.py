"""The sender: a thread of each process that sends what is in the outbox.

Each message is taken, sent and marked in short transactions of their own; while the mail server is
spoken to, none is open. Any number of processes may do so at the same time.
"""

import threading
from collections.abc import Callable

import structlog

from core import clock
from core.db import Database
from core.encryption import CannotUnseal
from core.queue import outbox
from core.queue.outbox import Message
from sbcp import outage_log
from sbcp.mail.compose import email_of
from sbcp.mail.smtp import Connection, Outcome, Unreachable
from sbcp.settings import Settings

POLL = 2.0  # seconds between two looks into the outbox
ROUND = 50  # letters over one connection
PER_MINUTE = 120  # of all letters: what mail servers take from one sender without a complaint
THREAD = "mail"  # the name of its thread
LONGEST_STOP = 25.0  # seconds that a stopping process waits for the letter at hand

log = structlog.get_logger()


class Sender:
    """Sends until it is stopped."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database, self._settings = database, settings
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name=THREAD, daemon=True)

    def start(self) -> None:
        """A demonstration without a mail server keeps its messages, to be read on a page."""
        if not self._settings.demo or self._settings.smtp:
            self._thread.start()

    def stop(self) -> None:
        """Finish the letter at hand, and take no other."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(LONGEST_STOP)

    def _work(self) -> None:
        while not self._stopping.is_set():
            sent = 0
            try:
                sent = deliver(self._database, self._settings, self._stopping.is_set)
            except Exception as error:  # the database may be away for a while
                if outage_log.note(error) is None:
                    log.error("mail.failed", exc_info=error)
            self._stopping.wait(max(POLL, sent * 60 / PER_MINUTE))


def deliver(database: Database, settings: Settings, stopping: Callable[[], bool] = lambda: False) -> int:
    """Send what is due, a round of letters at most; how many were sent."""
    now = clock.now()
    with database.reading() as db:
        if not outbox.has_work(db, now):
            return 0
    with database.writing() as db:
        outbox.end_overdue(db, now)
        db.commit()
    try:
        connection = _connected(settings)
    except Unreachable as error:
        with database.writing() as db:
            outbox.unreachable(db, clock.now(), str(error))
            db.commit()
        log.warning("mail.unreachable", said=str(error))
        return 0
    try:
        return _deliver_over(connection, database, settings, stopping)
    finally:
        connection.close()


def _connected(settings: Settings) -> Connection:
    if settings.smtp is None:
        raise Unreachable("SBCP_SMTP_HOST is not set.")
    return Connection(settings.smtp, settings.host)


def _deliver_over(
    connection: Connection, database: Database, settings: Settings, stopping: Callable[[], bool]
) -> int:
    with database.writing() as db:
        if outbox.silent_since(db) is not None:
            outbox.reached(db, clock.now())
        db.commit()
    sent = 0
    for _letter in range(ROUND):
        message = None if connection.broken or stopping() else _take(database)
        if message is None:
            break
        outcome = _send(connection, settings, message)
        _mark(database, message, outcome)
        sent += outcome.fate == "sent"
    return sent


def _take(database: Database) -> Message | None:
    with database.writing() as db:
        db.expire_on_commit = False
        message = outbox.claim(db, clock.now())
        db.commit()
        return message


def _send(connection: Connection, settings: Settings, message: Message) -> Outcome:
    """Write and send one letter, outside of any transaction."""
    try:
        written = email_of(settings, message, clock.now())
    except CannotUnseal:
        return Outcome("never", "The secret key was changed after this message was left.")
    except Exception as error:  # one letter that cannot be written must not keep the others
        log.error("mail.unwritten", message=message.id, template=message.template, exc_info=error)
        return Outcome("never", "This message could not be written.")
    return connection.send(written, message.recipient)


def _mark(database: Database, message: Message, outcome: Outcome) -> None:
    now, which = clock.now(), (message.id, message.tries)
    with database.writing() as db:
        if outcome.fate == "sent":
            outbox.mark_sent(db, *which, now)
        elif outcome.fate == "never":
            outbox.mark_failed(db, *which, now, outcome.reply, outcome.verdict)
        else:
            outbox.put_off(db, *which, now, outcome.reply, known=outcome.fate == "later")
        db.commit()
    if outcome.fate != "sent":
        log.warning(
            "mail.not_sent", message=message.id, fate=outcome.fate, said=outcome.reply or outcome.verdict
        )
