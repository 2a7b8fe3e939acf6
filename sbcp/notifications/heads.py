"""Signed heads of the record by mail: to those who ask for them, and to the archive of the instance.

A head that something called for is mailed, and the first of each week, so that silence says something
too. Each letter says in words what happened. ``Subscription.last_seq`` is the last head that it has seen:
broken off in the middle, what was not marked is done next time, and only that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from core.db import Database
from core.queue.outbox import Message
from core.record import entries, signed_heads
from core.record.signed_heads import SignedHead
from sbcp.language import locales, participants
from sbcp.mail.letters import Letter, enqueue
from sbcp.notifications import events, wording
from sbcp.notifications.events import Event
from sbcp.notifications.follower_letters import letter_to, locale_of
from sbcp.notifications.models import HEADS, Follower, Subscription
from sbcp.settings import Settings

BATCH = 50  # addresses a transaction
MOST_HEADS = 1000  # looked at a time
# How far back the archive is made up for: it follows the signing by seconds, and one that is named for
# the first time is not sent all that ever was.
ARCHIVED_WITHIN = timedelta(days=1)


@dataclass(frozen=True)
class Outgoing:
    """A head that is mailed, and what called for it; nothing for that of a week."""

    head: SignedHead
    event: Event | None


def send(database: Database, settings: Settings, now: datetime) -> None:
    """Enqueue the heads that have been signed since the last time."""
    with database.reading() as db:
        newest = signed_heads.newest(db)
        if newest is None:
            return
        behind = db.execute(
            select(Subscription.follower_id, Subscription.last_seq)
            .where(_is_behind(newest.number))
            .order_by(Subscription.follower_id)
        ).all()
        outgoing = _outgoing(db, min((last_seq for _id, last_seq in behind), default=newest.number))
        ids = [id for id, _last_seq in behind]
        db.expunge_all()
    for start in range(0, len(ids), BATCH):
        with database.writing() as db:
            for follower in _followers(db, ids[start : start + BATCH]):
                _notify(db, settings, follower, outgoing, newest.number, now)
            db.commit()
    if settings.record_archive:
        _send_to_archive(database, settings, now)


def _is_behind(number: int) -> ColumnElement[bool]:
    return and_(
        Subscription.kind == HEADS, Subscription.confirmed_at.is_not(None), Subscription.last_seq < number
    )


def _outgoing(db: Session, after: int) -> list[Outgoing]:
    """The heads after a number that are mailed, in order."""
    listed = signed_heads.heads(db, after=max(after - 1, 0), limit=MOST_HEADS)
    before = dict(zip([head.number for head in listed[1:]], listed, strict=False))
    chosen = [head for head in listed if head.number > after and _goes_out(head, before.get(head.number))]
    return [Outgoing(head, _event(db, head)) for head in chosen]


def _goes_out(head: SignedHead, before: SignedHead | None) -> bool:
    if head.cause is not None or before is None:
        return True
    return head.at.isocalendar()[:2] != before.at.isocalendar()[:2]


def _event(db: Session, head: SignedHead) -> Event | None:
    entry = entries.entry_by_seq(db, head.cause) if head.cause is not None else None
    return next(iter(events.read(db, [entry])), None) if entry is not None else None


def _followers(db: Session, ids: Sequence[int]) -> list[Follower]:
    """Held until the end of the transaction: two workers do not send the same twice."""
    query = (
        select(Follower)
        .where(Follower.id.in_(ids))
        .order_by(Follower.id)
        .with_for_update(of=Follower)
        .options(selectinload(Follower.subscriptions), joinedload(Follower.person))
    )
    return list(db.scalars(query))


def _notify(
    db: Session,
    settings: Settings,
    follower: Follower,
    outgoing: Sequence[Outgoing],
    newest: int,
    now: datetime,
) -> None:
    for subscription in follower.subscriptions:
        if subscription.kind != HEADS or subscription.confirmed_at is None:
            continue
        for each in outgoing:
            if each.head.number > subscription.last_seq:
                values = _values(db, each, locale_of(follower))
                key = f"head:{each.head.number}:{follower.id}:{subscription.id}"
                letter = letter_to(
                    settings, follower, [subscription], template="head", values=values, key=key
                )
                enqueue(db, settings, letter, now=now)
        subscription.last_seq = max(subscription.last_seq, newest)
    db.flush()


def _send_to_archive(database: Database, settings: Settings, now: datetime) -> None:
    """The heads of the last day that the archive does not have yet."""
    with database.reading() as db:
        recent = select(SignedHead.number).where(SignedHead.at > now - ARCHIVED_WITHIN)
        numbers = {_archive_key(number): number for number in db.scalars(recent)}
        sent = db.scalars(select(Message.key).where(Message.key.in_(numbers)))
        missing = set(numbers.values()) - {numbers[key] for key in sent}
        outgoing = _outgoing(db, min(missing) - 1) if missing else []
        outgoing = [each for each in outgoing if each.head.number in missing]
        db.expunge_all()
    if not outgoing:
        return
    with database.writing() as db:
        for each in outgoing:
            letter = Letter(
                to=settings.record_archive,
                template="head",
                locale=locales.DEFAULT.code,
                values={**_values(db, each, locales.DEFAULT), "archive": True},
                key=_archive_key(each.head.number),
            )
            enqueue(db, settings, letter, now=now)
        db.commit()


def _archive_key(number: int) -> str:
    return f"head:{number}:archive"


def _values(db: Session, outgoing: Outgoing, locale: locales.Locale) -> dict[str, Any]:
    """What the letter shows: the head as it is published, and in words what called for it."""
    values = {**outgoing.head.published(), "archive": False, "what": "", "path": "", "manage": ""}
    if outgoing.event is not None:
        with locales.speaking(locale):
            words = wording.in_words(outgoing.event, participants.names(db), titled=True)
        values |= {"what": words.title, "sentence": wording.full_stop(words.title), "path": words.path}
    return values
