"""From places on the earth to places on the map of the region: the conformal conic projection of Lambert.

The same function places the coastline, when it is built (``sbcp/operation/coastline.py``), and the marks. The
earth is a sphere here: on a map of this size nobody can see the difference.
"""

from math import cos, log, pi, radians, sin, tan

# The size of the map, in units of its own, and where the middle of it lies.
WIDTH, HEIGHT = 2000, 1280
_MIDDLE_LONGITUDE, _MIDDLE_LATITUDE = 23.7, 42.0
_PARALLELS = (38.5, 45.5)  # along which lengths are true
_UNITS = 6760  # of the map, in a radius of the earth

# Everything that can be seen on the map lies within these degrees: west, south, east, north.
AROUND = (4.0, 32.0, 44.0, 52.0)


def _steepness(latitude: float) -> float:
    return tan(pi / 4 + radians(latitude) / 2)


_CONE = log(cos(radians(_PARALLELS[0])) / cos(radians(_PARALLELS[1]))) / log(
    _steepness(_PARALLELS[1]) / _steepness(_PARALLELS[0])
)
_SIZE = cos(radians(_PARALLELS[0])) * _steepness(_PARALLELS[0]) ** _CONE / _CONE


def _radius(latitude: float) -> float:
    """How far a parallel is from the tip of the cone."""
    return float(_SIZE / _steepness(latitude) ** _CONE)


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """The place on the map, from its upper left corner; one that is not on it is beside it. Takes degrees
    within ``AROUND`` and a good way about; the poles are infinitely far."""
    turn = _CONE * radians(longitude - _MIDDLE_LONGITUDE)
    radius = _radius(latitude)
    x = WIDTH / 2 + _UNITS * radius * sin(turn)
    y = HEIGHT / 2 + _UNITS * (radius * cos(turn) - _radius(_MIDDLE_LATITUDE))
    return x, y


def on_map(latitude: float, longitude: float, margin: float = 24) -> bool:
    """Whether a place lies on the map, and not right at its edge."""
    west, south, east, north = AROUND
    if not (west <= longitude <= east and south <= latitude <= north):
        return False
    x, y = project(latitude, longitude)
    return margin <= x <= WIDTH - margin and margin <= y <= HEIGHT - margin
