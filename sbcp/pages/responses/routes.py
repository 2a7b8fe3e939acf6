"""What answers at each address, who may ask, and how often."""

from sbcp.pages.responses import forms, views
from sbcp.web import limits
from sbcp.web.endpoint import page

ROUTES = [
    page(
        "respond",
        get=("consultation:comment", views.show),
        post=("consultation:comment", views.take_out),
        form=forms.OwnComment,
        limits=limits.RESPOND,
    ),
    page(
        "respond_comment",
        get=("consultation:comment", views.comment_form),
        post=("consultation:comment", views.save_comment),
        form=forms.OneComment,
        limits=limits.RESPOND,
    ),
    page(
        "respond_about",
        get=("consultation:comment", views.about_form),
        post=("consultation:comment", views.save_about),
        form=forms.Sender,
        limits=limits.RESPOND,
    ),
    page(
        "respond_send",
        get=("consultation:comment", views.check),
        post=("consultation:comment", views.send),
        form=forms.Sending,
        limits=limits.SEND,
        together=views.send_together,
    ),
    page("receipt", get=("receipt:read", views.receipt)),
]
