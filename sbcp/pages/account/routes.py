"""What answers at each address, who may ask, and how often."""

from sbcp.pages.account import admin, factors, forms, kept_forms, views
from sbcp.pages.signin import forms as signin_forms
from sbcp.pages.signin import limits as signin_limits
from sbcp.web.endpoint import page

ROUTES = [
    page("account", get=("account:own", views.show)),
    page("account_language", post=("account:own", views.save_language), form=forms.MailLanguage),
    page(
        "sessions",
        get=("account:own", views.session_list),
        post=("account:own", views.end_session),
        form=forms.EndedSession,
    ),
    page("factors", get=("account:own", factors.show)),
    page("factor_new", get=("account:own", factors.choose)),
    page(
        "passkey_new",
        get=("account:own", factors.passkey_form),
        post=("account:own", factors.add_passkey),
        form=signin_forms.NewPasskey,
        limits=signin_limits.PASSKEY,
    ),
    page("passkey_remove", get=("account:own", factors.removal_check), post=("account:own", factors.remove)),
    page(
        "app_new",
        get=("account:own", factors.app_form),
        post=("account:own", factors.add_app),
        form=signin_forms.NewApp,
        limits=signin_limits.FACTOR,
    ),
    page("app_remove", get=("account:own", factors.removal_check), post=("account:own", factors.remove)),
    page(
        "recovery_new",
        get=("account:own", factors.recovery_check),
        post=("account:own", factors.make_recovery),
        limits=signin_limits.PASSKEY,
    ),
    page(
        "person_signin",
        get=("member:administer", admin.show),
        post=("member:administer", admin.end_session),
        form=forms.EndedSession,
    ),
    page(
        "person_reset", get=("member:administer", admin.reset_check), post=("member:administer", admin.reset)
    ),
    page(
        "unsent_forms",
        get=("account:own", kept_forms.show),
        post=("account:own", kept_forms.throw_away),
        form=forms.KeptForm,
    ),
]
