"""What answers at each address, who may ask, and how often."""

from sbcp.pages.personal import forms, views
from sbcp.web.endpoint import page

ROUTES = [
    page("receipt_data", get=("receipt:read", views.receipt_data)),
    page("receipt_copy", get=("receipt:read", views.receipt_copy)),
    page(
        "receipt_erase",
        get=("receipt:read", views.receipt_check),
        post=("receipt:erase", views.receipt_erase),
        form=forms.ResponseErasure,
    ),
    page("personal_data", get=("public:read", views.show)),
    page("own_data", get=("account:own", views.own_data)),
    page("own_copy", get=("account:own", views.own_copy)),
    page("own_erase", get=("account:own", views.own_check), post=("account:own", views.own_erase)),
    page(
        "ask_erasure",
        get=("person:erase", views.ask_form),
        post=("person:erase", views.ask),
        form=forms.AskedErasure,
    ),
]
