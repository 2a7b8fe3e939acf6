"""What countries have said of a document, and which of it stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from core.errors import N_, NotFound
from core.record.canonical import timestamp
from documents.models import Document
from members.models import Mandate, Participant
from process.models import Stance, StanceWithdrawal
from process.stances import standing
from process.stances.standing import StanceFacts

_WHO = (joinedload(Mandate.person), joinedload(Mandate.organisation))
_ALL = (
    joinedload(Stance.participant),
    joinedload(Stance.mandate).options(*_WHO),
    joinedload(Stance.withdrawal).joinedload(StanceWithdrawal.mandate).options(*_WHO),
)


@dataclass(frozen=True)
class Stances:
    """What was said of a document. standing: what stands, one of a country at most; earlier: what was
    withdrawn or followed by another stance, the newest first."""

    standing: list[Stance]
    earlier: list[Stance]

    def of(self, participant: Participant) -> Stance | None:
        """The stance of a country that stands."""
        return next((each for each in self.standing if each.participant_id == participant.id), None)


def stances(db: Session, document: Document, as_of: date) -> Stances:
    """The stances on a document as they stood at the end of a day."""
    stated = _stated(db, document)
    stands = {stance.id for stance in standing.standing(map(facts, stated), as_of).values()}
    return Stances(
        [each for each in stated if each.id in stands],
        [each for each in reversed(stated) if each.id not in stands],
    )


def objecting(db: Session, document: Document, as_of: date) -> set[str]:
    """The codes of the participants whose objection to a document stood at the end of a day."""
    return {
        country for country in standing.objecting(_facts(db, document), as_of) if isinstance(country, str)
    }


def stance_by_number(db: Session, document: Document, number: int) -> Stance:
    """A stance on a document. Raises NotFound."""
    stance = db.get(Stance, number, options=_ALL)
    if stance is None or stance.document_id != document.id:
        raise NotFound(N_("No country has stated this on the document."))
    return stance


def standing_without(db: Session, stance: Stance, as_of: date) -> Stance | None:
    """The stance of its country that would stand if this one were withdrawn now."""
    others = [each for each in _stated(db, stance.document) if each.id != stance.id]
    left = standing.standing(map(facts, others), as_of).get(stance.participant_id)
    return next((each for each in others if left is not None and each.id == left.id), None)


def facts(stance: Stance) -> StanceFacts:
    """A stance as the rules need it."""
    withdrawn_at = stance.withdrawal.at if stance.withdrawal else None
    return StanceFacts(stance.id, stance.participant_id, stance.kind, stance.at, withdrawn_at)


def stances_json(db: Session, document: Document, as_of: date) -> dict[str, Any]:
    """For programs: every stance on a document, the first first, and whether it stood at the end of a day."""
    stated = [each for each in _stated(db, document) if each.at.date() <= as_of]
    stands = {stance.id for stance in standing.standing(map(facts, stated), as_of).values()}
    return {
        "document": document.slug,
        "as_of": as_of.isoformat(),
        "stances": [_stance_json(each, each.id in stands, as_of) for each in stated],
    }


def _stance_json(stance: Stance, stands: bool, as_of: date) -> dict[str, Any]:
    withdrawal = stance.withdrawal
    return {
        "number": stance.id,
        "participant": stance.participant.code,
        "kind": stance.kind,
        "stands": stands,
        "reason": stance.reason,
        "language": stance.language,
        "stated_at": timestamp(stance.at),
        "withdrawn": {
            "at": timestamp(withdrawal.at),
            "reason": withdrawal.reason,
            "language": withdrawal.language,
        }
        if withdrawal and withdrawal.at.date() <= as_of
        else None,
    }


def _stated(db: Session, document: Document) -> Sequence[Stance]:
    """The stances on the document as a whole, the first first."""
    return db.scalars(
        select(Stance)
        .where(Stance.document_id == document.id, Stance.subject == document.subject)
        .order_by(Stance.at, Stance.id)
        .options(*_ALL)
    ).all()


def _facts(db: Session, document: Document) -> Iterable[StanceFacts]:
    """The same, with no more than the rules need."""
    return [
        StanceFacts(*columns)
        for columns in db.execute(
            select(Stance.id, Participant.code, Stance.kind, Stance.at, StanceWithdrawal.at)
            .join(Stance.participant)
            .outerjoin(StanceWithdrawal, StanceWithdrawal.stance_id == Stance.id)
            .where(Stance.document_id == document.id, Stance.subject == document.subject)
        )
    ]
