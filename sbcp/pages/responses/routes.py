"""What answers at each address, who may ask, and how often."""

from sbcp.pages.responses import views
from sbcp.web import limits
from sbcp.web.endpoint import page

ROUTES = [
    page(
        "respond",
        get=("consultation:comment", views.show),
        post=("consultation:comment", views.add),
        limits=limits.RESPOND,
    ),
    page(
        "respond_comment",
        get=("consultation:comment", views.comment_form),
        post=("consultation:comment", views.save_comment),
        limits=limits.RESPOND,
    ),
    page(
        "respond_about",
        get=("consultation:comment", views.about_form),
        post=("consultation:comment", views.save_about),
        limits=limits.RESPOND,
    ),
    page(
        "respond_send",
        get=("consultation:comment", views.check),
        post=("consultation:comment", views.send),
        limits=limits.SEND,
    ),
    page("receipt", get=("receipt:read", views.receipt)),
]
