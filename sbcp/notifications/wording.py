"""An event in words of the current language: a title, what is new in its own words, and a link."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core import graphemes
from core.text import one_line
from documents.comparison.comparison import ParagraphText
from documents.models import Paragraph
from documents.text.typed import words
from documents.text.words import plain
from sbcp.language import glossary, locales
from sbcp.language.locales import gettext as _
from sbcp.language.locales import in_script, ngettext
from sbcp.notifications.events import Change, Event
from sbcp.urls import change_url, url

LONGEST_QUOTE = 600  # characters of what somebody wrote, before «…»
MOST_QUOTES = 8  # changed paragraphs, or comments of one response


@dataclass(frozen=True)
class Quote:
    """Words of a document or of a person, with their language, and what they are."""

    about: str
    text: str
    language: str


@dataclass(frozen=True)
class Wording:
    """An event in words. path: the address of its page, from the first slash on."""

    title: str
    path: str
    text: str = ""
    quotes: tuple[Quote, ...] = ()


def in_words(event: Event, countries: Mapping[str, str], only: Collection[int] | None = None) -> Wording:
    """What happened. countries: their names by code. only: the paragraphs that the reader follows, None
    for the whole document."""
    kind, _dot, _rest = event.action.partition(".")
    writers = {
        "version": _version,
        "consultation": _round,
        "submission": _response,
        "comment": _comment,
        "process": _step,
        "act": _act,
        "document": _document,
    }
    return writers[kind](event, countries, only)


def document_title(event: Event) -> str:
    return in_script(event.document.title, event.document.language)


def shortened(text: str) -> str:
    """The beginning of what somebody wrote, as they typed it."""
    return graphemes.shortened(text.strip(), LONGEST_QUOTE, " …")


def place_name(paragraph: Paragraph | ParagraphText | None, language: str) -> str:
    """How a sentence calls a paragraph of a text in a language: as it is cited, or by its first words."""
    if paragraph is None:
        return _("the whole text")
    return glossary.paragraph_name(paragraph, language) or f"“{_opening(paragraph)}”"


def _opening(paragraph: Paragraph | ParagraphText) -> str:
    return graphemes.shortened(one_line(plain(paragraph.markdown)), 40)


def _address(event: Event, name: str, **params: Any) -> str:
    return url(locales.current().code, name, slug=event.document.slug, **params)


def _document(event: Event, _countries: Mapping[str, str], _only: Collection[int] | None) -> Wording:
    return Wording(_("A new document has been begun"), _address(event, "document"))


def _version(event: Event, _countries: Mapping[str, str], only: Collection[int] | None) -> Wording:
    body, language = event.body, event.document.language
    shown = [change for change in event.changes if only is None or change.pids & set(only)]
    number = body["number"]
    label = in_script(body["label"], language)
    title = _("Version %(number)s “%(label)s” has been published") % {"number": number, "label": label}
    if number == 1:
        return Wording(title, _address(event, "version", n=number))
    text = ngettext("%(num)s paragraph has changed.", "%(num)s paragraphs have changed.", len(shown)) % {
        "num": len(shown)
    }
    if len(shown) > MOST_QUOTES:
        text += " " + _("The first of them:")
    quotes = tuple(_changed(change, language) for change in shown[:MOST_QUOTES])
    pid = next((change.new.pid for change in shown if change.new), None) if only is not None else None
    path = change_url(locales.current().code, event.document.slug, number - 1, number, pid)
    return Wording(title, path, text, quotes)


def _changed(change: Change, language: str) -> Quote:
    paragraph = change.new or change.old
    name = f"{place_name(paragraph, language)}, {glossary.lineage_name(change.kind)}" if paragraph else ""
    text = shortened(plain(paragraph.markdown)) if paragraph else ""
    return Quote(name, in_script(text, language), language)


def _round(event: Event, _countries: Mapping[str, str], _only: Collection[int] | None) -> Wording:
    body, round_ = event.body, event.round
    path = url(locales.current().code, "consultation", consultation=body["consultation"])
    zone = body.get("zone") or (round_.zone if round_ else "UTC")
    known = {"number": body["version"], "closes": _moment(body["closes_at"], zone)}
    if event.action == "consultation.opened":
        known["opens"] = _moment(body["opens_at"], zone)
        title = _("A consultation on version %(number)s: comment until %(closes)s") % known
        text = _("It opens on %(opens)s.") % known
        intro = shortened(body.get("introduction") or "")
        quotes = (Quote("", intro, event.document.language),) if intro else ()
        return Wording(title, path, text, quotes)
    titles = {
        "consultation.extended": _("The consultation on version %(number)s is extended to %(closes)s"),
        "consultation.reopened": _("The consultation on version %(number)s is open again until %(closes)s"),
        "consultation.closed_early": _("The consultation on version %(number)s closes early: %(closes)s"),
        "consultation.closed": _("The consultation on version %(number)s has closed"),
    }
    return Wording(titles[event.action] % known, path, body.get("reason") or "")


def _response(event: Event, _countries: Mapping[str, str], only: Collection[int] | None) -> Wording:
    shown = [
        (comment, paragraph) for comment, paragraph in event.comments if only is None or comment.pid in only
    ]
    count, language = len(shown), event.document.language
    title = ngettext("%(num)s new comment: %(places)s", "%(num)s new comments: %(places)s", count) % {
        "num": count,
        "places": ", ".join(
            dict.fromkeys(place_name(paragraph, language) for _comment, paragraph in shown[:5])
        ),
    }
    quotes = tuple(
        Quote(
            _("Comment %(number)s on %(place)s")
            % {"number": comment.number, "place": place_name(paragraph, language)},
            shortened(words(comment.body)),
            comment.language,
        )
        for comment, paragraph in shown[:MOST_QUOTES]
        if comment.withheld_at is None
    )
    if count == 1:
        return Wording(title, _address(event, "comment", number=shown[0][0].number), "", quotes)
    path = url(locales.current().code, "comments", consultation=event.body["consultation"])
    return Wording(title, path, "", quotes)


def _comment(event: Event, _countries: Mapping[str, str], _only: Collection[int] | None) -> Wording:
    body = event.body
    place = place_name(event.comments[0][1], event.document.language) if event.comments else ""
    known = {"number": body["comment"], "place": place}
    path = _address(event, "comment", number=body["comment"])
    reason = body.get("reason") or ""
    if event.action == "comment.answered":
        known["answer"] = glossary.answer_name(body["answer"])
        title = _("Comment %(number)s on %(place)s has an answer: %(answer)s") % known
        quotes = (Quote("", shortened(words(reason)), body["language"]),) if reason else ()
        return Wording(title, path, "", quotes)
    if event.action == "comment.placed":
        known |= {"version": body["version"], "kind": glossary.placement_name(body["kind"])}
        title = _("Where comment %(number)s stands in version %(version)s was decided: %(kind)s") % known
        return Wording(title, path, shortened(reason))
    return Wording(_("Comment %(number)s on %(place)s has led to a change of the draft") % known, path)


def _step(event: Event, _countries: Mapping[str, str], _only: Collection[int] | None) -> Wording:
    title = _("The document is now at the stage “%(stage)s”") % {
        "stage": glossary.stage_name(event.body["to"])
    }
    return Wording(title, _address(event, "process"), shortened(event.body.get("reason") or ""))


def _act(event: Event, countries: Mapping[str, str], _only: Collection[int] | None) -> Wording:
    body = event.body
    path = _address(event, "act", act=body["act"])
    known = {
        "country": countries.get(event.country) or locales.country_name(event.country),
        "act": body["act"],
    }
    if event.action == "act.verified":
        known["level"] = glossary.level_name(body["level"])
        return Wording(
            _("%(country)s: act no. %(act)s is proved so: %(level)s") % known, path, body.get("note") or ""
        )
    known |= {
        "kind": glossary.act_kind_name(body["kind"]),
        "number": body["version"],
        "day": locales.format_date(date.fromisoformat(body["done_on"])),
    }
    title = _("%(country)s: %(kind)s, version %(number)s, %(day)s") % known
    texts = [
        body.get("statement") or "",
        *(reservation["text"] for reservation in body.get("reservations", ())),
    ]
    quotes = tuple(Quote("", shortened(text), body["language"]) for text in texts if text)
    instrument = body.get("instrument") or {}
    return Wording(title, path, instrument.get("title_en", ""), quotes[:MOST_QUOTES])


def _moment(written: str, zone: str) -> str:
    return locales.format_instant(datetime.fromisoformat(written), zone)
