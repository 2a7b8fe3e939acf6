"""What an entry says beside its sentence: facts in the reader's language, and its content as it is kept."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adoption.kinds import ActKind
from sbcp.language.locales import format_instant
from sbcp.language.locales import gettext as _
from sbcp.pages.record.sentences.sentence import Part
from sbcp.pages.record.sentences.told import Told, read_instant


@dataclass(frozen=True)
class Fact:
    """One fact with its name. long: words of several lines, in ``part.lang``."""

    name: str
    part: Part
    long: bool = False


def facts_of(told: Told) -> list[Fact]:
    """The facts that an entry gives, in their order."""
    language = told.text("language")
    corrects = told.text("kind") == ActKind.CORRECTION
    named = [
        (_("By"), told.who(told.actor)),
        (_("Asked for by"), told.who(told.value("asked_by"))),
        (_("Approved by"), told.who(told.value("approved_by"))),
        (_("About"), told.document),
        (_("Country"), told.country("participant")),
        (_("Succeeds"), told.country("succeeds")),
        (_("Took place"), Part("" if corrects else _took_place(told))),
        (_("Date of the act, as corrected"), Part(told.day("done_on") if corrects else "")),
        (_("In effect from"), Part(told.day("effective_on"))),
        (_("Instrument"), Part(told.text("instrument", "title"), lang=told.text("instrument", "language"))),
        (_("Issued by"), Part(told.text("instrument", "body"))),
        (_("Number"), Part(told.text("instrument", "number"))),
        (_("Gazette"), Part(told.text("instrument", "gazette"))),
    ]
    words = [
        (_("Reason"), _text(told.value("reason")), language),
        (_("Note"), _text(told.value("note")), ""),
        (_("In their words"), _text(told.value("text")), language),
        (_("Statement"), _text(told.value("statement")), language),
    ]
    return [Fact(name, part) for name, part in named if part.text] + [
        Fact(name, Part(text, lang=language), long=True) for name, text, language in words if text
    ]


def as_json(value: Any) -> str:
    """A value as JSON to be read: in lines, with the letters of every alphabet as they are."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def _took_place(told: Told) -> str:
    """When what an entry tells took place, where that may be another day than the one of the entry."""
    if day := told.day("done_on"):
        return day
    instant: datetime | None = read_instant(told.value("received_at"))
    return format_instant(instant) if instant is not None else ""


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
