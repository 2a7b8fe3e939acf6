"""What is done from time to time, by whichever process comes first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from core import clock
from core.db import Database
from core.queue import schedule
from sbcp import outage_log
from sbcp.approvals import deciding
from sbcp.background import files, housekeeping
from sbcp.notifications import comment_authors, deadlines, digests, heads, mandates
from sbcp.notifications import retention as forgetting
from sbcp.notifications.depositary import sending
from sbcp.personal import retention
from sbcp.record import search, signing
from sbcp.settings import Settings

Run = Callable[[Database, Settings, datetime], None]

log = structlog.get_logger()


@dataclass(frozen=True)
class Chore:
    """``run`` opens its own transactions, and finds out itself what there is to do: it may be called
    more often than ``every`` says, and after a pause of days."""

    name: str
    every: timedelta
    run: Run


CHORES: tuple[Chore, ...] = (
    Chore("clock", timedelta(minutes=1), housekeeping.watch_clock),
    Chore("limits", timedelta(minutes=10), housekeeping.sweep_limits),
    Chore("kept-forms", timedelta(hours=1), housekeeping.forget_forms),
    Chore("files-scan", timedelta(minutes=1), files.scan),
    Chore("files-forget", timedelta(hours=1), files.forget),
    Chore(signing.NAME, signing.EVERY, signing.sign_if_due),
    Chore("mail-heads", signing.EVERY, heads.send),
    Chore(search.NAME, search.EVERY, search.keep_up),
    Chore("retention", timedelta(days=1), retention.carry_out),
    Chore("approvals", timedelta(minutes=15), deciding.close_ended),
    Chore("invitations", timedelta(minutes=1), mandates.send_agreed),
    Chore("mandate-notices", timedelta(hours=6), mandates.give_notice),
    # Before those who left comments are told: see ``depositary.sending``.
    Chore("mail-participants", timedelta(minutes=1), sending.notify_participants),
    Chore("mail-authors", timedelta(minutes=1), comment_authors.notify_authors),
    Chore("mail-news", timedelta(minutes=1), digests.notify_followers),
    Chore("mail-deadlines", timedelta(hours=1), deadlines.remind),
    Chore("mail-forget", timedelta(days=1), forgetting.forget),
)


def run_due(database: Database, settings: Settings) -> None:
    """Do every chore that is due now. One that fails is logged, and tried again when it is due next."""
    now = clock.now()
    with database.reading() as db:
        due_at = schedule.due(db)
    for chore in CHORES:
        if now < due_at.get(chore.name, now) <= now + chore.every:  # later still: the clock was put back
            continue
        with database.writing() as db:
            taken = schedule.claim(db, chore.name, chore.every, now)
            db.commit()
        if taken:
            _run(chore, database, settings, now)


def _run(chore: Chore, database: Database, settings: Settings, now: datetime) -> None:
    try:
        chore.run(database, settings, now)
    except Exception as error:  # one chore that fails must not keep the others from being done
        if outage_log.note(error) is None:
            log.error("chore.failed", chore=chore.name, exc_info=error)
