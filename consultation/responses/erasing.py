"""A respondent goes: name, organisation and address always, their words if they ask for that too.

That a comment was made stays, with its number, its place, its answer and the entry on the record. With
the words goes what the record keeps of them, their digests: a short text could be guessed from one. The
entry of the erasure names what stands now, so that whoever reads what is left finds nothing unsaid.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from consultation.models import Comment, Submission
from core.errors import N_, NotFound
from core.record import entries
from members.models import Mandate


def erase_author(
    db: Session, submission: Submission, *, with_text: bool, by: Mandate | None, now: datetime
) -> bool:
    """Erase the personal part of a sent response, and with ``with_text`` the words of its comments.

    by: the mandate of the member who does it for the author, None for the author. False if all of it
    was erased before: nothing is changed then. Raises NotFound for a response that was not sent.
    """
    db.refresh(submission, with_for_update={"of": Submission})
    if submission.received_at is None:
        raise NotFound(N_("There is no response at this address."))
    comments = [comment for comment in submission.comments if with_text and comment.withheld_at is None]
    if submission.respondent is None and not comments:
        return False
    if submission.respondent is not None:
        db.delete(submission.respondent)
    submission.erased_at = submission.erased_at or now
    for comment in comments:
        _withhold(comment, now)
    if comments:
        submission.digest = submission.salt = ""
    db.flush()
    db.expire(submission, ["respondent"])
    actor = entries.actor_of(by, entries.PUBLIC)
    entries.append(
        db,
        at=now,
        actor=actor,
        action="personal.erased",
        subject=submission.consultation.document.subject,
        body={
            "entry": submission.entry,
            "comments": [comment.number for comment in submission.comments],
            "text": bool(comments),
        },
    )
    if comments and submission.entry is not None:
        entries.erase_payload(
            db, submission.entry, at=now, actor=actor, reason="withheld at the author's request"
        )
    return True


def _withhold(comment: Comment, now: datetime) -> None:
    """The words go, those of before too; the sentences of the document that it quotes say where it stands,
    and stay."""
    for wording in comment.wordings:
        wording.body = wording.proposed_text = wording.justification = ""
        wording.html = wording.justification_html = wording.salt = ""
        wording.renderer = 0
    comment.withheld_at = now
