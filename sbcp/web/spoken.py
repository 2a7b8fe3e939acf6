"""The language of an address that has none in it: of feeds, and of what programs read."""

from core.errors import N_, NotFound
from sbcp.language import locales
from sbcp.web.visit import Visit


def locale_asked(visit: Visit) -> locales.Locale:
    """The language that ``?language=`` asks for, English without. Raises NotFound for one we do not have."""
    asked = visit.query.get("language", locales.DEFAULT.code)
    if asked not in locales.BY_CODE:
        raise NotFound(N_("There is no page at this address."))
    return locales.BY_CODE[asked]
