"""What answers at each address, who may ask, and how often."""

from sbcp.pages.home import views
from sbcp.web import page_cache
from sbcp.web.endpoint import page

ROUTES = [
    page("home", get=("public:read", views.home), keep=page_cache.everything),
    page("about", get=("public:read", views.about)),
    page("accessibility", get=("public:read", views.accessibility)),
]
