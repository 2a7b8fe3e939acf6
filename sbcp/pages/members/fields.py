"""Fields of the forms about members."""

from datetime import date

from starlette.datastructures import FormData

from core.errors import N_, Invalid
from members.models import Organisation, Participant, Tier
from members.queries import organisation_by_id, organisations, participant_by_code, participants
from sbcp.language.glossary import tier_name
from sbcp.language.locales import gettext as _
from sbcp.language.participants import display_name, in_order
from sbcp.web.visit import Visit

Errors = dict[str, str]


def text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def texts(form: FormData) -> dict[str, str]:
    """All that was typed, to be given back."""
    return {name: value for name, value in form.items() if isinstance(value, str)}


def whole(value: str) -> int | None:
    """A number of a row; None for what is none."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


def day(form: FormData, name: str) -> date | None:
    """The day of a date field, None if it was left empty. Raises Invalid for one that there is not."""
    parts = [text(form, f"{name}-{part}") for part in ("day", "month", "year")]
    if not any(parts):
        return None
    numbers = [whole(part) for part in parts]
    try:
        found = date(numbers[2] or 0, numbers[1] or 0, numbers[0] or 0)
    except ValueError as error:
        raise Invalid(N_("Enter a day that there is, like 27 3 2027."), field=name) from error
    if not 1900 <= found.year <= 2199:
        raise Invalid(N_("Enter the year with four digits."), field=name)
    return found


def day_values(name: str, value: date | None) -> dict[str, str]:
    """The fields of a date, filled."""
    if value is None:
        return {}
    return {f"{name}-day": str(value.day), f"{name}-month": str(value.month), f"{name}-year": str(value.year)}


def country(visit: Visit, name: str = "participant") -> Participant | None:
    """The country chosen, None for none. Raises Invalid for one that takes no part."""
    code = text(visit.form, name)
    found = participant_by_code(visit.db, code) if code else None
    if code and found is None:
        raise Invalid(N_("Choose a country from the list."), field=name)
    return found


def organisation(visit: Visit) -> Organisation:
    """The organisation chosen. Raises Invalid if none is."""
    number = whole(text(visit.form, "organisation"))
    known = {found.id for found, _count in organisations(visit.db)}
    if number not in known or number is None:
        raise Invalid(N_("Choose an organisation from the list, or add it first."), field="organisation")
    return organisation_by_id(visit.db, number)


def country_options(visit: Visit, none: str = "") -> list[tuple[str, str]]:
    """The countries of the process, with words for «none» first."""
    listed = in_order(participants(visit.db))
    return [("", none or _("None")), *((found.code, display_name(found)) for found in listed)]


def tier_options() -> list[tuple[str, str]]:
    return [(tier, tier_name(tier)) for tier in Tier]


def organisation_options(visit: Visit) -> list[tuple[str, str]]:
    rows = [(str(found.id), found.name) for found, _count in organisations(visit.db)]
    return [("", _("Choose")), *rows]
