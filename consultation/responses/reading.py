"""Reading responses that are about to be sent: locked first, then as they stand.

Ten thousand people may send within ten minutes, so each statement is made once, and one does for as many
responses as are sent together.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from consultation.models import Comment, Consultation, Respondent, Submission, Wording
from core.rows import columns, objects, tell
from core.tokens import token_hash
from documents.models import Document, Version

_RESPONSE = (Submission, Consultation, Version, Document)
_OF_TOKENS = (
    select(*columns(*_RESPONSE))
    .join_from(Submission, Consultation, Submission.consultation_id == Consultation.id)
    .join(Version, Version.id == Consultation.version_id)
    .join(Document, Document.id == Consultation.document_id)
    .where(Submission.token_hash.in_(bindparam("hashes", expanding=True)))
    .where(Submission.consultation_id.in_(bindparam("rounds", expanding=True)))
    .order_by(Submission.id)  # all lock in this order, so that none waits for one who waits for them
    .with_for_update(of=Submission)
)
# One that is unsent has one wording a comment.
_SAID = (Comment, Wording, Respondent)
_CONTENTS = (
    select(*columns(*_SAID))
    .join_from(Comment, Wording, Wording.comment_id == Comment.id)
    .outerjoin(Respondent, Respondent.submission_id == Comment.submission_id)
    .where(Comment.submission_id.in_(bindparam("submissions", expanding=True)))
    .order_by(Comment.id)
)
_CLOSINGS = select(Consultation.id, Consultation.closes_at).where(
    Consultation.id.in_(bindparam("rounds", expanding=True))
)
_DOCUMENT: Any = Document.__table__
_NUMBERS = (
    update(_DOCUMENT)
    .where(_DOCUMENT.c.id == bindparam("document"))
    .values(next_comment=_DOCUMENT.c.next_comment + bindparam("many"))
    .returning(_DOCUMENT.c.next_comment)
)


def locked_by_tokens(db: Session, tokens: Iterable[str], rounds: Collection[int]) -> dict[str, Submission]:
    """The responses of some tokens in some rounds, sent or not, each with its round; nobody else changes them
    until the end of the transaction. By token; one that has no response there is left out. They are objects
    that no session looks after, as are those that ``read_contents`` tells them."""
    by_hash = {token_hash(token): token for token in tokens}
    if not by_hash:
        return {}
    locked: dict[str, Submission] = {}
    shared: dict[tuple[type, int], Any] = {}  # a round, its version and its document, each once
    for response in db.connection().execute(_OF_TOKENS, {"hashes": list(by_hash), "rounds": list(rounds)}):
        submission, *about = objects(response, *_RESPONSE)
        consultation, version, document = (shared.setdefault((type(each), each.id), each) for each in about)
        tell(version, document=document)
        tell(consultation, version=version, document=document)
        tell(submission, consultation=consultation)
        locked[by_hash[submission.token_hash]] = submission
    return locked


def read_contents(db: Session, submissions: Sequence[Submission]) -> None:
    """Tell unsent responses that are locked their comments and who sends them, as they stand now: whoever
    saved before they were locked is seen."""
    by_id = {submission.id: submission for submission in submissions}
    if not by_id:
        return
    comments: dict[int, list[Comment]] = {number: [] for number in by_id}
    respondents: dict[int, Respondent] = {}
    for remark in db.connection().execute(_CONTENTS, {"submissions": list(by_id)}):
        comment, wording, respondent = objects(remark, *_SAID)
        submission = by_id[comment.submission_id]
        version = submission.consultation.version
        assert comment.version_id == version.id, "it was saved in this round"
        tell(comment, submission=submission, version=version, wording=wording)
        tell(wording, comment=comment)
        comments[submission.id].append(comment)
        if respondent is not None:
            tell(respondent, submission=submission)
            respondents[submission.id] = respondent
    for number, submission in by_id.items():
        tell(submission, comments=comments[number], respondent=respondents.get(number))


def read_closings(db: Session, submissions: Iterable[Submission]) -> None:
    """Tell the rounds of some responses when they close, as it stands now. While their documents are held
    (``hand_out``) nobody moves that, and what is late is told by it."""
    rounds = {submission.consultation_id: submission.consultation for submission in submissions}
    for number, closes_at in db.connection().execute(_CLOSINGS, {"rounds": list(rounds)}):
        tell(rounds[number], closes_at=closes_at)


def hand_out(db: Session, document: Document, many: int) -> range:
    """So many public numbers, one after another within the document, also for two senders at once.

    The lock lets others go on saving comments meanwhile: their rows only refer to the document.
    """
    after = db.connection().execute(_NUMBERS, {"document": document.id, "many": many}).scalar_one()
    tell(document, next_comment=after)
    return range(after - many, after)
