"""Ending a mandate, and handing over what is open under it, for administrators; and saying that who speaks
for a country is absent, and back: by themselves, or an administrator."""

from starlette.responses import Response

from core.errors import N_, Invalid, NotFound
from members import mandates
from members.absences import declaring
from members.absences.models import Absence
from members.models import Mandate, Role
from sbcp import security_log
from sbcp.language.glossary import role_name
from sbcp.language.locales import gettext as _
from sbcp.pages.members import open_tasks
from sbcp.pages.members.forms import NO_SUCCESSOR, DaysOfAbsence, EndedMandate, Handover
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


def absence_form(visit: Visit, sent: DaysOfAbsence | None = None) -> Response:
    """The absences that hold, each with a button to end it, and the days of another."""
    mandate, _by = _spoken_of(visit)
    return render(
        visit,
        "members/mandate_absence.html",
        **(sent or DaysOfAbsence.read(visit)).shown(),
        mandate=mandate,
        absences=_holding(visit, mandate),
        speaks=_speaks(visit, mandate),
    )


def absence(visit: Visit) -> Response:
    """Put an absence on the record, or that one has ended."""
    mandate, by = _spoken_of(visit)
    sent = DaysOfAbsence.read(visit)
    if sent.ends.data is not None:
        declaring.end(visit.db, _absence(visit, mandate, sent.ends.data), by=by, now=visit.now)
        return redirect(visit, "mandate", mandate=mandate.id, flash=_("It is on the record: back again."))
    if sent.is_right():
        with sent.telling():
            days = {"from_on": sent.from_on.data, "until_on": sent.until_on.data}
            declaring.declare(visit.db, mandate, **days, by=by, now=visit.now)
            flash = _("It is on the record, and public from now on.")
            return redirect(visit, "mandate", mandate=mandate.id, flash=flash)
    return absence_form(visit, sent)


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


def _spoken_of(visit: Visit) -> tuple[Mandate, Mandate]:
    """The mandate of the address, and the one under which the reader speaks of it. Raises NotFound for what
    speaks for no country, and for that of somebody else unless the reader is an administrator."""
    mandate = mandates.mandate_by_id(visit.db, visit.path["mandate"])
    own = visit.person is not None and mandate.person_id == visit.person.id
    if mandate.role != Role.GOVERNMENT or not (own or visit.may("member:administer")):
        raise NotFound(N_("There is no such mandate."))
    mandates.refuse_ended(mandate, visit.now)
    return mandate, visit.mandate("absence:declare" if own else "member:administer")


def _holding(visit: Visit, mandate: Mandate) -> list[Absence]:
    today = visit.now.date()
    return [each for each in declaring.of_mandate(visit.db, mandate) if each.holds(today)]


def _absence(visit: Visit, mandate: Mandate, number: int) -> Absence:
    for absence in declaring.of_mandate(visit.db, mandate):
        if absence.id == number:
            return absence
    raise NotFound(N_("There is no such absence."))


def _speaks(visit: Visit, mandate: Mandate) -> Mandate | None:
    assert mandate.participant is not None, "a government speaks for a country"
    return declaring.who_speaks(visit.db, mandate.participant, visit.now.date())
