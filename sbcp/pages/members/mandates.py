"""Ending a mandate, and handing over what is open under it. For administrators."""

from starlette.responses import Response

from core.errors import Invalid
from members import mandates
from members.models import Mandate
from sbcp import security_log
from sbcp.language.glossary import role_name
from sbcp.language.locales import gettext as _
from sbcp.pages.members import open_tasks
from sbcp.pages.members.forms import NO_SUCCESSOR, EndedMandate, Handover
from sbcp.pages.members.own import TASKS
from sbcp.pages.members.public import standing
from sbcp.web.forms import Form
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit


def end_form(visit: Visit, form: EndedMandate | None = None) -> Response:
    """What ends with it, what is open, and who could take over."""
    return _page(visit, "members/mandate_end.html", form or EndedMandate.read(visit))


def end(visit: Visit) -> Response:
    """End it at once; with ``successor``, hand over what is open first."""
    mandate, by = _mandate(visit), visit.mandate("member:administer")
    form = EndedMandate.read(visit)
    if form.is_right():
        with form.telling():
            mandates.end(
                visit.db,
                mandate,
                reason=form.reason.data,
                successor=_successor(visit, mandate, form.successor.data),
                by=by,
                now=visit.now,
            )
            security_log.note("mandate.ended", address=visit.address, mandate=mandate.id, by=by.id)
            flash = _("The mandate has ended. Nobody can act under it any more.")
            return redirect(visit, "mandate", mandate=mandate.id, flash=flash)
    return end_form(visit, form)


def handover_form(visit: Visit, form: Handover | None = None) -> Response:
    """What is open, and who could take over."""
    return _page(visit, "members/mandate_handover.html", form or Handover.read(visit))


def handover(visit: Visit) -> Response:
    mandate, by = _mandate(visit), visit.mandate("member:administer")
    form = Handover.read(visit)
    if form.is_right():
        with form.telling():
            successor = _successor(visit, mandate, form.successor.data)
            assert successor is not None, "the form has one"
            mandates.hand_over(visit.db, mandate, successor, by=by, now=visit.now)
            flash = _("Handed over. %(name)s finds what is open under “Your mandates”.") % {
                "name": successor.person.name
            }
            return redirect(visit, "mandate", mandate=mandate.id, flash=flash)
    return handover_form(visit, form)


def _page(visit: Visit, template: str, form: Form) -> Response:
    mandate = _mandate(visit)
    mandates.refuse_ended(mandate, visit.now)
    return render(
        visit,
        template,
        **form.shown(),
        mandate=mandate,
        resting=[other for other in mandate.substitutes if standing(other, visit) == "in force"],
        tasks=open_tasks.open_tasks(visit.db, [mandate], visit.now),
        kinds=TASKS,
        successors=[
            (str(other.id), _named(other)) for other in mandates.successors(visit.db, mandate, visit.now)
        ],
    )


def _mandate(visit: Visit) -> Mandate:
    return mandates.mandate_by_id(visit.db, visit.path["mandate"])


def _successor(visit: Visit, mandate: Mandate, number: int | None) -> Mandate | None:
    """The mandate chosen to take over, None for nobody. Raises Invalid for one that cannot."""
    if number is None:
        return None
    for other in mandates.successors(visit.db, mandate, visit.now):
        if other.id == number:
            return other
    raise Invalid(NO_SUCCESSOR, field="successor")


def _named(mandate: Mandate) -> str:
    return f"{mandate.person.name} ({role_name(mandate.role)}, {mandate.organisation.name})"
