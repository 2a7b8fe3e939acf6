"""A country states what it says of a document, and takes it back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from adoption.recording.acts import check_mandate
from core.errors import N_, Conflict, Forbidden, Invalid
from core.record import entries
from core.text import LONGEST_REASON, checked
from documents.models import Document
from members.models import Mandate, Participant
from process.lifecycle import Stage
from process.models import Stance, StanceWithdrawal
from process.services import refuse_other_stage
from process.stances import reading
from process.stances.standing import StanceKind

STATING_STAGES = (Stage.REVISION, Stage.ADOPTION, Stage.IN_FORCE)


@dataclass(frozen=True)
class Statement:
    """What a country says. kind: of ``StanceKind``. reason: in the country's words, which an objection
    needs; language: its tag."""

    kind: str
    reason: str = ""
    language: str = ""


@dataclass(frozen=True)
class Reason:
    """Why a stance is withdrawn, in the country's words, and their language; both may be empty."""

    text: str = ""
    language: str = ""


def state(db: Session, document: Document, statement: Statement, *, by: Mandate, now: datetime) -> Stance:
    """Put what a country says of a document on the record. It takes the place of what it said before.

    Raises Forbidden for a mandate that speaks for no country, Refused at a stage in which nothing is stated,
    Invalid (with the field) for a statement that cannot be, Conflict if this stands already.
    """
    stance = prepare_stance(db, document, statement, by=by, now=now)
    db.add(stance)
    db.flush()
    entries.append(
        db,
        at=now,
        actor=by.actor,
        action="stance.stated",
        subject=document.subject,
        body={
            "stance": stance.id,
            "participant": stance.participant.code,
            "kind": stance.kind,
            "reason": stance.reason,
            "language": stance.language,
        },
    )
    return stance


def prepare_stance(
    db: Session, document: Document, statement: Statement, *, by: Mandate, now: datetime
) -> Stance:
    """The stance as ``state`` would keep it, checked and not stored: for a page to confirm."""
    participant = country_of(by, now)
    refuse_other_stage(db, document, STATING_STAGES)
    reason = checked(statement.reason, "reason", limit=LONGEST_REASON)
    if not StanceKind.has(statement.kind):
        raise Invalid(N_("Choose what your country says of the document."), field="kind")
    if statement.kind == StanceKind.OBJECT and not reason:
        raise Invalid(N_("Say why your country objects. It will be published."), field="reason")
    language = _language(reason, statement.language)
    stands = reading.stances(db, document, now.date()).of(participant)
    if stands and (stands.kind, stands.reason, stands.language) == (statement.kind, reason, language):
        raise Conflict(N_("Your country has stated exactly this already, and it stands."))
    return Stance(
        document=document,
        subject=document.subject,
        mandate=by,
        participant=participant,
        kind=StanceKind(statement.kind),
        reason=reason,
        language=language,
        at=now,
    )


def withdraw(db: Session, stance: Stance, reason: Reason, *, by: Mandate, now: datetime) -> StanceWithdrawal:
    """Take a stance back, at whatever stage: a country can always withdraw its objection.

    Raises Forbidden for a mandate of another country, Conflict if it is withdrawn already, Invalid (with
    the field) for a reason that is too long or has no language.
    """
    document = stance.document
    db.refresh(document, with_for_update=True)
    db.expire(stance, ["withdrawal"])
    withdrawal = prepare_withdrawal(stance, reason, by=by, now=now)
    db.add(withdrawal)
    db.flush()
    entries.append(
        db,
        at=now,
        actor=by.actor,
        action="stance.withdrawn",
        subject=document.subject,
        body={
            "stance": stance.id,
            "participant": stance.participant.code,
            "kind": stance.kind,
            "reason": withdrawal.reason,
            "language": withdrawal.language,
        },
    )
    return withdrawal


def prepare_withdrawal(stance: Stance, reason: Reason, *, by: Mandate, now: datetime) -> StanceWithdrawal:
    """The withdrawal as ``withdraw`` would keep it, checked and not stored."""
    check_mandate(by, stance.participant, now)
    if stance.withdrawal is not None:
        raise Conflict(N_("This stance has been withdrawn already."))
    text = checked(reason.text, "reason", limit=LONGEST_REASON)
    return StanceWithdrawal(
        stance_id=stance.id, mandate=by, reason=text, language=_language(text, reason.language), at=now
    )


def country_of(by: Mandate, now: datetime) -> Participant:
    """The country that a mandate in force speaks for. Raises Forbidden for one that speaks for none."""
    if by.participant is None:
        raise Forbidden(N_("This would be an act without mandate: you do not speak for this country."))
    check_mandate(by, by.participant, now)
    return by.participant


def _language(text: str, language: str) -> str:
    """The language of these words; none without words."""
    if text and not language:
        raise Invalid(N_("Choose the language of these words."), field="language")
    return language if text else ""
