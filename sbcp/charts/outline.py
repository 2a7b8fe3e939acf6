"""Marks on the map of the region, one at each capital."""

from collections.abc import Sequence
from dataclasses import dataclass

from sbcp.charts import projection
from sbcp.charts.tiles import MOST_TILES, Tile


@dataclass(frozen=True)
class Mark:
    """Where the mark of a country is, in per cent of the map's width and height."""

    tile: Tile
    x: float
    y: float


@dataclass(frozen=True)
class Outline:
    """What is on the map, and which countries are not."""

    marks: tuple[Mark, ...]
    left_out: tuple[Tile, ...]


def outline(tiles: Sequence[Tile]) -> Outline:
    """A mark for each country whose capital is known and lies on the map; the others are named. Nothing is
    drawn of too many, or where no country has a place."""
    if len(tiles) > MOST_TILES:
        return Outline((), tuple(tiles))
    marks = tuple(
        Mark(tile, *_share(tile.capital))
        for tile in tiles
        if tile.capital and projection.on_map(*tile.capital)
    )
    shown = {mark.tile.code for mark in marks}
    return Outline(marks, tuple(tile for tile in tiles if tile.code not in shown))


def _share(capital: tuple[float, float]) -> tuple[float, float]:
    x, y = projection.project(*capital)
    return round(100 * x / projection.WIDTH, 2), round(100 * y / projection.HEIGHT, 2)
