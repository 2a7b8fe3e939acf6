"""The countries of the process: which they are, what they are called, in which order they stand.

The configuration is ``participants.toml``: the one in the data folder of the instance if it is there,
else the one beside the members' room. What it says of names holds until somebody renames a country, what
it says of days and succession when it takes a country in; its order holds always, for the countries that
it names.
"""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec
from sqlalchemy.orm import Session

from core import clock
from core.errors import Invalid
from members import queries
from members.countries import adding
from members.countries import order as country_order
from members.countries.adding import NewCountry
from members.countries.codes import is_code
from members.models import Participant
from sbcp.charts.tiles import MOST_PLACES
from sbcp.language import locales as i18n
from sbcp.language.serbian import latin
from sbcp.paths import PARTICIPANTS
from sbcp.settings import UnsafeSettings


class Country(msgspec.Struct, forbid_unknown_fields=True):
    """One ``[[participant]]``: names and footnotes by locale; the first and the last day that it takes
    part; the code of the country that it succeeds; in pictures, column and row of its tile, and latitude and
    longitude of its capital."""

    code: str
    position: int
    name: dict[str, str] = {}
    footnote: dict[str, str] = {}
    from_on: date | None = msgspec.field(default=None, name="from")
    until_on: date | None = msgspec.field(default=None, name="until")
    succeeds: str = ""
    tile: tuple[int, int] | None = None
    capital: tuple[float, float] | None = None


class Configuration(msgspec.Struct, forbid_unknown_fields=True):
    """The file: a country in each ``[[participant]]``; ``order`` lists codes by locale."""

    participant: list[Country]
    order: dict[str, list[str]] = {}


def ensure(db: Session, data_dir: Path | None = None, now: datetime | None = None) -> None:
    """Take in the countries that the configuration names and the database does not know yet, and set
    their order in each language. Each change is an entry of the record.

    Raises UnsafeSettings, in words, for a file that cannot be read as one.
    """
    path = file(data_dir)
    configuration, now = read(path), now or clock.now()
    known = {participant.code: participant for participant in queries.participants(db)}
    for country in predecessors_first(configuration.participant):
        if country.code not in known:
            places = {country_order.GENERAL: country.position, **order_of(configuration, country.code)}
            new = NewCountry(
                code=country.code,
                names=country.name,
                footnotes=country.footnote,
                places=places,
                from_on=country.from_on,
                until_on=country.until_on,
                succeeds=known[country.succeeds] if country.succeeds else None,
            )
            try:
                known[country.code] = adding.add(db, new, by="operator", now=now)
            except Invalid as error:
                raise UnsafeSettings(f"{path.name}: {country.code}: {error}") from error
    named = [country.code for country in configuration.participant]
    country_order.reorder(db, configuration.order, named=named, by="operator", now=now)


def file(data_dir: Path | None) -> Path:
    """The configuration of an instance."""
    own = data_dir / "participants.toml" if data_dir else PARTICIPANTS
    return own if own.is_file() else PARTICIPANTS


def read(path: Path) -> Configuration:
    """The configuration, checked. Raises UnsafeSettings that says what is wrong."""
    try:
        configuration = msgspec.convert(tomllib.loads(path.read_text("utf-8")), Configuration)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise UnsafeSettings(f"{path.name}: {error}") from error
    codes = [country.code for country in configuration.participant]
    wrong = [code for code in codes if not is_code(code)]
    wrong += _wrong_successions(configuration.participant) + _wrong_places(configuration.participant)
    locales = {
        *configuration.order,
        *(locale for country in configuration.participant for locale in (*country.name, *country.footnote)),
    }
    wrong += [f"{code} (twice)" for code in set(codes) if codes.count(code) > 1]
    wrong += [f"{locale} (no language of the interface)" for locale in locales - set(i18n.BY_CODE)]
    for locale, order in configuration.order.items():
        wrong += [f"{code} (in the order of {locale})" for code in set(order) - set(codes)]
        wrong += [f"{code} (twice in the order of {locale})" for code in set(order) if order.count(code) > 1]
    if wrong:
        raise UnsafeSettings(f"{path.name}: {', '.join(sorted(wrong))}")
    return configuration


def predecessors_first(listed: Iterable[Country]) -> list[Country]:
    """Countries in the order in which they can be taken in: each after the one that it succeeds."""
    by_code = {country.code: country for country in listed}
    ordered: dict[str, Country] = {}
    for country in by_code.values():
        line = [country]
        while (before := by_code.get(line[-1].succeeds)) and before not in line:
            line.append(before)
        for each in reversed(line):
            ordered.setdefault(each.code, each)
    return list(ordered.values())


def _wrong_successions(listed: Iterable[Country]) -> list[str]:
    """What is wrong with the days and the successions that a configuration names."""
    wrong = []
    taken_in: set[str] = set()
    ordered = predecessors_first(listed)
    codes = {country.code for country in ordered}
    for country in ordered:
        if country.succeeds and country.succeeds not in codes:
            wrong.append(f"{country.code} (succeeds {country.succeeds}, which is not named)")
        elif country.succeeds and country.succeeds not in taken_in:
            wrong.append(f"{country.code} (succeeds {country.succeeds}, and that in turn succeeds it)")
        if country.succeeds and country.from_on is None:
            wrong.append(f"{country.code} (succeeds {country.succeeds}, without a day in from)")
        if country.from_on and country.until_on and country.until_on < country.from_on:
            wrong.append(f"{country.code} (ends before it begins)")
        taken_in.add(country.code)
    return wrong


def _wrong_places(listed: Iterable[Country]) -> list[str]:
    """What is wrong with the places of tiles and capitals that a configuration names."""
    wrong = []
    taken: dict[tuple[int, int], str] = {}
    for country in listed:
        if country.tile and not all(1 <= each <= MOST_PLACES for each in country.tile):
            wrong.append(f"{country.code} (a tile beyond {MOST_PLACES} columns and rows)")
        elif country.tile and country.tile in taken:
            wrong.append(f"{country.code} (on the tile of {taken[country.tile]})")
        elif country.tile:
            taken[country.tile] = country.code
        if country.capital and not (abs(country.capital[0]) < 90 and abs(country.capital[1]) <= 180):
            wrong.append(f"{country.code} (a capital that is nowhere on earth)")
    return wrong


class Place(NamedTuple):
    """Where a country stands in pictures: (column, row) of its tile, (latitude, longitude) of its capital."""

    tile: tuple[int, int] | None = None
    capital: tuple[float, float] | None = None


@cache
def places(path: Path) -> dict[str, Place]:
    """The place of every country of a configuration, by code, as it was when the instance was started. Take
    ``file(data_dir)`` for path. A country that was added on a page, and not there, has none."""
    return {country.code: Place(country.tile, country.capital) for country in read(path).participant}


def order_of(configuration: Configuration, code: str) -> dict[str, int]:
    """The place of a country in the lists of each language that has an order of its own."""
    return {locale: order.index(code) + 1 for locale, order in configuration.order.items() if code in order}


def in_order(participants: Iterable[Participant]) -> list[Participant]:
    """Countries as lists show them in the reader's language: in its order, then those it does not
    list, in the general one."""
    locale = i18n.current().code
    last = 1 << 30
    return sorted(participants, key=lambda p: (p.positions.get(locale, last), p.position, p.code))


def display_name(participant: Participant) -> str:
    """A country as the process calls it in the reader's language, else as CLDR does; one that CLDR does not
    know as it is called in English here, or else by its code."""
    return called(participant.code, participant.names)


def called(code: str, names: dict[str, str]) -> str:
    """The same of a code with names by locale."""
    agreed = configured(names) or i18n.known_country_name(code)
    return agreed or names.get(i18n.DEFAULT.code) or code


def footnote(participant: Participant) -> str:
    """What the process has agreed to add wherever the name is shown; mostly nothing."""
    return configured(participant.footnotes)


def configured(texts: dict[str, str]) -> str:
    """What was agreed for the reader's language. Serbian in Latin script is derived, unless it was
    agreed on by itself."""
    locale = i18n.current()
    if locale.code in texts:
        return texts[locale.code]
    return latin(texts.get("sr-Cyrl", "")) if locale.derived_latin else ""


def names(db: Session) -> dict[str, str]:
    """How every country of the process is called in the reader's language, by code, in order."""
    return {p.code: display_name(p) for p in in_order(queries.participants(db))}


def named(codes: Iterable[str], countries: Mapping[str, str]) -> str:
    """Countries by their names, as ``names`` gives them; one that has none there by its code."""
    return ", ".join(countries.get(code, code) for code in codes)
