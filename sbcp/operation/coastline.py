"""The coastline of the region as one path of SVG, from the land of Natural Earth.

The land comes as TopoJSON (https://github.com/topojson/topojson-specification): lines of whole numbers, each
point told by how far it is from the one before, and polygons that are put together of lines. It is cut to
what is around the map, projected, cut to the map with a margin, and thinned out to what can be seen. No
border is in it, so none can be wrong.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from sbcp.charts.projection import AROUND, HEIGHT, WIDTH, project

Point = tuple[float, float]
Line = list[Point]
Box = tuple[float, float, float, float]

# Where the land is cut off, the edge would be drawn as a coast: it lies outside of what is shown.
MARGIN = 24
SEEN = 0.7  # units of the map that a thinned line may be off
SMALLEST = 30.0  # square units: smaller islands are left out


def svg(topology: Mapping[str, Any]) -> str:
    """The picture, of one path. Takes the content of ``land-50m.json``."""
    drawn = path(topology)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"><path d="{drawn}"/></svg>\n'
    )


def path(topology: Mapping[str, Any]) -> str:
    """The land of the region, in whole units of the map, each point by how far it is from the one before."""
    frame = (-MARGIN, -MARGIN, WIDTH + MARGIN, HEIGHT + MARGIN)
    parts = []
    for ring in rings(topology):
        west, south, east, north = AROUND
        near = clipped(ring, (west, south, east, north))
        on_map = clipped([project(latitude, longitude) for longitude, latitude in near], frame)
        whole = thinned([(round(x), round(y)) for x, y in on_map], SEEN)
        if len(whole) > 2 and abs(area(whole)) >= SMALLEST:
            parts.append(_drawn(whole))
    return "".join(parts)


def rings(topology: Mapping[str, Any]) -> Iterator[Line]:
    """Every ring of land, as longitudes and latitudes, without the first point told again at the end."""
    arcs = [_degrees(arc, topology["transform"]) for arc in topology["arcs"]]
    for geometry in topology["objects"]["land"]["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for polygon in polygons:
            for ring in polygon:
                points: Line = []
                for number in ring:
                    # A line that is gone along backwards is told by the complement of its number.
                    arc = arcs[number] if number >= 0 else arcs[~number][::-1]
                    points += arc[1:] if points else arc
                yield points[:-1]


def _degrees(arc: list[list[int]], transform: Mapping[str, list[float]]) -> Line:
    (scale_x, scale_y), (start_x, start_y) = transform["scale"], transform["translate"]
    points, x, y = [], 0, 0
    for dx, dy, *_more in arc:
        x, y = x + dx, y + dy
        points.append((x * scale_x + start_x, y * scale_y + start_y))
    return points


def clipped(ring: Line, box: Box) -> Line:
    """What of a ring lies within a box: it is cut at each of the four sides in turn (Sutherland and
    Hodgman)."""
    for axis, limit, sign in ((0, box[0], 1), (1, box[1], 1), (0, box[2], -1), (1, box[3], -1)):
        kept: Line = []
        for last, point in pairwise([*ring[-1:], *ring]):
            was, is_in = sign * (last[axis] - limit) >= 0, sign * (point[axis] - limit) >= 0
            if was != is_in:
                kept.append(_crossing(last, point, axis, limit))
            if is_in:
                kept.append(point)
        ring = kept
    return ring


def _crossing(last: Point, point: Point, axis: int, limit: float) -> Point:
    share = (limit - last[axis]) / (point[axis] - last[axis])
    other = last[1 - axis] + share * (point[1 - axis] - last[1 - axis])
    return (limit, other) if axis == 0 else (other, limit)


def thinned(ring: Line, off: float) -> Line:
    """A ring without the points that are no further off the line between others (Douglas and Peucker)."""
    if len(ring) < 4:
        return ring
    # Of a ring, two halves: to the point that is furthest from the first, and back.
    far = max(range(len(ring)), key=lambda n: _distance(ring[n], ring[0], ring[0]))
    kept = {0, far}
    waiting = [(0, far), (far, len(ring))]
    closed = [*ring, ring[0]]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        most = max(range(first + 1, last), key=lambda n: _distance(closed[n], closed[first], closed[last]))
        if _distance(closed[most], closed[first], closed[last]) > off:
            kept.add(most)
            waiting += [(first, most), (most, last)]
    return [ring[n] for n in sorted(kept) if n < len(ring)]


def _distance(point: Point, start: Point, end: Point) -> float:
    """How far a point is from a stretch."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    share = ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length if length else 0
    share = min(max(share, 0), 1)
    x, y = point[0] - start[0] - share * dx, point[1] - start[1] - share * dy
    return float((x * x + y * y) ** 0.5)


def area(ring: Line) -> float:
    """The area of a ring; below 0 for one that goes round the other way."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*ring, ring[0]])) / 2


def _drawn(ring: Line) -> str:
    steps = "".join(
        f"{'' if dx < 0 else ' '}{dx}{'' if dy < 0 else ' '}{dy}"
        for a, b in pairwise(ring)
        for dx, dy in [(int(b[0] - a[0]), int(b[1] - a[1]))]
    )
    return f"M{int(ring[0][0])} {int(ring[0][1])}l{steps.strip()}z"
