"""Where a document stands, and what the gates need to know of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

import adoption.queries
import consultation.answers.progress
from documents.models import Document, Version
from documents.queries import last_version, unpublished_revisions
from members.models import Mandate
from process.lifecycle import FIRST_STAGE, Facts, Finding, Stage, Transition, findings, transitions_from
from process.models import Step
from process.stances import reading

_WHO = (joinedload(Mandate.person), joinedload(Mandate.organisation))


def stage_of(db: Session, document: Document) -> str:
    """The stage that the document's last step led to; drafting before the first."""
    return (
        db.scalar(select(Step.stage).where(Step.document_id == document.id).order_by(Step.id.desc()).limit(1))
        or FIRST_STAGE
    )


def stages_of(db: Session, documents: Sequence[Document]) -> dict[int, str]:
    """The stage of each document, by its id."""
    steps = last_steps(db, documents)
    return {each.id: steps[each.id].stage if each.id in steps else FIRST_STAGE for each in documents}


def last_steps(db: Session, documents: Sequence[Document]) -> dict[int, Step]:
    """The last step of each of these documents that has taken one, by the document's id."""
    ids = [document.id for document in documents]
    last = select(func.max(Step.id)).where(Step.document_id.in_(ids)).group_by(Step.document_id)
    return {step.document_id: step for step in db.scalars(select(Step).where(Step.id.in_(last)))}


def steps_taken(db: Session, documents: Sequence[Document]) -> dict[int, list[Step]]:
    """The steps of each of these documents, the first first, by the document's id."""
    taken: dict[int, list[Step]] = {document.id: [] for document in documents}
    query = select(Step).where(Step.document_id.in_(taken)).order_by(Step.id)
    people = (joinedload(who).options(*_WHO) for who in (Step.taken_by, Step.approved_by))
    for step in db.scalars(query.options(*people)):
        taken[step.document_id].append(step)
    return taken


@dataclass(frozen=True)
class InForce:
    """What of a document is in force: the number of the version, 0 for none, and since when; whether there is
    a rule of entry into force; and the day on which another version enters into force, as far as one can
    tell."""

    number: int = 0
    since: date | None = None
    ruled: bool = False
    changes_on: date | None = None

    @property
    def good_until(self) -> datetime | None:
        """Until when a page may say so."""
        return datetime.combine(self.changes_on, time(), UTC) if self.changes_on else None


def in_force(db: Session, documents: Sequence[Document], on: date) -> dict[int, InForce]:
    """What of each document is in force on a day, by the rule of entry into force and the acts, by its id; of
    one that is superseded no version is. The stage says nothing of it: that of a document whose next edition
    is worked on is the stage of that edition."""
    stages = stages_of(db, documents)
    ids = [document.id for document in documents if stages[document.id] != Stage.SUPERSEDED]
    days = adoption.queries.days_of_entry(db, ids, on)
    return {document.id: _in_force(days.get(document.id), on) for document in documents}


def _in_force(days: Mapping[int, date] | None, on: date) -> InForce:
    if days is None:
        return InForce()
    number = max((number for number, day in days.items() if day <= on), default=0)
    return InForce(
        number,
        since=days.get(number),
        ruled=True,
        changes_on=min((day for day in days.values() if day > on), default=None),
    )


def facts(db: Session, document: Document, now: datetime) -> Facts:
    """What the gates look at."""
    last = last_version(db, document)
    force = in_force(db, [document], now.date())[document.id]
    return Facts(
        versions=_count_versions(db, document),
        open_rounds=consultation.answers.progress.count_unfinished_rounds(db, document, now),
        unpublished_revisions=unpublished_revisions(db, document),
        unanswered=consultation.answers.progress.count_unanswered(db, document),
        unlinked=consultation.answers.progress.count_unlinked(db, document),
        uncertain=consultation.answers.progress.count_uncertain(db, last) if last else 0,
        rules=int(force.ruled),
        in_force=force.number,
        objections=count_objections(db, document, now),
    )


def count_objections(db: Session, document: Document, now: datetime) -> int:
    """The countries that object: by a stance that stands, or by an act on the last version that does. Each
    counts once."""
    by_stance = reading.objecting(db, document, now.date())
    return len(by_stance | adoption.queries.objecting(db, document))


def next_steps(db: Session, document: Document, now: datetime) -> list[tuple[Transition, list[Finding]]]:
    """The steps that lead on from here, each with what stands in its way."""
    known = facts(db, document, now)
    return [(step, findings(step, known)) for step in transitions_from(stage_of(db, document))]


def _count_versions(db: Session, document: Document) -> int:
    count = select(func.count()).select_from(Version).where(Version.document_id == document.id)
    return db.scalar(count) or 0
