"""Assigning something to somebody, saying that it is done, and what is open."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from core.errors import N_, Forbidden, Invalid, NotFound, Refused
from members import interests
from members.assignments.models import Assignment
from members.mandates import predecessors
from members.models import Mandate

NO_DAY = N_("Say until when it is to be done.")


def give(
    db: Session, place: tuple[str, str], to: Mandate, *, due_on: date | None, by: Mandate, now: datetime
) -> Assignment:
    """Assign a place of a thing, by subject and anchor, to the holder of a mandate.

    Raises Invalid (with the field) for a mandate that is not in force, for somebody who takes no part in the
    thing, without a day, and for a day that has passed; Refused where the same place is assigned to
    the same mandate already.
    """
    subject, anchor = place
    if not to.in_force(now.date()):
        raise Invalid(N_("This mandate is not in force. Choose another member."), field="mandate")
    if interests.blocking(interests.recusals(db, to.person, subject)):
        raise Invalid(N_("This member takes no part in this document. Choose another one."), field="mandate")
    if due_on is None:
        raise Invalid(NO_DAY, field="due_on")
    if due_on < now.date():
        raise Invalid(N_("Enter today or a later day."), field="due_on")
    db.refresh(to, ["ended_at"], with_for_update=True)  # two who assign the same at once wait here
    if any(each.anchor == anchor and each.mandate_id == to.id for each in still_open(db, subject)):
        raise Refused(N_("This is assigned to this member already."))
    assignment = Assignment(
        subject=subject, anchor=anchor, mandate=to, due_on=due_on, made_by=by, made_at=now, done_at=None
    )
    db.add(assignment)
    db.flush()
    return assignment


def finish(db: Session, assignment: Assignment, *, by: Mandate, now: datetime) -> None:
    """Say that it is done, or is not to be done any more. Said twice, it was said once. Raises Forbidden as
    ``may_finish`` says."""
    if not may_finish(db, assignment, by):
        raise Forbidden(N_("Whoever it is assigned to says that it is done, or who assigned it."))
    db.refresh(assignment, ["done_at", "done_by_id"], with_for_update=True)
    if assignment.done_at is None:
        assignment.done_at, assignment.done_by = now, by
        db.flush()


def may_finish(db: Session, assignment: Assignment, by: Mandate) -> bool:
    """Whether somebody says that it is done: whose it is, who took over from them, or who assigned it."""
    people = {assignment.mandate.person_id, assignment.made_by.person_id}
    return by.person_id in people or assignment.mandate_id in {each.id for each in predecessors(db, [by])}


def still_open(db: Session, subject: str) -> list[Assignment]:
    """What is assigned of a thing and not done, that which is due first first."""
    return list(db.scalars(_open().where(Assignment.subject == subject)))


def open_under(db: Session, mandate_ids: Collection[int]) -> list[Assignment]:
    """What is assigned under these mandates and not done, that which is due first first."""
    return list(db.scalars(_open().where(Assignment.mandate_id.in_(mandate_ids))))


def assignment_by_id(db: Session, subject: str, assignment_id: int) -> Assignment:
    """One of a thing. Raises NotFound."""
    assignment = db.get(Assignment, assignment_id)
    if assignment is None or assignment.subject != subject:
        raise NotFound(N_("There is no such assignment."))
    return assignment


def _open() -> Select[Assignment]:
    who = (joinedload(Mandate.person), joinedload(Mandate.organisation))
    force = (joinedload(Mandate.participant), joinedload(Mandate.substitute_for))
    to = joinedload(Assignment.mandate).options(*who, *force)
    loaded = (to, joinedload(Assignment.made_by).options(*who))
    query = select(Assignment).where(Assignment.done_at.is_(None)).options(*loaded)
    return query.order_by(Assignment.due_on, Assignment.id)
