"""Where a document stands, and what the gates need to know of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

import adoption.queries
import consultation.answers.progress
from documents.models import Document, Version
from documents.queries import last_version, unpublished_revisions
from members.models import Mandate
from process import editions
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


def steps_taken(db: Session, document: Document) -> list[Step]:
    """The steps of a document, the first first."""
    return list(
        db.scalars(
            select(Step)
            .where(Step.document_id == document.id)
            .order_by(Step.id)
            .options(*(joinedload(who).options(*_WHO) for who in (Step.taken_by, Step.approved_by)))
        )
    )


def in_force(db: Session, documents: Sequence[Document]) -> dict[int, int]:
    """The number of the version that is in force, by the id of each of these documents that has one."""
    ids = [document.id for document in documents]
    taken: dict[int, list[tuple[str, datetime]]] = {}
    for document_id, stage, at in db.execute(
        select(Step.document_id, Step.stage, Step.taken_at).where(Step.document_id.in_(ids)).order_by(Step.id)
    ):
        taken.setdefault(document_id, []).append((stage, at))
    ever = [id for id, steps in taken.items() if any(stage == Stage.IN_FORCE for stage, _at in steps)]
    if not ever:
        return {}
    published: dict[int, list[tuple[int, datetime]]] = {}
    for document_id, number, at in db.execute(
        select(Version.document_id, Version.number, Version.published_at).where(Version.document_id.in_(ever))
    ):
        published.setdefault(document_id, []).append((number, at))
    numbers = {id: editions.in_force(taken[id], published.get(id, ())) for id in ever}
    return {id: number for id, number in numbers.items() if number}


def facts(db: Session, document: Document, now: datetime) -> Facts:
    """What the gates look at."""
    last = last_version(db, document)
    return Facts(
        versions=_count_versions(db, document),
        open_rounds=consultation.answers.progress.count_unfinished_rounds(db, document, now),
        unpublished_revisions=unpublished_revisions(db, document),
        unanswered=consultation.answers.progress.count_unanswered(db, document),
        unlinked=consultation.answers.progress.count_unlinked(db, document),
        uncertain=consultation.answers.progress.count_uncertain(db, last) if last else 0,
        in_force=in_force(db, [document]).get(document.id, 0),
        objections=count_objections(db, document, now),
        adoptions=adoption.queries.count_adoptions(db, last, now.date()) if last else 0,
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
