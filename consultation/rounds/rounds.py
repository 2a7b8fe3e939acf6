"""Opening a round, a comment period on one version, and changing when it closes."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from consultation.kinds import RoundChangeKind, RoundState
from consultation.models import Consultation, RoundChange
from core.errors import N_, Conflict, Invalid, Refused
from core.record import entries
from core.record.canonical import timestamp
from core.text import checked
from documents.models import Document, Version
from documents.queries import last_version
from members.models import Mandate

LONGEST_INTRODUCTION = 10_000


def open_round(
    db: Session,
    document: Document,
    version: Version,
    *,
    opens_at: datetime,
    closes_at: datetime,
    zone: str,
    introduction: str,
    by: Mandate | None,
    now: datetime,
) -> Consultation:
    """Announce or open a comment period on a version, and put it on record.

    The instants come from ``consultation.period.instant``, which knows what the clocks of ``zone``
    do. Raises Invalid for times in the past or out of order, and Refused while another round on
    the same version runs at the same time: a reader must know where a comment goes.
    """
    _check_times(opens_at, closes_at, now)
    introduction = checked(
        introduction,
        "introduction",
        limit=LONGEST_INTRODUCTION,
        too_long=N_("The introduction is longer than %(limit)s characters."),
    )
    if version.document_id != document.id:
        raise Invalid(N_("Choose a version of this document."), field="version")
    db.refresh(document, with_for_update=True)  # two rounds opened at once see one another
    _refuse_second_round(db, version, opens_at, closes_at)
    consultation = Consultation(
        document=document,
        version=version,
        opens_at=opens_at,
        closes_at=closes_at,
        zone=zone,
        introduction=introduction,
        opened_by_id=by.id if by else None,
    )
    db.add(consultation)
    db.flush()
    entries.append(
        db,
        at=now,
        actor=entries.actor_of(by),
        action="consultation.opened",
        subject=document.subject,
        body={
            "consultation": consultation.id,
            "version": version.number,
            "digest": version.digest,
            "opens_at": timestamp(opens_at),
            "closes_at": timestamp(closes_at),
            "zone": zone,
            "introduction": introduction,
        },
    )
    return consultation


def change_closing(
    db: Session,
    consultation: Consultation,
    kind: str,
    *,
    closes_at: datetime | None,
    seen: datetime,
    reason: str,
    by: Mandate,
    approved_by: Mandate,
    now: datetime,
) -> RoundChange:
    """Extend a round, close it early or reopen it, and put that on record.

    kind: a RoundChangeKind. closes_at: the new closing; None to close it now. seen: the closing
    that was in force when it was asked for. What was received before the new closing is on time from
    here on, whenever it came (F13). Raises what ``check_closing`` raises, and Conflict if the times
    have changed since.
    """
    of_round = {"of": Consultation, "key_share": True}  # what is joined cannot be locked; comments still come
    db.refresh(consultation, with_for_update=of_round)
    if consultation.closes_at != seen:
        raise Conflict(N_("The times of this round have changed since this was asked for. Look again."))
    after = closes_at or now
    check_closing(db, consultation, kind, closes_at=after, now=now)
    changed = RoundChange(
        consultation=consultation,
        kind=kind,
        before=seen,
        after=after,
        changed_at=now,
        asked_by=by,
        approved_by=approved_by,
        reason=reason,
    )
    consultation.closes_at = after
    db.add(changed)
    db.flush()
    entries.append(
        db,
        at=now,
        actor=by.actor,
        action=f"consultation.{kind.replace(' ', '_')}",
        subject=consultation.document.subject,
        body={
            "consultation": consultation.id,
            "version": consultation.version.number,
            "closed_at_before": timestamp(seen),
            "closes_at": timestamp(after),
            "zone": consultation.zone,
            "reason": reason,
            "approved_by": approved_by.actor,
        },
    )
    return changed


def check_closing(
    db: Session, consultation: Consultation, kind: str, *, closes_at: datetime, now: datetime
) -> None:
    """Raise Invalid (field ``closes``) or Refused if a round cannot be closed then.

    An extension may come after the closing, and may end before now: it then says which late
    responses count as on time. Nobody who was in time becomes late: a round is not closed in the past.
    """
    state = consultation.state(now)
    if not RoundChangeKind.has(kind):
        raise Invalid(N_("Choose what to do with the round."), field="change")
    if kind == RoundChangeKind.EXTENDED and closes_at <= consultation.closes_at:
        raise Invalid(N_("An extension ends later than the closing that is set now."), field="closes")
    if kind == RoundChangeKind.CLOSED_EARLY:
        _check_early(state, consultation.closes_at, closes_at, now)
    if kind == RoundChangeKind.REOPENED:
        if state != RoundState.CLOSED:
            raise Refused(N_("This round has not closed. It can be extended."))
        if closes_at <= now:
            raise Invalid(N_("The new closing is in the past. Choose a later time."), field="closes")
    if closes_at > now and state == RoundState.CLOSED:
        _refuse_old_version(db, consultation)
    _refuse_second_round(db, consultation.version, consultation.closes_at, closes_at, (consultation.id,))


def changes_of(db: Session, consultation: Consultation) -> list[RoundChange]:
    """How the closing of a round was changed, the first first."""
    query = select(RoundChange).where(RoundChange.consultation_id == consultation.id)
    whose = (joinedload(Mandate.person), joinedload(Mandate.organisation))
    both = (
        joinedload(mandate).options(*whose) for mandate in (RoundChange.asked_by, RoundChange.approved_by)
    )
    return list(db.scalars(query.order_by(RoundChange.id).options(*both)))


def _check_early(state: RoundState, set_now: datetime, closes_at: datetime, now: datetime) -> None:
    if state != RoundState.OPEN:
        raise Refused(N_("Only a round that is open can be closed early."))
    if closes_at < now:
        raise Invalid(N_("The new closing is in the past. Choose a later time."), field="closes")
    if closes_at >= set_now:
        raise Invalid(N_("To close early, choose a time before the closing that is set now."), field="closes")


def _refuse_old_version(db: Session, consultation: Consultation) -> None:
    last = last_version(db, consultation.document)
    if last is not None and last.id != consultation.version_id:
        raise Refused(
            N_("Version %(number)s has been published since. Open a consultation on it instead."),
            number=last.number,
        )


def _check_times(opens_at: datetime, closes_at: datetime, now: datetime) -> None:
    if opens_at < now:
        raise Invalid(N_("The opening is in the past. Choose a later time."), field="opens")
    if closes_at <= opens_at:
        raise Invalid(N_("The closing must come after the opening."), field="closes")


def _refuse_second_round(
    db: Session, version: Version, opens_at: datetime, closes_at: datetime, but: Collection[int] = ()
) -> None:
    other = db.scalar(
        select(Consultation.id)
        .where(
            Consultation.version_id == version.id,
            Consultation.opens_at < closes_at,
            Consultation.closes_at > opens_at,
            Consultation.id.not_in(but),
        )
        .limit(1)
    )
    if other is not None:
        raise Refused(N_("Another consultation on this version is announced or open at that time."))
