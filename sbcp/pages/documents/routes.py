"""What answers at each address, who may ask, and how often."""

from sbcp.pages.documents import views
from sbcp.pages.imports import views as imports_views
from sbcp.pages.imports.forms import NewDocument
from sbcp.web import limits, page_cache
from sbcp.web.endpoint import page

ROUTES = [
    page("document", get=("public:read", views.overview_page), keep=page_cache.document),
    page("version", get=("public:read", views.read), keep=page_cache.document),
    page("paragraph", get=("public:read", views.paragraph), keep=page_cache.document),
    page(
        "documents",
        get=("public:read", views.index),
        post=("document:import", imports_views.create),
        limits=limits.IMPORT,
        form=NewDocument,
    ),
]
