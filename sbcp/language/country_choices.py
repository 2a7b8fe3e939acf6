"""The countries that a form offers, by name in the reader's language."""

from collections.abc import Iterable

from members.models import Participant
from sbcp.language import collation, locales
from sbcp.language.participants import display_name, in_order

# First in the list where no participants are set up: the countries of the region.
REGION = ("AL", "BA", "BG", "GR", "HR", "ME", "MK", "RO", "RS", "SI", "TR", "XK")
# Codes of CLDR that name no country.
NO_COUNTRY = locales.NO_TERRITORIES | {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN"}


def choices(participants: Iterable[Participant]) -> list[tuple[str, str]]:
    """(code, name) of every country: those of the process first, as they are called here and in the
    order of the reader's language."""
    locale = locales.current()
    first = {participant.code: display_name(participant) for participant in in_order(participants)}
    first = first or {code: locales.country_name(code) for code in REGION}
    known = {str(code) for code in locale.cldr.territories}
    codes = {code for code in known if len(code) == 2 and code.isalpha()} - NO_COUNTRY
    others = [(code, locales.country_name(code)) for code in codes - first.keys()]
    return [*first.items(), *sorted(others, key=lambda item: collation.key(item[1]))]
