"""Opening a round: a comment period on one version."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Consultation
from core import record
from core.canonical import timestamp
from core.errors import N_, Invalid, Refused
from documents.formats.reading import normalise
from documents.models import Document, Version
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
    introduction = normalise(introduction)[0].strip()
    _check_times(opens_at, closes_at, now)
    if len(introduction) > LONGEST_INTRODUCTION:
        raise Invalid(
            N_("The introduction is longer than %(limit)s characters."),
            field="introduction",
            limit=LONGEST_INTRODUCTION,
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
    record.append(
        db,
        at=now,
        actor=by.actor if by else "operator",
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


def _check_times(opens_at: datetime, closes_at: datetime, now: datetime) -> None:
    if opens_at < now:
        raise Invalid(N_("The opening is in the past. Choose a later time."), field="opens")
    if closes_at <= opens_at:
        raise Invalid(N_("The closing must come after the opening."), field="closes")


def _refuse_second_round(db: Session, version: Version, opens_at: datetime, closes_at: datetime) -> None:
    other = db.scalar(
        select(Consultation.id)
        .where(
            Consultation.version_id == version.id,
            Consultation.opens_at < closes_at,
            Consultation.closes_at > opens_at,
        )
        .limit(1)
    )
    if other is not None:
        raise Refused(N_("Another consultation on this version is announced or open at that time."))
