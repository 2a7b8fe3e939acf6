"""What a respondent sends: kept on the server from the first save, then sent once, as a whole.

An unsent response belongs to whoever holds its token. The token of a new one is derived from the random key
of the form that began it, so that the same form sent twice, or again after a lost answer, finds the
same response and the same receipt. The database keeps digests of both, never the token or the key.
"""

import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consultation.fields import refuse_first
from consultation.kinds import RoundState
from consultation.models import Comment, Consultation, Respondent, Submission, Wording
from consultation.placements.carrying import catch_up
from consultation.responses import room
from consultation.responses.content import CommentInput, Overtaken, SenderInput, check_comment, check_sender
from consultation.responses.reading import hand_out, locked_by_tokens, read_closings, read_contents
from core.db import MAX_ID
from core.errors import N_, Invalid, NotFound, Refused
from core.record import entries, public
from core.record.canonical import digest, timestamp
from core.rows import tell, write
from core.tokens import token_hash
from documents.models import Paragraph
from documents.queries import last_number, paragraph_by_pid
from documents.text.typed import TYPED_VERSION, render

_KEY = re.compile(r"[A-Za-z0-9_-]{32,64}")


def new_key() -> str:
    """A random key for a form: the same form sent twice makes one comment."""
    return secrets.token_urlsafe(24)


def token_for(key: str) -> str:
    """The token of the response that a form with this key begins.

    Raises Invalid for a key that no form of ours carries: a guessable one would not keep a
    response to its author.
    """
    if not _KEY.fullmatch(key):
        raise Invalid(N_("This form is incomplete. Open the page again."))
    return hashlib.sha256(f"response:{key}".encode()).hexdigest()


def start(db: Session, consultation: Consultation, *, token: str, now: datetime) -> Submission:
    """The submission of this token, begun if it is new. It may have been sent already.

    Raises Refused before the round opens.
    """
    refuse_unopened(consultation, now)
    submission = _by_token(db, token)
    if submission is None:
        submission = Submission(consultation=consultation, token_hash=token_hash(token), created_at=now)
        try:
            with db.begin_nested():
                db.add(submission)
        except IntegrityError:  # the same form, sent twice at once, was quicker
            submission = _by_token(db, token)
    if submission is None or submission.consultation_id != consultation.id:
        raise NotFound(N_("There is no response at this address."))
    return submission


def save_comment(
    db: Session,
    submission: Submission,
    content: CommentInput,
    *,
    key: str,
    now: datetime,
    comment_id: int | None = None,
    seen: str | None = None,
) -> Comment:
    """Put a comment into an unsent response, or change the one named by ``comment_id``. Flushes.

    ``key`` comes with the form: the same key again changes the comment that it made, until another form
    has changed it. ``seen``: ``comment_as_kept`` when the form was opened; Overtaken if the comment says
    something else by now, or is gone. Raises Invalid with the form's field (``check_comment`` tells all
    faults, ``room`` those of what is too much), TooMany where there is no room, NotFound for an unknown
    paragraph or comment.
    """
    consultation = submission.consultation
    refuse_unopened(consultation, now)
    _lock_unsent(db, submission)
    content, faults = check_comment(content, _paragraph(db, consultation, content.pid))
    refuse_first(faults)
    if comment_id is not None and seen and _own_comment(db, submission, comment_id) is None:
        raise Overtaken(None)
    comment = _comment_to_change(db, submission, key, comment_id)
    before = comment_as_kept(comment) if comment_id is not None else ""
    is_new = comment.id is None
    more = room.size(content.body, content.proposed_text, content.justification, content.quote)
    more -= 0 if is_new else room.size_of(comment)
    room.refuse_more(db, submission, more, is_new=is_new)
    comment.version_id, comment.pid = consultation.version_id, content.pid
    comment.quote, wording = list(content.quote), comment.wording
    wording.kind, wording.body, wording.language = content.kind, content.body, content.language
    wording.proposed_text, wording.justification = content.proposed_text, content.justification
    wording.written_at = now
    if seen and before not in (seen, comment_as_kept(comment)):
        db.expire(comment)
        raise Overtaken(comment)
    submission.saved_at = now
    db.add(comment)
    db.flush()
    room.take(db, submission, more)
    return comment


def comment_as_kept(comment: Comment) -> str:
    """A digest of what an unsent comment says, for a form to tell whether it was changed meanwhile."""
    return digest(comment_content(comment))


def sender_as_kept(submission: Submission) -> str:
    """The same of who sends a response; of one that says nothing yet as well."""
    who = submission.respondent
    kept = (who.name, who.organisation, who.publish_name, who.email) if who else None
    return digest({"public": [submission.kind, submission.country, submission.language], "apart": kept})


def remove_comment(db: Session, submission: Submission, *, comment_id: int) -> None:
    """Take a comment out of an unsent response; one that is gone already is no error."""
    _lock_unsent(db, submission)
    comment = _own_comment(db, submission, comment_id)
    if comment is not None:
        less = room.size_of(comment)
        db.delete(comment)
        db.flush()
        db.expire(submission, ["comments"])
        room.take(db, submission, -less)


def save_about(db: Session, submission: Submission, sender: SenderInput, *, seen: str | None = None) -> None:
    """Say who sends a response. Kind, language and country are public; the rest sits apart (S16).

    ``seen``: ``sender_as_kept`` when the form was opened; Overtaken if it says something else by now.
    Raises Invalid with the form's field; ``check_sender`` tells all faults.
    """
    _lock_unsent(db, submission)
    if submission.respondent is not None:
        db.refresh(submission.respondent)
    sender, faults = check_sender(sender)
    refuse_first(faults)
    before = sender_as_kept(submission)
    submission.kind, submission.country, submission.language = sender.kind, sender.country, sender.language
    respondent = submission.respondent or Respondent(submission=submission)
    respondent.name = sender.name
    respondent.organisation = sender.organisation if sender.kind == "organisation" else ""
    respondent.publish_name = sender.publish_name
    respondent.email, respondent.locale = sender.email, sender.locale
    if seen and before not in (seen, sender_as_kept(submission)):
        db.expire(respondent)
        db.expire(submission)
        raise Overtaken(submission)
    db.add(respondent)
    db.flush()


class Wanted(NamedTuple):
    """A response that somebody wants to send: the first of these tokens that has one in a round; when the
    whole request had been read."""

    tokens: Sequence[str]
    consultation_id: int
    received_at: datetime


class Sent(NamedTuple):
    """A response that is sent, and the token that it was found by."""

    submission: Submission
    token: str


def send(db: Session, submission: Submission, *, received_at: datetime) -> Submission:
    """Send a response that a session looks after, as in a demonstration: number its comments, make their
    HTML, take the digest, write the record. Sending again changes nothing.

    ``received_at`` is when the whole request had been read: it alone decides what is late, and late
    is a label, never a loss (P2). Raises Refused for one that is empty or says nothing of its
    sender, and before the round opens.
    """
    _lock(db, submission)
    if submission.received_at is None:
        _refuse_unfit(submission, received_at)
        _send(db, {submission: received_at})
    return submission


def send_all(db: Session, wanted: Sequence[Wanted]) -> list[Sent | Refused | None]:
    """The same of many responses at once, found and locked first: for each what was sent, now or before; why
    it is refused, and then nothing of it is written; or None where there is none. In as many statements as
    one. The responses are objects that no session looks after."""
    tokens, rounds = (
        {token for each in wanted for token in each.tokens},
        {each.consultation_id for each in wanted},
    )
    locked = locked_by_tokens(db, tokens, rounds)
    results: list[Sent | Refused | None] = [_first_in_round(locked, each) for each in wanted]
    chosen = {each.submission for each in results if isinstance(each, Sent)}
    unsent = [submission for submission in chosen if submission.received_at is None]
    read_contents(db, unsent)
    to_send: dict[Submission, datetime] = {}
    for place, (each, sent) in enumerate(zip(wanted, results, strict=True)):
        if not isinstance(sent, Sent) or sent.submission not in unsent or sent.submission in to_send:
            continue
        try:
            _refuse_unfit(sent.submission, each.received_at)
            to_send[sent.submission] = each.received_at
        except Refused as error:
            results[place] = error
    _send(db, to_send)
    return results


def _first_in_round(locked: Mapping[str, Submission], wanted: Wanted) -> Sent | None:
    for token in wanted.tokens:
        submission = locked.get(token)
        if submission is not None and submission.consultation_id == wanted.consultation_id:
            return Sent(submission, token)
    return None


def _refuse_unfit(submission: Submission, received_at: datetime) -> None:
    refuse_unopened(submission.consultation, received_at)
    if not submission.comments:
        raise Refused(N_("Your response has no comment yet. Add one first."))
    if submission.respondent is None:
        raise Refused(N_("Say first who is sending this response."))


def _send(db: Session, received: Mapping[Submission, datetime]) -> None:
    """Send unsent responses, locked and complete, as of when each was received, each with its own entry."""
    if not received:
        return
    comments = [comment for submission in received for comment in submission.comments]
    _render(db, received)
    _number(db, comments)
    read_closings(db, received)
    documents = {submission.consultation.document for submission in received}
    last = {document: last_number(db, document) for document in documents}
    drafts = [
        _drafted(db, submission, received_at, last[submission.consultation.document])
        for submission, received_at in received.items()
    ]
    for submission, entry in zip(received, entries.append_all(db, drafts), strict=True):
        tell(submission, entry=entry.seq)
    kept = sum(submission.unsent_bytes for submission in received)
    for submission in received:
        tell(submission, unsent_bytes=0)
    write(db, list(received), "received_at", "digest", "entry", "unsent_bytes")
    room.release(db, kept)


def _drafted(db: Session, submission: Submission, received_at: datetime, last: int) -> entries.Draft:
    """The entry of a response whose comments have their numbers, with all of it that is public now.
    ``last``: the number of the last version of its document."""
    tell(submission, received_at=received_at)
    tell(submission, digest=digest(public_part(submission)))
    carried = catch_up(db, submission, last)
    for comment in submission.comments:
        public.note(db, [comment.wording, comment], new=True)
    public.note(db, [submission, submission.respondent], new=True)
    return entries.draft(
        db,
        at=received_at,
        actor=entries.PUBLIC,
        action="submission.received",
        subject=submission.consultation.document.subject,
        body=_on_record(submission) | ({"lists": carried.lists} if carried.lists else {}),
    )


def refuse_unopened(consultation: Consultation, now: datetime) -> None:
    if consultation.state(now) == RoundState.ANNOUNCED:
        raise Refused(N_("This consultation has not opened yet. Please come back when it has."))


def public_part(submission: Submission) -> dict[str, object]:
    """What the digest on a receipt covers: the public words, without names, so that it can be
    computed again after the personal part was erased."""
    consultation = submission.consultation
    assert submission.received_at is not None, "what is unsent is not public"
    return {
        "document": consultation.document.slug,
        "version": consultation.version.number,
        "consultation": consultation.id,
        "received_at": timestamp(submission.received_at),
        "kind": submission.kind,
        "country": submission.country,
        "language": submission.language,
        "comments": [comment_content(comment) for comment in submission.comments],
    }


def comment_content(comment: Comment) -> dict[str, object]:
    """What the digest of one comment covers: what it said when it was sent, whatever it says by now."""
    wording = comment.first_wording
    return {
        "number": comment.number,
        "pid": comment.pid,
        "quote": list(comment.quote),
        "kind": wording.kind,
        "body": wording.body,
        "proposed_text": wording.proposed_text,
        "justification": wording.justification,
        "language": wording.language,
    }


def _on_record(submission: Submission) -> dict[str, object]:
    """The record's entry: that it came, when, and on what; its words only as digests."""
    assert submission.received_at is not None
    return {
        "consultation": submission.consultation_id,
        "version": submission.consultation.version.number,
        "received_at": timestamp(submission.received_at),
        "late": submission.late,
        "digest": submission.digest,
        "comments": [
            {
                "number": comment.number,
                "pid": comment.pid,
                "kind": comment.kind,
                "language": comment.language,
                "digest": digest(comment_content(comment)),
            }
            for comment in submission.comments
        ],
    }


def _render(db: Session, received: Mapping[Submission, datetime]) -> None:
    """Make the HTML of what is sent: before the numbers make the words stay as they are."""
    wordings = []
    for submission, received_at in received.items():
        for wording in (comment.wording for comment in submission.comments):
            tell(
                wording,
                html=render(wording.body),
                justification_html=render(wording.justification),
                renderer=TYPED_VERSION,
                written_at=received_at,
            )
            wordings.append(wording)
    write(db, wordings, "html", "justification_html", "renderer", "written_at")


def _number(db: Session, comments: Sequence[Comment]) -> None:
    """Public numbers within each document, in the order in which the comments were written."""
    documents = {comment.document_id: comment.version.document for comment in comments}
    for document_id in sorted(documents):  # all lock in this order
        own = [comment for comment in comments if comment.document_id == document_id]
        for comment, number in zip(own, hand_out(db, documents[document_id], len(own)), strict=True):
            tell(comment, number=number)
    write(db, comments, "number")


def _by_token(db: Session, token: str) -> Submission | None:
    return db.scalar(select(Submission).where(Submission.token_hash == token_hash(token)))


def _lock_unsent(db: Session, submission: Submission) -> None:
    """Two forms of one response come one after the other; a sent one is not changed."""
    _lock(db, submission)
    if submission.received_at is not None:
        raise Refused(N_("This response has been sent and can no longer be changed."))


def _lock(db: Session, submission: Submission) -> None:
    """Its own row alone: what was joined to it cannot be locked with it."""
    db.refresh(submission, with_for_update={"of": Submission})


def _comment_to_change(db: Session, submission: Submission, key: str, comment_id: int | None) -> Comment:
    kept = token_hash(key)[:40]
    of_key = db.scalar(select(Comment).where(Comment.submission_id == submission.id, Comment.key == kept))
    if comment_id is not None:
        comment = _own_comment(db, submission, comment_id)
        if comment is None:
            raise NotFound(N_("This comment is no longer in your response."))
        if of_key is None:
            comment.key = kept  # the form that made it would make another one: nothing is written over
        return comment
    consultation = submission.consultation
    return of_key or Comment(
        submission_id=submission.id,
        document_id=consultation.document_id,
        key=kept,
        wordings=[Wording(number=1)],
    )


def _own_comment(db: Session, submission: Submission, comment_id: int) -> Comment | None:
    return db.scalar(select(Comment).where(Comment.submission_id == submission.id, Comment.id == comment_id))


def _paragraph(db: Session, consultation: Consultation, pid: int | None) -> Paragraph | None:
    if pid is None:
        return None
    if not 0 < pid <= MAX_ID:
        raise NotFound(N_("This paragraph is not in version %(number)s."), number=consultation.version.number)
    return paragraph_by_pid(db, consultation.version, pid)
