"""Comments for tests, sent the way respondents send them."""

import itertools
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from consultation.models import Comment, Consultation, Submission
from consultation.responses import submissions
from consultation.responses.content import CommentInput, SenderInput
from tests.support.factories import NOW

_keys = itertools.count(1)


def send_comment(
    db: Session,
    round_: Consultation,
    pid: int | None = None,
    *,
    quote: Sequence[str] = (),
    body: str = "Please say this more plainly.",
    language: str = "sq",
    name: str = "",
    at: datetime = NOW,
) -> Comment:
    """A comment that was sent alone. With ``name`` its author asked to be named."""
    comment = unsent_comment(db, round_, pid, quote=quote, body=body, language=language, at=at)
    submission = comment.submission
    submissions.save_about(
        db, submission, SenderInput(kind="person", language=language, name=name, publish_name=bool(name))
    )
    submissions.send(db, submission, received_at=at)
    return comment


def unsent_comment(
    db: Session,
    round_: Consultation,
    pid: int | None = None,
    *,
    quote: Sequence[str] = (),
    body: str = "Please say this more plainly.",
    language: str = "sq",
    at: datetime = NOW,
) -> Comment:
    """A comment in a response that nobody has sent."""
    key = f"key-for-tests-{next(_keys):020}"
    submission: Submission = submissions.start(db, round_, token=submissions.token_for(key), now=at)
    comment = submissions.save_comment(
        db, submission, CommentInput(body=body, language=language, pid=pid, quote=quote), key=key, now=at
    )
    db.refresh(submission)
    return comment
