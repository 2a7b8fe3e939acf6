"""What the macros of charts call: the geometry, and the coastline that was drawn when the front end was
built."""

from functools import cache
from types import SimpleNamespace

from sbcp.charts import heat, outline, projection, shares, tiles, timeline
from sbcp.web.static_files import static_file

GEOMETRY = SimpleNamespace(
    grid=tiles.grid,
    totals=tiles.totals,
    outline=outline.outline,
    map_size=(projection.WIDTH, projection.HEIGHT),
    texts=timeline.texts,
    acts=timeline.acts,
    all_acts=timeline.all_acts,
    bar=shares.bar,
    dots=shares.dots,
    boxes=shares.boxes,
    total=shares.total,
    squares=heat.squares,
)


@cache
def coastline() -> str:
    """The path of the land, as SVG writes it; it stands in the page, so that the page colours it. Raises
    FileNotFoundError where the front end has not been built."""
    drawn = static_file("images/coastline.svg").read_text("utf-8")
    return drawn.partition(' d="')[2].partition('"')[0]
