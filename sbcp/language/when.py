"""Days in the midst of a sentence: with the word before them that goes with how exactly they are known."""

from datetime import date

from core.days import Precision
from sbcp.language.locales import format_date
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
