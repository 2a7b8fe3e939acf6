"""What the public reads of consultation: the kinds of rows that the record covers."""

from datetime import datetime

from sqlalchemy.orm import joinedload, selectinload

from consultation.models import (
    Comment,
    Consultation,
    Disposition,
    Respondent,
    RoundChange,
    Submission,
    Trace,
    Wording,
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


def wording_key(wording: Wording) -> str:
    """How the record names what a comment says: ``guide/12/1``; empty for one that was not sent."""
    key = key_of(wording.comment)
    return f"{key}/{wording.number}" if key else ""


def _instant(instant: datetime | None) -> str | None:
    return timestamp(instant) if instant else None


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


def _submission(submission: Submission) -> Row | None:
    """A response that was sent. ``salt``: a short text could be guessed from the digest on the receipt."""
    if submission.received_at is None:
        return None
    return {
        "response": response_key(submission),
        "consultation": submission.consultation_id,
        "received_at": timestamp(submission.received_at),
        "kind": submission.kind,
        "country": submission.country,
        "language": submission.language,
        "digest": submission.digest,
        "salt": submission.salt,
        "erased_at": _instant(submission.erased_at),
    }


def _respondent(respondent: Respondent) -> Row | None:
    """The name of who sent a response, as long as it is shown."""
    name = respondent.public_name
    if not name or respondent.submission.received_at is None:
        return None
    return {"response": response_key(respondent.submission), "name": name, "salt": respondent.salt}


def _comment(comment: Comment) -> Row | None:
    """Where a comment stands, for ever; what it says is a row of its own."""
    if comment.number is None:
        return None
    return {
        "comment": comment.number,
        "document": comment.version.document.slug,
        "version": comment.version.number,
        "pid": comment.pid,
        "quote": list(comment.quote),
        "response": response_key(comment.submission),
        "withheld_at": _instant(comment.withheld_at),
    }


def _wording(wording: Wording) -> Row | None:
    """What a comment says, as it is shown. ``renderer``: the version of ``documents.text.typed`` that
    made the HTML."""
    comment = wording.comment
    if comment.number is None:
        return None
    return {
        "comment": comment.number,
        "document": comment.version.document.slug,
        "wording": wording.number,
        "kind": wording.kind,
        "body": wording.body,
        "proposed_text": wording.proposed_text,
        "justification": wording.justification,
        "language": wording.language,
        "html": wording.html,
        "justification_html": wording.justification_html,
        "renderer": wording.renderer,
        "written_at": timestamp(wording.written_at),
        "salt": wording.salt,
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
_FIRST = selectinload(Submission.comments).options(_HOME)  # a response is called after its first comment

SUBMISSION = declare(
    Kind(
        "submission",
        Submission,
        response_key,
        _submission,
        load=[_FIRST],
        unread={
            "token_hash": "secret: who knows the token has the receipt",
            "created_at": "private: when it was begun",
            "saved_at": "private: when it was last saved before it was sent",
            "entry": "the entry that received it says so itself",
        },
    )
)
RESPONDENT = declare(
    Kind(
        "respondent",
        Respondent,
        lambda each: response_key(each.submission),
        _respondent,
        load=[joinedload(Respondent.submission).options(_FIRST)],
        unread={
            "email": "private: where the answers are sent",
            "locale": "private: the language of mail to them",
            "publish_name": "of it the public reads a name, or that there is none",
        },
    )
)
COMMENT = declare(
    Kind(
        "comment",
        Comment,
        key_of,
        _comment,
        load=[_HOME, joinedload(Comment.submission).options(_FIRST)],
        unread={"key": "secret: of the form that it was typed in"},
    )
)
WORDING = declare(
    Kind("wording", Wording, wording_key, _wording, load=[joinedload(Wording.comment).options(_HOME)])
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
