"""Reminders to those who follow a document: seven days and two days before a round on it closes.

Which are due follows from the clock alone; the key of each message names the closing, so that a round
which is extended is told of again, and nobody is told twice.
"""

from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from consultation.models import Consultation
from core.db import Database
from core.record.canonical import timestamp
from sbcp.language import locales
from sbcp.language.locales import gettext as _
from sbcp.language.locales import in_script
from sbcp.mail.letters import enqueue
from sbcp.notifications.follower_letters import letter_to, locale_of
from sbcp.notifications.models import Follower, Subscription
from sbcp.settings import Settings

BEFORE = (timedelta(days=7), timedelta(hours=48))  # the longest first
BATCH = 100  # addresses a transaction
READ = (joinedload(Consultation.document), joinedload(Consultation.version))


def remind(database: Database, settings: Settings, now: datetime) -> None:
    """Enqueue the reminders that are due now."""
    with database.reading() as db:
        due = [(round_.id, before) for round_ in _closing_soon(db, now) if (before := due_of(round_, now))]
        readers = {id: _readers(db, id, before, now) for id, before in due}
    for round_id, before in due:
        ids = readers[round_id]
        for start in range(0, len(ids), BATCH):
            with database.writing() as db:
                round_ = db.get_one(Consultation, round_id, options=READ)
                for follower in _followers(db, ids[start : start + BATCH]):
                    _enqueue(db, settings, round_, before, follower, now)
                db.commit()


def due_of(round_: Consultation, now: datetime) -> timedelta | None:
    """The reminder of a round for which it is time: that of the last threshold passed while it was open.
    None before the first, after the closing, and for a round opened later than that."""
    passed = [before for before in BEFORE if round_.closes_at - before <= now < round_.closes_at]
    if not passed or round_.opens_at > round_.closes_at - passed[-1]:
        return None
    return passed[-1]


def _closing_soon(db: Session, now: datetime) -> list[Consultation]:
    soon = (Consultation.closes_at > now, Consultation.closes_at <= now + BEFORE[0])
    return list(db.scalars(select(Consultation).where(*soon, Consultation.opens_at <= now)))


def _readers(db: Session, round_id: int, before: timedelta, now: datetime) -> list[int]:
    """Who followed the document, a part of it or everything when it became time."""
    round_ = db.get_one(Consultation, round_id)
    about = or_(Subscription.document_id == round_.document_id, Subscription.kind == "everything")
    query = select(Subscription.follower_id).where(
        about, Subscription.confirmed_at <= round_.closes_at - before
    )
    return list(db.scalars(query.distinct().order_by(Subscription.follower_id)))


def _followers(db: Session, ids: list[int]) -> list[Follower]:
    query = select(Follower).where(Follower.id.in_(ids)).order_by(Follower.id)
    return list(db.scalars(query.options(selectinload(Follower.subscriptions))))


def _enqueue(
    db: Session,
    settings: Settings,
    round_: Consultation,
    before: timedelta,
    follower: Follower,
    now: datetime,
) -> None:
    document = round_.document
    served = [
        each
        for each in follower.subscriptions
        if each.confirmed_at is not None and (each.document_id == document.id or each.kind == "everything")
    ]
    if not served:  # ended in the meantime
        return
    with locales.speaking(locale_of(follower)):
        title = in_script(document.title, document.language)
        values = {
            "title": title,
            "what": _("version %(number)s of “%(title)s”")
            % {"number": round_.version.number, "title": title},
            "days": max((round_.closes_at - now).days, 1),
            "closes_at": timestamp(round_.closes_at),
            "zone": round_.zone,
            "consultation": round_.id,
        }
    hours = int(before.total_seconds()) // 3600
    closing = timestamp(round_.closes_at)
    key = f"deadline:{round_.id}:{closing}:{hours}:{follower.id}:{timestamp(follower.made_at)}"
    letter = letter_to(
        settings, follower, served, template="deadline", values=values, key=key, until=round_.closes_at
    )
    enqueue(db, settings, letter, now=now)
