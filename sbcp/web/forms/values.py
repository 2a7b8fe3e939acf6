"""What an address or a field says, read as a number or a day."""

from datetime import UTC, date, datetime, time, timedelta

from core.db import MAX_ID
from core.errors import N_, Invalid
from sbcp.web.visit import Visit


def integer(value: object, most: int = MAX_ID) -> int | None:
    """The whole number that a text is, from 0 to ``most``, in digits of ASCII; None for anything else."""
    text = value.strip() if isinstance(value, str) else ""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most))):
        return None
    number = int(text)
    return number if number <= most else None


def tomorrow(now: datetime) -> datetime:
    """The first instant of the next day in UTC: a page that says «today» is good until then."""
    return datetime.combine(now.date() + timedelta(days=1), time(), UTC)


def as_of(visit: Visit) -> date:
    """The day that ``?as_of=YYYY-MM-DD`` asks for, today without it. Raises as ``day_asked`` does."""
    return day_asked(visit, "as_of") or visit.now.date()


def day_asked(visit: Visit, name: str) -> date | None:
    """The day that an address asks for by such a name; None without it.

    Raises Invalid, with the name as its field, for anything else than a day, and for a day to come.
    """
    asked = visit.query.get(name, "").strip()
    today = visit.now.date()
    if not asked:
        return None
    try:
        day = date.fromisoformat(asked)
    except ValueError as error:
        raise Invalid(N_("Write the day as year-month-day, like 2027-03-31."), field=name) from error
    if day > today:
        raise Invalid(N_("Choose today or a day before; what comes later is not known."), field=name)
    return day
