"""Letting somebody in: the one place where sessions begin and their cookies are set."""

from starlette.responses import Response

from core.errors import N_
from members.models import Person
from members.queries import mandates_in_force
from members.signin import factors, kept_forms, sessions
from members.signin.passkeys import Site
from sbcp import security_log
from sbcp.language.locales import gettext as _
from sbcp.pages.signin import limits
from sbcp.settings import Settings
from sbcp.urls import url
from sbcp.web import errors
from sbcp.web.client_address import local_path
from sbcp.web.cookies import ARRIVED, ASKED, SIGN_IN, cookie_name, delete_cookie, set_cookie
from sbcp.web.render import redirect
from sbcp.web.visit import Visit

OWN_ACCOUNT = N_("Sign in to see your own account.")
SHOW_FACTOR = N_("Show your second factor to go on.")


def let_in(
    visit: Visit, person: Person, method: str, *, second_factor: bool = False, next_path: str | None = None
) -> Response:
    """Begin a session for a person who has proved who they are, and send them on.

    method: one of ``members.signin.models.METHODS``. second_factor: whether a second factor was shown
    with it. next_path: where they were going, if anywhere; checked here. Whoever holds a mandate that
    asks for a second factor shows it, or sets one up, on the way. The session that this browser had
    before ends.
    """
    end_here(visit)
    token = sessions.begin(
        visit.db,
        person=person,
        method=method,
        now=visit.now,
        agent=visit.request.headers.get("user-agent", ""),
        second_factor=second_factor,
    )
    security_log.note("signin.done", address=visit.address, person=person.id, method=method)
    needed = sessions.writes(mandates_in_force(person, visit.now.date())) and not second_factor
    target = local_path(next_path) or _first_page(visit, person)
    if needed:
        response = redirect(visit, "second_factor", query={"next": target})
    else:
        response = redirect(visit, "documents", flash=_("You are signed in."))
        response.headers["location"] = target
    set_cookie(response, SIGN_IN, token, visit.settings, max_age=_seconds())
    limits.remember(response, person, visit.request, fully=not needed)
    for name in (ASKED, ARRIVED):
        if cookie_name(name, visit.settings) in visit.request.cookies:
            delete_cookie(response, name, visit.settings)
    return response


def strengthen(visit: Visit, response: Response) -> Response:
    """A second factor was shown in this session: it goes on under a new token."""
    session = visit.session
    assert session is not None, "a second factor is shown in a session"
    token = sessions.strengthen(visit.db, session, visit.now)
    set_cookie(response, SIGN_IN, token, visit.settings, max_age=_seconds())
    limits.remember(response, session.person, visit.request, fully=True)
    return response


def end_here(visit: Visit) -> None:
    """End the session of this browser, if it has one."""
    token = visit.request.cookies.get(cookie_name(SIGN_IN, visit.settings))
    if token:
        sessions.end(visit.db, token=token, now=visit.now)


def own(visit: Visit) -> Person:
    """The person signed in. Raises SignInFirst."""
    if visit.person is None:
        raise errors.SignInFirst(OWN_ACCOUNT)
    return visit.person


def refuse_stale(visit: Visit) -> factors.Factors:
    """Whoever changes their second factors has shown one a moment ago, if they have any; those they have.
    Raises SignInFirst and SecondFactorFirst."""
    held = factors.of_person(visit.db, own(visit))
    assert visit.session is not None, "somebody is signed in"
    if held.any and not sessions.is_fresh(visit.session, visit.now):
        raise errors.SecondFactorFirst(SHOW_FACTOR)
    return held


def site(settings: Settings) -> Site:
    """Where passkeys are for."""
    return Site(
        name=f"SBCP ({settings.host})", host=settings.host, origin=settings.base_url, key=settings.secret_key
    )


def _first_page(visit: Visit, person: Person) -> str:
    waiting = kept_forms.waits_for(visit.db, person, visit.now)
    return url(visit.locale.code, "unsent_forms" if waiting else "documents")


def _seconds() -> int:
    return int(sessions.LASTS.total_seconds())
