"""Showing a second factor: a passkey, what the app shows, or a recovery code."""

from collections.abc import Callable

from starlette.responses import RedirectResponse, Response

from core.errors import Invalid, Refused
from members.signin import apps, factors, passkeys, recovery
from sbcp import security_log
from sbcp.pages.signin.entry import own, site, strengthen
from sbcp.pages.signin.forms import Code, Credential, Onward, PasskeyAnswer
from sbcp.pages.signin.notices import tell
from sbcp.urls import url
from sbcp.web.client_address import local_path
from sbcp.web.headers import private
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit


def form(visit: Visit, sent: Credential | None = None) -> Response:
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
        **(sent or Code.read(visit)).shown(),
        held=held,
        ceremony=ceremony,
        next=after(visit),
        again=visit.session.second_factor_at is not None,
    )
    return private(response)


def use_app(visit: Visit) -> Response:
    person, sent = own(visit), Code.read(visit)
    key, code = visit.settings.secret_key, sent.code.data
    return _shown(
        visit, "app", sent, lambda: apps.use(visit.db, key, person=person, code=code, now=visit.now), form
    )


def use_passkey(visit: Visit) -> Response:
    person, session, sent = own(visit), visit.session, PasskeyAnswer.read(visit)
    assert session is not None, "somebody is signed in"
    return _shown(
        visit,
        "passkey",
        sent,
        lambda: passkeys.answer(
            visit.db,
            site(visit.settings),
            person=person,
            session=session.id,
            ticket=sent.token.data,
            answer=sent.key.data,
            now=visit.now,
        ),
        form,
    )


def recovery_form(visit: Visit, sent: Credential | None = None) -> Response:
    """For whom nothing else is at hand; and what to do without codes."""
    person = own(visit)
    response = render(
        visit,
        "signin/second_factor_recovery.html",
        **(sent or Code.read(visit)).shown(),
        left=recovery.left(visit.db, person),
        next=after(visit),
    )
    return private(response)


def use_recovery(visit: Visit) -> Response:
    person, sent = own(visit), Code.read(visit)
    code = sent.code.data
    response = _shown(
        visit,
        "recovery",
        sent,
        lambda: recovery.use(visit.db, person=person, code=code, now=visit.now),
        recovery_form,
    )
    if response.status_code < 400:
        tell(visit, person, "recovery-used", left=recovery.left(visit.db, person))
    return response


def after(visit: Visit) -> str:
    """Where to go on to: a path of ours."""
    asked = Onward.read(visit).next.data or visit.query.get("next")
    return local_path(asked) or url(visit.locale.code, "documents")


def _shown(
    visit: Visit,
    method: str,
    sent: Credential,
    check: Callable[[], object],
    again: Callable[[Visit, Credential], Response],
) -> Response:
    """Check what was shown; on with a stronger session, or the form again with what is wrong."""
    person = own(visit)
    try:
        check()
    except (Invalid, Refused) as error:
        security_log.note("factor.failed", address=visit.address, person=person.id, method=method)
        sent.refuse(error, "passkey" if method == "passkey" else "code")
        return again(visit, sent)
    security_log.note("factor.shown", address=visit.address, person=person.id, method=method)
    return strengthen(visit, RedirectResponse(after(visit), 303))
