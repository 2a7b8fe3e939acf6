"""Days and times as people of the region write them: 16. јул 2027., 17.00, 17h, 9.30; and what is wrong."""

import re
from calendar import monthrange
from datetime import date, time
from functools import cache

import babel
from babel import dates

from core.days import PartialDay, partial
from core.errors import N_, Invalid
from core.text import fold
from sbcp.language import locales
from sbcp.web.forms.values import integer

_TIME = re.compile(
    r"(\d{1,2})(?: ?[:.h] ?(\d{2}))? ?(?:h|ч|час|часа|часова|sati|sata|ora|ura|ore)?\.?", re.ASCII
)
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
# Those of the countries, beside the languages of the pages: who types a date may write in any of them.
_LANGUAGES = ("sr_Cyrl", "sr_Latn", "hr", "bs", "sl", "sq", "tr", "ro", "mk", "bg", "el", "en")
_ENDINGS = 2  # letters that a case may add to the name of a month: јануар, јануара

WRONG_TIME = N_("Write the time in 24 hours, with a colon or a full stop, for example 17:00.")
NO_TIME = N_("There are hours from 0 to 23 and minutes from 00 to 59. Midnight is 00:00 of the next day.")
WRONG_MONTH = N_("Write the month as a number from 1 to 12, or its name.")
WRONG_YEAR = N_("Enter the year with four digits.")


class NoSuchDay(Invalid):
    """A day that no calendar has, in words for it."""


def read_day(day: str, month: str, year: str) -> date:
    """A day from three texts. The month may be a number, Arabic or Roman, or a name.

    Raises Invalid that says which of the three is wrong, or that there is no such day.
    """
    day_number = integer(day.strip().removesuffix("."), 31)
    if not day_number:
        raise Invalid(N_("Write the day as a number from 1 to 31."))
    month_number = _month(month)
    if not month_number:
        raise Invalid(WRONG_MONTH)
    year_number = _year(year)
    if day_number > monthrange(year_number, month_number)[1]:
        names = locales.current().cldr.months["stand-alone"]["wide"]
        if month_number == 2 and day_number == 29:
            raise NoSuchDay(N_("In %(year)s February has no day 29."), year=str(year_number))
        raise NoSuchDay(N_("%(month)s has no day %(day)s."), month=names[month_number], day=str(day_number))
    return date(year_number, month_number, day_number)


def read_partial_day(day: str, month: str, year: str) -> PartialDay:
    """A day from three texts, or so much of it as is known: without the day a month, without both a year.

    Raises as ``read_day`` does.
    """
    if day.strip():
        return PartialDay(read_day(day, month, year))
    month_number = _month(month) if month.strip() else None
    if month.strip() and not month_number:
        raise Invalid(WRONG_MONTH)
    return partial(_year(year), month_number)


def read_time(text: str) -> time:
    """A time of a clock of 24 hours. Raises Invalid that says what is wrong."""
    written = _TIME.fullmatch(" ".join(text.lower().split()))
    if written is None:
        raise Invalid(WRONG_TIME)
    hour, minute = integer(written[1], 23), integer(written[2] or "0", 59)
    if hour is None or minute is None:
        raise Invalid(NO_TIME)
    return time(hour, minute)


def _year(text: str) -> int:
    four_digits = text.strip().removesuffix(".")
    number = integer(four_digits, 9999) if len(four_digits) == 4 else None
    if not number:
        raise Invalid(WRONG_YEAR)
    return number


def _month(text: str) -> int | None:
    if number := integer(text.strip().removesuffix("."), 12):
        return number
    name = fold(text.strip()[:40].removesuffix("."))
    if name in _ROMAN:
        return _ROMAN.index(name) + 1
    for language in (locales.current().data, *_LANGUAGES):
        for known, number_ in _names(language).items():
            if name == known or (
                len(known) > 2 and name.startswith(known) and len(name) - len(known) <= _ENDINGS
            ):
                return number_
    return None


@cache
def _names(language: str) -> dict[str, int]:
    """The names of the months in a language, folded, short ones too."""
    locale = babel.Locale.parse(language)
    names = {
        fold(name.removesuffix(".")): number
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in dates.get_month_names(width, context, locale).items()
        if not name.isdigit()
    }
    # октобар, октобра
    return names | {f"{name[:-2]}ra": number for name, number in names.items() if name.endswith("bar")}
