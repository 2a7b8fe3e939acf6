"""Time along a page: where a day lies, and which months or days are named below."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

MOST_TICKS = 9  # on a desk
MOST_ON_A_PHONE = 4
LAST_NAMED = 92.0  # what begins further right has no room for its name
YEAR_APART = 12.0  # two years nearer than this are not both named
FEW_DAYS = 45
ALONE = 18  # days on both sides of a single one

_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 4800, 12000, 24000)
_DAYS = (1, 2, 7, 14)


@dataclass(frozen=True)
class Axis:
    """From the beginning of one day to the beginning of another, later one."""

    start: date
    end: date

    def x(self, day: date) -> float:
        """Where a day lies, in per cent; one beyond the ends lies at the end."""
        share = 100 * (day - self.start).days / (self.end - self.start).days
        return round(min(max(share, 0.0), 100.0), 2)


@dataclass(frozen=True)
class Tick:
    """A line with a name. kind: what is named of the day, ``month``, ``day`` or ``year``; ``named``: whether
    there is room for the name; ``wide``: only on a desk; year: named below, where it begins, else 0."""

    on: date
    x: float
    kind: str
    named: bool
    wide: bool
    year: int = 0


def spanning(days: Iterable[date]) -> Axis:
    """The axis on which all these days lie, with room at both ends for what stands on the first and the last:
    from the beginning of a month to that of another; of a few days, from day to day. At least one is
    needed."""
    ordered = sorted(days)
    between = (ordered[-1] - ordered[0]).days
    spare = between // 25 if between else ALONE
    first, last = _shifted(ordered[0], -spare), _shifted(ordered[-1], spare)
    if (last - first).days < FEW_DAYS:
        return Axis(_shifted(first, -2), _shifted(last, 3))
    return Axis(first.replace(day=1), _month_after(last, 1))


def ticks(axis: Axis) -> list[Tick]:
    """What is named along an axis: as many as there is room for, each with room to its right."""
    kind, days = _chosen(axis)
    phone = ceil(len(days) / MOST_ON_A_PHONE)
    lines: list[Tick] = []
    last_year, last_x = 0, -YEAR_APART
    january = next((axis.x(day) for day in days if day.year > axis.start.year), 100.0)
    for n, day in enumerate(days):
        x = axis.x(day)
        year = 0
        begins = kind != "year" and day.year != last_year and x <= LAST_NAMED
        if begins and x - last_x >= YEAR_APART and (n or january - x >= YEAR_APART):
            year, last_year, last_x = day.year, day.year, x
        lines.append(Tick(day, x, kind, named=x <= LAST_NAMED, wide=bool(n % phone), year=year))
    return lines


def _chosen(axis: Axis) -> tuple[str, list[date]]:
    if (axis.end - axis.start).days <= FEW_DAYS + 5:
        for step in _DAYS:
            days = list(_every_days(axis, step))
            if len(days) <= MOST_TICKS:
                return "day", days
    months: Sequence[date] = ()
    for step in _MONTHS:
        months = list(_every_months(axis, step))
        if len(months) <= MOST_TICKS:
            return "month" if step < _MONTHS[4] else "year", list(months)
    return "year", list(months)[:1]


def _every_days(axis: Axis, step: int) -> Iterator[date]:
    day = axis.start
    while day < axis.end:
        yield day
        day = _shifted(day, step)


def _every_months(axis: Axis, step: int) -> Iterator[date]:
    """The first days of every first, second, third … month, of a year those that it can be divided into."""
    month = axis.start.year * 12 + axis.start.month - 1
    if axis.start.day > 1:
        month += 1
    month = ceil(month / step) * step
    while month // 12 <= date.max.year and (day := date(max(month // 12, 1), month % 12 + 1, 1)) < axis.end:
        yield day
        month += step


def _month_after(day: date, months: int) -> date:
    month = day.year * 12 + day.month - 1 + months
    return date(month // 12, month % 12 + 1, 1) if month // 12 <= date.max.year else date.max


def _shifted(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min
