"""The comments of a round as plain values, for programs."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from consultation.models import Comment, Consultation, StandingPlace, Submission, Trace
from consultation.queries import consultation_by_id, fates
from core.record.canonical import timestamp


def comments_json(db: Session, consultation_id: int) -> list[dict[str, Any]]:
    """Every comment sent in a round, by number, with its placements and its answer.

    No personal data but the names that people asked to publish. Raises NotFound.
    """
    consultation = consultation_by_id(db, consultation_id)
    comments = db.scalars(
        select(Comment)
        .join(Comment.submission)
        .where(Submission.consultation_id == consultation.id, Submission.received_at.is_not(None))
        .order_by(Comment.number)
        .options(
            joinedload(Comment.version),
            joinedload(Comment.submission).joinedload(Submission.respondent),
            selectinload(Comment.places).joinedload(StandingPlace.version),
            selectinload(Comment.dispositions),
            selectinload(Comment.traces).options(joinedload(Trace.revision), *fates()),
        )
    )
    return [_comment(comment, consultation) for comment in comments]


def _comment(comment: Comment, consultation: Consultation) -> dict[str, Any]:
    submission = comment.submission
    assert submission.received_at is not None
    return {
        "number": comment.number,
        "pid": comment.pid,
        "version": comment.version.number,
        "quote": comment.quote,
        "kind": comment.kind,
        "body": comment.body,
        "proposed_text": comment.proposed_text,
        "justification": comment.justification,
        "withheld": comment.withheld_at is not None,
        "language": comment.language,
        "author": submission.respondent.public_name if submission.respondent else "",
        "received_at": timestamp(submission.received_at),
        "late": submission.late,
        "placements": [
            {
                "version": placement.version.number,
                "pid": placement.pid,
                "kind": placement.kind,
                "quote_kind": placement.quote_kind,
                "reason": placement.reason,
            }
            for placement in comment.places
        ],
        "disposition": _disposition(comment),
    }


def _disposition(comment: Comment) -> dict[str, Any] | None:
    given = comment.disposition
    if given is None:
        return None
    return {
        "answer": given.answer,
        "reason": given.reason,
        "language": given.language,
        "given_at": timestamp(given.given_at),
        "revisions": [trace.revision.name for trace in comment.carried_out],
        "changes": [
            {
                "revision": trace.revision.name,
                "kept": trace.kept_cache,
                "undone_by": trace.undone_by.name if trace.undone_by else None,
                "version": trace.version.number if trace.version else None,
                "reason": trace.reason,
            }
            for trace in comment.traces
        ],
    }
