"""Where a new country is to stand in lists: in words to choose from, and before which one in each list."""

from collections.abc import Sequence

from members.countries.order import GENERAL
from members.models import Participant
from sbcp.language import collation, locales
from sbcp.language.locales import gettext as _
from sbcp.language.participants import display_name, in_order

ALPHABET, END, AFTER = "alphabet", "end", "after"


def choices(known: Sequence[Participant], succeeds: Participant | None) -> list[tuple[str, str]]:
    """(value, words) of every place that may be chosen, the usual one first."""
    places = [AFTER, ALPHABET, END] if succeeds else [ALPHABET, END]
    beside = [each.code for each in in_order(known)]
    return [(place, in_words(place, known)) for place in [*places, *beside]]


def in_words(place: str, known: Sequence[Participant]) -> str:
    """A place as pages say it; one before a country that is not there reads as its code."""
    if place == AFTER:
        return _("right after the country that it succeeds")
    if place == ALPHABET:
        return _("by its name, in the alphabet of each language")
    if place == END:
        return _("at the end of every list")
    named = next((display_name(each) for each in known if each.code == place), place)
    return _("before %(country)s") % {"country": named}


def next_ones(
    place: str, new: Participant, known: Sequence[Participant], succeeds: Participant | None
) -> dict[str, str]:
    """Before which country a new one stands, by the lists of ``members.countries.order``; an empty code is
    the end of a list."""
    before = {}
    for locale in locales.LOCALES:
        with locales.speaking(locale):
            before[locale.code] = _next_one(place, new, in_order(known), succeeds)
    with locales.speaking(locales.DEFAULT):
        general = sorted(known, key=lambda each: (each.position, each.code))
        before[GENERAL] = _next_one(place, new, general, succeeds)
    return before


def _next_one(
    place: str, new: Participant, listed: Sequence[Participant], succeeds: Participant | None
) -> str:
    if place == ALPHABET:
        own = collation.key(display_name(new))
        return next((each.code for each in listed if collation.key(display_name(each)) > own), "")
    if place == AFTER:
        codes = [each.code for each in listed]
        return next(iter(codes[codes.index(succeeds.code) + 1 :]), "") if succeeds else ""
    return "" if place == END else place
