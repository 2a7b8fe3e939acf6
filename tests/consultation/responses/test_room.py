"""Unsent responses stay until their round has closed: what they may hold is bounded, each and together."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consultation.models import Comment, Consultation, Submission
from consultation.responses import room, submissions
from consultation.responses.content import CommentInput, SenderInput
from core.db import Database
from core.errors import Invalid, TooMany
from core.limits.tallies import Tally
from tests.consultation.sending import send_comment, unsent_comment
from tests.support import factories
from tests.support.factories import NOW

WORDS = "реч" * 10
COUNTS = room.PER_COMMENT + 60  # such a comment


@pytest.fixture
def round_(db: Session) -> Consultation:
    return factories.make_consultation(db)


def taken(db: Session) -> int:
    return db.scalar(select(Tally.amount).where(Tally.name == room.ALL)) or 0


def add(
    db: Session, submission: Submission, body: str = WORDS, *, key: str = "", comment_id: int | None = None
) -> Comment:
    content = CommentInput(body=body, language="sr-Cyrl")
    key = key or submissions.new_key()
    return submissions.save_comment(db, submission, content, key=key, comment_id=comment_id, now=NOW)


def test_each_comment_counts_its_bytes_and_some_more(db: Session, round_: Consultation) -> None:
    submission = unsent_comment(db, round_, body=WORDS).submission
    assert submission.unsent_bytes == taken(db) == room.PER_RESPONSE + COUNTS
    other = add(db, submission)
    assert submission.unsent_bytes == taken(db) == room.PER_RESPONSE + 2 * COUNTS
    add(db, submission, WORDS * 2, comment_id=other.id)
    assert submission.unsent_bytes == taken(db) == room.PER_RESPONSE + 2 * COUNTS + 60


def test_the_same_form_twice_counts_once(db: Session, round_: Consultation) -> None:
    submission = unsent_comment(db, round_, body=WORDS).submission
    key = submissions.new_key()
    for _ in range(3):
        add(db, submission, key=key)
    assert taken(db) == room.PER_RESPONSE + 2 * COUNTS


def test_what_is_taken_out_or_sent_counts_no_longer(db: Session, round_: Consultation) -> None:
    submission = unsent_comment(db, round_, body=WORDS).submission
    other = add(db, submission)
    submissions.remove_comment(db, submission, comment_id=other.id)
    assert taken(db) == room.PER_RESPONSE + COUNTS
    submissions.remove_comment(db, submission, comment_id=other.id)
    assert taken(db) == room.PER_RESPONSE + COUNTS
    submissions.save_about(db, submission, SenderInput(kind="person", language="en"))
    for _ in range(2):
        submissions.send(db, submission, received_at=NOW)
    assert (submission.unsent_bytes, taken(db)) == (0, 0)


def test_S35_a_response_has_two_hundred_comments_at_most(db: Session, round_: Consultation) -> None:
    submission = unsent_comment(db, round_).submission
    db.add_all(
        Comment(submission_id=submission.id, document_id=round_.document_id,
                version_id=round_.version_id, key=f"{number}", quote=[])
        for number in range(room.MOST_COMMENTS - 2)
    )  # fmt: skip
    last = add(db, submission)
    with pytest.raises(Invalid, match="200 comments") as refused:
        add(db, submission)
    assert refused.value.field == "body"
    add(db, submission, "Another text.", comment_id=last.id)  # what is there may still be changed
    kept = db.scalar(select(func.count()).where(Comment.submission_id == submission.id))
    assert kept == room.MOST_COMMENTS


def test_S35_a_response_has_so_many_bytes_at_most(
    db: Session, round_: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MOST_BYTES", room.PER_RESPONSE + 2 * COUNTS)
    submission = unsent_comment(db, round_, body=WORDS).submission
    last = add(db, submission)
    with pytest.raises(Invalid, match="longer than one may be"):
        add(db, submission, "x")
    with pytest.raises(Invalid, match="longer than one may be"):
        add(db, submission, WORDS + "x", comment_id=last.id)
    add(db, submission, WORDS[1:], comment_id=last.id)
    assert submission.unsent_bytes == taken(db)


def test_S35_nor_have_all_together(
    db: Session, round_: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MOST_OF_ALL", 2 * (room.PER_RESPONSE + COUNTS))
    first = unsent_comment(db, round_, body=WORDS).submission
    unsent_comment(db, round_, body=WORDS)
    with pytest.raises(TooMany) as refused, db.begin_nested():
        unsent_comment(db, round_, body="x")
    assert refused.value.retry_after == room.COME_AGAIN
    submissions.save_about(db, first, SenderInput(kind="person", language="en"))
    submissions.send(db, first, received_at=NOW)  # what is saved can be sent, and makes room
    unsent_comment(db, round_, body="x")


def test_S35_requests_at_once_pass_no_limit_together(
    own_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither that of all, nor that of one response."""
    monkeypatch.setattr(room, "MOST_OF_ALL", 3 * (room.PER_RESPONSE + COUNTS))
    with own_database.writing() as db:
        number = factories.make_consultation(db).id
        db.commit()

    def begin(_number: int) -> bool:
        with own_database.writing() as db:
            try:
                unsent_comment(db, db.get_one(Consultation, number), body=WORDS)
            except TooMany:
                return False
            db.commit()
            return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(begin, range(16))) == 3
    with own_database.writing() as db:
        which = db.scalars(select(Submission.id)).first()
        db.execute(Tally.__table__.delete())  # type: ignore[attr-defined]
        db.commit()
    monkeypatch.setattr(room, "MOST_BYTES", room.PER_RESPONSE + 3 * COUNTS)

    def more(_number: int) -> bool:
        with own_database.writing() as db:
            try:
                add(db, db.get_one(Submission, which))
            except Invalid:
                return False
            db.commit()
            return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(more, range(16))) == 2


def test_all_can_be_counted_anew(db: Session, round_: Consultation) -> None:
    unsent_comment(db, round_, body=WORDS)
    send_comment(db, round_)
    before = taken(db)
    db.execute(Tally.__table__.update().values(amount=7))  # type: ignore[attr-defined]
    room.count_anew(db)
    assert taken(db) == before == room.PER_RESPONSE + COUNTS
