"""Where countries stand, at a glance: figures in words, tiles and marks, and acts in time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adoption.fates import Fate, level
from adoption.headlines import Headline
from adoption.kinds import ADOPTIONS, CONSENTS, SIGNATURES, STATEMENTS, ActKind
from adoption.queries import CountryRow, DocumentStatus
from core.errors import NN_
from documents.models import Document
from sbcp.charts.tiles import MOST_TILES, Tile
from sbcp.charts.timeline import Act, Country
from sbcp.language.glossary import act_kind_name, level_name
from sbcp.language.locales import format_date, ngettext
from sbcp.language.locales import gettext as _
from sbcp.language.participants import display_name, file, footnote, in_order, places
from sbcp.pages.adoption.status_labels import standing_word
from sbcp.urls import url
from sbcp.web.visit import Visit

# How many have gone how far; what is not among them says itself in the table.
COUNTED = {
    Headline.ADOPTED: NN_("%(num)s has adopted it", "%(num)s have adopted it"),
    Headline.SIGNED: NN_("%(num)s has signed", "%(num)s have signed"),
    Headline.SUPPORTS: NN_("%(num)s supports it", "%(num)s support it"),
    Headline.OTHER: NN_("%(num)s has acted otherwise", "%(num)s have acted otherwise"),
    Headline.OBJECTS: NN_("%(num)s objects", "%(num)s object"),
    Headline.WITHDRAWN: NN_("%(num)s has withdrawn", "%(num)s have withdrawn"),
}
SHAPES = {
    **dict.fromkeys((*SIGNATURES,), Headline.SIGNED),
    **dict.fromkeys((*ADOPTIONS, *CONSENTS), Headline.ADOPTED),
    **dict.fromkeys(STATEMENTS, "reservation"),
    ActKind.ENDORSED: Headline.SUPPORTS,
    ActKind.OBJECTION: Headline.OBJECTS,
}
WITHDRAWAL = "withdrawal"  # the shape of what took something back


@dataclass(frozen=True)
class Glance:
    """A document at a glance. sentence: how many have gone how far, in words; tiles, lanes: of the countries
    in the order of the reader, none where they are too many to be drawn; acted, silent: their rows."""

    sentence: str
    tiles: Sequence[Tile]
    lanes: Sequence[Country]
    acted: Sequence[CountryRow]
    silent: Sequence[CountryRow]


def glance(visit: Visit, shown: DocumentStatus, asked: Mapping[str, str]) -> Glance:
    """What a page shows of a document. asked: the days asked for, for the addresses of what is linked."""
    of_country = {row.participant.id: row for row in shown.rows}
    rows = [of_country[country.id] for country in in_order(row.participant for row in shown.rows)]
    acted = [row for row in rows if shown.headline(row) != Headline.NONE]
    drawn = len(rows) <= MOST_TILES
    return Glance(
        sentence=sentence(shown),
        tiles=[_tile(visit, shown, row, asked) for row in rows] if drawn else [],
        lanes=[_lane(visit, shown, row, asked) for row in acted] if drawn else [],
        acted=acted,
        silent=[row for row in rows if shown.headline(row) == Headline.NONE],
    )


def sentence(shown: DocumentStatus) -> str:
    """«3 have adopted it, 1 has signed, 2 support it.»; empty where nobody has done anything."""
    parts = [
        ngettext(*COUNTED[word], count) % {"num": count}
        for word, count in shown.headlines.items()
        if word in COUNTED
    ]
    return ", ".join(parts) + "." if parts else ""


def _tile(visit: Visit, shown: DocumentStatus, row: CountryRow, asked: Mapping[str, str]) -> Tile:
    country, here = row.participant, row.standing
    place = places(file(visit.settings.data_dir)).get(country.code)
    return Tile(
        code=country.code,
        name=display_name(country),
        step=shown.headline(row),
        href=url(visit.locale.code, "country", country=country.code, query=dict(asked)),
        place=place.tile if place else None,
        word=_word(shown, row),
        when=format_date(here.on, here.precision) if here.on else "",
        footnote=footnote(country),
        capital=place.capital if place else None,
    )


def _word(shown: DocumentStatus, row: CountryRow) -> str:
    """How its status is called: as exactly as the table does."""
    word = standing_word(row.standing) if row.standing.says_something else ""
    if row.version is not None and row.version is not shown.about and word:
        number = row.version.version.number
        return _("%(status)s, version %(number)s") % {"status": word, "number": number}
    if not word and row.parts:
        return _("%(status)s, on parts of the text") % {"status": standing_word(row.parts[0][0])}
    return word


def _lane(visit: Visit, shown: DocumentStatus, row: CountryRow, asked: Mapping[str, str]) -> Country:
    """A country with its acts on the version that it is shown with."""
    became = row.version.became.get(row.participant.code, ()) if row.version else ()
    consents = [fate for fate in became if SHAPES.get(ActKind(fate.act.kind)) == Headline.ADOPTED]
    whole = [fate for fate in consents if not fate.act.scopes]
    ends = [fate.ends_on for fate in whole if fate.ends_on is not None]
    return Country(
        name=display_name(row.participant),
        acts=[act for fate in became for act in _acts(visit, shown.document, fate)],
        since=min((fate.act.day for fate in whole), default=None),
        until=max(ends) if ends and len(ends) == len(whole) else None,
        words=_word(shown, row),
        href=url(visit.locale.code, "country", country=row.participant.code, query=dict(asked)),
    )


def _acts(visit: Visit, document: Document, fate: Fate) -> list[Act]:
    """An act, and beside it what took it back."""
    kind = ActKind(fate.act.kind)
    drawn = [
        Act(
            fate.act.day,
            SHAPES.get(kind, Headline.OTHER),
            act_kind_name(kind),
            fate.act.precision,
            url(visit.locale.code, "act", slug=document.slug, act=fate.act.id),
            level_name(level(fate.act)),
        )
    ]
    if fate.ended_by is not None:
        address = url(visit.locale.code, "act", slug=document.slug, act=fate.ended_by.id)
        drawn.append(Act(fate.ended_by.day, WITHDRAWAL, _(kind.ended), fate.ended_by.precision, address))
    return drawn
