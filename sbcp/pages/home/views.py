"""The first page, and the pages about the place itself."""

from starlette.responses import Response

from sbcp.pages.home import overview
from sbcp.web.render import render
from sbcp.web.visit import Visit


def home(visit: Visit) -> Response:
    """What is open now, what is being revised, what is adopted."""
    shown = overview.home(visit.db, visit.now)
    visit.request.state.good_until = shown.good_until
    return render(visit, "home/home.html", shown=shown)


def about(visit: Visit) -> Response:
    return render(visit, "home/about.html")


def accessibility(visit: Visit) -> Response:
    return render(visit, "home/accessibility.html")
