"""What answers at each address, who may ask, and how often."""

from sbcp.pages.home import views
from sbcp.web.endpoint import page
from sbcp.web.kept.pages import Keep

ROUTES = [
    page("home", get=("public:read", views.home), keep=Keep.EVERYTHING),
    page("about", get=("public:read", views.about), keep=Keep.NOTHING),
    page("accessibility", get=("public:read", views.accessibility), keep=Keep.NOTHING),
]
