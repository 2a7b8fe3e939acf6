"""What answers at each address, who may ask, and how often."""

from sbcp.pages.signin import forms, identities, limits, oidc, second_factor, views
from sbcp.web.endpoint import page

ROUTES = [
    page(
        "signin",
        get=("session:begin", views.form),
        post=("session:begin", views.ask),
        limits=limits.ASK,
        form=forms.MailedLink,
    ),
    page("signin_example", post=("session:begin", views.as_example), form=forms.ExamplePerson),
    page(
        "signin_code",
        get=("session:begin", views.code_form),
        post=("session:begin", views.use_code),
        limits=limits.TYPE,
        form=forms.Code,
    ),
    page(
        "signin_arrived",
        get=("session:begin", views.link_form),
        post=("session:begin", views.use_link),
        limits=limits.LINK,
    ),
    page(
        "signin_passkey",
        post=("session:begin", views.use_passkey),
        limits=limits.LINK,
        form=forms.PasskeyAnswer,
    ),
    page("signin_link", get=("session:begin", views.from_link)),
    page("signout", post=("session:end", views.sign_out)),
    page(
        "second_factor",
        get=("account:own", second_factor.form),
        post=("account:own", second_factor.use_app),
        limits=limits.FACTOR,
        form=forms.Code,
    ),
    page(
        "second_factor_passkey",
        post=("account:own", second_factor.use_passkey),
        limits=limits.PASSKEY,
        form=forms.PasskeyAnswer,
    ),
    page(
        "second_factor_recovery",
        get=("account:own", second_factor.recovery_form),
        post=("account:own", second_factor.use_recovery),
        limits=limits.FACTOR,
        form=forms.Code,
    ),
    page("oidc_start", get=("session:begin", oidc.start), before=oidc.ask_where),
    page("oidc_problem", get=("session:begin", oidc.problem)),
    page("oidc_back", get=("session:begin", oidc.back), before=oidc.ask_whom, writes=True),
    page("identities", get=("account:own", identities.show)),
    page("identity_new", get=("account:own", identities.check), post=("account:own", identities.add)),
    page("identity", get=("account:own", identities.check_removal), post=("account:own", identities.remove)),
]
