"""What answers at each address, who may ask, and how often."""

from sbcp.pages.imports import begun, checking, clashes, views
from sbcp.pages.imports.forms import BaseChoice, ClashDecision, Decision, NextFile
from sbcp.web import limits
from sbcp.web.endpoint import page

ROUTES = [
    page("new_document", get=("document:import", views.new)),
    page(
        "draft_import",
        get=("draft:import", views.next_form),
        post=("draft:import", views.upload),
        limits=limits.IMPORT,
        form=NextFile,
        files=True,
    ),
    page(
        "pending_import",
        get=("draft:import", checking.preview),
        post=("draft:import", checking.decide),
        form=Decision,
    ),
    page(
        "pending_import_base",
        get=("draft:import", begun.base_form),
        post=("draft:import", begun.choose),
        form=BaseChoice,
    ),
    page(
        "import_clash",
        get=("draft:import", clashes.show),
        post=("draft:import", clashes.settle),
        form=ClashDecision,
    ),
]
