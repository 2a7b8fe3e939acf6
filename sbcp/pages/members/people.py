"""People, for administrators: who is invited, who acts, and letting somebody act no more."""

from starlette.responses import Response

from documents.queries import documents
from members import interests, invitations, people, queries
from members.models import Person
from sbcp import security_log
from sbcp.language import collation
from sbcp.language.locales import gettext as _
from sbcp.pages.members.forms import AccountReason, RightsFilter
from sbcp.pages.members.public import standing
from sbcp.pages.members.words import documents_by_subject
from sbcp.pages.permissions import explaining
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit


def listing(visit: Visit) -> Response:
    """Everybody who was ever invited, and the invitations that are open."""
    return render(
        visit,
        "members/people.html",
        people=sorted(queries.people(visit.db), key=lambda person: collation.key(person.name)),
        invitations=invitations.open_invitations(visit.db, visit.now),
        standing=lambda mandate: standing(mandate, visit),
    )


def show(visit: Visit) -> Response:
    """One person: address, mandates, invitations, declarations."""
    person = _person(visit)
    declared = interests.declared(visit.db, mandates=person.mandates)
    return render(
        visit,
        "members/person.html",
        someone=person,
        standing=lambda mandate: standing(mandate, visit),
        invitations=invitations.open_invitations(visit.db, visit.now, person=person),
        declared=declared,
        documents=documents_by_subject(visit.db, declared),
    )


def disable_form(visit: Visit, form: AccountReason | None = None) -> Response:
    """What disabling does, and why it is done."""
    person = _person(visit)
    return render(
        visit,
        "members/person_disable.html",
        **(form or AccountReason.read(visit)).shown(),
        someone=person,
        suspended=[mandate for mandate in person.mandates if standing(mandate, visit) == "in force"],
    )


def disable(visit: Visit) -> Response:
    person, by = _person(visit), visit.mandate("member:administer")
    form = AccountReason.read(visit)
    if form.is_right():
        with form.telling():
            people.disable(visit.db, person, reason=form.reason.data, by=by, now=visit.now)
            security_log.note("member.disabled", address=visit.address, person=person.id, by=by.id)
            flash = _("Disabled. Every session of this person has ended.")
            return redirect(visit, "person", person=person.id, flash=flash)
    return disable_form(visit, form)


def enable_form(visit: Visit) -> Response:
    return disable_form(visit)


def enable(visit: Visit) -> Response:
    person, by = _person(visit), visit.mandate("member:administer")
    form = AccountReason.read(visit)
    if form.is_right():
        with form.telling():
            people.enable(visit.db, person, reason=form.reason.data, by=by, now=visit.now)
            security_log.note("member.enabled", address=visit.address, person=person.id, by=by.id)
            flash = _("This person can sign in again.")
            return redirect(visit, "person", person=person.id, flash=flash)
    return disable_form(visit, form)


def may(visit: Visit) -> Response:
    """What this person may do, and why."""
    person = _person(visit)
    slug = RightsFilter.asked(visit).document.data
    return render(
        visit,
        "members/may.html",
        someone=person,
        own=False,
        strong=True,
        slug=slug,
        parts=explaining.explain_all(visit.db, person, on=visit.now.date(), slug=slug),
        documents=documents(visit.db),
        standing=lambda mandate: standing(mandate, visit),
    )


def _person(visit: Visit) -> Person:
    return queries.person_by_id(visit.db, visit.path["person"])
