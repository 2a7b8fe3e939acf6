"""Parts of a whole: a bar of parts, a dot for each, and boxes of which so many are filled."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

# A part that is there is seen: so much of the bar at least, in per cent.
LEAST = 1.0
DOTS_IN_A_ROW = 20
MOST_DOTS = 200
MOST_BOXES = 24


@dataclass(frozen=True)
class Part:
    """So many of a kind. tint: a step of ``adoption.headlines``, or ``done``, ``open``, ``left``."""

    label: str
    count: int
    tint: str


@dataclass(frozen=True)
class Stretch:
    """From where to how far something goes, in per cent of the width."""

    x: float
    width: float
    tint: str
    count: int = 0


@dataclass(frozen=True)
class Dot:
    """The place of one dot: its column and its line, from 0."""

    column: int
    line: int
    tint: str


@dataclass(frozen=True)
class Dots:
    """Dots in lines; each stands for ``each`` of what is counted."""

    dots: tuple[Dot, ...]
    lines: int
    each: int


def total(parts: Sequence[Part]) -> int:
    """How many there are in all."""
    return sum(max(part.count, 0) for part in parts)


def bar(parts: Sequence[Part]) -> list[Stretch]:
    """The parts of a bar, end to end, without those of which there is none. What is small is still seen, and
    the others make room for it. None where there is nothing."""
    whole = total(parts)
    here = [part for part in parts if part.count > 0]
    wide = [max(100 * part.count / whole, LEAST) for part in here]
    scale = 100 / sum(wide) if wide else 0
    x, stretches = 0.0, []
    for part, width in zip(here, wide, strict=True):
        stretches.append(Stretch(round(x, 3), round(width * scale, 3), part.tint, part.count))
        x += width * scale
    return stretches


def dots(parts: Sequence[Part]) -> Dots:
    """A dot for each, in the order of the parts; where there are more than ``MOST_DOTS``, one for several,
    and at least one for a part that is there."""
    each = _each(total(parts))
    tints = [part.tint for part in parts if part.count > 0 for _ in range(ceil(part.count / each))]
    placed = [Dot(n % DOTS_IN_A_ROW, n // DOTS_IN_A_ROW, tint) for n, tint in enumerate(tints)]
    return Dots(tuple(placed), placed[-1].line + 1 if placed else 0, each)


def _each(whole: int) -> int:
    """For how many one dot stands: 1, 2, 5, 10, 20, 50 …"""
    tens = 1
    while True:
        for each in (tens, 2 * tens, 5 * tens):
            if whole <= each * MOST_DOTS:
                return each
        tens *= 10


def boxes(done: int, of: int) -> list[Stretch]:
    """«3 of 7» as boxes with gaps, the filled ones first. Too many to be told apart are two: what is done and
    what is left. None where nothing is asked for."""
    if of <= 0:
        return []
    filled = min(max(done, 0), of)
    if of > MOST_BOXES:
        return bar([Part("", filled, "done"), Part("", of - filled, "left")])
    gap = min(1.2, 20 / of)
    gaps = of - 1
    width = (100 - gap * gaps) / of
    return [
        Stretch(round(n * (width + gap), 3), round(width, 3), "done" if n < filled else "left")
        for n in range(of)
    ]
