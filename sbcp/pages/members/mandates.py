"""Ending a mandate, and handing over what is open under it. For administrators."""

from starlette.responses import Response

from core.errors import N_, Invalid
from members import mandates
from members.models import Mandate
from sbcp import security_log
from sbcp.language.glossary import role_name
from sbcp.language.locales import gettext as _
from sbcp.pages.members import open_tasks
from sbcp.pages.members.fields import Errors, text, texts, whole
from sbcp.pages.members.own import TASKS
from sbcp.pages.members.public import standing
from sbcp.web.errors import message_of
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit


def end_form(visit: Visit, status: int = 200, errors: Errors | None = None) -> Response:
    """What ends with it, what is open, and who could take over."""
    return _form(visit, "members/mandate_end.html", status, errors)


def end(visit: Visit) -> Response:
    """End it at once; with ``successor``, hand over what is open first."""
    mandate, by = _mandate(visit), visit.mandate("member:administer")
    try:
        successor = _successor(visit, mandate)
        mandates.end(
            visit.db, mandate, reason=text(visit.form, "reason"), successor=successor, by=by, now=visit.now
        )
    except Invalid as error:
        return end_form(visit, 422, {error.field: message_of(error)})
    security_log.note("mandate.ended", address=visit.address, mandate=mandate.id, by=by.id)
    flash = _("The mandate has ended. Nobody can act under it any more.")
    return redirect(visit, "mandate", mandate=mandate.id, flash=flash)


def handover_form(visit: Visit, status: int = 200, errors: Errors | None = None) -> Response:
    """What is open, and who could take over."""
    return _form(visit, "members/mandate_handover.html", status, errors)


def handover(visit: Visit) -> Response:
    mandate, by = _mandate(visit), visit.mandate("member:administer")
    try:
        successor = _successor(visit, mandate)
        if successor is None:
            raise Invalid(N_("Choose a mandate that can take over."), field="successor")
        mandates.hand_over(visit.db, mandate, successor, by=by, now=visit.now)
    except Invalid as error:
        return handover_form(visit, 422, {error.field: message_of(error)})
    flash = _("Handed over. %(name)s finds what is open under “Your mandates”.") % {
        "name": successor.person.name
    }
    return redirect(visit, "mandate", mandate=mandate.id, flash=flash)


def _form(visit: Visit, template: str, status: int, errors: Errors | None) -> Response:
    mandate = _mandate(visit)
    mandates.refuse_ended(mandate, visit.now)
    return render(
        visit,
        template,
        status=status,
        errors=errors or {},
        values=texts(visit.form),
        mandate=mandate,
        resting=[found for found in mandate.substitutes if standing(found, visit) == "in force"],
        tasks=open_tasks.open_tasks(visit.db, [mandate], visit.now),
        kinds=TASKS,
        successors=[
            (str(found.id), _named(found)) for found in mandates.successors(visit.db, mandate, visit.now)
        ],
    )


def _mandate(visit: Visit) -> Mandate:
    return mandates.mandate_by_id(visit.db, visit.path["mandate"])


def _successor(visit: Visit, mandate: Mandate) -> Mandate | None:
    """The mandate chosen to take over, None for nobody. Raises Invalid for one that cannot."""
    chosen = text(visit.form, "successor")
    if not chosen:
        return None
    number = whole(chosen)
    for found in mandates.successors(visit.db, mandate, visit.now):
        if found.id == number:
            return found
    raise Invalid(N_("Choose a mandate that can take over."), field="successor")


def _named(mandate: Mandate) -> str:
    return f"{mandate.person.name} ({role_name(mandate.role)}, {mandate.organisation.name})"
