"""Showing a second factor: a passkey, what the app shows, or a recovery code."""

from collections.abc import Callable

from starlette.responses import RedirectResponse, Response

from core.errors import Invalid, Refused
from members.signin import apps, factors, passkeys, recovery
from sbcp import security_log
from sbcp.pages.signin.entry import own, site, strengthen
from sbcp.pages.signin.notices import tell
from sbcp.urls import url
from sbcp.web.client_address import local_path
from sbcp.web.errors import message_of, status_of
from sbcp.web.headers import private
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit

Errors = dict[str, str]


def form(visit: Visit, *, status: int = 200, errors: Errors | None = None) -> Response:
    """What the person has, the passkey first. Whoever has none yet sets one up."""
    person = own(visit)
    held = factors.of_person(visit.db, person)
    if not held.any:
        return redirect(visit, "factor_new", query={"next": after(visit)})
    assert visit.session is not None, "somebody is signed in"
    ceremony = passkeys.options_to_answer(
        visit.db, site(visit.settings), person=person, session=visit.session.id, now=visit.now
    )
    response = render(
        visit,
        "signin/second_factor.html",
        status=status,
        errors=errors or {},
        held=held,
        ceremony=ceremony,
        next=after(visit),
        code=_text(visit, "code"),
        again=visit.session.second_factor_at is not None,
    )
    return private(response)


def use_app(visit: Visit) -> Response:
    person = own(visit)
    return _shown(
        visit,
        "app",
        lambda: apps.use(
            visit.db, visit.settings.secret_key, person=person, code=_text(visit, "code"), now=visit.now
        ),
        form,
    )


def use_passkey(visit: Visit) -> Response:
    person, session = own(visit), visit.session
    assert session is not None, "somebody is signed in"
    return _shown(
        visit,
        "passkey",
        lambda: passkeys.answer(
            visit.db,
            site(visit.settings),
            person=person,
            session=session.id,
            ticket=_text(visit, "token"),
            answer=_text(visit, "key"),
            now=visit.now,
        ),
        form,
    )


def recovery_form(visit: Visit, *, status: int = 200, errors: Errors | None = None) -> Response:
    """For whom nothing else is at hand; and what to do without codes."""
    person = own(visit)
    response = render(
        visit,
        "signin/second_factor_recovery.html",
        status=status,
        errors=errors or {},
        left=recovery.left(visit.db, person),
        next=after(visit),
        code=_text(visit, "code"),
    )
    return private(response)


def use_recovery(visit: Visit) -> Response:
    person = own(visit)
    response = _shown(
        visit,
        "recovery",
        lambda: recovery.use(visit.db, person=person, code=_text(visit, "code"), now=visit.now),
        recovery_form,
    )
    if response.status_code < 400:
        tell(visit, person, "recovery-used", left=recovery.left(visit.db, person))
    return response


def after(visit: Visit) -> str:
    """Where to go on to: a path of ours."""
    return local_path(_text(visit, "next") or visit.query.get("next")) or url(visit.locale.code, "documents")


def _shown(
    visit: Visit, method: str, check: Callable[[], object], again: Callable[..., Response]
) -> Response:
    """Check what was shown; on with a stronger session, or the form again with what is wrong."""
    person = own(visit)
    try:
        check()
    except (Invalid, Refused) as error:
        security_log.note("factor.failed", address=visit.address, person=person.id, method=method)
        field = "passkey" if method == "passkey" else "code"
        return again(visit, status=status_of(error), errors={field: message_of(error)})
    security_log.note("factor.shown", address=visit.address, person=person.id, method=method)
    return strengthen(visit, RedirectResponse(after(visit), 303))


def _text(visit: Visit, name: str) -> str:
    value = visit.form.get(name, "")
    return value if isinstance(value, str) else ""
