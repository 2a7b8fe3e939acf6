"""What answers at each address, who may ask, and how often."""

from sbcp.pages.consultations import times, views
from sbcp.web.endpoint import page

ROUTES = [
    page(
        "open_consultation",
        get=("consultation:open", views.open_form),
        post=("consultation:open", views.open_round),
    ),
    page("consultation", get=("public:read", views.show)),
    page("round_times", get=("consultation:times", times.form), post=("consultation:times", times.ask)),
    page("comments", get=("public:read", views.comments)),
    page("report", get=("public:read", views.report)),
]
