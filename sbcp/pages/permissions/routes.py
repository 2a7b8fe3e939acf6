"""What answers at each address, who may ask, and how often."""

from sbcp.pages.permissions import views
from sbcp.web.endpoint import page
from sbcp.web.kept.pages import Keep

ROUTES = [page("permissions", get=("public:read", views.show), keep=Keep.NOTHING)]
