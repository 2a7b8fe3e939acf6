"""What answers at each address, who may ask, and how often."""

from sbcp.pages.drafts.assignments import views
from sbcp.pages.drafts.assignments.forms import NewAssignment
from sbcp.web.endpoint import page

ROUTES = [
    page(
        "draft_assignments",
        get=("draft:read", views.listing),
        post=("draft:edit", views.give),
        form=NewAssignment,
    ),
    page("draft_assignment", post=("draft:discuss", views.finish)),
]
