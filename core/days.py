"""Days that are known to the month or the year alone."""

import calendar
import re
from datetime import date
from enum import StrEnum
from typing import NamedTuple

_WRITTEN = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


class Precision(StrEnum):
    """How exactly a day is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class PartialDay(NamedTuple):
    """A day, and how exactly it is known. Of a month or a year it is the last day: by then the thing has
    happened."""

    day: date
    precision: Precision = Precision.DAY

    @property
    def begins(self) -> date:
        """The first day that it can be."""
        if self.precision == Precision.DAY:
            return self.day
        month = 1 if self.precision == Precision.YEAR else self.day.month
        return self.day.replace(month=month, day=1)

    def __str__(self) -> str:
        """As ISO 8601 writes what is known: ``2020-05-17``, ``2020-05``, ``2020``."""
        return written(self.day, self.precision)


def parse(text: str) -> PartialDay:
    """A day from «2020-05-17», «2020-05» or «2020». Raises ValueError for anything else and for days that
    no calendar has."""
    parts = _WRITTEN.fullmatch(text.strip())
    if parts is None:
        raise ValueError(f"not a day, a month or a year: {text!r}")
    year, month, day = (int(part) if part else None for part in parts.groups())
    return partial(year or 0, month, day)


def partial(year: int, month: int | None = None, day: int | None = None) -> PartialDay:
    """The day of which only so much is known. Raises ValueError for what no calendar has."""
    if month is None:
        return PartialDay(date(year, 12, 31), Precision.YEAR)
    if day is None:
        return PartialDay(last_of_month(date(year, month, 1)), Precision.MONTH)
    return PartialDay(date(year, month, day), Precision.DAY)


def written(day: date, precision: str) -> str:
    """So much of a day as is known, as ISO 8601 writes it."""
    text = day.isoformat()
    return {Precision.MONTH: text[:7], Precision.YEAR: text[:4]}.get(Precision(precision), text)


def earliest(day: date, precision: str) -> date:
    """The first day that it can have been."""
    starts = {Precision.MONTH: day.replace(day=1), Precision.YEAR: day.replace(month=1, day=1)}
    return starts.get(Precision(precision), day)


def last_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month if it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    return first.replace(day=min(day.day, last_of_month(first).day))


def first_of_next_month(day: date) -> date:
    """The first of the month after that of a day."""
    return months_after(day.replace(day=1), 1)
