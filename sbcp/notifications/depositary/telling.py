"""What a notification says, in the current language."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from adoption.kinds import ActKind
from core import days
from documents.models import Paragraph
from documents.text.words import plain
from sbcp.language import glossary, locales
from sbcp.language.locales import gettext as _
from sbcp.language.locales import in_script
from sbcp.language.participants import named
from sbcp.notifications import wording
from sbcp.notifications.events import LISTED, Event
from sbcp.urls import feed_url, url

MOST_WORDS = 20  # reservations whose words are in a letter; the page has all


class Told(NamedTuple):
    """What a notification rests on: the event, its number, the act as the record has it (of a list its
    entry), when that was done itself, and the paragraphs that the event names, by pid."""

    event: Event
    number: int
    act: Mapping[str, Any]
    done: days.PartialDay | None
    passages: Mapping[int, Paragraph]


def letter(told: Told, countries: Mapping[str, str], base_url: str) -> dict[str, Any]:
    """What its letter shows. countries: their names by code."""
    event = told.event
    words = wording.in_words(event, countries, titled=True)
    locale = locales.current().code
    return {
        "number": told.number,
        "title": wording.document_title(event),
        "subject": words.title,
        "sentence": wording.full_stop(words.title),
        "facts": [[name, value] for name, value in _facts(told, countries) if value],
        "quotes": _quotes(told),
        "proof": proof(event),
        "link": base_url + words.path,
        "seq": event.seq,
        "feed": base_url + feed_url(locale, "adoption_feed", slug=event.document.slug),
        "tracker": base_url + url(locale, "adoption", query={"document": event.document.slug}),
    }


def proof(event: Event) -> str:
    """How well what was notified was proved by then, in a sentence."""
    if event.action == "act.verified":
        known = {"level": glossary.level_name(event.body["level"])}
        return _("How well the act is proved, as a second person has verified it: %(level)s.") % known
    if event.action == LISTED:
        return _("Acts of the past, as a list has them: reported. Their papers have not been seen yet.")
    return _("How well the act is proved: reported. A second person has not seen the paper yet.")


def _facts(told: Told, countries: Mapping[str, str]) -> list[tuple[str, str]]:
    event, body = told.event, told.event.body
    text = wording.document_title(event)
    version = _("version %(number)s of “%(title)s”") % {"number": body["version"], "title": text}
    if event.action == LISTED:
        return [
            (_("Text"), version),
            (_("Acts"), locales.format_number(body["acts"])),
            (_("Countries"), named(sorted(event.countries), countries)),
            (_("List"), body["name"]),
            ("SHA-256", body["sha256"]),
        ]
    return [
        (_("Country"), countries.get(event.country, event.country)),
        (_("Text"), version),
        (_("Number of the act"), str(body["act"])),
        *_of_act(told),
    ]


def _of_act(told: Told) -> list[tuple[str, str]]:
    """What an act says of itself, in the order of its page. Who signed is on that page alone: a name can be
    erased there, and not from a letter."""
    body = told.act
    paper = body.get("instrument") or {}
    about = body.get("about")
    corrects = body["kind"] == ActKind.CORRECTION
    return [
        (_("Kind"), wording.act_kind(body)),
        (_("Name of the country, then"), body.get("name") or ""),
        (_("About"), (_("act no. %(number)s") % {"number": about}) if about else ""),
        (_("Covers"), "" if corrects else _covers(body.get("scopes") or ())),
        *_dates(told, corrects),
        (_("Deposited"), ", ".join(filter(None, (_day(body.get("deposited_on")), body.get("depositary"))))),
        (_("In effect from"), _day(body.get("effective_on"))),
        (_("Instrument"), paper.get("title") or ""),
        (_("Title in English"), paper.get("title_en") or ""),
        (_("Issued by"), paper.get("body") or ""),
        (_("Number"), paper.get("number") or ""),
        (_("Gazette"), ", ".join(filter(None, (paper.get("gazette"), _day(body.get("published_on")))))),
    ]


def _dates(told: Told, corrects: bool) -> list[tuple[str, str]]:
    if not corrects:
        return [(_("Date of the act"), _day(told.act.get("done_on")))]
    restates = told.act.get("restates") or ("day",)
    return [
        (_("Date of the correction"), locales.format_date(*told.done) if told.done else ""),
        (_("Date of the act, as corrected"), _day(told.act["done_on"]) if "day" in restates else ""),
    ]


def _covers(scopes: Collection[int]) -> str:
    if not scopes:
        return ""
    words = locales.ngettext(
        "%(num)s chapter; its page names it", "%(num)s chapters; its page names them", len(scopes)
    )
    return words % {"num": len(scopes)}


def _day(value: str | None) -> str:
    return locales.format_date(*days.parse(value)) if value else ""


def _quotes(told: Told) -> list[dict[str, str]]:
    """What the government says: on each paragraph, and on the whole; of other notifications why."""
    body, language = told.event.body, told.event.document.language
    quotes = []
    for reserved in body.get("reservations", ())[:MOST_WORDS]:
        passage = told.passages.get(reserved["pid"])
        place = wording.place_name(passage, language) if passage else ""
        opening = wording.shortened(plain(passage.markdown)) if passage and passage.label else ""
        about = _("Reservation on %(place)s") % {"place": place}
        quotes.append(_quote(about, reserved["text"], in_script(opening, language)))
    others = {"statement": _("Statement"), "reason": _("Why it was taken in")}
    if told.event.action == "act.verified":
        others["note"] = _("What was seen")
    quotes += [_quote(about, body[name]) for name, about in others.items() if body.get(name)]
    return quotes


def _quote(about: str, text: str, opening: str = "") -> dict[str, str]:
    return {"about": about, "of": opening, "text": wording.shortened(text)}
