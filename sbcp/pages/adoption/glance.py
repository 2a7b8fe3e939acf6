"""Where countries stand, at a glance: figures in words, tiles and marks, and acts in time."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from adoption.fates import Fate, level
from adoption.headlines import Headline, headline
from adoption.kinds import ADOPTIONS, CONSENTS, SIGNATURES, STATEMENTS, ActKind, Level
from adoption.queries import CountryRow, DocumentStatus
from adoption.status import Standing, ending_of
from core.errors import NN_
from sbcp.charts.tiles import MOST_TILES, Tile
from sbcp.charts.timeline import Act, Country
from sbcp.language.glossary import act_kind_ended, act_kind_name, level_name
from sbcp.language.locales import format_date, ngettext
from sbcp.language.locales import gettext as _
from sbcp.language.participants import display_name, file, footnote, in_order, places
from sbcp.pages.adoption.status_labels import LEFT, standing_word
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
    ActKind.WITHDRAWAL: "withdrawal",
}


@dataclass(frozen=True)
class Line:
    """A country as the table says it. step: one word for the sign; words: the act that it stands by, or by
    which it has gone; on, precision, act, level: of that act; beside: what it says besides, with its sign."""

    of: CountryRow
    step: Headline
    words: str
    on: date | None = None
    precision: str = "day"
    act: int | None = None
    level: Level | None = None
    beside: tuple[tuple[Headline, str], ...] = ()


@dataclass(frozen=True)
class Glance:
    """A document at a glance. sentence: how many have gone how far, in words; here, elsewhere, silent: the
    countries in the order of the reader, by whether they have acted on the version, on another one alone, or
    on none; tiles, lanes: of them, none where they are too many to be drawn."""

    sentence: str
    here: Sequence[Line]
    elsewhere: Sequence[Line]
    silent: Sequence[Line]
    tiles: Sequence[Tile]
    lanes: Sequence[Country]


def glance(visit: Visit, shown: DocumentStatus, asked: Mapping[str, str]) -> Glance:
    """What a page shows of a document. asked: the days asked for, for the addresses of what is linked."""
    of_country = {each.participant.id: each for each in shown.rows}
    rows = [of_country[country.id] for country in in_order(each.participant for each in shown.rows)]
    lines = [line(shown, each) for each in rows]
    drawn = len(rows) <= MOST_TILES
    return Glance(
        sentence=sentence(shown),
        here=[each for each in lines if each.of in shown.here],
        elsewhere=[each for each in lines if each.of in shown.elsewhere],
        silent=[each for each in lines if each.of in shown.silent],
        tiles=[_tile(visit, each, asked) for each in lines] if drawn else [],
        lanes=[_lane(visit, shown, each, asked) for each in lines if each.of.version] if drawn else [],
    )


def sentence(shown: DocumentStatus) -> str:
    """«3 have adopted it, 1 has signed, 2 support it.»; empty where nobody has done anything."""
    counted = Counter(shown.headline(each) for each in shown.here)
    parts = [
        ngettext(*COUNTED[word], counted[word]) % {"num": counted[word]} for word in COUNTED if counted[word]
    ]
    if shown.elsewhere:
        words = NN_("%(num)s has acted on another version", "%(num)s have acted on another version")
        parts.append(ngettext(*words, len(shown.elsewhere)) % {"num": len(shown.elsewhere)})
    return ", ".join(parts) + "." if parts else ""


def line(shown: DocumentStatus, country_row: CountryRow) -> Line:
    """What is said of a country."""
    whole, step = country_row.standing, shown.headline(country_row)
    if whole.ended or (country_row.version and not whole.says_something and not country_row.parts):
        return _gone(shown, country_row, step)
    if not whole.says_something:
        if not country_row.parts:
            return Line(country_row, step, _("No information"))
        part = country_row.parts[0][0]
        words = _("%(status)s, on parts of the text") % {"status": standing_word(part)}
        return Line(country_row, step, words, part.on, part.precision, part.act, part.level)
    objects = whole.objection
    if objects is not None and step == Headline.OBJECTS:
        beside = ((_without_objection(whole), standing_word(whole)),) if whole.kind else ()
        proof = level(objects, shown.days.known_at)
        return Line(
            country_row,
            step,
            _("Objects to the text"),
            objects.day,
            objects.precision,
            objects.id,
            proof,
            beside,
        )
    beside = ((Headline.OBJECTS, _("Objects to the text")),) if objects is not None and whole.kind else ()
    return Line(
        country_row, step, standing_word(whole), whole.on, whole.precision, whole.act, whole.level, beside
    )


def _without_objection(whole: Standing) -> Headline:
    return headline(replace(whole, objection=None), here=True, in_part=False)


def _gone(shown: DocumentStatus, country_row: CountryRow, step: Headline) -> Line:
    """What a country has taken back, by the act that took it back; or what it did besides the text."""
    by_whole = [fate for fate in country_row.done if fate.act.id == country_row.standing.act]
    fate = (by_whole or country_row.done or list(country_row.became))[-1]
    end = ending_of(fate, country_row.became, shown.days.known_at)
    if end is None:
        act, proof = fate.act, level(fate.act, shown.days.known_at)
        return Line(country_row, step, act_kind_name(act.kind), act.day, act.precision, act.id, proof)
    from_whole = fate.ended_by is not None and fate.ended_by.about is None
    words = _(LEFT) if from_whole else act_kind_ended(fate.act.kind)
    return Line(country_row, step, words, end.on, end.on_precision, end.act, end.level)


def _tile(visit: Visit, shown: Line, asked: Mapping[str, str]) -> Tile:
    country = shown.of.participant
    place = places(file(visit.settings.data_dir)).get(country.code)
    return Tile(
        code=country.code,
        name=display_name(country),
        step=shown.step,
        href=url(visit.locale.code, "country", country=country.code, query=dict(asked)),
        place=place.tile if place else None,
        word=_words(shown),
        when=format_date(shown.on, shown.precision) if shown.on else "",
        footnote=footnote(country),
        capital=place.capital if place else None,
    )


def _words(shown: Line) -> str:
    """How its status is called where the version does not stand beside it."""
    if shown.step == Headline.OTHER and shown.of.version is not None and not shown.of.parts:
        number = shown.of.version.version.number
        return _("%(status)s, version %(number)s") % {"status": shown.words, "number": number}
    return shown.words


def _lane(visit: Visit, shown: DocumentStatus, country: Line, asked: Mapping[str, str]) -> Country:
    """A country with its acts on the version that it is shown with."""
    became, participant = country.of.became, country.of.participant
    whole = [fate for fate in became if _shape(fate) == Headline.ADOPTED]
    ends = [fate.ends_on for fate in whole if fate.ends_on is not None]
    return Country(
        name=display_name(participant),
        acts=[_act(visit, shown, fate, became) for fate in became],
        since=min((fate.act.day for fate in whole), default=None),
        until=max(ends) if ends and len(ends) == len(whole) else None,
        words=_words(country),
        href=url(visit.locale.code, "country", country=participant.code, query=dict(asked)),
    )


def _shape(fate: Fate) -> str:
    """How an act is drawn: one on parts of the text otherwise than one on the whole."""
    shape = SHAPES.get(ActKind(fate.act.kind), Headline.OTHER)
    return Headline.OTHER if fate.act.scopes and shape != "reservation" else shape


def _act(visit: Visit, shown: DocumentStatus, fate: Fate, became: Sequence[Fate]) -> Act:
    """An act as the timeline tells it, named by what it is, or by what it takes back and from when."""
    act = fate.act
    words = act_kind_name(act.kind)
    if act.kind == ActKind.WITHDRAWAL:
        ended = [each for each in became if each.ended_by is not None and each.ended_by.id == act.id]
        words = _(ActKind(ended[0].act.kind).ended) if act.about and ended else _(LEFT)
        from_on = next((each.ends_on for each in ended if each.ends_on), None)
        if from_on is not None and from_on > act.day:
            words = _("%(what)s, from %(day)s") % {"what": words, "day": format_date(from_on)}
    elif act.scopes:
        words = _("%(status)s, on parts of the text") % {"status": words}
    address = url(visit.locale.code, "act", slug=shown.document.slug, act=act.id)
    proof = level_name(level(act, shown.days.known_at))
    return Act(act.day, _shape(fate), words, act.precision, address, proof)
