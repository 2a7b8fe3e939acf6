"""What answers at each address, who may ask, and how often."""

from sbcp.pages.answers import placements, views
from sbcp.pages.answers.forms import CommentPlace, NewAnswer
from sbcp.web.endpoint import page

ROUTES = [
    page("triage", get=("draft:read", views.queue)),
    page("document_triage", get=("draft:read", views.table)),
    page("comment", get=("public:read", views.show), post=("comment:answer", views.answer), form=NewAnswer),
    page(
        "placements",
        get=("public:read", placements.listing),
        post=("comment:place", placements.settle),
        form=CommentPlace,
    ),
]
