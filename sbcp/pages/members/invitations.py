"""Inviting somebody to act under a mandate. For administrators."""

from typing import Any

from starlette.responses import Response

from core.errors import N_, Invalid, Refused
from members import approvals as requests
from members import invitations, queries
from members.models import Invitation, Mandate, Role
from members.terms import Terms, is_link
from sbcp import security_log
from sbcp.approvals import deciding
from sbcp.language import locales
from sbcp.language.glossary import role_name
from sbcp.language.locales import gettext as _
from sbcp.notifications import mandates
from sbcp.pages.members.fields import (
    Errors,
    country,
    country_options,
    day,
    day_values,
    organisation,
    organisation_options,
    text,
    texts,
    whole,
)
from sbcp.pages.members.public import standing
from sbcp.web.errors import message_of
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit


def form(visit: Visit, status: int = 200, errors: Errors | None = None) -> Response:
    """An empty form; with ``?mandate=`` one filled to invite the same person again."""
    return render(
        visit,
        "members/invite.html",
        status=status,
        errors=errors or {},
        values=texts(visit.form) or _from_mandate(visit) or day_values("starts_on", visit.now.date()),
        role_options=[(role, role_name(role)) for role in Role],
        organisations=organisation_options(visit),
        countries=country_options(visit),
        substitutable=[("", _("Nobody")), *((str(m.id), _named(m)) for m in _substitutable(visit))],
        languages=[(locale.code, locale.name) for locale in locales.LOCALES],
        two_persons=invitations.TWO_PERSONS,
    )


def invite(visit: Visit) -> Response:
    """Show the invitation for checking; made, and mailed or put before a second person, once it is
    confirmed."""
    by = visit.mandate("member:administer")
    if "change" in visit.form:
        return form(visit)
    try:
        made = invitations.invite(
            visit.db,
            name=text(visit.form, "name"),
            email=text(visit.form, "email"),
            locale=_language(visit),
            terms=_terms(visit),
            by=by,
            now=visit.now,
        )
        if "confirm" not in visit.form:
            return _check(visit, made)
        asked = _ask_second(visit, made, by) if made.waits_for_second else None
    except (Invalid, Refused) as error:
        field = error.field if isinstance(error, Invalid) else "email"
        return form(visit, 422, {field: message_of(error)})
    security_log.note("member.invited", address=visit.address, person=made.person_id, by=by.id)
    if asked is not None:
        flash = _("Asked. The invitation is sent once a second person approves.")
        return redirect(visit, "approval", approval=asked.id, flash=flash)
    mandates.send_invitation(visit.db, visit.settings, made, visit.now)
    return redirect(visit, "invited", invitation=made.id, flash=_("The invitation is on its way."))


def show(visit: Visit) -> Response:
    """One invitation, and what became of it."""
    found = invitations.invitation_by_id(visit.db, visit.path["invitation"])
    state = found.state(visit.now)
    waiting = requests.open_about(visit.db, "members", ["mandate.grant_admin"], visit.now)
    return render(
        visit,
        "members/invited.html",
        invitation=found,
        state=state,
        waiting=next((each for each in waiting if each.body["invitation"] == found.id), None),
    )


def change(visit: Visit) -> Response:
    """Send it once more with a new link, or withdraw it."""
    found = invitations.invitation_by_id(visit.db, visit.path["invitation"])
    if "withdraw" in visit.form:
        invitations.withdraw(visit.db, found, now=visit.now)
        flash = _("The invitation is withdrawn. Its link is of no more use.")
    else:
        mandates.send_invitation(visit.db, visit.settings, found, visit.now)
        flash = _("Sent again. Only the new link works.")
    return redirect(visit, "invited", invitation=found.id, flash=flash)


def _check(visit: Visit, made: Invitation) -> Response:
    """What will be offered, with the form in hidden fields. Nothing of it is kept yet."""
    values = {name: value for name, value in texts(visit.form).items() if name not in ("confirm", "change")}
    response = render(visit, "members/invite_check.html", invitation=made, kept=values, known=_known(made))
    visit.db.rollback()
    return response


def _known(made: Invitation) -> bool:
    """Whether the person was in the process before."""
    return bool(made.person.mandates)


def _ask_second(visit: Visit, made: Invitation, by: Mandate) -> requests.Approval:
    return deciding.ask(
        visit.db,
        visit.settings,
        kind="mandate.grant_admin",
        subject="members",
        body={"invitation": made.id, "organisation": made.organisation.name},
        reason=text(visit.form, "reason"),
        by=by,
        now=visit.now,
    )


def _language(visit: Visit) -> str:
    chosen = text(visit.form, "language")
    if chosen not in locales.BY_CODE:
        raise Invalid(N_("Choose a language."), field="language")
    return chosen


def _terms(visit: Visit) -> Terms:
    """What was typed of the mandate. Raises Invalid, with the field."""
    starts_on = day(visit.form, "starts_on")
    if starts_on is None:
        raise Invalid(N_("Enter the first day of the mandate."), field="starts_on")
    link = text(visit.form, "basis_link")
    if link and not is_link(link):
        raise Invalid(N_("Enter a whole web address that begins with https://."), field="basis_link")
    if text(visit.form, "role") in invitations.TWO_PERSONS and not text(visit.form, "reason"):
        raise Invalid(N_("Say why: a second person decides on it."), field="reason")
    return Terms(
        organisation=organisation(visit),
        role=text(visit.form, "role"),
        starts_on=starts_on,
        basis=text(visit.form, "basis"),
        participant=country(visit),
        ends_on=day(visit.form, "ends_on"),
        basis_on=day(visit.form, "basis_on"),
        basis_link=link,
        substitute_for=_substituted(visit),
    )


def _substituted(visit: Visit) -> Mandate | None:
    chosen = text(visit.form, "substitute_for")
    if not chosen:
        return None
    number = whole(chosen)
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
    number = whole(visit.query.get("mandate", ""))
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
        **day_values("starts_on", visit.now.date()),
    }


def _named(mandate: Mandate) -> str:
    return f"{mandate.person.name} ({role_name(mandate.role)}, {mandate.organisation.name})"
