"""The two-way path between a comment and the words that it changed."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from consultation.models import Comment, Submission, Trace
from core.errors import N_, Invalid, Refused
from core.record import entries
from documents.drafting import history
from documents.models import ChangeSet, Document, Revision
from members.models import Mandate


def link(db: Session, comment: Comment, revision: Revision) -> Trace:
    """Say that a comment led to a revision; once said, saying it again changes nothing.

    Raises Refused for a comment that was not sent, Invalid for a revision of another document or
    one that is older than the text commented on.
    """
    refuse_unfit(comment, revision)
    trace = db.scalar(select(Trace).where(Trace.comment_id == comment.id, Trace.revision_id == revision.id))
    if trace is None:
        trace = Trace(comment=comment, revision=revision)
        db.add(trace)
        db.flush()
    return trace


def link_on_record(
    db: Session, comments: Sequence[Comment], revision: Revision, *, by: Mandate, now: datetime
) -> None:
    """Link comments to the revision that carries them out, and put each link on record."""
    for comment in comments:
        link(db, comment, revision)
        entries.append(
            db,
            at=now,
            actor=by.actor,
            action="comment.linked",
            subject=revision.document.subject,
            body={"comment": comment.number, "revisions": [revision.name]},
        )


def refuse_unfit(comment: Comment, revision: Revision) -> None:
    """Raise unless a comment can have led to a revision."""
    if comment.submission.received_at is None:
        raise Refused(N_("This comment has not been sent."))
    if revision.document_id != comment.document_id:
        raise Invalid(N_("This revision belongs to another document."), field="revisions")
    if revision.base < comment.version.number:
        raise Invalid(
            N_("Revision %(name)s is older than the text that was commented on."),
            field="revisions",
            name=revision.name,
        )


def touched(revision: Revision) -> set[int]:
    """The paragraphs that a revision changed."""
    return history.touched(revision.operation, revision.before, revision.after)


def revision_named(db: Session, document: Document, name: str) -> Revision:
    """The revision shown as ``1.4``. Raises Invalid if there is none."""
    base, _dot, number = name.strip().partition(".")
    revision = None
    if _whole(base) and _whole(number):
        revision = db.scalar(
            select(Revision)
            .join(Revision.change_set)
            .where(
                ChangeSet.document_id == document.id,
                ChangeSet.base == int(base),
                ChangeSet.number == int(number),
            )
            .order_by(Revision.id)
            .limit(1)
        )
    if revision is None:
        raise Invalid(N_("There is no revision “%(name)s”."), field="revisions", name=name.strip())
    return revision


def _whole(digits: str) -> bool:
    """Whether this is a number that a revision can have: not so long that a database refuses it."""
    return digits.isascii() and digits.isdigit() and len(digits) <= 9


def revisions_touching(db: Session, comment: Comment) -> list[Revision]:
    """The revisions since the version commented on that changed the paragraph of a comment,
    wherever it has stood; the newest first."""
    pids = own_pids(comment)
    later = (
        select(Revision)
        .where(Revision.document_id == comment.document_id, Revision.base >= comment.version.number)
        .order_by(Revision.id.desc())
    )
    return [revision for revision in db.scalars(later) if touched(revision) & pids]


def own_pids(comment: Comment) -> set[int]:
    """The paragraphs at which a comment has stood, in any version."""
    pids = {comment.pid, *(placement.pid for placement in comment.places)}
    return {pid for pid in pids if pid is not None}


def comments_behind(
    db: Session, document: Document, revisions: Iterable[Revision]
) -> dict[int, list[Comment]]:
    """The comments that led to each revision, by its id, with what is needed to name their authors."""
    ids = [revision.id for revision in revisions]
    query = _traces(document).where(Trace.revision_id.in_(ids))
    by_revision: dict[int, list[Comment]] = {id: [] for id in ids}
    for trace in db.scalars(query):
        by_revision[trace.revision_id].append(trace.comment)
    return by_revision


def _traces(document: Document) -> Select[Trace]:
    return (
        select(Trace)
        .join(Revision, Trace.revision_id == Revision.id)
        .join(Comment, Trace.comment_id == Comment.id)
        .where(Revision.document_id == document.id)
        .order_by(Comment.number)
        .options(
            joinedload(Trace.comment).options(
                joinedload(Comment.submission).options(
                    joinedload(Submission.respondent), joinedload(Submission.consultation)
                ),
                selectinload(Comment.dispositions),
            )
        )
    )
