"""Languages of the interface: which there are, which one a reader gets, and their words.

Messages are in ``locale/<locale>/LC_MESSAGES/messages.po`` and are read at start, so that no
compiled file has to be kept. Serbian is written in Cyrillic; Latin is derived from it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property, lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from zoneinfo import ZoneInfo

import babel
from babel import dates, numbers, units
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from sbcp.language.serbian import latin
from sbcp.paths import LOCALE


@dataclass(
    frozen=True, eq=False
)  # each is one of LOCALES: a page asks for its words by it some thousand times
class Locale:
    """code: first path segment. lang: BCP 47 tag. name: its own name. data: CLDR locale.
    catalog: folder under ``locale/``, empty for the source language. date_pattern, and day_pattern
    without the year: in CLDR's letters."""

    code: str
    lang: str
    name: str
    data: str
    catalog: str = ""
    date_pattern: str = "d MMMM y"
    day_pattern: str = "d MMM"
    derived_latin: bool = False

    @cached_property
    def cldr(self) -> babel.Locale:
        return babel.Locale.parse(self.data)


# Month names would need the genitive, which CLDR's Serbian data does not have.
SERBIAN_DATE, SERBIAN_DAY = "d. M. y.", "d. M."

LOCALES = (
    Locale("en", "en", "English", "en_GB"),
    Locale("sr-Cyrl", "sr-Cyrl", "Српски", "sr_Cyrl_RS", "sr_Cyrl", SERBIAN_DATE, SERBIAN_DAY),
    Locale(
        "sr-Latn", "sr-Latn", "Srpski", "sr_Latn_RS", "sr_Cyrl", SERBIAN_DATE, SERBIAN_DAY, derived_latin=True
    ),
)
BY_CODE = {locale.code: locale for locale in LOCALES}
DEFAULT = LOCALES[0]

# Languages that a browser may ask for and that are read as one of ours. Montenegrin, Bosnian and
# Croatian readers get Serbian in Latin script before English.
SPOKEN = {
    "en": "en",
    "sr": "sr-Cyrl",
    "sr-rs": "sr-Cyrl",
    "sr-cyrl": "sr-Cyrl",
    "sr-cyrl-rs": "sr-Cyrl",
    "sr-latn": "sr-Latn",
    "sr-latn-rs": "sr-Latn",
    "sr-me": "sr-Latn",
    "cnr": "sr-Latn",
    "sh": "sr-Latn",
    "bs": "sr-Latn",
    "hr": "sr-Latn",
}

# Codes that CLDR has for tests and for what is not known: as codes of countries they are private ones.
NO_TERRITORIES = frozenset(("XA", "XB", "ZZ"))

# Languages that people may write in here, by BCP 47 tag: those of the Balkan countries, and English.
USER_LANGUAGES = (
    "sq", "bs", "bg", "hr", "el", "mk", "cnr", "ro", "sr-Cyrl", "sr-Latn", "sl", "tr", "en",
)  # fmt: skip

_current: ContextVar[Locale] = ContextVar("locale", default=DEFAULT)


class LatinTranslations(NullTranslations):
    """Serbian in Latin script, derived from the Cyrillic catalogue."""

    def __init__(self, cyrillic: NullTranslations) -> None:
        super().__init__()
        self.cyrillic = cyrillic

    def gettext(self, message: str) -> str:
        return latin(self.cyrillic.gettext(message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return latin(self.cyrillic.ngettext(msgid1, msgid2, n))

    def pgettext(self, context: str, message: str) -> str:
        return latin(self.cyrillic.pgettext(context, message))

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        return latin(self.cyrillic.npgettext(context, msgid1, msgid2, n))


@cache
def translations(locale: Locale) -> NullTranslations:
    """The words of a locale."""
    if not locale.catalog:
        return NullTranslations()
    source = LOCALE / locale.catalog / "LC_MESSAGES" / "messages.po"
    compiled = BytesIO()
    with source.open("rb") as stream:
        write_mo(compiled, read_po(stream))
    compiled.seek(0)
    cyrillic = GNUTranslations(compiled)
    return LatinTranslations(cyrillic) if locale.derived_latin else cyrillic


def current() -> Locale:
    """The locale of the request being answered."""
    return _current.get()


@contextmanager
def speaking(locale: Locale) -> Iterator[None]:
    """Answer in this locale for the length of a block."""
    token = _current.set(locale)
    try:
        yield
    finally:
        _current.reset(token)


def derives_latin(language: str) -> bool:
    """Whether the reader has chosen Latin letters for a text in this language, which is kept in others."""
    return language == "sr-Cyrl" and current().derived_latin


def in_script(text: str, language: str) -> str:
    """A title or label of a document, other plain words of it, in the script that the reader chose."""
    return latin(text) if derives_latin(language) else text


def gettext(message: str) -> str:
    return translations(current()).gettext(message) if message else ""


def ngettext(one: str, many: str, n: int) -> str:
    return translations(current()).ngettext(one, many, n)


def pgettext(context: str, message: str) -> str:
    return translations(current()).pgettext(context, message)


def npgettext(context: str, one: str, many: str, n: int) -> str:
    return translations(current()).npgettext(context, one, many, n)


def preferred(accept_language: str) -> Locale:
    """The locale for an Accept-Language header: the reader's first language that we have."""
    asked = []
    for position, part in enumerate(accept_language.split(",")):
        tag, _, weight = part.strip().partition(";q=")
        try:
            asked.append((-float(weight or 1), position, tag.strip().casefold()))
        except ValueError:
            continue
    for _weight, _position, tag in sorted(asked):
        code = SPOKEN.get(tag) or SPOKEN.get(tag.split("-")[0])
        if code:
            return BY_CODE[code]
    return DEFAULT


def format_date(value: date, precision: str = "day") -> str:
    """A day as the locale writes it: «16 July 2027», «16. 7. 2027.»; or what is known of it, «July 2027»."""
    return _date(current(), value.year, value.month, value.day, precision)


@lru_cache(maxsize=1000)
def _date(locale: Locale, year: int, month: int, day: int, precision: str) -> str:
    pattern = {"month": "LLLL y", "year": "y"}.get(precision, locale.date_pattern)
    return dates.format_date(date(year, month, day), pattern, locale=locale.cldr)


def format_tick(value: date, kind: str) -> str:
    """What a line of an axis is called, in few letters: the ``month`` («Jul»), the ``day`` («16 Jul»), the
    ``year``."""
    pattern = {"month": "LLL", "year": "y"}.get(kind, current().day_pattern)
    return dates.format_date(value, pattern, locale=current().cldr)


def format_instant(value: datetime, zone: str = "UTC") -> str:
    """Date, time and the zone they are meant in: «16 July 2027, 17:00 (Brussels)»."""
    local = value.astimezone(ZoneInfo(zone))
    return f"{format_date(local)}, {local:%H:%M} ({_city(current(), zone)})"


@lru_cache(maxsize=1000)
def _city(locale: Locale, zone: str) -> str:
    """What a time zone is called in a time of day."""
    if zone == "UTC":
        return zone
    return str(dates.get_timezone_location(zone, locale=locale.cldr, return_city=True))


def format_number(value: int) -> str:
    return str(numbers.format_decimal(value, locale=current().cldr))


def format_size(size: int) -> str:
    """How large a file of so many bytes is: «12 kB», «1.4 MB»."""
    unit, value = ("megabyte", size / 10**6) if size >= 10**6 else ("kilobyte", max(size / 1000, 1))
    rounded = round(value, 1) if value < 10 and unit == "megabyte" else round(value)
    return units.format_unit(rounded, f"digital-{unit}", length="short", locale=current().cldr)


def country_name(code: str) -> str:
    """The name of a country in the reader's language, from CLDR; its code if that does not know it."""
    return known_country_name(code) or code


def known_country_name(code: str) -> str:
    """The same; empty if CLDR does not know it."""
    return "" if code in NO_TERRITORIES else str(current().cldr.territories.get(code, ""))


@cache
def language_name(tag: str) -> str:
    """The name of a language in that language itself, from CLDR."""
    own = {"cnr": "crnogorski", "sr-Cyrl": "српски", "sr-Latn": "srpski"}
    return own.get(tag) or str(babel.Locale.parse(tag, sep="-").get_display_name())
