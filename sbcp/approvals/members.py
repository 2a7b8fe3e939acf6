"""The act on members that takes two persons: appointing an administrator."""

from datetime import datetime

from sqlalchemy.orm import Session

from core.errors import N_
from members import invitations
from members.models import Mandate
from sbcp.approvals.act import Body, Detail, PageAddress, TwoPersonAct
from sbcp.language import locales
from sbcp.language.locales import gettext as _

ADMINISTER = "member:administer"


def _grant(db: Session, body: Body, _asked_by: Mandate, by: Mandate, now: datetime) -> Body:
    """The invitation leaves with the next run of the worker; the mandate comes with its acceptance."""
    invitation = invitations.agree(db, body["invitation"], by=by, now=now)
    return {"invitation": invitation.id}


def _grant_details(db: Session, body: Body) -> list[Detail]:
    invitation = invitations.invitation_by_id(db, body["invitation"])
    until = locales.format_date(invitation.ends_on) if invitation.ends_on else _("open")
    return [
        Detail(_("Person"), invitation.person.name),
        Detail(_("E-mail"), invitation.person.email),
        Detail(_("Organisation"), invitation.organisation.name),
        Detail(_("From and to"), f"{locales.format_date(invitation.starts_on)} – {until}"),
        Detail(_("Basis"), invitation.basis),
    ]


def _grant_stale(db: Session, body: Body) -> bool:
    invitation = invitations.invitation_by_id(db, body["invitation"])
    return invitation.withdrawn_at is not None or not invitation.waits_for_second


def _grant_page(body: Body) -> PageAddress:
    return "invited", {"invitation": body["invitation"]}


def _grant_public(body: Body) -> Body:
    return {"role": "admin", "organisation": body["organisation"]}


GRANT_ADMIN = TwoPersonAct(
    permission=ADMINISTER,
    name=N_("Appoint an administrator"),
    button=N_("Approve and invite"),
    carry_out=_grant,
    details=_grant_details,
    public=_grant_public,
    page=_grant_page,
    stale=_grant_stale,
)
