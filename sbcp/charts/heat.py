"""Where the comments are: one square a paragraph, in five tints."""

from collections.abc import Sequence
from dataclasses import dataclass

# The least number of each tint after the first.
FROM = (1, 2, 4, 10)
IN_A_ROW = 24


@dataclass(frozen=True)
class Section:
    """A part of a text: how many comments each of its paragraphs has, in order."""

    label: str
    counts: Sequence[int]
    href: str = ""


@dataclass(frozen=True)
class Square:
    """One paragraph: its column and its line from 0, its tint from 0 to 4."""

    column: int
    line: int
    heat: int


def heat(count: int) -> int:
    """The tint for so many comments: 0, 1, 2–3, 4–9, 10 and more."""
    return sum(count >= least for least in FROM)


def squares(counts: Sequence[int]) -> list[Square]:
    """A square for each paragraph, in rows that fit on a phone."""
    return [Square(n % IN_A_ROW, n // IN_A_ROW, heat(count)) for n, count in enumerate(counts)]
