"""One instant as the clocks of the region show it."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel import dates, lists

from sbcp.language import locales

# Where readers are: Brussels, in which deadlines are set, then the capitals of the region.
ZONES = (
    "Europe/Brussels",
    "Europe/Tirane",
    "Europe/Sarajevo",
    "Europe/Sofia",
    "Europe/Zagreb",
    "Europe/Athens",
    "Europe/Skopje",
    "Europe/Podgorica",
    "Europe/Bucharest",
    "Europe/Belgrade",
    "Europe/Ljubljana",
    "Europe/Istanbul",
)


@dataclass(frozen=True)
class Clocks:
    """One reading of the clock, and the cities that share it."""

    at: str
    iso: str
    cities: str


def clocks(instant: datetime, zone: str) -> list[Clocks]:
    """What the clocks show at an instant: first where the round was set, whose word counts, then in
    the other capitals, together where they agree (F08)."""
    shown: dict[datetime, list[str]] = {}
    for name in ZONES:
        if name != zone:
            local = instant.astimezone(ZoneInfo(name))
            shown.setdefault(local.replace(tzinfo=None), []).append(name)
    return [_clocks(instant.astimezone(ZoneInfo(names[0])), names) for names in ([zone], *shown.values())]


def _clocks(local: datetime, zones: list[str]) -> Clocks:
    cldr = locales.current().cldr
    at = f"{dates.format_date(local, 'full', locale=cldr)}, {local:%H:%M}"
    return Clocks(at, local.isoformat(), lists.format_list([city(zone) for zone in zones], locale=cldr))


def city(zone: str) -> str:
    """The city of a zone in the reader's language, from CLDR, whose English has an old Tirana."""
    if zone == "UTC":
        return zone
    if zone == "Europe/Tirane" and locales.current() == locales.DEFAULT:
        return "Tirana"
    return str(dates.get_timezone_location(zone, locale=locales.current().cldr, return_city=True))
