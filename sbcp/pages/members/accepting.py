"""Accepting an invitation: from the mailed link to a clean address, and from there into force."""

from starlette.responses import RedirectResponse, Response

from members import invitations
from members.models import Mandate
from sbcp import security_log
from sbcp.language import locales
from sbcp.language.locales import gettext as _
from sbcp.pages.members.forms import OUR_LANGUAGES, AcceptedInvitation
from sbcp.pages.signin.identities import add_for_invitation, proven_for_invitation
from sbcp.urls import url
from sbcp.web.cookies import INVITATION, cookie_name, delete_cookie, set_cookie
from sbcp.web.headers import private
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit

COOKIE_LASTS = 3600  # seconds to read the mandate and decide; the link can be opened again


def from_link(visit: Visit) -> Response:
    """On to an address that says nothing: the token goes into a cookie, and stands in no history."""
    response = RedirectResponse(url(visit.locale.code, "invitation"), 303)
    set_cookie(response, INVITATION, visit.path["token"], visit.settings, max_age=COOKIE_LASTS)
    return private(response)


def show(visit: Visit) -> Response:
    """What the mandate is, and the button that brings it into force."""
    token = _token(visit)
    if not token:
        return private(render(visit, "members/invitation_none.html"))
    return _page(visit, token)


def accept(visit: Visit) -> Response:
    """The mandate comes into force, and whoever accepted it signs in next."""
    form, token = AcceptedInvitation.read(visit), _token(visit)
    if form.is_right():
        with form.telling():
            mandate = invitations.accept(
                visit.db,
                token=token,
                name=form.name.data,
                locale=form.language.data,
                locales=tuple(locales.BY_CODE),
                now=visit.now,
            )
            return _accepted(visit, mandate, form)
    return _page(visit, token, form)


def _page(visit: Visit, token: str, form: AcceptedInvitation | None = None) -> Response:
    invitation = invitations.invitation_for(visit.db, token, visit.now)
    given = {"name": invitation.person.name, "language": visit.locale.code}
    response = render(
        visit,
        "members/invitation.html",
        **(form or AcceptedInvitation.read(visit, given)).shown(),
        invitation=invitation,
        languages=OUR_LANGUAGES,
        proven=proven_for_invitation(visit),
    )
    return private(response)


def _accepted(visit: Visit, mandate: Mandate, form: AcceptedInvitation) -> Response:
    """On to sign in, unless it is the person themselves who is signed in here."""
    security_log.note("invitation.accepted", address=visit.address, mandate=mandate.id)
    if form.account.data:
        add_for_invitation(visit, mandate.person)
    if visit.person is not None and visit.person.id == mandate.person_id:
        response = redirect(visit, "my_mandates", flash=_("You have accepted the mandate."))
    else:
        flash = _("You have accepted the mandate. Sign in with the address that the invitation was sent to.")
        response = redirect(visit, "signin", flash=flash)
    delete_cookie(response, INVITATION, visit.settings)
    return private(response)


def _token(visit: Visit) -> str:
    return visit.request.cookies.get(cookie_name(INVITATION, visit.settings), "")
