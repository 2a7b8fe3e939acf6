"""Accepting an invitation: from the mailed link to a clean address, and from there into force."""

from starlette.responses import RedirectResponse, Response

from core.errors import Invalid
from members import invitations
from sbcp import security_log
from sbcp.language import locales
from sbcp.language.locales import gettext as _
from sbcp.pages.members.fields import Errors, text, texts
from sbcp.pages.signin.identities import add_for_invitation, proven_for_invitation
from sbcp.urls import url
from sbcp.web.cookies import INVITATION, cookie_name, delete_cookie, set_cookie
from sbcp.web.errors import message_of
from sbcp.web.headers import private
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit

COOKIE_LASTS = 3600  # seconds to read the mandate and decide; the link can be opened again


def from_link(visit: Visit) -> Response:
    """On to an address that says nothing: the token goes into a cookie, and stands in no history."""
    response = RedirectResponse(url(visit.locale.code, "invitation"), 303)
    set_cookie(response, INVITATION, visit.path["token"], visit.settings, max_age=COOKIE_LASTS)
    return private(response)


def show(visit: Visit, status: int = 200, errors: Errors | None = None) -> Response:
    """What the mandate is, and the button that brings it into force."""
    token = _token(visit)
    if not token:
        return private(render(visit, "members/invitation_none.html"))
    found = invitations.invitation_for(visit.db, token, visit.now)
    values = texts(visit.form) or {"name": found.person.name, "language": visit.locale.code}
    response = render(
        visit,
        "members/invitation.html",
        status=status,
        errors=errors or {},
        values=values,
        invitation=found,
        languages=[(locale.code, locale.name) for locale in locales.LOCALES],
        proven=proven_for_invitation(visit),
    )
    return private(response)


def accept(visit: Visit) -> Response:
    """The mandate comes into force, and whoever accepted it signs in next."""
    try:
        mandate = invitations.accept(
            visit.db,
            token=_token(visit),
            name=text(visit.form, "name"),
            locale=text(visit.form, "language"),
            locales=tuple(locales.BY_CODE),
            now=visit.now,
        )
    except Invalid as error:
        return show(visit, 422, {error.field: message_of(error)})
    security_log.note("invitation.accepted", address=visit.address, mandate=mandate.id)
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
