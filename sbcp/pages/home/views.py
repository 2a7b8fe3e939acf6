"""The first page, and the pages about the place itself."""

from starlette.responses import Response

from sbcp.pages.adoption import status_labels
from sbcp.pages.adoption.glance import glance
from sbcp.pages.home.state import state
from sbcp.pages.process.lanes import lanes
from sbcp.pages.record.sentences.loading import sentences
from sbcp.web.render import render
from sbcp.web.visit import Visit


def home(visit: Visit) -> Response:
    """The state of the policy: who has acted, where the texts stand, what is open, what happened last."""
    shown = state(visit.db, visit.now)
    visit.request.state.good_until = shown.good_until
    return render(
        visit,
        "home/home.html",
        shown=shown,
        seen=glance(visit, shown.adoption, {}) if shown.adoption else None,
        lanes=lanes(visit, shown.texts, shown.rules),
        sentences=sentences(visit, shown.last),
        **status_labels.words(visit.db),
    )


def about(visit: Visit) -> Response:
    return render(visit, "home/about.html")


def accessibility(visit: Visit) -> Response:
    return render(visit, "home/accessibility.html")
