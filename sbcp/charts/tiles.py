"""Countries as tiles: each at the place that the configuration gives it, else in rows in the order given."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from adoption.headlines import Headline

MOST_TILES = 40  # more are a table
MOST_PLACES = 12  # columns, and rows; the style sheet has a class for each
USUAL = (Headline.ADOPTED, Headline.SIGNED, Headline.SUPPORTS, Headline.NONE)
COLUMNS = 4  # of tiles without places
NARROW = 5  # columns of which names can still be read on a phone


@dataclass(frozen=True)
class Tile:
    """A country. place: (column, row) from 1, or None. word: how its step is called, where «Adopted» and so
    on is not exact enough («Adopted by government»). when: a day in words. footnote: what was agreed to add
    to the name; capital: (latitude, longitude), for the map."""

    code: str
    name: str
    step: Headline
    href: str = ""
    place: tuple[int, int] | None = None
    word: str = ""
    when: str = ""
    footnote: str = ""
    capital: tuple[float, float] | None = None


@dataclass(frozen=True)
class Grid:
    """Tiles in the order in which they stand, row by row; ``placed``: at places of their own."""

    tiles: tuple[Tile, ...]
    columns: int
    placed: bool

    @property
    def narrow(self) -> bool:
        """Whether the places have room on a phone."""
        return self.columns <= NARROW


def grid(tiles: Sequence[Tile]) -> Grid:
    """How tiles stand: at their places, if each has one of its own, without columns and rows before the
    first; else one after another, as they come. Too many are none."""
    if len(tiles) > MOST_TILES:
        return Grid((), 0, placed=False)
    places = [tile.place for tile in tiles if tile.place and _fits(tile.place)]
    if not tiles or len(set(places)) < len(tiles):
        return Grid(tuple(tiles), min(COLUMNS, len(tiles)), placed=False)
    left, top = min(column for column, _ in places) - 1, min(line for _, line in places) - 1
    moved = [
        replace(tile, place=(place[0] - left, place[1] - top))
        for place, tile in sorted(zip(places, tiles, strict=True), key=lambda each: each[0][::-1])
    ]
    return Grid(tuple(moved), max(column for column, _ in places) - left, placed=True)


def _fits(place: tuple[int, int]) -> bool:
    return all(1 <= each <= MOST_PLACES for each in place)


def totals(tiles: Sequence[Tile]) -> list[tuple[Headline, int]]:
    """How many have gone how far, the furthest first; the usual four always, the others if there are any."""
    counted = [(step, sum(tile.step == step for tile in tiles)) for step in Headline]
    return [(step, n) for step, n in counted if n or step in USUAL]
