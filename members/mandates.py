"""Mandates from the day they are given: ending them, and handing over what is open."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from core.errors import N_, Invalid, NotFound, Refused
from core.record import entries
from core.text import checked_reason
from members.models import Mandate, Person, Role

NOTICES = (30, 7)  # days before the last day
NOTIFY_TOO = (Role.ADMIN, Role.SECRETARIAT)  # roles that hear of every mandate that runs out

WITH_ALL = (
    joinedload(Mandate.person),
    joinedload(Mandate.organisation),
    joinedload(Mandate.participant),
    joinedload(Mandate.substitute_for).joinedload(Mandate.person),
)


def end(
    db: Session,
    mandate: Mandate,
    *,
    reason: str,
    by: Mandate,
    now: datetime,
    successor: Mandate | None = None,
) -> None:
    """End a mandate at once: nothing is done under it from here on, and it stays on the record.

    What waits for a second person because of it is void; mandates that stand in for it rest with it.
    Raises Invalid without a reason or with a successor who cannot take over, Refused for a mandate
    that has ended and for the last administrator.
    """
    refuse_ended(mandate, now)
    _refuse_without_administrator(db, mandate, now)
    reason = checked_reason(reason)
    if successor is not None:
        hand_over(db, mandate, successor, by=by, now=now)
    mandate.ended_at, mandate.end_reason = now, reason
    db.flush()
    entries.append(
        db,
        at=now,
        actor=by.actor,
        action="mandate.ended",
        subject="members",
        body={**_named(mandate), "reason": reason},
    )


def hand_over(db: Session, mandate: Mandate, successor: Mandate, *, by: Mandate, now: datetime) -> None:
    """Name the mandate that takes over what is open under this one. What was done under it stays its
    own. Raises Invalid (field ``successor``) for a mandate that cannot take over."""
    if successor not in successors(db, mandate, now):
        raise Invalid(N_("Choose a mandate that can take over."), field="successor")
    if mandate.successor is successor:
        return
    mandate.successor = successor
    db.flush()
    entries.append(
        db,
        at=now,
        actor=by.actor,
        action="mandate.handed_over",
        subject="members",
        body={**_named(mandate), "to": successor.id, "to_organisation": successor.organisation.name},
    )


def refuse_ended(mandate: Mandate, now: datetime) -> None:
    """Raises Refused for a mandate whose time is over."""
    if mandate.last_day is not None and mandate.last_day < now.date():
        raise Refused(N_("This mandate has ended already."))


def successors(db: Session, mandate: Mandate, now: datetime) -> list[Mandate]:
    """The mandates that can take over: other people's, in force, in the same role for the same
    country; those of the same organisation first."""
    query = (
        select(Mandate)
        .join(Mandate.person)
        .where(
            Mandate.role == mandate.role,
            Mandate.participant_id == mandate.participant_id
            if mandate.participant_id
            else Mandate.participant_id.is_(None),
            Mandate.person_id != mandate.person_id,
            Person.disabled_at.is_(None),
        )
        .order_by(Mandate.organisation_id != mandate.organisation_id, Mandate.id)
        .options(*WITH_ALL)
    )
    return [
        other
        for other in db.scalars(query)
        if other.in_force(now.date()) or (other.starts_on > now.date() and other.ended_at is None)
    ]


def predecessors(db: Session, mandates: Sequence[Mandate]) -> list[Mandate]:
    """The mandates whose open work these ones have taken over, however long the line is."""
    earlier: dict[int, Mandate] = {}
    step = [mandate.id for mandate in mandates]
    while step:
        query = select(Mandate).where(Mandate.successor_id.in_(step)).options(*WITH_ALL)
        new = [other for other in db.scalars(query) if other.id not in earlier]
        earlier |= {other.id: other for other in new}
        step = [other.id for other in new]
    own = {mandate.id for mandate in mandates}
    return [other for other in earlier.values() if other.id not in own]


def running_out(db: Session, today: date) -> list[tuple[Mandate, int]]:
    """The mandates that end within the longest notice, each with the notice that is due now: the
    shortest that reaches the day."""
    query = (
        select(Mandate)
        .join(Mandate.person)
        .where(
            Mandate.ends_on >= today,
            Mandate.ends_on <= today + timedelta(days=max(NOTICES)),
            Mandate.starts_on <= today,
            Mandate.ended_at.is_(None),
            Person.disabled_at.is_(None),
        )
        .order_by(Mandate.ends_on, Mandate.id)
        .options(*WITH_ALL)
    )
    return [
        (mandate, min(days for days in NOTICES if mandate.ends_on <= today + timedelta(days=days)))
        for mandate in db.scalars(query)
        if mandate.ends_on is not None
    ]


def people_to_notify(db: Session, today: date) -> list[Person]:
    """The secretariat and the administrators of that day, each person once."""
    query = (
        select(Mandate)
        .join(Mandate.person)
        .where(
            Mandate.role.in_(NOTIFY_TOO),
            Person.disabled_at.is_(None),
            or_(Mandate.ends_on.is_(None), Mandate.ends_on >= today),
        )
        .order_by(Mandate.id)
        .options(
            joinedload(Mandate.person), joinedload(Mandate.participant), joinedload(Mandate.substitute_for)
        )
    )
    people = (mandate.person for mandate in db.scalars(query) if mandate.in_force(today))
    return list({person.id: person for person in people}.values())


def mandate_by_id(db: Session, mandate_id: int) -> Mandate:
    """With all that its page shows. Raises NotFound."""
    mandate = db.get(
        Mandate,
        mandate_id,
        options=[
            *WITH_ALL,
            joinedload(Mandate.successor).joinedload(Mandate.person),
            selectinload(Mandate.substitutes).options(*WITH_ALL),
        ],
    )
    if mandate is None:
        raise NotFound(N_("There is no such mandate."))
    return mandate


def _refuse_without_administrator(db: Session, mandate: Mandate, now: datetime) -> None:
    """An instance without an administrator could not give a mandate any more."""
    if mandate.role != Role.ADMIN:
        return
    query = (
        select(Mandate)
        .join(Mandate.person)
        .where(Mandate.role == Role.ADMIN, Mandate.id != mandate.id, Person.disabled_at.is_(None))
    )
    if not any(other.in_force(now.date()) for other in db.scalars(query)):
        raise Refused(N_("This is the last administrator. Appoint another one first."))


def _named(mandate: Mandate) -> dict[str, object]:
    return {
        "mandate": mandate.id,
        "role": mandate.role,
        "organisation": mandate.organisation.name,
        "participant": mandate.participant.code if mandate.participant else None,
    }
