"""Feeds: the news of the record as Atom, and the times of rounds as iCalendar.

The addresses have no language in them, so that they stay the same for ever; ``?language=sr-Latn`` asks for
one of ours. The identity of an entry is that of the entry of the record, in every language and feed.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feedgen.feed import FeedGenerator  # type: ignore[import-untyped]
from icalendar import Calendar
from icalendar import Event as CalendarEvent
from markupsafe import Markup
from starlette.responses import Response

from consultation.models import Consultation
from consultation.queries import rounds_of
from core.errors import N_, NotFound
from documents.models import Document
from documents.queries import documents, paragraph_in_versions
from members.queries import participant_by_code
from sbcp.language import locales
from sbcp.language.locales import gettext as _
from sbcp.language.locales import in_script
from sbcp.notifications import events, matching, wording
from sbcp.notifications.depositary import series, telling
from sbcp.notifications.events import LISTED, NOTIFIED, OF_COUNTRIES, ROUNDS, Event
from sbcp.notifications.following import Target, target_name
from sbcp.urls import url
from sbcp.web.spoken import locale_asked
from sbcp.web.text_html import lines
from sbcp.web.visit import Visit

MOST = 50  # entries of a feed
BEGUN = datetime(2026, 1, 1, tzinfo=UTC)  # how old a feed without entries is
ATOM, CALENDAR = "application/atom+xml; charset=utf-8", "text/calendar; charset=utf-8"
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def everything(visit: Visit) -> Response:
    with locales.speaking(locale_asked(visit)):
        news = events.read(visit.db, events.last_entries(visit.db, limit=MOST))
        return _atom(visit, _name(visit, Target()), news, url(locales.current().code, "home"))


def document(visit: Visit) -> Response:
    about = visit.subject()
    with locales.speaking(locale_asked(visit)):
        entries = events.last_entries(visit.db, about.subject, limit=MOST)
        home = url(locales.current().code, "document", slug=about.slug)
        return _atom(visit, _name(visit, Target(about)), events.read(visit.db, entries), home)


def adoption(visit: Visit) -> Response:
    """What governments have done about a document, by whatever way it was recorded: nothing else is in it."""
    about = visit.subject()
    with locales.speaking(locale_asked(visit)):
        entries = events.last_entries(visit.db, about.subject, actions=NOTIFIED, limit=MOST)
        home = url(locales.current().code, "adoption", query={"document": about.slug})
        title = _("Adoption of %(title)s") % {"title": _name(visit, Target(about))}
        return _atom(visit, title, events.read(visit.db, entries), home)


def paragraph(visit: Visit) -> Response:
    """A paragraph through all versions; of a heading also what stands below it."""
    about, pid = visit.subject(), visit.path["pid"]
    texts = paragraph_in_versions(visit.db, about, pid)
    if not texts:
        raise NotFound(N_("There is no such paragraph in this document."))
    target = Target(about, texts[-1], texts[-1].kind == "heading")
    pids = matching.reach(visit.db, about, target.kind, pid)
    with locales.speaking(locale_asked(visit)):
        news = events.read(visit.db, events.last_entries(visit.db, about.subject))
        own = [
            event
            for event in news
            if matching.concerns(event, kind=target.kind, document_id=about.id, pids=pids)
        ]
        number = texts[-1].version.number
        home = url(locales.current().code, "paragraph", slug=about.slug, n=number, pid=pid)
        return _atom(visit, _name(visit, target), own[:MOST], home, pids)


def country(visit: Visit) -> Response:
    code = visit.path["country"]
    if participant_by_code(visit.db, code) is None:
        raise NotFound(N_("This country takes no part in the process."))
    with locales.speaking(locale_asked(visit)):
        done = events.read(visit.db, events.last_entries(visit.db, actions=(*OF_COUNTRIES, LISTED)))
        own = [event for event in done if code in event.countries]
        home = url(locales.current().code, "country", country=code)
        return _atom(visit, _name(visit, Target(country=code)), own[:MOST], home)


def calendar(visit: Visit) -> Response:
    """When the rounds on all documents open and close."""
    with locales.speaking(locale_asked(visit)):
        name = _("SBCP: consultations")
        return _calendar(visit, name, documents(visit.db))


def document_calendar(visit: Visit) -> Response:
    about = visit.subject()
    with locales.speaking(locale_asked(visit)):
        title = in_script(about.title, about.language)
        return _calendar(visit, _("Consultations: %(title)s") % {"title": title}, [about])


def _name(visit: Visit, target: Target) -> str:
    return target_name(visit.db, target)


def _atom(
    visit: Visit,
    name: str,
    news: Sequence[Event],
    home: str,
    only: frozenset[int] | None = None,
) -> Response:
    base, path = visit.settings.base_url, visit.request.url.path
    locale = locales.current()
    feed = FeedGenerator()
    feed.id(_tag(visit, BEGUN, path.removeprefix("/")))
    feed.title(_xml(f"SBCP: {name}"))
    feed.author(name="SBCP", uri=base)
    feed.language(locale.lang)
    feed.link(href=f"{base}{path}?language={locale.code}", rel="self", type="application/atom+xml")
    feed.link(href=base + home, rel="alternate", type="text/html", hreflang=locale.lang)
    feed.updated(news[0].at if news else BEGUN)
    feed.generator("SBCP")
    numbered = series.numbers(visit.db, [event.seq for event in news if event.action in NOTIFIED])
    for event in news:
        _add(visit, feed, event, only, numbered.get(event.seq))
    return Response(feed.atom_str(pretty=True), media_type=ATOM)


def _add(
    visit: Visit, feed: FeedGenerator, event: Event, only: frozenset[int] | None, number: int | None
) -> None:
    """number: of a notification of an act, the one that its letters have too."""
    words = wording.in_words(event, visit.countries, only, titled=True)
    if number is not None:
        title = _("Notification no. %(number)s: %(what)s") % {"number": number, "what": words.title}
        text = "\n\n".join(filter(None, (words.text, telling.proof(event))))
        words = replace(words, title=title, text=text)
    entry = feed.add_entry(order="append")
    entry.id(_tag(visit, event.at, f"record/{event.seq}"))
    entry.title(_xml(words.title))
    entry.link(href=visit.settings.base_url + words.path, rel="alternate", type="text/html")
    entry.published(event.at)
    entry.updated(event.at)
    entry.content(_xml(_html(words)), type="html")


def _html(words: wording.Wording) -> str:
    """What is new, as HTML in which everything that somebody wrote is text (S22)."""
    parts = [Markup("<p>{}</p>").format(lines(words.text))] if words.text else []
    for quote in words.quotes:
        if quote.about:
            parts.append(Markup("<p>{}</p>").format(quote.about))
        quoted = Markup('<blockquote lang="{}"><p>{}</p></blockquote>')
        parts.append(quoted.format(quote.language, lines(quote.text)))
    return str(Markup("").join(parts)) or str(Markup("<p>{}</p>").format(words.title))


def _tag(visit: Visit, at: datetime, name: str) -> str:
    """An identity that never changes (RFC 4151): of the instance, the day, and what it names."""
    return f"tag:{visit.settings.host},{at.date().isoformat()}:{name}"


def _xml(text: str) -> str:
    """A text without the characters that XML has no place for."""
    return _NOT_XML.sub("", text)


def _calendar(visit: Visit, name: str, about: Sequence[Document]) -> Response:
    ical = Calendar()
    ical.add("prodid", "-//SBCP//consultations//EN")
    ical.add("version", "2.0")
    ical.add("calscale", "GREGORIAN")
    ical.add("name", name)  # RFC 7986
    ical.add("x-wr-calname", name)
    ical.add("refresh-interval", timedelta(days=1), parameters={"VALUE": "DURATION"})
    subjects = [each.subject for each in about]
    limit = 1000 * len(subjects)
    entries = events.last_entries(visit.db, *subjects, actions=ROUNDS, limit=limit) if subjects else []
    changes: dict[int, list[Event]] = {}
    for event in events.read(visit.db, entries):
        changes.setdefault(event.body["consultation"], []).append(event)
    for round_ in rounds_of(visit.db, *about):
        for part in _moments(visit, round_, changes.get(round_.id, [])):
            ical.add_component(part)
    ical.add_missing_timezones()
    return Response(ical.to_ical(), media_type=CALENDAR)


def _moments(visit: Visit, round_: Consultation, changes: Sequence[Event]) -> list[CalendarEvent]:
    """The opening and the closing of a round. changes: the entries about it, the newest first. An
    extension is the same event once more, with the next number (RFC 5545, SEQUENCE)."""
    document, version = round_.document, round_.version
    title = in_script(document.title, document.language)
    known = {"title": title, "number": version.number}
    address = visit.settings.base_url + url(locales.current().code, "consultation", consultation=round_.id)
    moved = [event for event in changes if event.action not in ("consultation.opened", "consultation.closed")]
    stamp = changes[-1].at if changes else round_.opens_at
    opens = _("Consultation opens: %(title)s, version %(number)s") % known
    closes = _("Last moment to comment: %(title)s, version %(number)s") % known
    uid, sequence = f"round-{round_.id}", len(moved)
    opening = CalendarMoment(f"{uid}-opens", opens, round_.opens_at, stamp, 0)
    closing = CalendarMoment(
        f"{uid}-closes", closes, round_.closes_at, moved[0].at if moved else stamp, sequence
    )
    return [_moment(visit, moment, round_.zone, address) for moment in (opening, closing)]


class CalendarMoment(NamedTuple):
    """What a calendar says of an instant: ``stamp`` is when it was set, ``sequence`` how often it moved."""

    uid: str
    summary: str
    at: datetime
    stamp: datetime
    sequence: int


def _moment(visit: Visit, moment: CalendarMoment, zone: str, address: str) -> CalendarEvent:
    event = CalendarEvent()
    event.add("uid", f"{moment.uid}@{visit.settings.host}")
    event.add("sequence", moment.sequence)
    event.add("dtstamp", moment.stamp.replace(microsecond=0))
    event.add("last-modified", moment.stamp.replace(microsecond=0))
    event.add("dtstart", moment.at.astimezone(ZoneInfo(zone)))
    event.add("summary", moment.summary)
    event.add("description", address)
    event.add("url", address)
    event.add("transp", "TRANSPARENT")  # nobody is busy because of it
    return event
