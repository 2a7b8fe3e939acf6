"""One's own mandates: what is open under them, and what one may do and why."""

from starlette.responses import Response

from adoption import dossiers
from adoption.begun import keeping
from core.errors import N_
from documents.queries import documents
from members.models import Person
from sbcp.pages.members import open_tasks
from sbcp.pages.members.forms import RightsFilter
from sbcp.pages.members.public import standing
from sbcp.pages.permissions import explaining
from sbcp.web.answering import SIGN_IN_FIRST
from sbcp.web.errors import SignInFirst
from sbcp.web.render import render
from sbcp.web.visit import Visit

TASKS = {
    "round": N_("A consultation that is open"),
    "request": N_("A request for a second person"),
    "import": N_("An imported file that nobody has confirmed"),
    "act": N_("An act of adoption that nobody has verified"),
    "assignment": N_("An assignment that is not done"),
    "invitation": N_("An invitation that nobody has answered"),
}


def show(visit: Visit) -> Response:
    """The person's mandates, and what is open under them or was handed over to them."""
    person = own(visit)
    return render(
        visit,
        "members/own.html",
        mandates=person.mandates,
        tasks=open_tasks.open_tasks(visit.db, visit.held, visit.now),
        kinds=TASKS,
        begun=len(keeping.of_person(visit.db, person)),
        to_verify=dossiers.count_to_verify(visit.db) if visit.may("adoption:verify") else 0,
        standing=lambda mandate: standing(mandate, visit),
    )


def may(visit: Visit) -> Response:
    """What I may do, and why."""
    person = own(visit)
    strong = visit.session is not None and visit.session.second_factor_at is not None
    slug = RightsFilter.asked(visit).document.data
    return render(
        visit,
        "members/may.html",
        someone=person,
        own=True,
        strong=strong,
        slug=slug,
        parts=explaining.explain_all(visit.db, person, on=visit.now.date(), second_factor=strong, slug=slug),
        documents=documents(visit.db),
        standing=lambda mandate: standing(mandate, visit),
    )


def own(visit: Visit) -> Person:
    """Whoever is signed in. Raises SignInFirst."""
    if visit.person is None:
        raise SignInFirst(SIGN_IN_FIRST)
    return visit.person
