"""Answering comments: each answer is public, has a reason, and is never edited.

A second thought is a second answer; the last one stands and the others stay readable.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.answers import tracing
from consultation.answers.progress import CARRIED_OUT
from consultation.answers.surviving import Present
from consultation.fields import checked_language, checked_text, collecting, refuse_first
from consultation.kinds import Answer
from consultation.models import Comment, Disposition, Trace
from core.errors import N_, Conflict, Invalid, Refused
from core.record import entries
from documents.drafting import rows
from documents.models import Document, Revision
from members.models import Mandate

# Nothing else tells the respondent why, where it is covered, or what the answer to the question is.
NEEDS_REASON = (
    Answer.PARTLY_ACCEPTED,
    Answer.NOT_ACCEPTED,
    Answer.ALREADY_COVERED,
    Answer.OUT_OF_SCOPE,
    Answer.QUESTION_ANSWERED,
)


@dataclass(frozen=True)
class AnswerInput:
    """An answer as it is typed. revisions: those that carried it out, for an accepted comment; they may
    also be named later, by giving the same answer again, which then adds the links and no second answer.
    link_reason: why, for those that changed none of the comment's paragraphs."""

    answer: str
    reason: str
    language: str
    revisions: Sequence[Revision] = ()
    link_reason: str = ""


def check_answer(content: AnswerInput, comment: Comment) -> tuple[AnswerInput, list[Invalid]]:
    """The answer as it is kept, and everything that is wrong with it, each with its field. Pure.

    Raises Refused for a comment that was not sent.
    """
    if comment.submission.received_at is None:
        raise Refused(N_("This comment has not been sent."))
    faults: list[Invalid] = []
    if not Answer.has(content.answer):
        faults.append(Invalid(N_("Choose an answer."), field="answer"))
    with collecting(faults):
        content = replace(content, reason=checked_text(content.reason, "reason"))
    if content.answer in NEEDS_REASON and not content.reason:
        faults.append(Invalid(N_("Give the reason. It will be published."), field="reason"))
    with collecting(faults):
        checked_language(content.language)
    if content.revisions and content.answer not in CARRIED_OUT:
        unfit = N_("Only an accepted comment names the revision that it led to.")
        faults.append(Invalid(unfit, field="revisions"))
    with collecting(faults):
        content = replace(content, link_reason=checked_text(content.link_reason, "link_reason"))
    for revision in content.revisions:
        with collecting(faults):
            tracing.refuse_unfit(comment, revision)
    return content, faults


def check_links(
    db: Session, comment: Comment, content: AnswerInput, present: Present | None = None
) -> list[Invalid]:
    """What is wrong with the revisions that an answer names, as far as the draft says it, each with its
    field: one was undone, or changed none of the comment's paragraphs, and no reason is given. present: the
    draft, if it was read already."""
    faults: list[Invalid] = []
    if not content.revisions:
        return faults
    present = present or Present(db, db.get_one(Document, comment.document_id))
    of_comment = select(Trace).where(Trace.comment_id == comment.id)
    # What others saved while we waited for the draft must be seen.
    known = db.scalars(of_comment.execution_options(populate_existing=True))
    traces = {trace.revision_id: trace for trace in known}
    for revision in content.revisions:
        with collecting(faults):
            tracing.refuse_unlinkable(
                db, comment, revision, traces.get(revision.id), content.link_reason, present
            )
    return faults


def answer_comment(
    db: Session,
    comment: Comment,
    content: AnswerInput,
    *,
    by: Mandate,
    now: datetime,
    after: int | None = None,
) -> Disposition:
    """Answer a comment; the answer that now stands.

    after: the id of the answer that stood when the form was opened, 0 for none; Conflict if it no longer
    does. Raises Invalid with the form's field; ``check_answer`` tells all faults.
    """
    content, faults = check_answer(content, comment)
    refuse_first(faults)
    document = db.get_one(Document, comment.document_id)
    if content.revisions:  # what is said of them is so when it is saved; the document before the comment
        rows.hold(db, document)
    present = Present(db, document)
    refuse_first(check_links(db, comment, content, present))
    answer, reason, language = content.answer, content.reason, content.language
    db.refresh(
        comment, ["number"], with_for_update={"key_share": True}
    )  # two answers come one after the other
    standing = _standing(db, comment)
    now_given = (answer, reason, language)
    same = standing is not None and (standing.answer, standing.reason, standing.language) == now_given
    stale = after is not None and after != (standing.id if standing else 0)
    if stale and not same:
        raise Conflict(N_("Somebody else has answered this comment in the meantime."))
    known = set(db.scalars(select(Trace.revision_id).where(Trace.comment_id == comment.id)))
    new = [revision for revision in content.revisions if revision.id not in known]
    traces = [tracing.link(db, comment, revision, content.link_reason, present) for revision in new]
    linked: dict[str, object] = {"revisions": [revision.name for revision in new]}
    linked |= {"link_reason": content.link_reason} if any(trace.reason for trace in traces) else {}
    if standing and same:
        if not new and not stale:
            raise Invalid(N_("This is the answer that stands already."), field="answer")
        if not new:  # the same form, sent twice
            return standing
        _put_on_record(db, comment, "comment.linked", linked, by, now)
        return standing
    given = Disposition(
        comment=comment, answer=answer, reason=reason, language=language, given_at=now, given_by=by
    )
    db.add(given)
    db.flush()
    body = {"answer": answer, "reason": reason, "language": language, **linked}
    _put_on_record(db, comment, "comment.answered", body, by, now)
    return given


def _standing(db: Session, comment: Comment) -> Disposition | None:
    return db.scalar(
        select(Disposition)
        .where(Disposition.comment_id == comment.id)
        .order_by(Disposition.id.desc())
        .limit(1)
    )


def _put_on_record(
    db: Session, comment: Comment, action: str, body: Mapping[str, object], by: Mandate, now: datetime
) -> None:
    document = db.get_one(Document, comment.document_id)
    entries.append(
        db,
        at=now,
        actor=by.actor,
        action=action,
        subject=document.subject,
        body={"comment": comment.number, **body},
    )
