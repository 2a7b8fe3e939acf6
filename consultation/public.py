"""What the public reads of consultation: the kinds of rows that the record covers."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import reduce
from typing import Any, NamedTuple

from sqlalchemy import Select, Text, cast, func, literal, select
from sqlalchemy.orm import Session, joinedload, selectinload

from consultation.kinds import PlacementKind
from consultation.models import (
    Comment,
    Consultation,
    Disposition,
    Placement,
    Respondent,
    RoundChange,
    Settlement,
    Submission,
    Trace,
    Wording,
)
from core.record.canonical import timestamp
from core.record.public import Kind, ListKind, Row, declare
from documents.models import Version
from documents.public import key_of as version_key
from documents.public import revision_row


def key_of(comment: Comment) -> str:
    """How the record names a comment: ``guide/12``; empty for one that was not sent."""
    return f"{comment.version.document.slug}/{comment.number}" if comment.number else ""


def response_key(submission: Submission) -> str:
    """How the record names a response: as its first comment; empty for one that was not sent. One that
    says it was and has no comment was put there past the product, and would be counted."""
    if submission.received_at is None:
        return ""
    if not submission.comments:
        return f"{submission.consultation.document.slug}/none/{submission.id}"
    return key_of(submission.comments[0])


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
    """Where a comment stands, for ever; what it says is a row of its own. It is found by the document of
    its version and by its own: they are one."""
    if comment.number is None:
        return None
    at_home = comment.document_id == comment.version.document_id
    return {
        "comment": comment.number,
        "document": comment.version.document.slug if at_home else None,
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


def trace_key(trace: Trace) -> str:
    """How the record names what a comment led to: ``guide/12/1.4``."""
    return f"{key_of(trace.comment)}/{trace.revision.name}"


def _trace(trace: Trace) -> Row:
    """A comment and what it led to, as the comment's place tells it. The reason of the link came later: it is
    in the row where there is one, so that the rows that are on the record from before hold as they are."""
    return {
        "comment": trace.comment.number,
        "document": trace.comment.version.document.slug,
        **revision_row(trace.revision),
        **({"link_reason": trace.reason} if trace.reason else {}),
    }


def _survival(trace: Trace) -> Row:
    """What stands of a change that a comment led to: whole, in part, or not, then undone by which; and the
    first version that shows it."""
    return {
        "comment": trace.comment.number,
        "document": trace.comment.version.document.slug,
        "revision": trace.revision.name,
        "kept": trace.kept_cache,
        "undone_by": trace.undone_by.name if trace.undone_by else None,
        "version": trace.version.number if trace.version else None,
    }


class Batch(NamedTuple):
    """Places in a version that were made together: ``number`` is 0 for those of its publication, else
    that of the first comment of a response that came later."""

    version: Version
    number: int

    @property
    def key(self) -> str:
        return version_key(self.version) + (f"/{self.number}" if self.number else "")


def _batches(db: Session) -> Iterator[tuple[str, Batch]]:
    """Every batch that there is, by its key, in the order in which they were made."""
    batches = (
        select(Placement.version_id, Placement.batch)
        .group_by(Placement.version_id, Placement.batch)
        .order_by(func.min(Placement.id))
    )
    versions = select(Version).options(joinedload(Version.document, innerjoin=True))
    by_id = {version.id: version for version in db.scalars(versions)}
    for version, number in db.execute(batches).all():
        if version in by_id:  # else somebody took it away, past the product: its batches are gone too
            batch = Batch(by_id[version], number)
            yield batch.key, batch


def _placements(db: Session, batch: Batch) -> Iterable[Row]:
    """Where comments were carried, by the comment's number."""
    columns = (Comment.number, Placement.kind, Placement.pid, Placement.quote_kind)
    names = ("comment", "kind", "pid", "quote_kind")
    return (dict(zip(names, values, strict=True)) for values in db.execute(_in_batch(batch, *columns)))


def lines_of(db: Session, batch: Batch) -> tuple[str, dict[str, int]]:
    """The canonical lines of a batch, the same as of its rows, written by the database, and how many are of
    each kind: of a hundred thousand rows none has to be made here. Nothing in them needs an escape: kinds
    are words of ours."""
    line = func.concat if db.get_bind().dialect.name == "postgresql" else _joined
    pid = func.coalesce(cast(Placement.pid, Text), "null")
    written = line(
        '{"comment":',
        cast(Comment.number, Text),
        ',"kind":"',
        Placement.kind,
        '","pid":',
        pid,
        ',"quote_kind":"',
        Placement.quote_kind,
        '"}\n',
    )
    lines = _in_batch(batch, written.label("line"), Placement.kind.label("kind")).subquery()
    kinds = {kind.value: func.count().filter(lines.c.kind == kind) for kind in PlacementKind}
    text, *counts = db.execute(select(func.aggregate_strings(lines.c.line, ""), *kinds.values())).one()
    return text or "", dict(zip(kinds, counts, strict=True))


def _joined(*parts: Any) -> Any:
    """SQLite has no ``concat`` yet."""
    first, *rest = (literal(part) if isinstance(part, str) else part for part in parts)
    return reduce(lambda left, right: left.concat(right), rest, first)


def _in_batch(batch: Batch, *columns: Any) -> Select[*tuple[Any, ...]]:
    """By document and number, which reads the comments one after another in order."""
    return (
        select(*columns)
        .join_from(Comment, Placement, Placement.comment_id == Comment.id)
        .where(Comment.document_id == batch.version.document_id, Comment.number.is_not(None))
        .where(Placement.version_id == batch.version.id, Placement.batch == batch.number)
        .order_by(Comment.number)
    )


def settlement_key(settlement: Settlement) -> str:
    """How the record names a settlement: comment, version, and which of them, ``guide/12/2/1``."""
    place = settlement.placement
    return f"{key_of(place.comment)}/{place.version.number}/{settlement.number}"


def _settlement(settlement: Settlement) -> Row:
    """``follows``: the settlement in an earlier version that it follows from, null for a decision."""
    return {
        "comment": settlement.placement.comment.number,
        "document": settlement.placement.version.document.slug,
        "version": settlement.placement.version.number,
        "number": settlement.number,
        "pid": settlement.pid,
        "kind": settlement.kind,
        "quote_kind": settlement.quote_kind,
        "reason": settlement.reason,
        "at": timestamp(settlement.at) if settlement.at else None,
        "by": settlement.by_id,
        "follows": settlement_key(settlement.follows) if settlement.follows else None,
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
            "unsent_bytes": "private: how much was kept of it before it was sent",
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
        trace_key,
        _trace,
        load=[joinedload(Trace.comment).options(_HOME), joinedload(Trace.revision)],
    )
)
SURVIVAL = declare(
    Kind(
        "survival",
        Trace,
        trace_key,
        _survival,
        load=[
            joinedload(Trace.comment).options(_HOME),
            selectinload(Trace.revision),
            selectinload(Trace.undone_by),
            joinedload(Trace.version),
        ],
    )
)
PLACEMENT = declare(ListKind("placement", [Placement.__table__], _batches, _placements))  # type: ignore[list-item]
_PLACE = joinedload(Settlement.placement).options(
    joinedload(Placement.version).joinedload(Version.document), joinedload(Placement.comment).options(_HOME)
)
SETTLEMENT = declare(
    Kind(
        "settlement",
        Settlement,
        settlement_key,
        _settlement,
        load=[_PLACE, joinedload(Settlement.follows).options(_PLACE)],
    )
)
