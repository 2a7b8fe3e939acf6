"""Assigning a paragraph or the whole draft, saying that it is done, and the list of what is open."""

from starlette.responses import Response

from core.errors import Invalid
from members.approvals import holders
from members.assignments import giving
from members.assignments.models import Assignment
from members.models import Mandate
from sbcp import permissions
from sbcp.language import locales
from sbcp.language.glossary import role_name
from sbcp.language.locales import gettext as _
from sbcp.mail import letters
from sbcp.pages.drafts import anchors
from sbcp.pages.drafts.assignments import shown
from sbcp.pages.drafts.assignments.forms import NO_MEMBER, NewAssignment
from sbcp.pages.drafts.paragraphs import named_paragraphs, one_of
from sbcp.web.forms import integer
from sbcp.web.paging import paging
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit

PAGE = 50  # assignments


def listing(visit: Visit, form: NewAssignment | None = None) -> Response:
    """Everything that is assigned of the draft and not done; with a form to assign one paragraph more, or the
    whole draft."""
    paragraphs = named_paragraphs(visit.db, visit.subject())
    form = form or NewAssignment.read(visit, {"pid": integer(visit.query.get("pid"))})
    place = one_of(paragraphs, form.pid.data) if form.pid.data else None
    assigned = shown.still_open(
        visit, {each.pid for each in paragraphs}, [each.paragraph for each in paragraphs]
    )
    page = paging(visit, len(assigned), PAGE)
    return render(
        visit,
        "drafts/assignments/list.html",
        **form.shown(),
        document=visit.subject(),
        place=place,
        assigned=page.cut(assigned),
        paging=page,
        names={each.pid: each for each in paragraphs},
        members=_members(visit) if visit.may("draft:edit") else [],
    )


def give(visit: Visit) -> Response:
    """Assign it, and write to whom it is assigned to."""
    document, form, by = visit.subject(), NewAssignment.read(visit), visit.mandate("draft:edit")
    anchor = anchors.anchor_of(form.pid.data) if form.pid.data else ""
    if anchor:
        one_of(named_paragraphs(visit.db, document), form.pid.data or 0)
    if form.is_right():
        with form.telling(refused="mandate"):
            to = _chosen(visit, form.mandate.data)
            assignment = giving.give(
                visit.db,
                (document.subject, anchor),
                to,
                due_on=form.due_on.data,
                by=by,
                now=visit.now,
            )
            if to.person_id != by.person_id:
                _write_to(visit, assignment, form.pid.data)
            flash = _("Assigned to %(name)s.") % {"name": to.person.name}
            return redirect(visit, "draft_assignments", flash=flash, slug=document.slug)
    return listing(visit, form)


def finish(visit: Visit) -> Response:
    """Say that it is done."""
    document = visit.subject()
    assignment = giving.assignment_by_id(visit.db, document.subject, visit.path["assignment"])
    giving.finish(visit.db, assignment, by=visit.mandate("draft:discuss"), now=visit.now)
    return redirect(visit, "draft_assignments", flash=_("It is done."), slug=document.slug)


def _holders(visit: Visit) -> list[Mandate]:
    """Whom something can be assigned to: who may read the draft."""
    return holders(visit.db, permissions.RULES["draft:discuss"].roles, visit.now)


def _members(visit: Visit) -> list[tuple[str, str]]:
    named = "%(name)s (%(role)s, %(organisation)s)"
    options = [
        (
            str(each.id),
            named
            % {
                "name": each.person.name,
                "role": role_name(each.role),
                "organisation": each.organisation.name,
            },
        )
        for each in _holders(visit)
    ]
    return [("", _("Choose")), *options]


def _chosen(visit: Visit, number: int | None) -> Mandate:
    """The mandate that was chosen. Raises Invalid for one that is not in the list."""
    chosen = next((each for each in _holders(visit) if each.id == number), None)
    if chosen is None:
        raise Invalid(NO_MEMBER, field="mandate")
    return chosen


def _write_to(visit: Visit, assignment: Assignment, pid: int | None) -> None:
    """Mail to whom it is assigned to."""
    document, person = visit.subject(), assignment.mandate.person
    locale = locales.BY_CODE.get(person.locale, locales.DEFAULT)
    with locales.speaking(locale):
        title = locales.in_script(document.title, document.language)
    letter = letters.Letter(
        to=person.email,
        template="assigned",
        locale=locale.code,
        values={
            "name": assignment.made_by.person.name,
            "title": title,
            "slug": document.slug,
            "pid": pid,
            "due_on": assignment.due_on.isoformat(),
        },
        key=f"assigned:{assignment.id}",
        person=person,
    )
    letters.enqueue(visit.db, visit.settings, letter, now=visit.now)
