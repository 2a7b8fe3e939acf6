"""The coastline: cut, thinned out, small, and without any border."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sbcp.charts.projection import HEIGHT, WIDTH
from sbcp.operation import assets, coastline
from sbcp.operation.coastline import MARGIN, area, clipped, thinned
from sbcp.web.drawing import coastline as drawn
from sbcp.web.static_files import static_file

POINTS = st.tuples(st.floats(-50, 50), st.floats(-50, 50))
BOX = (-10.0, -10.0, 20.0, 20.0)


def topology(*rings: list[tuple[int, int]]) -> dict[str, Any]:
    """Land in whole degrees, as TopoJSON tells it: each ring in two lines, the second told backwards."""
    arcs, polygons = [], []
    for ring in rings:
        closed, half = [*ring, ring[0]], len(ring) // 2
        for line in (closed[: half + 1], closed[half:][::-1]):
            steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(line)]
            arcs.append([list(line[0]), *map(list, steps)])
        polygons.append([[len(arcs) - 2, ~(len(arcs) - 1)]])
    return {
        "arcs": arcs,
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "objects": {"land": {"geometries": [{"type": "MultiPolygon", "arcs": polygons}]}},
    }


SQUARE = [(20, 40), (25, 40), (25, 43), (20, 43)]


def test_lines_are_put_together_to_rings_also_backwards() -> None:
    assert list(coastline.rings(topology(SQUARE))) == [SQUARE]


def test_land_of_the_region_is_drawn_and_land_elsewhere_is_not() -> None:
    path = coastline.path(
        topology(SQUARE, [(100, 40), (105, 40), (105, 43)], [(20, -70), (25, -90), (25, -60)])
    )
    assert path.count("M") == path.count("z") == 1


def test_an_island_too_small_to_be_seen_is_left_out() -> None:
    land = topology(SQUARE)
    land["transform"] = {"scale": [0.001, 0.001], "translate": [22, 42]}
    assert coastline.path(land) == ""


@given(st.lists(POINTS, max_size=30))
def test_what_is_cut_lies_within_and_what_lay_within_stays(ring: list[tuple[float, float]]) -> None:
    cut = clipped(ring, BOX)
    for x, y in cut:
        assert -10.001 <= x <= 20.001
        assert -10.001 <= y <= 20.001
    inside = [(x, y) for x, y in ring if -10 <= x <= 20 and -10 <= y <= 20]
    assert [point for point in cut if point in inside] == inside or len(set(ring)) < len(ring)


def test_a_square_around_the_box_becomes_the_box() -> None:
    around = clipped([(-50, -50), (50, -50), (50, 50), (-50, 50)], BOX)
    assert abs(area(around)) == pytest.approx(30 * 30)


@given(st.lists(POINTS, max_size=40), st.floats(0, 5))
def test_thinning_keeps_points_of_the_ring_in_their_order(
    ring: list[tuple[float, float]], off: float
) -> None:
    left = iter(ring)
    assert all(point in left for point in thinned(ring, off))


def test_thinning_takes_out_what_lies_on_a_line() -> None:
    ring = [(0.0, 0.0), (5.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]
    assert thinned(ring, 0.5) == [(0, 0), (10, 0), (10, 10), (0, 10)]


def test_the_built_coastline_is_one_small_path_and_nothing_else() -> None:
    source = static_file("images/coastline.svg").read_text("utf-8")
    assert len(source.encode()) < 30_000
    assert re.findall(r"<(\w+)", source) == ["svg", "path"]
    assert re.fullmatch(r"(?:M-?\d+ -?\d+l[-\d ]+z)+", drawn())


def test_the_edge_of_the_cut_lies_outside_of_what_is_shown() -> None:
    """Else it would be drawn, as if it were a coast."""
    for ring in drawn().split("z")[:-1]:
        start, _, steps = ring.partition("l")
        x, y = map(int, start.removeprefix("M").split())
        numbers = [int(number) for number in re.findall(r"-?\d+", steps)]
        points = [(x, y)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
        for a, b in pairwise([*points, points[0]]):
            straight = max(abs(a[0] - b[0]), abs(a[1] - b[1])) > 400
            beyond = {a[0], b[0]} & {-MARGIN, WIDTH + MARGIN} or {a[1], b[1]} & {-MARGIN, HEIGHT + MARGIN}
            assert not straight or beyond, (a, b)


def test_a_build_without_the_land_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "MODULES", tmp_path)
    with pytest.raises(assets.AssetsError, match=r"world-atlas/land-50m\.json"):
        assets._draw_coastline(tmp_path)
