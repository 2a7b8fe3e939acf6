"""What answers at each address, who may ask, and how often."""

from sbcp.pages.following import forms, views
from sbcp.web import limits
from sbcp.web.endpoint import page

ROUTES = [
    page(
        "follow",
        get=("following:ask", views.form),
        post=("following:ask", views.ask),
        limits=limits.SUBSCRIBE,
        form=forms.NewFollowing,
    ),
    page("follow_sent", get=("following:ask", views.sent)),
    page("follow_confirm", get=("following:own", views.confirm_form), post=("following:own", views.confirm)),
    page(
        "following",
        get=("following:own", views.listing),
        post=("following:own", views.change),
        form=forms.FollowingChange,
    ),
    page(
        "following_link",
        post=("following:ask", views.mail_link),
        limits=limits.SUBSCRIBE,
        form=forms.FollowingLink,
    ),
    page("following_open", get=("following:own", views.open_link)),
    page(
        "unsubscribe",
        get=("following:own", views.stop_form),
        post=("following:own", views.stop),
        token_is_enough=True,
    ),
]
