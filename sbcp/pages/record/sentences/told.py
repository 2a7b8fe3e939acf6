"""What a sentence is made of: an entry, read so that nothing missing or odd in it does harm, and the names of
what it speaks of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from core import days
from core.days import PartialDay
from core.record import entries
from core.text import one_line
from members.models import Mandate
from sbcp.language import glossary, locales
from sbcp.language.locales import gettext as _
from sbcp.language.when import when
from sbcp.pages.record.sentences.sentence import NOTHING, Part, Sentence, names_in, sentence
from sbcp.urls import url
from sbcp.web.forms import integer


@dataclass(frozen=True)
class DocumentName:
    """What a document is called."""

    slug: str
    title: str
    language: str


@dataclass(frozen=True)
class Names:
    """What the entries of a page refer to, by how the record calls it. countries: as they are called in the
    reader's language, by ISO code."""

    documents: Mapping[str, DocumentName] = field(default_factory=dict)
    mandates: Mapping[int, Mandate] = field(default_factory=dict)
    countries: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """An entry as a sentence needs it. body: its content; empty, and ``erased``, once that was erased."""

    action: str
    subject: str
    actor: str
    body: Mapping[str, Any]
    names: Names
    erased: bool = False

    def say(self, *messages: str, links: Mapping[str, str] | None = None, **values: Part | str) -> Sentence:
        """The first of some translated messages all of whose values there are, the fullest first; without
        one, the action by its name. links: beside those that every entry has."""
        given = {name: Part(value) if isinstance(value, str) else value for name, value in values.items()}
        given = self.usual_values | given
        for message in messages:
            if all(given.get(name, NOTHING).text for name in names_in(message)):
                return sentence(message, given, self.usual_links | dict(links or {}))
        return self.say_name()

    def say_name(self) -> Sentence:
        """What happened by the name of the action, for an entry that says no more, or not any more."""
        action = Part(glossary.action_name(self.action))
        if self.erased:
            messages = [
                _("%(action)s: %(document)s. The content of this entry has been erased."),
                _("%(action)s. The content of this entry has been erased."),
            ]
        else:
            messages = [_("%(action)s: %(document)s"), "%(action)s"]
        values = self.usual_values | {"action": action}
        return sentence(messages[0 if values["document"].text else 1], values, {})

    # Values

    @cached_property
    def usual_values(self) -> dict[str, Part]:
        """What a sentence may name whatever its action is; empty where the entry does not say it."""
        return {
            "who": self.who(self.actor),
            "document": self.document,
            "country": self.country("participant"),
            "version": Part(self.number("version")),
        }

    @cached_property
    def usual_links(self) -> dict[str, str]:
        number = self.number("number" if self.action == "version.published" else "version")
        return {
            "version": self.of_document("version", n=number),
            "comment": self.of_document("comment", number=self.number("comment")),
            "act": self.of_document("act", act=self.number("act")),
            "list": self.of_document("acts_list", list=self.number("list")),
            "round": self.address("consultation", consultation=self.number("consultation")),
            "entry": self.address("record_entry", seq=self.number("entry")),
        }

    @cached_property
    def slug(self) -> str:
        """The document that the entry is about, empty for none."""
        kind, _colon, slug = self.subject.partition(":")
        return slug if kind == "document" else ""

    @cached_property
    def document(self) -> Part:
        """Its title in quotes, which leads to it; of one that is not there, the name in its address."""
        if not self.slug:
            return NOTHING
        named = self.names.documents.get(self.slug)
        if named is None:
            return Part(_("“%(title)s”") % {"title": self.slug})
        title = _("“%(title)s”") % {"title": locales.in_script(named.title, named.language)}
        return Part(title, self.address("document", slug=named.slug), _other(named.language))

    def who(self, actor: Any) -> Part:
        """Somebody as pages name them: their name, their role, the body; it leads to the mandate."""
        kind, _colon, number = str(actor or "").partition(":")
        if kind == "mandate":
            return self.holder(number)
        return Part(
            {
                entries.SYSTEM: _("This site"),
                entries.OPERATOR: _("The operator of this site"),
                entries.MEMBER: _("A member"),
                entries.PUBLIC: _("Somebody without an account"),
            }.get(kind, kind)
        )

    def holder(self, number: Any) -> Part:
        """Who holds or held a mandate, by its number."""
        known = count_of(number)
        if known is None:
            return NOTHING
        mandate = self.names.mandates.get(known)
        if mandate is None:
            return Part(_("Mandate no. %(number)s") % {"number": known})
        values = {
            "name": glossary.person_name(mandate.person.name),
            "role": glossary.role_name(mandate.role),
            "organisation": mandate.organisation.name,
        }
        words = _("%(name)s (%(role)s, %(organisation)s)") % values
        return Part(words, self.address("mandate", mandate=str(known)))

    def country(self, key: str) -> Part:
        code = self.text(key)
        if not code:
            return NOTHING
        if code not in self.names.countries:
            return Part(locales.country_name(code))
        return Part(self.names.countries[code], self.address("participant", country=code))

    # What the body says; of what is missing, or of another kind, nothing

    def text(self, *keys: str) -> str:
        """A line of text, which may stand within other objects."""
        value = self.value(*keys)
        return one_line(value) if isinstance(value, str) else ""

    def number(self, *keys: str) -> str:
        """A whole number in digits."""
        return number_of(self.value(*keys))

    def listed(self, *keys: str) -> Sequence[Any]:
        value = self.value(*keys)
        return value if isinstance(value, list | tuple) else ()

    def day(self, *keys: str) -> str:
        """A day, or so much of one as is known, as the locale writes it."""
        value = read_partial_day(self.value(*keys))
        return locales.format_date(value.day, value.precision) if value else ""

    def when(self, *keys: str) -> str:
        """The same with the word before it: «on 3 May 2027», «in May 2027»."""
        value = read_partial_day(self.value(*keys))
        return when(value.day, value.precision) if value else ""

    def moment(self, *keys: str) -> str:
        """An instant, in the zone that the entry names."""
        value = read_instant(self.value(*keys))
        return locales.format_instant(value, read_zone(self.value("zone"))) if value else ""

    def value(self, *keys: str) -> Any:
        value: Any = self.body
        for key in keys:
            value = value.get(key) if isinstance(value, Mapping) else None
        return value

    # Addresses

    def address(self, name: str, **params: Any) -> str:
        """A page of the site; empty where the entry does not say which."""
        return url(locales.current().code, name, **params) if all(params.values()) else ""

    def of_document(self, name: str, **params: Any) -> str:
        """A page about a thing of the document, if it is there."""
        return self.address(name, slug=self.slug, **params) if self.slug in self.names.documents else ""


def number_of(value: Any) -> str:
    """A number that the record names something by, in digits; empty for anything else."""
    number = count_of(value)
    return "" if number is None else str(number)


def count_of(value: Any) -> int | None:
    """A whole number from 0 on; None for anything else."""
    return None if isinstance(value, bool) or not isinstance(value, int | str) else integer(str(value))


def read_partial_day(value: Any) -> PartialDay | None:
    """A day, a month or a year as bodies of entries write it; None for anything else."""
    try:
        return days.parse(value) if isinstance(value, str) else None
    except ValueError:
        return None


def read_day(value: Any) -> date | None:
    """A day as bodies of entries write it; None for anything else."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def read_instant(value: Any) -> datetime | None:
    """An instant as bodies of entries write it; None for anything else."""
    try:
        instant = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return instant if instant is not None and instant.tzinfo is not None else None


def read_zone(value: Any) -> str:
    """The name of a zone that there is; UTC for anything else."""
    try:
        return ZoneInfo(value).key if isinstance(value, str) and value else "UTC"
    except (KeyError, ValueError, OSError):  # no such zone, or no name of one
        return "UTC"


def _other(language: str) -> str:
    """The tag of a language, in the script in which it is shown; empty if it is that of the page."""
    current = locales.current()
    return "" if language == current.lang or locales.derives_latin(language) else language
