"""What answers at each address, who may ask, and how often."""

from sbcp.pages.approvals import forms, views
from sbcp.web.endpoint import page

ROUTES = [
    page("approvals", get=("approval:read", views.listing)),
    page("approval", get=("approval:read", views.show)),
    page(
        "approval_decision",
        get=("approval:decide", views.check),
        post=("approval:decide", views.decide),
        form=forms.Decision,
    ),
    page("approval_withdrawal", post=("approval:decide", views.withdraw)),
]
