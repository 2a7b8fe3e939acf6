"""Saying that somebody is absent, and that they are there again; and who speaks meanwhile."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import N_, Conflict, Forbidden, Invalid, Refused
from core.record import entries
from members import interests, queries
from members.absences.models import Absence
from members.absences.speaking import speaking
from members.mandates import refuse_ended
from members.models import Mandate, Participant, Role


def declare(
    db: Session, mandate: Mandate, *, from_on: date, until_on: date | None, by: Mandate, now: datetime
) -> Absence:
    """Say that the holder of a mandate is absent: by themselves, or by an administrator.

    Raises what ``refuse_other_role``, ``refuse_ended`` and ``check_by`` raise; Invalid (with the field) for
    days that are past, in the wrong order, or known already.
    """
    check_by(mandate, by, now)
    refuse_other_role(mandate)
    db.refresh(mandate, ["ended_at"], with_for_update=True)
    refuse_ended(mandate, now)
    if from_on < now.date():
        raise Invalid(N_("Enter today or a later day: who spoke before stays as it was."), field="from_on")
    if until_on is not None and until_on < from_on:
        raise Invalid(N_("The last day cannot be before the first."), field="until_on")
    for other in of_mandate(db, mandate):
        begins_before = until_on is None or other.from_on <= until_on
        ends_after = other.until_on is None or from_on <= other.until_on
        if other.ended_at is None and begins_before and ends_after:
            raise Invalid(N_("There is an absence on some of these days already."), field="from_on")
    absence = Absence(
        mandate=mandate, from_on=from_on, until_on=until_on, made_by=by, made_at=now, ended_at=None
    )
    db.add(absence)
    db.flush()
    _put_on_record(db, absence, "mandate.absent", by, now)
    return absence


def end(db: Session, absence: Absence, *, by: Mandate, now: datetime) -> None:
    """Say that they are there again, from this day on. Raises what ``check_by`` raises, and Conflict for an
    absence that has ended."""
    check_by(absence.mandate, by, now)
    db.refresh(absence, ["ended_at"], with_for_update=True)
    if not absence.holds(now.date()):
        raise Conflict(N_("This has ended already."))
    absence.ended_at, absence.ended_by = now, by
    db.flush()
    _put_on_record(db, absence, "mandate.returned", by, now)


def check_by(mandate: Mandate, by: Mandate, now: datetime) -> None:
    """Raises Forbidden for anybody but the holder of a mandate and administrators."""
    if not by.in_force(now.date()) or (by.person_id != mandate.person_id and by.role != Role.ADMIN):
        raise Forbidden(N_("The holder of a mandate says when they are absent, or an administrator."))


def refuse_other_role(mandate: Mandate) -> None:
    """Raises Refused for a mandate that never speaks for a country."""
    if mandate.role != Role.GOVERNMENT:
        raise Refused(N_("Nobody speaks for a country under this mandate: it needs no absence."))


def of_mandate(db: Session, mandate: Mandate) -> Sequence[Absence]:
    """Every absence under a mandate, the newest first, past and ended ones too."""
    query = select(Absence).where(Absence.mandate_id == mandate.id)
    return db.scalars(query.order_by(Absence.from_on.desc(), Absence.id.desc())).all()


def who_speaks(db: Session, participant: Participant, on: date, subject: str = "") -> Mandate | None:
    """The mandate that speaks for a country on a day. subject: what the record calls the document concerned;
    who takes no part in its adoption does not speak on it."""
    held = queries.mandates(db, participant=participant)
    mine = select(Absence).where(Absence.mandate_id.in_([mandate.id for mandate in held]))
    absent = {each.mandate_id for each in db.scalars(mine) if each.covers(on)}
    if subject:
        recused = [each for each in interests.about(db, subject) if each.recused]
        apart = {
            each.mandate.person_id
            for each in recused
            if interests.blocking([each], country=participant.code, adoption=True)
        }
        absent |= {each.id for each in held if each.person_id in apart}
    return speaking(held, absent, on)


def _put_on_record(db: Session, absence: Absence, action: str, by: Mandate, now: datetime) -> None:
    mandate = absence.mandate
    body = {
        "absence": absence.id,
        "mandate": mandate.id,
        "participant": mandate.participant.code if mandate.participant else None,
        "from": absence.from_on.isoformat(),
        "until": absence.until_on.isoformat() if absence.until_on else None,
    }
    entries.append(db, at=now, actor=by.actor, action=action, subject="members", body=body)
