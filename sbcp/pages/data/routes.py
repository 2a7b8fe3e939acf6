"""What answers at each address, who may ask, and how often."""

from functools import partial

from sbcp.pages.data import views
from sbcp.pages.data.columns import TABLES
from sbcp.web import limits
from sbcp.web.endpoint import json, page
from sbcp.web.kept.pages import Keep

FORMS = {"csv": views.csv, "xlsx": views.xlsx, "json": views.json, "metadata": views.metadata}
ROUTES = [
    page("dictionary", get=("public:read", views.dictionary), keep=Keep.NOTHING),
    *(
        json(
            f"adoption_{table.name}_{form}",
            get=("public:read", partial(view, table)),
            limits=limits.EXPORT,
        )
        for table in TABLES
        for form, view in FORMS.items()
    ),
]
