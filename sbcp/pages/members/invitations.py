"""Inviting somebody to act under a mandate. For administrators."""

from typing import Any

from starlette.responses import Response

from core.errors import N_, Invalid
from members import approvals as requests
from members import invitations, queries
from members.models import Invitation, Mandate, Role
from members.terms import Terms
from sbcp import security_log
from sbcp.approvals import deciding
from sbcp.language.glossary import role_name
from sbcp.language.locales import gettext as _
from sbcp.notifications import mandates
from sbcp.pages.members.fields import country, country_options, organisation, organisation_options
from sbcp.pages.members.forms import OUR_LANGUAGES, InvitationChange, NewInvitation
from sbcp.pages.members.public import standing
from sbcp.web.forms import integer
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit


def form(visit: Visit, sent: NewInvitation | None = None) -> Response:
    """An empty form; with ``?mandate=`` one filled to invite the same person again."""
    given = {"starts_on": visit.now.date(), **_from_mandate(visit)}
    return render(
        visit,
        "members/invite.html",
        **(sent or NewInvitation.read(visit, given)).shown(),
        role_options=[(role, role_name(role)) for role in Role],
        organisations=organisation_options(visit),
        countries=country_options(visit),
        substitutable=[("", _("Nobody")), *((str(m.id), _named(m)) for m in _substitutable(visit))],
        languages=OUR_LANGUAGES,
        two_persons=invitations.TWO_PERSONS,
    )


def invite(visit: Visit) -> Response:
    """Show the invitation for checking; made, and mailed or put before a second person, once it is
    confirmed."""
    by = visit.mandate("member:administer")
    sent = NewInvitation.read(visit)
    if sent.is_right():
        with sent.telling(refused="email"):
            invitation = invitations.invite(
                visit.db,
                name=sent.name.data,
                email=sent.email.data,
                locale=sent.language.data,
                terms=_terms(visit, sent),
                by=by,
                now=visit.now,
            )
            if not sent.confirm.data:
                return _check(visit, invitation, sent)
            return _send(visit, invitation, sent, by)
    return form(visit, sent)


def _send(visit: Visit, invitation: Invitation, sent: NewInvitation, by: Mandate) -> Response:
    """Mail it, or ask a second person first. Raises Invalid."""
    asked = _ask_second(visit, invitation, sent, by) if invitation.waits_for_second else None
    security_log.note("member.invited", address=visit.address, person=invitation.person_id, by=by.id)
    if asked is not None:
        flash = _("Asked. The invitation is sent once a second person approves.")
        return redirect(visit, "approval", approval=asked.id, flash=flash)
    mandates.send_invitation(visit.db, visit.settings, invitation, visit.now)
    return redirect(visit, "invited", invitation=invitation.id, flash=_("The invitation is on its way."))


def show(visit: Visit) -> Response:
    """One invitation, and what became of it."""
    invitation = invitations.invitation_by_id(visit.db, visit.path["invitation"])
    state = invitation.state(visit.now)
    waiting = requests.open_about(visit.db, "members", ["mandate.grant_admin"], visit.now)
    return render(
        visit,
        "members/invited.html",
        invitation=invitation,
        state=state,
        waiting=next((each for each in waiting if each.body["invitation"] == invitation.id), None),
    )


def change(visit: Visit) -> Response:
    """Send it once more with a new link, or withdraw it."""
    invitation = invitations.invitation_by_id(visit.db, visit.path["invitation"])
    if InvitationChange.read(visit).withdraw.data:
        invitations.withdraw(visit.db, invitation, now=visit.now)
        flash = _("The invitation is withdrawn. Its link is of no more use.")
    else:
        mandates.send_invitation(visit.db, visit.settings, invitation, visit.now)
        flash = _("Sent again. Only the new link works.")
    return redirect(visit, "invited", invitation=invitation.id, flash=flash)


def _check(visit: Visit, invitation: Invitation, sent: NewInvitation) -> Response:
    """What will be offered, with the form in hidden fields. Nothing of it is kept yet."""
    response = render(
        visit,
        "members/invite_check.html",
        invitation=invitation,
        kept={name: value for name, value in sent.values.items() if name != "confirm"},
        known=_known(invitation),
    )
    visit.db.rollback()
    return response


def _known(invitation: Invitation) -> bool:
    """Whether the person was in the process before."""
    return bool(invitation.person.mandates)


def _ask_second(visit: Visit, invitation: Invitation, sent: NewInvitation, by: Mandate) -> requests.Approval:
    return deciding.request_approval(
        visit.db,
        visit.settings,
        kind="mandate.grant_admin",
        subject="members",
        body={"invitation": invitation.id, "organisation": invitation.organisation.name},
        reason=sent.reason.data,
        by=by,
        now=visit.now,
    )


def _terms(visit: Visit, sent: NewInvitation) -> Terms:
    """What was typed of the mandate. Raises Invalid, with the field, for what is not there to be chosen."""
    return Terms(
        organisation=organisation(visit, sent.organisation.data),
        role=sent.role.data,
        starts_on=sent.starts_on.data,
        basis=sent.basis.data,
        participant=country(visit, sent.participant.data),
        ends_on=sent.ends_on.data,
        basis_on=sent.basis_on.data,
        basis_link=sent.basis_link.data,
        substitute_for=_substituted(visit, sent.substitute_for.data),
    )


def _substituted(visit: Visit, number: int | None) -> Mandate | None:
    if number is None:
        return None
    for mandate in _substitutable(visit):
        if mandate.id == number:
            return mandate
    raise Invalid(N_("Choose a mandate from the list."), field="substitute_for")


def _substitutable(visit: Visit) -> list[Mandate]:
    """Mandates that somebody can stand in for."""
    return [
        mandate
        for mandate in queries.mandates(visit.db)
        if mandate.substitute_for_id is None
        and standing(mandate, visit) in ("in force", "suspended", "to come")
    ]


def _from_mandate(visit: Visit) -> dict[str, Any]:
    number = integer(visit.query.get("mandate"))
    earlier = visit.db.get(Mandate, number) if number else None
    if earlier is None:
        return {}
    return {
        "name": earlier.person.name,
        "email": earlier.person.email,
        "language": earlier.person.locale,
        "organisation": str(earlier.organisation_id),
        "role": earlier.role,
        "participant": earlier.participant.code if earlier.participant else "",
        "substitute_for": str(earlier.substitute_for_id or ""),
    }


def _named(mandate: Mandate) -> str:
    return f"{mandate.person.name} ({role_name(mandate.role)}, {mandate.organisation.name})"
