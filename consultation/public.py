"""What the public reads of consultation: the kinds of rows that the record covers."""

from sqlalchemy.orm import joinedload

from consultation.models import (
    Comment,
    Consultation,
    Disposition,
    RoundChange,
    Submission,
    Trace,
)
from core.record.canonical import timestamp
from core.record.public import Kind, Row, declare
from documents.models import Version
from documents.public import revision_row


def key_of(comment: Comment) -> str:
    """How the record names a comment: ``guide/12``; empty for one that was not sent."""
    return f"{comment.version.document.slug}/{comment.number}" if comment.number else ""


def response_key(submission: Submission) -> str:
    """How the record names a response: as its first comment; empty for one that was not sent."""
    return key_of(submission.comments[0]) if submission.received_at and submission.comments else ""


def _round(consultation: Consultation) -> Row:
    return {
        "consultation": consultation.id,
        "document": consultation.document.slug,
        "version": consultation.version.number,
        "opens_at": timestamp(consultation.opens_at),
        "closes_at": timestamp(consultation.closes_at),
        "zone": consultation.zone,
        "introduction": consultation.introduction,
        "opened_by": consultation.opened_by_id,
    }


def _round_change(change: RoundChange) -> Row:
    return {
        "consultation": change.consultation_id,
        "kind": change.kind,
        "before": timestamp(change.before),
        "after": timestamp(change.after),
        "changed_at": timestamp(change.changed_at),
        "asked_by": change.asked_by_id,
        "approved_by": change.approved_by_id,
        "reason": change.reason,
    }


def _answer(disposition: Disposition) -> Row:
    return {
        "comment": disposition.comment.number,
        "document": disposition.comment.version.document.slug,
        "answer": disposition.answer,
        "reason": disposition.reason,
        "language": disposition.language,
        "given_at": timestamp(disposition.given_at),
        "given_by": disposition.given_by_id,
    }


def _trace(trace: Trace) -> Row:
    """A comment and what it led to, as the comment's place tells it."""
    return {
        "comment": trace.comment.number,
        "document": trace.comment.version.document.slug,
        **revision_row(trace.revision),
    }


_HOME = joinedload(Comment.version).joinedload(Version.document)

ROUND = declare(
    Kind(
        "consultation",
        Consultation,
        lambda each: str(each.id),
        _round,
        load=[joinedload(Consultation.document), joinedload(Consultation.version)],
    )
)
ROUND_CHANGE = declare(
    Kind("round_change", RoundChange, lambda each: f"{each.consultation_id}/{each.id}", _round_change)
)
ANSWER = declare(
    Kind(
        "answer",
        Disposition,
        lambda each: f"{key_of(each.comment)}/{each.id}",
        _answer,
        load=[joinedload(Disposition.comment).options(_HOME)],
    )
)
TRACE = declare(
    Kind(
        "trace",
        Trace,
        lambda each: f"{key_of(each.comment)}/{each.revision.name}",
        _trace,
        load=[joinedload(Trace.comment).options(_HOME), joinedload(Trace.revision)],
    )
)
