"""Signing in and out, and the public list of mandates."""

from starlette.responses import Response

from core.errors import N_, NotFound, Refused
from members import queries, services
from sbcp.i18n import gettext as _
from sbcp.web.cookies import SIGN_IN, cookie_name, delete_cookie, set_cookie
from sbcp.web.endpoint import Visit
from sbcp.web.render import redirect, render


def signin_form(visit: Visit) -> Response:
    """How to sign in; on a demonstration instance one button for each example person."""
    people = queries.example_people(visit.db) if visit.settings.demo else []
    return render(visit, "account/sign_in.html", people=people)


def sign_in_as_example(visit: Visit) -> Response:
    """One click, on a demonstration instance only, for its invented people only."""
    if not visit.settings.demo:
        raise Refused(N_("Signing in with one click works only on a demonstration instance."))
    chosen = visit.form.get("person", "")
    for person in queries.example_people(visit.db):
        if str(person.id) == chosen:
            return _signed_in(visit, services.sign_in(visit.db, person=person, now=visit.now))
    raise NotFound(N_("There is no such person."))


def link_form(visit: Visit) -> Response:
    """A button: programs that open links in mail must not spend the link."""
    response = render(visit, "account/sign_in_link.html")
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def use_link(visit: Visit) -> Response:
    person = services.use_sign_in_link(visit.db, token=visit.path["token"], now=visit.now)
    return _signed_in(visit, services.sign_in(visit.db, person=person, now=visit.now))


def sign_out(visit: Visit) -> Response:
    token = visit.request.cookies.get(cookie_name(SIGN_IN, visit.settings))
    if token:
        services.sign_out(visit.db, token=token, now=visit.now)
    response = redirect(visit, "home", flash=_("You are signed out."))
    delete_cookie(response, SIGN_IN, visit.settings)
    return response


def mandates(visit: Visit) -> Response:
    """Who acts for whom: the mandates, public as the acts under them are."""
    return render(visit, "account/mandates.html", mandates=queries.mandates(visit.db), today=visit.now.date())


def _signed_in(visit: Visit, token: str) -> Response:
    response = redirect(visit, "documents", flash=_("You are signed in."))
    set_cookie(
        response,
        SIGN_IN,
        token,
        visit.settings,
        max_age=int(services.SIGN_IN_LASTS.total_seconds()),
    )
    return response
