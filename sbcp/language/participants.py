"""The countries of the process: which they are, what they are called, in which order they stand.

The configuration is ``participants.toml``: the one in the data folder of the instance if it is there,
else the one beside the members' room. What it says of names holds until somebody renames a country;
its order holds always.
"""

import tomllib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import msgspec
from sqlalchemy.orm import Session

from core import clock
from members import country_names, queries, services
from members.models import Participant
from sbcp.language import locales as i18n
from sbcp.language.serbian import latin
from sbcp.paths import PARTICIPANTS
from sbcp.settings import UnsafeSettings


class Country(msgspec.Struct, forbid_unknown_fields=True):
    """One ``[[participant]]``: names and footnotes by locale."""

    code: str
    position: int
    name: dict[str, str] = {}
    footnote: dict[str, str] = {}


class Configuration(msgspec.Struct, forbid_unknown_fields=True):
    """The file: a country in each ``[[participant]]``; ``order`` lists codes by locale."""

    participant: list[Country]
    order: dict[str, list[str]] = {}


def ensure(db: Session, data_dir: Path | None = None, now: datetime | None = None) -> None:
    """Take in the countries that the configuration names and the database does not know yet, and set
    their order in each language. Each change is an entry of the record.

    Raises UnsafeSettings, in words, for a file that cannot be read as one.
    """
    configuration, now = read(file(data_dir)), now or clock.now()
    known = {participant.code for participant in queries.participants(db)}
    for country in configuration.participant:
        if country.code not in known:
            added = services.add_participant(
                db,
                code=country.code,
                position=country.position,
                names=country.name,
                footnotes=country.footnote,
            )
            added.positions = places(configuration, country.code)
            country_names.announce(db, added, by="operator", now=now)
    country_names.reorder(db, configuration.order, by="operator", now=now)


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
    wrong = [code for code in codes if len(code) != 2 or not code.isascii() or not code.isupper()]
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


def places(configuration: Configuration, code: str) -> dict[str, int]:
    """The place of a country in the lists of each language that has an order of its own."""
    return {locale: order.index(code) + 1 for locale, order in configuration.order.items() if code in order}


def in_order(participants: Iterable[Participant]) -> list[Participant]:
    """Countries as lists show them in the reader's language: in its order, then those it does not
    list, in the general one."""
    locale = i18n.current().code
    last = 1 << 30
    return sorted(participants, key=lambda p: (p.positions.get(locale, last), p.position, p.code))


def display_name(participant: Participant) -> str:
    """A country as the process calls it in the reader's language, else as CLDR does."""
    return configured(participant.names) or i18n.country_name(participant.code)


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
    """How every country of the process is called in the reader's language, by ISO code, in order."""
    return {p.code: display_name(p) for p in in_order(queries.participants(db))}
