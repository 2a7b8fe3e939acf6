"""What answers at each address, who may ask, and how often."""

from sbcp.pages.consultations import times, views
from sbcp.pages.consultations.forms import OpenRound, RoundTimes
from sbcp.web.endpoint import page
from sbcp.web.kept.pages import Keep
from sbcp.web.paging import PAGE

ROUTES = [
    page(
        "open_consultation",
        get=("consultation:open", views.open_form),
        post=("consultation:open", views.open_round),
        form=OpenRound,
    ),
    page("consultation", get=("public:read", views.show), keep=Keep.DOCUMENT),
    page(
        "round_times",
        get=("consultation:times", times.times_form),
        post=("consultation:times", times.ask),
        form=RoundTimes,
    ),
    page(
        "comments",
        get=("public:read", views.comments),
        keep=Keep.DOCUMENT,
        query=("kind", "language", "answered", PAGE),
    ),
    page("report", get=("public:read", views.report), keep=Keep.DOCUMENT, query=(PAGE,)),
]
