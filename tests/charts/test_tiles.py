"""Tiles stand where the configuration puts them, or in rows; marks stand at capitals, and who has none is
named."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adoption.headlines import Headline
from sbcp.charts import outline, projection
from sbcp.charts.tiles import MOST_PLACES, MOST_TILES, Tile, grid, totals
from sbcp.language.participants import places, read
from sbcp.paths import PARTICIPANTS
from sbcp.settings import UnsafeSettings
from tests.charts import examples

PLACES = st.tuples(st.integers(1, MOST_PLACES), st.integers(1, MOST_PLACES))


def tiles(places: list[tuple[int, int]]) -> list[Tile]:
    return [Tile(f"X{n}", f"Country {n}", Headline.NONE, place=place) for n, place in enumerate(places)]


def test_the_eleven_stand_as_on_a_map() -> None:
    drawn = grid(examples.eleven())
    rows: dict[int, list[str]] = {}
    for tile in drawn.tiles:
        assert tile.place
        rows.setdefault(tile.place[1], ["."] * 4)[tile.place[0] - 1] = tile.code
    assert [" ".join(row) for _n, row in sorted(rows.items())] == [
        "SI HR . RO",
        ". BA RS BG",
        ". ME MK TR",
        ". AL GR .",
    ]
    assert (drawn.columns, drawn.placed, drawn.narrow) == (4, True, True)


@given(st.lists(PLACES, min_size=1, max_size=MOST_TILES, unique=True))
def test_tiles_with_places_of_their_own_are_read_row_by_row(chosen: list[tuple[int, int]]) -> None:
    drawn = grid(tiles(chosen))
    assert drawn.placed
    ordered = sorted(chosen, key=lambda place: place[::-1])
    assert [tile.code for tile in drawn.tiles] == [f"X{chosen.index(place)}" for place in ordered]
    columns = [tile.place[0] for tile in drawn.tiles if tile.place]
    assert (min(columns), max(columns)) == (1, drawn.columns)
    assert columns == [column - ordered[0][0] + columns[0] for column, _row in ordered], (
        "as far apart as before"
    )


@given(st.lists(st.none() | st.tuples(st.integers(-1, 14), st.integers(-1, 14)), max_size=MOST_TILES))
def test_where_one_has_no_place_of_its_own_all_stand_as_they_come(chosen: list[tuple[int, int]]) -> None:
    drawn = grid(tiles(chosen))
    own = {place for place in chosen if place and min(place) >= 1 and max(place) <= MOST_PLACES}
    if len(own) < len(chosen) or not chosen:
        assert not drawn.placed
        assert drawn.tiles == tuple(tiles(chosen))


def test_more_than_forty_are_a_table_and_neither_tiles_nor_a_map() -> None:
    many = [replace(examples.eleven()[0], code=f"X-{n}") for n in range(MOST_TILES + 1)]
    assert grid(many).tiles == ()
    assert outline.outline(many).marks == ()
    assert len(grid(many[1:]).tiles) == MOST_TILES


def test_the_usual_steps_are_counted_also_where_nobody_took_them() -> None:
    assert totals([]) == [
        (Headline.ADOPTED, 0),
        (Headline.SIGNED, 0),
        (Headline.SUPPORTS, 0),
        (Headline.NONE, 0),
    ]
    assert (Headline.OBJECTS, 1) in totals([Tile("XA", "A", Headline.OBJECTS)])


def test_marks_stand_at_the_capitals_and_none_hides_another() -> None:
    drawn = outline.outline(examples.eleven())
    assert drawn.left_out == ()
    at = {mark.tile.code: (mark.x, mark.y) for mark in drawn.marks}
    assert at["SI"][0] < at["HR"][0] < at["RS"][0] < at["RO"][0] < at["TR"][0], "from west to east"
    assert at["SI"][1] < at["RS"][1] < at["BG"][1] < at["AL"][1] < at["GR"][1], "from north to south"
    wide, high = 428, 428 * projection.HEIGHT / projection.WIDTH  # the narrowest column that it stands in
    for first in drawn.marks:
        for second in drawn.marks:
            apart = ((first.x - second.x) * wide / 100) ** 2 + ((first.y - second.y) * high / 100) ** 2
            assert first is second or apart > 22**2, (first.tile.code, second.tile.code)


def test_who_has_no_mark_is_named() -> None:
    known, unknown, beyond = [
        Tile("XA", "A", Headline.NONE, capital=(42, 22)),
        Tile("XB", "B", Headline.NONE),
        Tile("XC", "C", Headline.NONE, capital=(60, 25)),
    ]
    drawn = outline.outline([known, unknown, beyond])
    assert [mark.tile for mark in drawn.marks] == [known]
    assert drawn.left_out == (unknown, beyond)


@given(st.floats(36, 47), st.floats(13, 34), st.floats(0.1, 2))
def test_north_is_up_and_east_is_right(latitude: float, longitude: float, further: float) -> None:
    x, y = projection.project(latitude, longitude)
    assert projection.project(latitude + further, longitude)[1] < y
    assert projection.project(latitude, longitude + further)[0] > x


def test_the_middle_of_the_map_is_in_its_middle_and_the_map_is_true_to_shape() -> None:
    assert projection.project(42.0, 23.7) == pytest.approx((projection.WIDTH / 2, projection.HEIGHT / 2))
    x, y = projection.project(45, 20)
    east, north = projection.project(45, 20.01), projection.project(45.01, 20)
    wide = ((east[0] - x) ** 2 + (east[1] - y) ** 2) ** 0.5
    high = ((north[0] - x) ** 2 + (north[1] - y) ** 2) ** 0.5
    assert wide / high == pytest.approx(0.7071, abs=0.002), "as the cosine of the latitude"


SMALL = '[[participant]]\ncode = "MK"\nposition = 1\n{mk}\n[[participant]]\ncode = "RS"\nposition = 2\n{rs}\n'


@pytest.mark.parametrize(
    ("mk", "rs", "told"),
    [
        ("tile = [1, 1]", "tile = [1, 1]", "RS (on the tile of MK)"),
        ("tile = [0, 1]", "", "MK (a tile beyond 12 columns and rows)"),
        ("tile = [1, 13]", "", "MK (a tile beyond 12 columns and rows)"),
        ("tile = [1]", "", "length"),
        ('tile = "1, 1"', "", "array"),
        ("capital = [91, 20]", "", "MK (a capital that is nowhere on earth)"),
        ("capital = [42, 181]", "", "MK (a capital that is nowhere on earth)"),
        ("capital = 42", "", "array"),
    ],
)
def test_a_place_that_is_none_is_told_at_the_start(tmp_path: Path, mk: str, rs: str, told: str) -> None:
    path = tmp_path / "participants.toml"
    path.write_text(SMALL.format(mk=mk, rs=rs), "utf-8")
    with pytest.raises(UnsafeSettings) as error:
        read(path)
    assert told in str(error.value)


def test_places_are_optional(tmp_path: Path) -> None:
    path = tmp_path / "participants.toml"
    path.write_text(SMALL.format(mk="tile = [2, 3]", rs="capital = [44, 20]"), "utf-8")
    assert places(path) == {"MK": ((2, 3), None), "RS": (None, (44.0, 20.0))}
    assert all(place.tile and place.capital for place in places(PARTICIPANTS).values())
