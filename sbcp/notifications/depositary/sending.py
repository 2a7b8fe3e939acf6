"""Bringing notifications to the representatives of all countries.

Read from the record, entry after entry, so that none is missed however an act came there: on a page, after a
second person's word, with a list, by a command of the operator. Each is one message to each person.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from adoption import loading
from adoption.models import Act
from adoption.recording.recorded import recorded
from core.days import PartialDay
from core.db import Database
from core.record import entries as record
from core.record.entries import Entry
from documents.models import Paragraph
from members.models import Mandate
from members.queries import representatives
from sbcp.language import locales, participants
from sbcp.mail.letters import Letter, enqueue
from sbcp.notifications import events
from sbcp.notifications.depositary.series import numbers
from sbcp.notifications.depositary.telling import Told, letter
from sbcp.notifications.events import LISTED, NOTIFIED, Event
from sbcp.notifications.models import NewsRead, Reader
from sbcp.notifications.wording import own_day
from sbcp.settings import Settings

ENTRIES = 100  # looked at a time
BATCH = 50  # people a transaction


@dataclass(frozen=True)
class Recipient:
    """Somebody who holds a mandate for a country: the first of theirs, if there are several."""

    person: int
    email: str
    locale: str
    role: str
    country: str


def notify_participants(database: Database, settings: Settings, now: datetime) -> None:
    """A chore: enqueue the letters about what was put on the record since the last time."""
    while True:
        with database.reading() as db:
            seen, head = _seen(db), record.head(db).seq
            query = select(Entry).where(Entry.seq > seen, Entry.action.in_(NOTIFIED)).order_by(Entry.seq)
            entries = list(db.scalars(query.limit(ENTRIES).options(joinedload(Entry.payload))))
            told = _told(db, entries)
            recipients = _recipients(db, now) if told else []
            db.expunge_all()
        for each in told:
            _notify(database, settings, each, recipients, now)
        if len(entries) < ENTRIES:
            break
        _mark(database, entries[-1].seq)
    if head > seen:
        _mark(database, head)


def begin_after(db: Session, seq: int) -> None:
    """Nobody is notified of what stands on the record up to this entry: it was done, or it is of the past."""
    if db.get(NewsRead, Reader.PARTICIPANTS) is None:
        with suppress(IntegrityError), db.begin_nested():  # another process may be quicker
            db.add(NewsRead(id=Reader.PARTICIPANTS, seq=seq))
    mark = db.get_one(NewsRead, Reader.PARTICIPANTS, with_for_update=True, populate_existing=True)
    mark.seq = max(mark.seq, seq)


def _notify(
    database: Database, settings: Settings, told: Told, recipients: Sequence[Recipient], now: datetime
) -> None:
    """Everybody, some at a time, and then the mark that it is done. Broken off in the middle, it is done
    again, and the keys see to it that nobody is told twice."""
    written: dict[locales.Locale, dict[str, Any]] = {}
    names: dict[locales.Locale, dict[str, str]] = {}
    for start in range(0, len(recipients), BATCH):
        with database.writing() as db:
            for each in recipients[start : start + BATCH]:
                locale = locales.BY_CODE.get(each.locale, locales.DEFAULT)
                if locale not in written:
                    with locales.speaking(locale):
                        names[locale] = participants.names(db)
                        written[locale] = letter(told, names[locale], settings.base_url)
                country = names[locale].get(each.country, each.country)
                values = written[locale] | {"role": each.role, "country": country}
                enqueue(db, settings, _letter(told, each, values), now=now)
            db.commit()
    _mark(database, told.event.seq)


def _letter(told: Told, to: Recipient, values: dict[str, Any]) -> Letter:
    """It is shown and erased with the person, and waits behind what somebody waits for."""
    return Letter(
        to=to.email,
        template="notification",
        locale=to.locale,
        values=values,
        key=f"notification:{told.event.seq}:{to.person}",
        about=f"person:{to.person}",
    )


def _recipients(db: Session, now: datetime) -> list[Recipient]:
    """Each person once."""
    by_person: dict[int, Mandate] = {}
    for mandate in representatives(db, now.date()):
        by_person.setdefault(mandate.person_id, mandate)
    return [
        Recipient(
            person=mandate.person_id,
            email=mandate.person.email,
            locale=mandate.person.locale,
            role=mandate.role,
            country=mandate.participant.code if mandate.participant else "",
        )
        for mandate in by_person.values()
    ]


def _told(db: Session, entries: Sequence[Entry]) -> list[Told]:
    """What these entries say, with their numbers and the paragraphs that they name."""
    if not entries:
        return []
    counted = numbers(db, [entry.seq for entry in entries])
    read = events.read(db, entries)
    versions = {event.version.id for event in read if event.version is not None}
    pids = {part["pid"] for event in read for part in event.body.get("reservations", ())}
    named = db.scalars(select(Paragraph).where(Paragraph.version_id.in_(versions), Paragraph.pid.in_(pids)))
    passages: dict[int, dict[int, Paragraph]] = {}
    for paragraph in named:
        passages.setdefault(paragraph.version_id, {})[paragraph.pid] = paragraph
    verified = [event.body["act"] for event in read if event.action == "act.verified"]
    acts = {act.id: act for act in loading.acts(db, Act.id.in_(verified))} if verified else {}
    return [
        Told(
            event,
            counted[event.seq],
            *_act_of(event, acts),
            passages.get(event.version.id, {}) if event.version else {},
        )
        for event in read
    ]


def _act_of(event: Event, verified: Mapping[int, Act]) -> tuple[Mapping[str, Any], PartialDay | None]:
    """The act of an event as the record has it, and when it was done itself; of a list its entry alone."""
    if event.action == LISTED:
        return event.body, None
    if event.action == "act.verified":
        act = verified[event.body["act"]]
        return recorded(act), act.own_day
    return event.body, own_day(event)


def _seen(db: Session) -> int:
    """The last entry that was looked at. Before the first time: the last that those who left comments have
    been told of, so that nobody is notified of what happened before there were notifications."""
    mark = db.get(NewsRead, Reader.PARTICIPANTS) or db.get_one(NewsRead, Reader.AUTHORS)
    return mark.seq


def _mark(database: Database, seq: int) -> None:
    with database.writing() as db:
        begin_after(db, seq)
        db.commit()
