"""How much room unsent responses may take: each of them, and all together.

They belong to whoever holds a token, stay until their round has closed, and cost nothing to begin. What
bounds them is what they hold, in bytes; each comment and each response counts some more, so that many small
ones are not for nothing. What one address may write in a day is counted at the edge (``sbcp/web/limits.py``).
"""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consultation.models import Comment, Submission
from core.errors import N_, Invalid, TooMany
from core.limits import tallies

MOST_COMMENTS = 200  # in one response
MOST_BYTES = 2 * 2**20  # of one response: a million letters of Cyrillic
MOST_OF_ALL = 2 * 2**30  # of all that are unsent
PER_RESPONSE = 1000  # bytes that each counts besides its words
PER_COMMENT = 500
ALL = "unsent responses"
COME_AGAIN = 3600  # seconds

TOO_MANY_COMMENTS = N_(
    "This response has %(most)s comments, which is the most that one may have. "
    "Send it, and begin another one."
)
TOO_LONG = N_(
    "With this comment your response would be longer than one may be. "
    "Send what you have, and begin another one."
)
FULL = N_(
    "We cannot keep more unsent responses just now. Keep your text, and try again in an hour. "
    "What you have saved is safe, and can be sent."
)


def size(body: str, proposed_text: str, justification: str, quote: Sequence[str]) -> int:
    """The bytes that a comment counts."""
    return PER_COMMENT + sum(len(text.encode()) for text in (body, proposed_text, justification, *quote))


def size_of(comment: Comment) -> int:
    """The same of a comment as it is kept."""
    wording = comment.wording
    return size(wording.body, wording.proposed_text, wording.justification, comment.quote)


def refuse_more(db: Session, submission: Submission, more: int, *, is_new: bool) -> None:
    """Raises Invalid if a response, which is locked, cannot take so many bytes more, or one comment more."""
    if is_new:
        kept = db.scalar(select(func.count()).where(Comment.submission_id == submission.id)) or 0
        if kept >= MOST_COMMENTS:
            raise Invalid(TOO_MANY_COMMENTS, field="body", most=str(MOST_COMMENTS))
    if more > 0 and submission.unsent_bytes + more > MOST_BYTES:
        raise Invalid(TOO_LONG, field="body")


def take(db: Session, submission: Submission, more: int) -> None:
    """Count bytes that a response has more, or less. The last thing that is done in a transaction: others who
    write wait for it. Raises TooMany if there is no room left for all together."""
    if submission.unsent_bytes == 0:
        more += PER_RESPONSE
    submission.unsent_bytes = max(0, submission.unsent_bytes + more)
    db.flush()
    if not tallies.add(db, ALL, more, MOST_OF_ALL):
        raise TooMany(FULL, retry_after=COME_AGAIN)


def release(db: Session, kept: int) -> None:
    """Responses that counted so many bytes have been sent, and count no longer. Only their receipts come
    after it."""
    tallies.add(db, ALL, -kept, MOST_OF_ALL)


def count_anew(db: Session) -> None:
    """Count all that are unsent once more, such as after some were deleted."""
    unsent = select(func.coalesce(func.sum(Submission.unsent_bytes), 0))
    tallies.count_anew(db, ALL, unsent.where(Submission.received_at.is_(None)))
