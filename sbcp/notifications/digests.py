"""News for those who follow: at once, once a day or once a week, never the same event twice.

An event goes with the first of an address's subscriptions whose time has come; ``Follower.told`` keeps
its number until the slower ones have passed it. Each batch of addresses is one transaction, with its mail
and its marks: broken off in the middle, what was not marked is done next time, and only that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from core.db import Database
from core.record import entries as record
from core.record.canonical import timestamp
from documents.models import Document
from sbcp.language import locales, participants
from sbcp.language.locales import in_script
from sbcp.mail.letters import enqueue
from sbcp.notifications import events, following, matching, wording
from sbcp.notifications.events import Event
from sbcp.notifications.follower_letters import letter_to, locale_of
from sbcp.notifications.models import HEADS, Follower, Subscription
from sbcp.settings import Settings

ZONE = ZoneInfo("Europe/Brussels")  # that of the deadlines
HOUR = time(7)  # at which digests go out; weekly ones on Mondays
PAUSE = timedelta(minutes=10)  # between two mails «at once»: what happens meanwhile comes together
BATCH = 50  # addresses a transaction
MOST_ENTRIES = 20_000  # read at a time; more wait for the next time
MOST_ITEMS = 25  # of one document in one mail
# What a letter about several things tells first.
WEIGHTIEST: tuple[tuple[str, ...], ...] = (
    ("act.recorded",),
    ("version.published",),
    events.ROUNDS,
    ("act.verified",),
    events.STEPS,
    ("document.created",),
)

Reach = Mapping[int, frozenset[int] | None]  # subscription → the paragraphs that it means


@dataclass(frozen=True)
class News:
    """The events of a stretch of the record, and what is followed of them."""

    events: list[Event]
    reach: Reach
    up_to: int


def notify_followers(database: Database, settings: Settings, now: datetime) -> None:
    """Enqueue mail for everybody whose time has come and for whom there is news."""
    with database.reading() as db:
        ids = _whose_time_has_come(db, now)
        news = _news(db, ids, now) if ids else None
        db.expunge_all()
    if news is None:
        return
    for start in range(0, len(ids), BATCH):
        with database.writing() as db:
            for follower in _followers(db, ids[start : start + BATCH]):
                _notify(db, settings, follower, news, now)
            db.commit()


def boundaries(now: datetime) -> dict[str, datetime]:
    """The instant, for each pace, before which a subscription must last have been served to be due."""
    local = now.astimezone(ZONE)
    today = datetime.combine(local.date(), HOUR, ZONE)
    daily = today if local >= today else datetime.combine(local.date() - timedelta(days=1), HOUR, ZONE)
    monday = datetime.combine(daily.date() - timedelta(days=daily.weekday()), HOUR, ZONE)
    return {"at once": now - PAUSE, "daily": daily.astimezone(UTC), "weekly": monday.astimezone(UTC)}


def _is_due(now: datetime) -> ColumnElement[bool]:
    paces = (
        and_(Subscription.pace == pace, Subscription.told_until <= before)
        for pace, before in boundaries(now).items()
    )
    return and_(Subscription.kind != HEADS, Subscription.confirmed_at.is_not(None), or_(*paces))


def _whose_time_has_come(db: Session, now: datetime) -> list[int]:
    """The followers with a due subscription that has not seen the end of the record."""
    unseen = Subscription.last_seq < record.head(db).seq
    query = select(Subscription.follower_id).where(_is_due(now), unseen).distinct()
    return list(db.scalars(query.order_by(Subscription.follower_id)))


def _news(db: Session, ids: Sequence[int], now: datetime) -> News:
    due = db.scalars(
        select(Subscription)
        .where(Subscription.follower_id.in_(ids), _is_due(now))
        .options(joinedload(Subscription.document))
    ).all()
    head = record.head(db).seq
    entries = events.entries_after(db, min(each.last_seq for each in due), head, MOST_ENTRIES)
    up_to = entries[-1].seq if len(entries) == MOST_ENTRIES else head
    parts: dict[tuple[int, str, int | None], frozenset[int] | None] = {}
    reach: dict[int, frozenset[int] | None] = {}
    for each in due:
        if each.document is not None:
            key = (each.document.id, each.kind, each.pid)
            if key not in parts:
                parts[key] = matching.reach(db, each.document, each.kind, each.pid)
            reach[each.id] = parts[key]
    return News(events.read(db, entries), reach, up_to)


def _followers(db: Session, ids: Sequence[int]) -> list[Follower]:
    """Held until the end of the transaction: two workers do not tell the same twice."""
    query = (
        select(Follower)
        .where(Follower.id.in_(ids))
        .order_by(Follower.id)
        .with_for_update(of=Follower)
        .options(selectinload(Follower.subscriptions).joinedload(Subscription.document))
    )
    return list(db.scalars(query))


def _notify(db: Session, settings: Settings, follower: Follower, news: News, now: datetime) -> None:
    before = boundaries(now)
    confirmed = [
        each for each in follower.subscriptions if each.confirmed_at is not None and each.kind != HEADS
    ]
    due = [each for each in confirmed if each.told_until and each.told_until <= before[each.pace]]
    due = [each for each in due if each.last_seq < news.up_to]
    chosen = _chosen(due, news, set(follower.told))
    if chosen:
        served = [each for each in due if any(_wants(each, event, news) for event, _only in chosen)]
        _enqueue(db, settings, follower, served, chosen, now)
    for each in due:
        each.last_seq = news.up_to
        if chosen or each.pace != "at once":
            each.told_until = now
    slowest = min((each.last_seq for each in confirmed), default=news.up_to)
    told = {*follower.told, *(event.seq for event, _only in chosen)}
    follower.told = sorted(seq for seq in told if seq > slowest)
    db.flush()


def _wants(subscription: Subscription, event: Event, news: News) -> bool:
    if event.seq <= subscription.last_seq or event.seq > news.up_to:
        return False
    return matching.concerns(
        event,
        kind=subscription.kind,
        document_id=subscription.document_id,
        country=subscription.country,
        pids=news.reach.get(subscription.id),
    )


def _chosen(
    due: Sequence[Subscription], news: News, told: set[int]
) -> list[tuple[Event, frozenset[int] | None]]:
    """The events that are news for these subscriptions, the newest first, each with the paragraphs that
    make it so; None if one of them follows the whole."""
    chosen = []
    for event in reversed(news.events):
        wanting = [each for each in due if _wants(each, event, news)]
        if wanting and event.seq not in told:
            parts = [news.reach.get(each.id) for each in wanting]
            only = frozenset().union(*(part for part in parts if part)) if all(parts) else None
            chosen.append((event, only))
    return chosen


def _enqueue(
    db: Session,
    settings: Settings,
    follower: Follower,
    served: list[Subscription],
    chosen: Sequence[tuple[Event, frozenset[int] | None]],
    now: datetime,
) -> None:
    seqs = [event.seq for event, _only in chosen]
    with locales.speaking(locale_of(follower)):
        values = {
            **_opening(settings, chosen, participants.names(db)),
            "groups": _groups(settings, chosen, participants.names(db)),
            "followed": [following.name_of(db, each) for each in served],
        }
    key = f"news:{follower.id}:{timestamp(follower.made_at)}:{min(seqs)}-{max(seqs)}"
    letter = letter_to(settings, follower, served, template="news", values=values, key=key)
    enqueue(db, settings, letter, now=now)


def _opening(
    settings: Settings, chosen: Sequence[tuple[Event, frozenset[int] | None]], countries: Mapping[str, str]
) -> dict[str, Any]:
    """The subject and the first sentence: what happened. Of several things the weightiest, with how many more
    there are; of comments alone, how many. single: whether the sentence has said all there is to list."""
    event, only = min(chosen, key=lambda each: _weight(each[0]))
    told = wording.in_words(event, countries, only, titled=True)
    happened, link = told.title, settings.base_url + told.path
    if len(chosen) == 1:
        return {"subject": happened, "opening": wording.full_stop(happened), "link": link, "single": True}
    if _weight(event) == len(WEIGHTIEST):
        return {"subject": _count(chosen), "opening": "", "link": "", "single": False}
    more = len(chosen) - 1
    words = locales.ngettext(
        "%(what)s, and %(num)s more piece of news", "%(what)s, and %(num)s more pieces of news", more
    )
    return {
        "subject": words % {"what": happened, "num": more},
        "opening": wording.full_stop(happened),
        "link": link,
        "single": False,
    }


def _weight(event: Event) -> int:
    """What is told first: the lower, the weightier. All that concerns comments comes last."""
    kinds = (index for index, actions in enumerate(WEIGHTIEST) if event.action in actions)
    return next(kinds, len(WEIGHTIEST))


def _count(chosen: Sequence[tuple[Event, frozenset[int] | None]]) -> str:
    title = wording.document_title(chosen[0][0])
    more = len({event.document.id for event, _only in chosen}) - 1
    known = {"num": len(chosen), "title": title, "more": more}
    if more:
        several = locales.ngettext(
            "%(num)s piece of news about %(title)s and other documents",
            "%(num)s pieces of news about %(title)s and other documents",
            len(chosen),
        )
        return several % known
    words = locales.ngettext(
        "%(num)s piece of news about %(title)s", "%(num)s pieces of news about %(title)s", len(chosen)
    )
    return words % known


def _groups(
    settings: Settings, chosen: Sequence[tuple[Event, frozenset[int] | None]], countries: Mapping[str, str]
) -> list[dict[str, Any]]:
    """By document, that with the newest event first."""
    documents: dict[int, Document] = {}
    items: dict[int, list[tuple[Event, frozenset[int] | None]]] = {}
    for event, only in chosen:
        documents.setdefault(event.document.id, event.document)
        items.setdefault(event.document.id, []).append((event, only))
    return [
        {
            "title": in_script(document.title, document.language),
            "slug": document.slug,
            "items": [_item(settings, *each, countries) for each in items[id][:MOST_ITEMS]],
            "more": max(len(items[id]) - MOST_ITEMS, 0),
        }
        for id, document in documents.items()
    ]


def _item(
    settings: Settings, event: Event, only: frozenset[int] | None, countries: Mapping[str, str]
) -> dict[str, Any]:
    words = wording.in_words(event, countries, only)
    return {
        "title": words.title,
        "at": timestamp(event.at),
        "text": words.text,
        "quotes": [{"about": quote.about, "text": quote.text} for quote in words.quotes],
        "link": settings.base_url + words.path,
    }
