"""How far a round has come: the counts that the gates of the process look at."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, TypeVarTuple

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import Session

from consultation import counts
from consultation.kinds import Answer, PlacementKind
from consultation.models import Comment, Consultation, Disposition, Submission, Trace
from consultation.placements.standing import places
from documents.drafting.survival import Kept
from documents.models import Document, Version

Columns = TypeVarTuple("Columns")

CARRIED_OUT = (Answer.ACCEPTED, Answer.PARTLY_ACCEPTED)  # answers that name the revision that did it


class Progress(NamedTuple):
    """Counts of one document: ``comments`` and ``answered`` are of those on time, ``late`` are all
    late ones, ``unlinked`` are accepted without a revision that stands, ``uncertain`` wait for a place in the
    last version."""

    comments: int = 0
    answered: int = 0
    late: int = 0
    unlinked: int = 0
    uncertain: int = 0

    @property
    def unanswered(self) -> int:
        return self.comments - self.answered

    @property
    def waiting(self) -> int:
        """Pieces of work that stand between the document and its adoption."""
        return self.unanswered + self.unlinked + self.uncertain


def sent() -> ColumnElement[bool]:
    return Submission.received_at.is_not(None)


def on_time() -> ColumnElement[bool]:
    """Sent before the closing instant. An unsent submission is neither on time nor late."""
    return Submission.received_at < Consultation.closes_at


def late() -> ColumnElement[bool]:
    return Submission.received_at >= Consultation.closes_at


def answered() -> ColumnElement[bool]:
    return exists().where(Disposition.comment_id == Comment.id)


def unlinked() -> ColumnElement[bool]:
    """The answer that stands, which is the last one, promises a change, and no revision that stands carries
    it out: none was named, or all were undone."""
    last = (
        select(func.max(Disposition.id))
        .where(Disposition.comment_id == Comment.id)
        .correlate(Comment)
        .scalar_subquery()
    )
    promised = exists().where(Disposition.id == last, Disposition.answer.in_(CARRIED_OUT))
    return promised & ~exists().where(Trace.comment_id == Comment.id, Trace.kept_cache != Kept.NOT)


def of_rounds(query: Select[*Columns]) -> Select[*Columns]:
    """The query about comments, with their submissions and rounds at hand."""
    return query.join(Submission, Comment.submission_id == Submission.id).join(
        Consultation, Submission.consultation_id == Consultation.id
    )


def count_unfinished_rounds(db: Session, document: Document, now: datetime) -> int:
    """Rounds that are announced or open."""
    query = select(func.count()).select_from(Consultation)
    return db.scalar(query.where(Consultation.document_id == document.id, Consultation.closes_at > now)) or 0


def count_unanswered(db: Session, document: Document) -> int:
    """On-time comments without an answer."""
    query = of_rounds(select(func.count(Comment.id)))
    return db.scalar(query.where(Comment.document_id == document.id, on_time(), ~answered())) or 0


def count_unlinked(db: Session, document: Document) -> int:
    """Comments, late ones too, whose answer promises a change that no revision carries out."""
    query = of_rounds(select(func.count(Comment.id)))
    return db.scalar(query.where(Comment.document_id == document.id, sent(), unlinked())) or 0


def count_uncertain(db: Session, version: Version) -> int:
    """Comments whose place in a version waits for a person."""
    return places(db, [version], [PlacementKind.UNCERTAIN]).total()


class Received(NamedTuple):
    """On-time comments of a document, and how many of them are answered; beside them all late ones."""

    comments: int = 0
    answered: int = 0
    late: int = 0


def answered_of(db: Session, documents: Iterable[Document]) -> dict[int, Received]:
    """The comments of each document, by its id. The database has counted all that were sent
    (``consultation.counts``); late ones alone are looked for, so that it costs the same however many came.
    One statement, since both are of one moment."""
    ids = [document.id for document in documents]
    all_sent = counts.of_documents(ids)
    is_answered = func.sum(case((answered(), 1), else_=0)).label("answered")
    belated = (
        of_rounds(
            select(Consultation.document_id, func.count().label("comments"), is_answered).select_from(Comment)
        )
        .where(Consultation.document_id.in_(ids), late())
        .group_by(Consultation.document_id)
        .subquery()
    )
    late_comments, late_answered = (
        func.coalesce(column, 0) for column in (belated.c.comments, belated.c.answered)
    )
    rows = db.execute(
        select(
            all_sent.c.document_id,
            all_sent.c.comments - late_comments,
            all_sent.c.answered - late_answered,
            late_comments,
        ).outerjoin(belated, belated.c.document_id == all_sent.c.document_id)
    )
    return dict.fromkeys(ids, Received()) | {id: Received(*map(int, numbers)) for id, *numbers in rows}


def progress_of(db: Session, documents: Iterable[Document]) -> dict[int, Progress]:
    """The counts of each document, by its id; the number of statements does not grow with them."""
    documents = list(documents)
    ids = [document.id for document in documents]
    received = answered_of(db, documents)
    loose = of_rounds(select(Comment.document_id, func.count(Comment.id)))
    loose = loose.where(Comment.document_id.in_(ids), sent(), unlinked()).group_by(Comment.document_id)
    without_revision = {id: int(count) for id, count in db.execute(loose)}
    without_place = _uncertain_of(db, ids)
    return {
        id: Progress(
            **received[id]._asdict(), unlinked=without_revision.get(id, 0), uncertain=without_place[id]
        )
        for id in ids
    }


def _uncertain_of(db: Session, ids: list[int]) -> Counter[int]:
    """Uncertain placements in the last version of each document."""
    last = (
        select(Version.document_id, func.max(Version.number).label("number"))
        .where(Version.document_id.in_(ids))
        .group_by(Version.document_id)
        .subquery()
    )
    same = (last.c.document_id == Version.document_id) & (last.c.number == Version.number)
    versions = {version.id: version for version in db.scalars(select(Version).join(last, same))}
    uncertain: Counter[int] = Counter()
    for alike, count in places(db, [*versions.values()], [PlacementKind.UNCERTAIN]).items():
        uncertain[versions[alike.version_id].document_id] += count
    return uncertain
