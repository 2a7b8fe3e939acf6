"""Questions about rounds, comments and answers. Only what was sent counts: the rest is nobody's business.

A comment has its number from the moment it is sent, so ``number IS NOT NULL`` says «sent».
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select, union_all
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from consultation import standing
from consultation.models import Comment, Consultation, Disposition, StandingPlace, Submission, Trace, Wording
from consultation.placements.rules import WAITING
from consultation.placements.standing import PLACE, at, counted, joined
from core.db import MAX_ID
from core.errors import N_, NotFound
from core.tokens import token_hash
from documents.models import Document, Paragraph, Version
from members.models import Mandate

PAGE = 50


@dataclass(frozen=True)
class PlacedComment:
    """Where a comment stands in the version asked about; ``placement`` is None where it was made.
    home: the paragraph it was made on, as it was then, if that was in an earlier version."""

    comment: Comment
    placement: StandingPlace | None
    home: Paragraph | None = None


@dataclass(frozen=True)
class Filters:
    """What a list of comments is narrowed to; empty or None leaves it open."""

    kind: str = ""
    language: str = ""
    answered: bool | None = None


@dataclass(frozen=True)
class Listed:
    """A comment with the paragraph it was made on, None for one on the whole text."""

    comment: Comment
    paragraph: Paragraph | None


@dataclass(frozen=True)
class Facet:
    """How many comments share these three; a list's filters and sums are made of them."""

    kind: str
    language: str
    answered: bool
    count: int


def consultation_by_id(db: Session, consultation_id: int) -> Consultation:
    consultation = None
    if 0 < consultation_id <= MAX_ID:
        consultation = db.get(
            Consultation,
            consultation_id,
            options=[joinedload(Consultation.version), joinedload(Consultation.document)],
        )
    if consultation is None:
        raise NotFound(N_("There is no consultation at this address."))
    return consultation


def open_rounds(db: Session, now: datetime) -> list[Consultation]:
    """Rounds that take comments now, the one that closes soonest first."""
    return list(
        db.scalars(
            select(Consultation)
            .where(Consultation.opens_at <= now, Consultation.closes_at > now)
            .order_by(Consultation.closes_at, Consultation.id)
            .options(joinedload(Consultation.version), joinedload(Consultation.document))
        )
    )


def rounds_of(db: Session, document: Document) -> list[Consultation]:
    """All rounds of a document, the newest first."""
    return list(
        db.scalars(
            select(Consultation)
            .where(Consultation.document_id == document.id)
            .order_by(Consultation.opens_at.desc(), Consultation.id.desc())
            .options(joinedload(Consultation.version))
        )
    )


def submission_by_token(db: Session, token: str) -> Submission | None:
    """The submission that a token opens, sent or not, with its comments."""
    return db.scalar(
        select(Submission)
        .where(Submission.token_hash == token_hash(token))
        .options(
            joinedload(Submission.respondent),
            joinedload(Submission.consultation).options(
                joinedload(Consultation.version), joinedload(Consultation.document)
            ),
            selectinload(Submission.comments),
        )
    )


def unsent_by_token(db: Session, token: str) -> Submission | None:
    """The unsent submission of a token, or None."""
    submission = submission_by_token(db, token)
    return submission if submission is not None and submission.received_at is None else None


def receipt_by_token(db: Session, token: str) -> Submission:
    """A sent submission with all that became of its comments. Raises NotFound for an unsent one too."""
    submission = db.scalar(
        select(Submission)
        .where(Submission.token_hash == token_hash(token), Submission.received_at.is_not(None))
        .options(
            joinedload(Submission.respondent),
            joinedload(Submission.consultation).options(
                joinedload(Consultation.version), joinedload(Consultation.document)
            ),
            selectinload(Submission.comments).options(selectinload(Comment.wordings), *_outcome()),
        )
    )
    if submission is None:
        raise NotFound(N_("There is no receipt at this address. Check that it is complete."))
    standing.compare(db, submission.comments)
    return submission


def comments_of(
    db: Session,
    consultation: Consultation,
    filters: Filters = Filters(),
    *,
    limit: int = PAGE,
    offset: int = 0,
) -> list[Listed]:
    """A round's comments in the order of the text, those on the whole text first: so many after so many."""
    same_place = (Paragraph.version_id == Comment.version_id) & (Paragraph.pid == Comment.pid)
    # Sorted by their numbers alone; the words are fetched for the page only.
    ids = db.scalars(
        _sent_in(select(Comment.id), consultation, filters)
        .outerjoin(Paragraph, same_place)
        .order_by(func.coalesce(Paragraph.position, -1), Comment.number)
        .limit(limit)
        .offset(offset)
    ).all()
    rows = db.execute(
        select(Comment, Paragraph)
        .outerjoin(Paragraph, same_place)
        .where(Comment.id.in_(ids))
        .options(*_public())
    )
    listed = {comment.id: Listed(comment, paragraph) for comment, paragraph in rows}
    standing.compare(db, [each.comment for each in listed.values()])
    return [listed[id] for id in ids]


def facets(db: Session, consultation: Consultation) -> list[Facet]:
    """A round's comments counted by kind, language and whether they have an answer: one statement."""
    answered = _answered()
    rows = db.execute(
        _sent_in(
            select(Wording.kind, Wording.language, answered, func.count())
            .select_from(Comment)
            .join(Comment.wording),
            consultation,
        )
        .group_by(Wording.kind, Wording.language, answered)
        .order_by(Wording.kind, Wording.language)
    )
    return [Facet(kind, language, bool(is_answered), count) for kind, language, is_answered, count in rows]


def answer_counts(db: Session, consultation: Consultation) -> dict[str, int]:
    """How many comments of a round got each answer; the one that stands counts."""
    standing = (
        _sent_in(select(func.max(Disposition.id)).select_from(Comment), consultation)
        .join(Disposition, Disposition.comment_id == Comment.id)
        .group_by(Comment.id)
    )
    rows = db.execute(
        select(Disposition.answer, func.count())
        .where(Disposition.id.in_(standing))
        .group_by(Disposition.answer)
    )
    return dict(rows.all())


def comment_counts(db: Session, version: Version) -> dict[int, int]:
    """Comments at each paragraph of a version: made there, or carried there. One grouped statement."""
    original = select(Comment.pid.label("pid"), func.count().label("count")).where(
        Comment.version_id == version.id, Comment.number.is_not(None), Comment.pid.is_not(None)
    )
    carried = counted("pid", version, lambda place: place.pid.is_not(None))
    both = union_all(original.group_by(Comment.pid), select(carried)).subquery()
    rows = db.execute(select(both.c.pid, func.sum(both.c.count)).group_by(both.c.pid))
    return {pid: int(count) for pid, count in rows if count}


def comments_at(db: Session, version: Version, pid: int) -> list[PlacedComment]:
    """Comments at a paragraph of a version, by number: made there, and carried there from the version
    that ``comment.version`` names."""
    originals = db.scalars(
        select(Comment)
        .where(Comment.version_id == version.id, Comment.pid == pid, Comment.number.is_not(None))
        .options(*_public())
    )
    same = (Paragraph.version_id == Comment.version_id) & (Paragraph.pid == Comment.pid)
    placed = joined(select(Comment, Paragraph), PLACE.c.comment_id == Comment.id).outerjoin(Paragraph, same)
    carried = db.execute(placed.where(at(version, pid), Comment.number.is_not(None)).options(*_public()))
    places = [PlacedComment(comment, None) for comment in originals]
    for comment, home in carried:
        here = next(place for place in comment.places if place.version_id == version.id)
        places.append(PlacedComment(comment, here, home))
    standing.compare(db, [place.comment for place in places])
    return sorted(places, key=lambda place: place.comment.number or 0)


def count_nowhere(db: Session, version: Version) -> int:
    """Comments on earlier versions that stand at no paragraph of this one: uncertain or removed."""
    nowhere = counted("kind", version, lambda place: place.pid.is_(None) & place.kind.in_(WAITING))
    return int(db.scalar(select(func.sum(nowhere.c.count))) or 0)


def paragraphs_at(db: Session, version: Version, pids: Iterable[int | None]) -> dict[int | None, Paragraph]:
    """The paragraphs of a version with these pids, by pid; for comments whose place is to be shown."""
    rows = db.scalars(
        select(Paragraph).where(Paragraph.version_id == version.id, Paragraph.pid.in_(set(pids) - {None}))
    )
    return {paragraph.pid: paragraph for paragraph in rows}


def placed(comment: Comment) -> StandingPlace | None:
    """Where a comment stands in the newest version that has a place for it. Needs placements loaded."""
    return max(comment.places, key=lambda placement: placement.version.number, default=None)


def _sent_in(
    query: Select[*tuple[Any, ...]], consultation: Consultation, filters: Filters = Filters()
) -> Select[*tuple[Any, ...]]:
    """Narrow a query on comments to those sent in a round, and to what the filters say."""
    query = query.join(Submission, Submission.id == Comment.submission_id).where(
        Submission.consultation_id == consultation.id,
        Comment.version_id == consultation.version_id,
        Comment.number.is_not(None),
    )
    if filters.kind:
        query = query.where(Comment.wording.has(Wording.kind == filters.kind))
    if filters.language:
        query = query.where(Comment.wording.has(Wording.language == filters.language))
    if filters.answered is not None:
        query = query.where(_answered() if filters.answered else ~_answered())
    return query


def _answered() -> ColumnElement[bool]:
    return exists().where(Disposition.comment_id == Comment.id)


def _public() -> Sequence[_AbstractLoad]:
    """All that a comment's card shows: who, when, where, and what became of it."""
    return (
        joinedload(Comment.submission).options(
            joinedload(Submission.respondent), joinedload(Submission.consultation)
        ),
        *_outcome(),
    )


def _outcome() -> Sequence[_AbstractLoad]:
    """The answer, the revisions behind it, and the places in later versions."""
    return (
        joinedload(Comment.version),
        selectinload(Comment.dispositions)
        .joinedload(Disposition.given_by)
        .options(joinedload(Mandate.organisation), joinedload(Mandate.person)),
        selectinload(Comment.traces).joinedload(Trace.revision),
        selectinload(Comment.places).joinedload(StandingPlace.version),
    )
