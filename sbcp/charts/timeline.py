"""Texts and acts in time: what lies where on an axis that they share, with today.

Two forms: ``texts``, a lane for each text, with what happened, what is open, what is promised, and its
versions; ``acts``, a lane for each country, with its acts and how long it has been adopted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from adoption.headlines import Headline
from sbcp.charts.axis import Axis, Tick, spanning, ticks

LEAST = 0.6  # per cent: what took a day is still seen
APART = 6.5  # versions nearer than this hide each other on a phone
LABELS_APART = 13.0  # days named above versions
CROWDED = 3.0  # acts nearer than this are moved beside each other
TURN = 80.0  # to the left, where there is no room to the right


class Tint(StrEnum):
    """How a stretch of time is drawn."""

    PAST = "past"  # happened
    MAIN = "main"  # adoption, and in force
    OPEN = "open"  # wants you now
    PROMISED = "promised"  # still to come


@dataclass(frozen=True)
class Span:
    """A stretch of the life of a text. end: its last day, or None while it goes on. href: where it is
    told."""

    start: date
    end: date | None
    tint: Tint
    words: str
    href: str = ""


@dataclass(frozen=True)
class Version:
    """A version of a text, by its number; one that is only promised is dashed."""

    on: date
    sign: str
    words: str
    promised: bool = False
    href: str = ""


@dataclass(frozen=True)
class Text:
    """A lane: a text with what is known of its time. stage: of the process, for a chip; sentence:
    where it stands; lang: of the title, where it is another than that of the page."""

    title: str
    spans: Sequence[Span] = ()
    versions: Sequence[Version] = ()
    href: str = ""
    stage: str = ""
    sentence: str = ""
    lang: str = ""


@dataclass(frozen=True)
class Act:
    """An act. shape: a step, or ``reservation`` (a diamond), or ``withdrawal`` (a cross: something was taken
    back). precision: day, month or year, as it is known."""

    on: date
    shape: str
    words: str
    precision: str = "day"
    href: str = ""
    proof: str = ""


@dataclass(frozen=True)
class Country:
    """A lane: a country with its acts. since, until: how long it has been adopted, as a bar; until None:
    still so. words: all of it in one line."""

    name: str
    acts: Sequence[Act] = ()
    since: date | None = None
    until: date | None = None
    words: str = ""
    href: str = ""


@dataclass(frozen=True)
class Bar:
    """A stretch in per cent of the width."""

    x: float
    width: float
    tint: str


@dataclass(frozen=True)
class Circle:
    """A version. small: without its number, for want of room; dated: with its day above it."""

    x: float
    version: Version
    small: bool
    dated: bool


@dataclass(frozen=True)
class Shape:
    """An act. aside: by how many places it is moved to the right of where it is, below 0 to the left, not to
    be hidden."""

    x: float
    act: Act
    aside: int


@dataclass(frozen=True)
class Event:
    """A line of the list of dates: of one day, or from one to another, or going on (``last`` None)."""

    first: date
    last: date | None
    words: str
    promised: bool = False
    href: str = ""
    ongoing: bool = False


@dataclass(frozen=True)
class Lane:
    """What is drawn of a text or of a country."""

    of: Text | Country
    bars: tuple[Bar, ...] = ()
    circles: tuple[Circle, ...] = ()
    shapes: tuple[Shape, ...] = ()
    events: tuple[Event, ...] = ()


@dataclass(frozen=True)
class Chart:
    """Lanes on one axis. anchor: on which side of its line «today» stands, as SVG calls it."""

    lanes: tuple[Lane, ...] = ()
    ticks: tuple[Tick, ...] = ()
    today: float = 0.0
    anchor: str = "middle"
    tints: frozenset[str] = field(default_factory=frozenset)


def texts(lanes: Sequence[Text], *, today: date) -> Chart:
    """Texts on one axis that reaches from the first thing that happened to the last that is promised."""
    days = [today]
    for lane in lanes:
        days += [span.start for span in lane.spans] + [span.end for span in lane.spans if span.end]
        days += [version.on for version in lane.versions]
    axis = spanning(days)
    drawn = tuple(
        Lane(lane, _bars(lane, axis, today), _circles(lane.versions, axis), (), _events(lane))
        for lane in lanes
    )
    used = {bar.tint for lane in drawn for bar in lane.bars}
    used |= {"version" for lane in drawn if lane.circles}
    return _chart(drawn, axis, today, used)


def acts(lanes: Sequence[Country], *, today: date) -> Chart:
    """Countries on one axis from the first act to today."""
    days = [today]
    for lane in lanes:
        days += [act.on for act in lane.acts] + [day for day in (lane.since, lane.until) if day]
    axis = spanning(days)
    drawn = tuple(Lane(lane, _adopted(lane, axis, today), (), _shapes(lane.acts, axis)) for lane in lanes)
    used = {shape.act.shape for lane in drawn for shape in lane.shapes}
    used |= {"bar" for lane in drawn if lane.bars}
    return _chart(drawn, axis, today, used)


def all_acts(lanes: Sequence[Country]) -> list[tuple[Country, Act]]:
    """Every act of every country, the newest first."""
    pairs = [(lane, act) for lane in lanes for act in lane.acts]
    return sorted(pairs, key=lambda pair: pair[1].on, reverse=True)


def _chart(lanes: tuple[Lane, ...], axis: Axis, today: date, used: set[str]) -> Chart:
    x = axis.x(today)
    anchor = "start" if x < 35 else "end" if x > 65 else "middle"
    return Chart(lanes, tuple(ticks(axis)), x, anchor, frozenset(used))


def _bar(start: float, end: float, tint: str) -> Bar:
    width = max(end - start, LEAST)
    return Bar(round(min(start, 100 - width), 2), round(width, 2), tint)


def _bars(lane: Text, axis: Axis, today: date) -> tuple[Bar, ...]:
    """What goes on reaches to today; what is only promised, and has no end, to the end of the axis."""
    bars = []
    for span in sorted(lane.spans, key=lambda each: each.start):
        if span.end is not None:
            end = axis.x(max(span.end, span.start))
        else:
            end = 100.0 if span.tint == Tint.PROMISED else axis.x(max(today, span.start))
        bars.append(_bar(axis.x(span.start), end, span.tint))
    return tuple(bars)


def _adopted(lane: Country, axis: Axis, today: date) -> tuple[Bar, ...]:
    if lane.since is None:
        return ()
    return (_bar(axis.x(lane.since), axis.x(max(lane.until or today, lane.since)), Headline.ADOPTED),)


def _circles(versions: Sequence[Version], axis: Axis) -> tuple[Circle, ...]:
    """Versions; of those that stand too near, the last keeps its number."""
    ordered = sorted(versions, key=lambda version: version.on)
    places = [axis.x(version.on) for version in ordered]
    circles: list[Circle] = []
    kept, dated = 200.0, 200.0  # the nearest to the right that have a number, and a day
    for version, x in zip(reversed(ordered), reversed(places), strict=True):
        small = kept - x < APART
        with_day = not small and dated - x >= LABELS_APART and 4 <= x <= 96
        kept = kept if small else x
        dated = x if with_day else dated
        circles.append(Circle(x, version, small, with_day))
    return tuple(reversed(circles))


def _shapes(listed: Sequence[Act], axis: Axis) -> tuple[Shape, ...]:
    shapes: list[Shape] = []
    for act in sorted(listed, key=lambda each: each.on):
        x, aside = axis.x(act.on), 0
        if shapes and x - shapes[-1].x < CROWDED:
            x = shapes[-1].x
            aside = shapes[-1].aside + (1 if x <= TURN else -1)
        shapes.append(Shape(x, act, aside))
    return tuple(shapes)


def _events(lane: Text) -> tuple[Event, ...]:
    listed = [
        Event(
            span.start,
            span.end,
            span.words,
            span.tint == Tint.PROMISED,
            span.href,
            ongoing=span.end is None,
        )
        for span in lane.spans
    ]
    listed += [
        Event(version.on, version.on, version.words, version.promised, version.href)
        for version in lane.versions
    ]
    return tuple(sorted(listed, key=lambda event: event.first))
