"""What answers at each address, who may ask, and how often."""

from sbcp.pages.process import forms, views
from sbcp.web.endpoint import page

ROUTES = [
    page(
        "process",
        get=("public:read", views.show),
        post=("process:step", views.take_step),
        form=forms.NextStage,
    ),
    page(
        "process_override",
        get=("process:override", views.override_form),
        post=("process:override", views.override),
        form=forms.Override,
    ),
]
