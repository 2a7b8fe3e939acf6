"""Charts of nothing, of one, of eleven and of forty, in short words and in long ones."""

from dataclasses import dataclass
from datetime import date, timedelta

from adoption.headlines import Headline
from sbcp.charts.heat import Section
from sbcp.charts.shares import Part
from sbcp.charts.tiles import Tile
from sbcp.charts.timeline import Act, Country, Span, Text, Tint, Version
from sbcp.language import locales
from sbcp.language.participants import places
from sbcp.paths import PARTICIPANTS

TODAY = date(2026, 11, 29)
STEPS = {
    **dict.fromkeys(("HR", "RS", "SI"), Headline.ADOPTED),
    **dict.fromkeys(("ME", "MK"), Headline.SUPPORTS),
    "AL": Headline.SIGNED,
}
LONG = "Најнеприступачнијегостољубивост"


@dataclass(frozen=True)
class Example:
    """What every macro is given at once."""

    name: str
    tiles: list[Tile]
    texts: list[Text]
    countries: list[Country]
    parts: list[Part]
    sections: list[Section]
    done: int
    of: int


def name_of(code: str, locale: str) -> str:
    return str(locales.BY_CODE[locale].cldr.territories[code])


def eleven(locale: str = "en") -> list[Tile]:
    """The eleven of the starting configuration, as they stand in the demonstration."""
    return [
        Tile(
            code,
            name_of(code, locale),
            STEPS.get(code, Headline.NONE),
            href="#main",
            place=place.tile,
            when="6 September 2026" if code in STEPS else "",
            capital=place.capital,
        )
        for code, place in places(PARTICIPANTS).items()
    ]


def forty() -> list[Tile]:
    """As many as are drawn, without places, some with a footnote and with words that do not end."""
    steps = list(Headline)
    return [
        Tile(
            f"X-{n}",
            f"{LONG} {n}" if n % 3 else f"Земља {n}*",
            steps[n % len(steps)],
            href="#main" if n % 2 else "",
            word="Усвојено одлуком Скупштине са много задршки" if n % 5 == 0 else "",
            when="31. 12. 2027.",
            footnote="" if n % 20 else "Овај назив не прејудицира ставове о статусу.",
            capital=(38 + n / 5, 14 + n),
        )
        for n in range(40)
    ]


def texts() -> list[Text]:
    """A text with three versions that is open to governments, and a guide that is open for comments."""
    return [
        Text(
            "Smart Balkan Cluster Policy: model text",
            href="#main",
            sentence="Open to governments since 2 July 2026. Next: in force after the seventh adoption.",
            spans=[
                Span(date(2025, 12, 19), date(2026, 2, 2), Tint.PAST, "Consultation 1", href="#main"),
                Span(date(2026, 3, 14), date(2026, 5, 13), Tint.PAST, "Consultation 2"),
                Span(date(2026, 7, 2), None, Tint.MAIN, "Open to governments"),
            ],
            versions=[
                Version(date(2025, 12, 14), "1", "Version 1, zero draft"),
                Version(date(2026, 3, 9), "2", "Version 2, second draft"),
                Version(date(2026, 7, 2), "3", "Version 3, text for adoption"),
            ],
        ),
        Text(
            "Guide to carrying out the policy",
            href="#main",
            lang="en",
            sentence="Open until 4 January 2027. Promised: answers by 15 February, version 2 by 15 March.",
            spans=[
                Span(date(2026, 11, 5), TODAY, Tint.OPEN, "Consultation 1"),
                Span(TODAY, date(2027, 1, 4), Tint.PROMISED, "Consultation 1 closes"),
                Span(date(2027, 1, 5), date(2027, 2, 15), Tint.PROMISED, "Every comment answered"),
            ],
            versions=[
                Version(date(2026, 10, 30), "1", "Version 1, first draft"),
                Version(date(2027, 3, 15), "2", "Version 2", promised=True),
            ],
        ),
    ]


def many_texts() -> list[Text]:
    """Lanes through a century, with versions that stand on each other and a promise without an end."""
    first = date(1999, 1, 1)
    return [
        Text(
            f"{LONG} {n}",
            sentence=f"{LONG} {LONG}",
            spans=[
                Span(first, first, Tint.PAST, LONG),
                Span(TODAY, None, Tint.PROMISED, LONG),
                Span(TODAY + timedelta(days=3), None, Tint.MAIN, LONG),
            ],
            versions=[Version(first + timedelta(days=9 * m), str(m + 1), LONG) for m in range(40)]
            + [Version(date(2099, 12, 31), "41", LONG, promised=True)],
        )
        for n in range(3)
    ]


def countries(locale: str = "en") -> list[Country]:
    """Six governments with eleven acts."""
    signed = Act(date(2026, 9, 13), "signed", "Signed", href="#main", proof="document seen")
    croatia = [
        Act(date(2026, 9, 6), "adopted", "Adopted by government", href="#main", proof="in gazette"),
        Act(date(2026, 9, 6), "reservation", "Reservation on § 10(2)", proof="in gazette"),
        Act(date(2026, 9, 6), "reservation", "Second reservation, on § 6", proof="in gazette"),
        Act(date(2026, 10, 21), "withdrawal", "Second reservation withdrawn", proof="document seen"),
    ]
    return [
        Country(
            name_of("MK", locale),
            [Act(date(2026, 8, 9), "supports", "Supports")],
            words="supports",
            href="#main",
        ),
        Country(
            name_of("RS", locale),
            [Act(date(2026, 8, 20), "adopted", "Adopted by government", proof="in gazette")],
            since=date(2026, 8, 20),
            words="adopted by government",
        ),
        Country(
            name_of("HR", locale), croatia, since=date(2026, 9, 6), words="adopted, 1 reservation stands"
        ),
        Country(name_of("AL", locale), [signed], words="signed, with a declaration"),
        Country(
            name_of("BA", locale),
            [Act(date(2026, 9, 1), "objects", "Objects", precision="month")],
            words="objects to § 4",
        ),
    ]


def many_countries() -> list[Country]:
    shapes = [*Headline, "reservation", "withdrawal"]
    return [
        Country(
            f"{LONG} {n}",
            [Act(TODAY - timedelta(days=n * m), str(shapes[m % 8]), LONG, "year") for m in range(9)],
            since=TODAY - timedelta(days=400) if n % 2 else None,
            until=TODAY - timedelta(days=100) if n % 4 == 1 else None,
            words=f"{LONG} {LONG}" if n % 2 else "",
        )
        for n in range(40)
    ]


def examples(locale: str = "en") -> list[Example]:
    """Nothing at all; one of each; what is usual; too much."""
    alone = eleven(locale)[:1]
    usual = [Part("Accepted", 61, "adopted"), Part("Accepted in part", 34, "signed")]
    usual += [
        Part("Noted", 21, "supports"),
        Part("Not accepted", 8, "objects"),
        Part("Unanswered", 0, "none"),
    ]
    return [
        Example("nothing", [], [], [], [], [], 0, 0),
        Example(
            "one",
            alone,
            [Text("A text of which nothing is known yet")],
            [Country("Albania")],
            [Part("Accepted", 1, "adopted"), Part("Not accepted", 0, "objects")],
            [Section("1 What this guide is for", [0])],
            0,
            1,
        ),
        Example(
            "eleven",
            eleven(locale),
            texts(),
            countries(locale),
            usual,
            [
                Section("1 What this guide is for", [0, 0], href="#main"),
                Section("2 The first hundred days", [1, 2, 5], href="#main"),
                Section("3 Finding the clusters", [0, 12, 3, 1]),
            ],
            3,
            7,
        ),
        Example(
            "forty",
            forty(),
            many_texts(),
            many_countries(),
            [Part(f"{LONG} {n}", 10**n, str(step)) for n, step in enumerate([*Headline, "open", "left"])],
            [Section(f"{LONG} {LONG}", list(range(100)), href="#main")],
            9,
            400,
        ),
    ]
