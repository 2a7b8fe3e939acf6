"""Why a text changed: the comments that led to its saved changes, with what was answered to them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from consultation.models import Comment, Disposition, StandingPlace, Submission, Trace
from documents.drafting.history import Touch
from documents.drafting.survival import Kept
from documents.models import Document, Revision, Version
from members.models import Mandate


def comments_behind_pids(
    db: Session, document: Document, touches: Sequence[Touch], shown_in: int | None = None
) -> dict[int, set[int]]:
    """The ids of the comments that led to these saved changes, by the pid of the changed paragraph, as far as
    the changes stand in the draft or, with its number, in the version ``shown_in``.

    A paragraph that is not in the answer was changed on the drafters' initiative. An import changes
    many paragraphs at once: a comment that it carried out is named at the comment's own alone.
    """
    if not touches:
        return {}
    bases = [touch.base for touch in touches]
    linked = (
        select(Trace.comment_id, Trace.revision_id)
        .join(Revision, Trace.revision_id == Revision.id)
        .where(Revision.document_id == document.id, Revision.base.between(min(bases), max(bases)))
        .where(_stands(shown_in))
    )
    traces = db.execute(linked).all()
    by_id = {touch.id: touch for touch in touches}
    imported = {c for c, r in traces if r in by_id and by_id[r].operation == "import"}
    own = _own_pids(db, imported) if imported else {}
    behind: dict[int, set[int]] = defaultdict(set)
    for comment, revision in traces:
        touch = by_id.get(revision)
        pids = touch.pids if touch else frozenset()
        if touch and touch.operation == "import":
            pids &= own.get(comment, frozenset())
        for pid in pids:
            behind[pid].add(comment)
    return dict(behind)


def standing(db: Session, revisions: Iterable[int], shown_in: int | None = None) -> set[tuple[int, int]]:
    """Of the comments that led to these saved changes those whose change stands, in the draft or, with its
    number, in the version ``shown_in``: (id of the comment, id of the revision)."""
    query = select(Trace.comment_id, Trace.revision_id).where(Trace.revision_id.in_(set(revisions)))
    return {(comment, revision) for comment, revision in db.execute(query.where(_stands(shown_in)))}


def _stands(shown_in: int | None) -> ColumnElement[bool]:
    """Of traces those whose change stands in the draft; or in a version, if that or an earlier one shows it
    and it was not undone before that was published."""
    stands = Trace.kept_cache != Kept.NOT
    if shown_in is None:
        return stands
    shows, undoing = aliased(Version), aliased(Revision)
    shown = exists().where(shows.id == Trace.version_id, shows.number <= shown_in)
    undone_later = exists().where(undoing.id == Trace.undone_by_id, undoing.base >= shown_in)
    return shown & (stands | undone_later)


def comments_by_id(db: Session, ids: Iterable[int]) -> dict[int, Comment]:
    """Comments by their id, in the order of their numbers, with author and answer."""
    query = (
        select(Comment)
        .where(Comment.id.in_(set(ids)))
        .order_by(Comment.number)
        .options(
            joinedload(Comment.submission).options(
                joinedload(Submission.respondent), joinedload(Submission.consultation)
            ),
            selectinload(Comment.dispositions)
            .joinedload(Disposition.given_by)
            .options(joinedload(Mandate.organisation), joinedload(Mandate.person)),
        )
    )
    return {comment.id: comment for comment in db.scalars(query)}


def made_at(db: Session, document: Document, pids: Iterable[int]) -> dict[tuple[int, int], int]:
    """How many comments were made on these paragraphs: by (id of the version, pid)."""
    query = (
        select(Comment.version_id, Comment.pid, func.count())
        .where(Comment.document_id == document.id, Comment.number.is_not(None), Comment.pid.in_(set(pids)))
        .group_by(Comment.version_id, Comment.pid)
    )
    return {(version, pid): count for version, pid, count in db.execute(query) if pid is not None}


def _own_pids(db: Session, comments: Iterable[int]) -> dict[int, frozenset[int]]:
    """The paragraphs at which each comment has stood, in any version."""
    ids = set(comments)
    own: dict[int, set[int]] = defaultdict(set)
    origins = select(Comment.id, Comment.pid).where(Comment.id.in_(ids), Comment.pid.is_not(None))
    carried = select(StandingPlace.comment_id, StandingPlace.pid).where(
        StandingPlace.comment_id.in_(ids), StandingPlace.pid.is_not(None)
    )
    for comment, pid in db.execute(origins.union(carried)):
        if pid is not None:
            own[comment].add(pid)
    return {comment: frozenset(pids) for comment, pids in own.items()}
