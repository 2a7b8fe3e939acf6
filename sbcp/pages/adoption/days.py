"""The two days that pages about acts are asked for: what had happened, and as far as was known."""

from datetime import date

from adoption.queries import Days
from core.errors import Invalid
from sbcp.web.errors import message_of
from sbcp.web.forms import day_asked
from sbcp.web.visit import Visit

ASKED = ("as_of", "known_at")


def days_asked(visit: Visit) -> tuple[Days, dict[str, str]]:
    """The days asked for; today and now, with the reason, where one cannot be."""
    asked: dict[str, date | None] = {}
    errors: dict[str, str] = {}
    for name in ASKED:
        try:
            asked[name] = day_asked(visit, name)
        except Invalid as error:
            errors[name] = message_of(error)
    return Days(asked.get("as_of") or visit.now.date(), asked.get("known_at")), errors


def typed(visit: Visit) -> dict[str, str]:
    """What stands in their fields."""
    return {name: visit.query.get(name, "") for name in ASKED}
