"""Days in the midst of a sentence: with the word before them that goes with how exactly they are known; and
how long after an act something is in effect."""

from datetime import date

from adoption.entry_rules import When
from core.days import Precision
from sbcp.language.locales import format_date, ngettext
from sbcp.language.locales import gettext as _


def when(day: date | None, precision: str) -> str:
    """«on 6 September 2027», or «in September 2027» where no more is known; empty for no day."""
    if day is None:
        return ""
    words = _("on %(day)s") if precision == Precision.DAY else _("in %(day)s")
    return words % {"day": format_date(day, precision)}


def since(day: date | None, precision: str) -> str:
    """«from 6 September 2027», or «in September 2027» where no more is known; empty for no day."""
    if day is None:
        return ""
    words = _("from %(day)s") if precision == Precision.DAY else _("in %(day)s")
    return words % {"day": format_date(day, precision)}


def how_long_after(after: When) -> str:
    """«30 days», «1 month, then the first of the next month»."""
    delay = after.delay
    words = _(delay.label) if delay.one == delay.label else ngettext(delay.one, delay.label, after.n)
    return words % {"n": after.n}
