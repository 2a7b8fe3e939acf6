"""Questions about rounds, comments and answers. Only what was sent counts: the rest is nobody's business.

A comment has its number from the moment it is sent, so ``number IS NOT NULL`` says «sent».
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, exists, func, select, union_all
from sqlalchemy.orm import Session, defer, joinedload, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from consultation import standing
from consultation.counts import EVERY, Filters, by_place, made_at
from consultation.models import Comment, Consultation, Disposition, StandingPlace, Submission, Trace, Wording
from consultation.placements.rules import WAITING
from consultation.placements.standing import PLACE, Alike, at, joined, places
from core.db import MAX_ID
from core.errors import N_, NotFound
from core.tokens import token_hash
from documents.models import Document, Paragraph, Revision, Version
from members.models import Mandate

PAGE = 25


@dataclass(frozen=True)
class PlacedComment:
    """Where a comment stands in the version asked about; ``placement`` is None where it was made.
    home: the paragraph it was made on, as it was then, if that was in an earlier version."""

    comment: Comment
    placement: StandingPlace | None
    home: Paragraph | None = None


@dataclass(frozen=True)
class Listed:
    """A comment with the paragraph it was made on, None for one on the whole text."""

    comment: Comment
    paragraph: Paragraph | None


_BY_ID = (
    select(Consultation)
    .where(Consultation.id == bindparam("id"))
    .options(
        joinedload(Consultation.version, innerjoin=True), joinedload(Consultation.document, innerjoin=True)
    )
)


def consultation_by_id(db: Session, consultation_id: int) -> Consultation:
    consultation = db.scalar(_BY_ID, {"id": consultation_id}) if 0 < consultation_id <= MAX_ID else None
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


def rounds_of(db: Session, *documents: Document) -> list[Consultation]:
    """All rounds of a document or of several, the newest first."""
    return list(
        db.scalars(
            select(Consultation)
            .where(Consultation.document_id.in_([document.id for document in documents]))
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
    filters: Filters = EVERY,
    *,
    limit: int = PAGE,
    offset: int = 0,
) -> list[Listed]:
    """A round's comments in the order of the text, those on the whole text first: so many after so many.

    The counts tell at which places those of a page stand; no others are looked at.
    """
    places, offset = _places_of_page(by_place(db, consultation, filters), limit, offset)
    if not places:
        return []
    order = {pid: place for place, pid in enumerate(places)}
    here = Comment.pid.in_([pid for pid in places if pid])
    same_place = (Paragraph.version_id == Comment.version_id) & (Paragraph.pid == Comment.pid)
    # Sorted by their numbers alone; the words are fetched for the page only.
    ids = db.scalars(
        _sent_in(select(Comment.id), consultation, filters)
        .where(here | Comment.pid.is_(None) if 0 in order else here)
        .order_by(case(order, value=func.coalesce(Comment.pid, 0)), Comment.number)
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


def _places_of_page(counted: list[tuple[int, int]], limit: int, offset: int) -> tuple[list[int], int]:
    """The places, of those with their counts, on which so many after so many stand; and how many at the
    first of them come before."""
    places: list[int] = []
    before, skipped = 0, 0
    for pid, count in counted:
        if before >= offset + limit:
            break
        if before + count > offset:
            if not places:
                skipped = offset - before
            places.append(pid)
        before += count
    return places, skipped


def comment_counts(
    db: Session, version: Version, standing: Mapping[Alike, int] | None = None
) -> dict[int, int]:
    """Comments at each paragraph of a version: made there, or carried there. ``standing``: the ``places`` of
    the version, for who has them already."""
    at = Counter(made_at(db, version))
    for alike, count in (places(db, [version]) if standing is None else standing).items():
        if alike.pid is not None:
            at[alike.pid] += count
    return {pid: count for pid, count in at.items() if count}


def comments_at(
    db: Session, version: Version, pid: int, *, limit: int | None = None, offset: int = 0
) -> list[PlacedComment]:
    """Comments at a paragraph of a version, by number: made there, and carried there from the version
    that ``comment.version`` names; all, or so many after so many."""
    ids = db.scalars(
        select(Comment.id).where(_stand_at(version, pid)).order_by(Comment.number).limit(limit).offset(offset)
    ).all()
    same = (Paragraph.version_id == Comment.version_id) & (Paragraph.pid == Comment.pid)
    rows = db.execute(
        select(Comment, Paragraph)
        .outerjoin(Paragraph, same)
        .where(Comment.id.in_(ids))
        .order_by(Comment.number)
        .options(*_public())
    )
    placed = []
    for comment, home in rows:
        here = next((place for place in comment.places if place.version_id == version.id), None)
        placed.append(PlacedComment(comment, here, home if here else None))
    standing.compare(db, [place.comment for place in placed])
    return placed


def count_at(db: Session, version: Version, pid: int) -> int:
    """How many comments stand at a paragraph of a version."""
    return db.scalar(select(func.count(Comment.id)).where(_stand_at(version, pid))) or 0


def _stand_at(version: Version, pid: int) -> ColumnElement[bool]:
    """Of the sent comments those made at a paragraph of a version, or carried there."""
    original = select(Comment.id).where(Comment.version_id == version.id, Comment.pid == pid)
    carried = joined(select(Comment.id), PLACE.c.comment_id == Comment.id).where(at(version, pid))
    return Comment.id.in_(union_all(original, carried)) & Comment.number.is_not(None)


def count_nowhere(standing: Mapping[Alike, int]) -> int:
    """Comments on earlier versions that stand at no paragraph of the one with these ``places``: uncertain
    or removed."""
    return sum(count for alike, count in standing.items() if alike.pid is None and alike.kind in WAITING)


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
    query: Select[*tuple[Any, ...]], consultation: Consultation, filters: Filters = EVERY
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


def fates() -> Sequence[_AbstractLoad]:
    """What it takes to say of traces what became of them: by which change one was undone, whose that was, and
    the version that shows it."""
    return (
        joinedload(Trace.version),
        selectinload(Trace.undone_by).options(
            defer(Revision.before),
            defer(Revision.after),
            joinedload(Revision.made_by).options(
                joinedload(Mandate.person), joinedload(Mandate.organisation)
            ),
        ),
    )


def _outcome() -> Sequence[_AbstractLoad]:
    """The answer, the revisions behind it, and the places in later versions."""
    return (
        joinedload(Comment.version),
        selectinload(Comment.dispositions)
        .joinedload(Disposition.given_by)
        .options(joinedload(Mandate.organisation), joinedload(Mandate.person)),
        selectinload(Comment.traces).options(joinedload(Trace.revision), *fates()),
        selectinload(Comment.places).joinedload(StandingPlace.version),
    )
