"""What answers at each address, who may ask, and how often."""

from sbcp.pages.outbox import views
from sbcp.web.endpoint import page

ROUTES = [
    page("mail", get=("mail:read", views.show)),
    page("mail_message", get=("mail:read", views.message), post=("mail:send", views.send_again)),
    page("example_mail", get=("public:read", views.examples)),
]
