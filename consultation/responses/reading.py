"""Reading a response that is about to be sent: locked first, then as it stands.

Ten thousand people may send within ten minutes, so each statement is made once.
"""

from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from consultation.models import Comment, Consultation, Respondent, Submission, Wording
from core.rows import columns, objects, tell
from core.tokens import token_hash
from documents.models import Document, Version

_RESPONSE = (Submission, Consultation, Version, Document)
_OF_TOKEN = (
    select(*columns(*_RESPONSE))
    .join_from(Submission, Consultation, Submission.consultation_id == Consultation.id)
    .join(Version, Version.id == Consultation.version_id)
    .join(Document, Document.id == Consultation.document_id)
    .where(Submission.token_hash == bindparam("token_hash"))
    .with_for_update(of=Submission)
)
# One that is unsent has one wording a comment.
_SAID = (Comment, Wording, Respondent)
_CONTENT = (
    select(*columns(*_SAID))
    .join_from(Comment, Wording, Wording.comment_id == Comment.id)
    .outerjoin(Respondent, Respondent.submission_id == Comment.submission_id)
    .where(Comment.submission_id == bindparam("submission"))
    .order_by(Comment.id)
)
_DOCUMENT: Any = Document.__table__
_NUMBERS = (
    update(_DOCUMENT)
    .where(_DOCUMENT.c.id == bindparam("document"))
    .values(next_comment=_DOCUMENT.c.next_comment + bindparam("many"))
    .returning(_DOCUMENT.c.next_comment)
)


def locked_by_token(db: Session, token: str) -> Submission | None:
    """The response of a token, sent or not, with its round; nobody else changes it until the end of the
    transaction. An object that no session looks after, as are those that ``read_content`` tells it."""
    response = db.connection().execute(_OF_TOKEN, {"token_hash": token_hash(token)}).first()
    if response is None:
        return None
    submission, consultation, version, document = objects(response, *_RESPONSE)
    tell(version, document=document)
    tell(consultation, version=version, document=document)
    tell(submission, consultation=consultation)
    return submission  # type: ignore[no-any-return]


def read_content(db: Session, submission: Submission) -> None:
    """Tell an unsent response that is locked its comments and who sends it, as they stand now: whoever
    saved before it was locked is seen."""
    version = submission.consultation.version
    comments, respondent = [], None
    for remark in db.connection().execute(_CONTENT, {"submission": submission.id}):
        comment, wording, respondent = objects(remark, *_SAID)
        assert comment.version_id == version.id, "it was saved in this round"
        tell(comment, submission=submission, version=version, wording=wording)
        tell(wording, comment=comment)
        comments.append(comment)
    if respondent is not None:
        tell(respondent, submission=submission)
    tell(submission, comments=comments, respondent=respondent)


def hand_out(db: Session, document: Document, many: int) -> range:
    """So many public numbers, one after another within the document, also for two senders at once.

    The lock lets others go on saving comments meanwhile: their rows only refer to the document.
    """
    after = db.connection().execute(_NUMBERS, {"document": document.id, "many": many}).scalar_one()
    tell(document, next_comment=after)
    return range(after - many, after)
