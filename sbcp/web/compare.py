"""Comparing any two versions of a document."""

from starlette.responses import Response

from sbcp.web import comparing
from sbcp.web.endpoint import Visit
from sbcp.web.render import render


def compare(visit: Visit) -> Response:
    """Changes only, inline, side by side, or as a list."""
    shown = comparing.comparison(
        visit.db,
        visit.subject(),
        visit.path["a"],
        visit.path["b"],
        visit.query.get("mode", ""),
    )
    return render(visit, "compare/compare.html", shown=shown, modes=comparing.MODES)
