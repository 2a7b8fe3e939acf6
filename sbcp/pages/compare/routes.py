"""What answers at each address, who may ask, and how often."""

from sbcp.pages.compare import paragraph_history, views
from sbcp.web import limits, page_cache
from sbcp.web.endpoint import page

ROUTES = [
    page("compare", get=("public:read", views.compare), keep=page_cache.document, limits=limits.COMPARE),
    page("compare_draft", get=("draft:read", views.compare_draft), limits=limits.COMPARE),
    page("compare_chosen", get=("public:read", views.choose)),
    page("paragraph_history", get=("public:read", paragraph_history.history), keep=page_cache.document),
]
