"""Sending by the token alone: the same as sending, with nothing that people read left off the record."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from consultation import public as kinds
from consultation.models import Comment, Consultation, Placement, Submission
from consultation.responses import submissions
from consultation.responses.content import CommentInput, SenderInput
from core.db import Database
from core.errors import Refused
from core.record import entries, public
from tests.support import factories
from tests.support.recorded import put_what_is_left_on_record

NOW = factories.NOW
READ = (kinds.SUBMISSION, kinds.RESPONDENT, kinds.COMMENT, kinds.WORDING, kinds.PLACEMENT)


def write(db: Session, round_: Consultation, comments: int = 2, about: bool = True) -> str:
    """An unsent response that is safe in the database; its token."""
    token = submissions.token_for(submissions.new_key())
    unsent = submissions.start(db, round_, token=token, now=NOW)
    for number in range(comments):
        content = CommentInput(body=f"Remark **{number}**", language="en")
        submissions.save_comment(db, unsent, content, key=submissions.new_key(), now=NOW)
    if about:
        sender = SenderInput(kind="person", language="en", name="Canary Respondent", publish_name=True)
        submissions.save_about(db, unsent, sender)
    put_what_is_left_on_record(db)
    db.commit()
    return token


def send(db: Session, token: str, round_id: int, hours: int = 0) -> Submission | None:
    at = NOW + timedelta(hours=hours)
    return submissions.send_by_token(db, token, round_id, received_at=at, now=at)


def test_S19_all_that_is_read_of_a_response_is_on_the_record(own_database: Database) -> None:
    """Also the name that was given in an earlier request, and the places in a version that came meanwhile."""
    with own_database.writing() as db:
        round_ = factories.make_consultation(db)
        token = write(db, round_)
        factories.make_version(db, round_.document)
        db.commit()
        round_id = round_.id
    with own_database.writing() as db:
        sent = send(db, token, round_id)
        assert sent is not None
        db.commit()
    with own_database.reading() as db:
        stored = db.scalars(select(Submission)).one()
        assert (stored.received_at, stored.digest, stored.entry) == (
            sent.received_at,
            sent.digest,
            sent.entry,
        )
        assert [comment.number for comment in stored.comments] == [1, 2]
        assert [comment.wording.html for comment in stored.comments] == [
            f"<p>Remark <strong>{number}</strong></p>" for number in range(2)
        ]
        assert len(db.scalars(select(Placement)).all()) == 2
        now = {name: value for kind in READ for name, value in kind.digests(db)}
        assert [name.partition(":")[0] for name in now] == [
            "submission", "respondent", "comment", "comment", "wording", "wording", "placement",
        ]  # fmt: skip
        assert now == {name: known.digest for name, known in public.recorded(db, now).items()}
        assert {known.seq for known in public.recorded(db, now).values()} == {sent.entry}
        assert entries.verify(db) is None


def test_F14_by_token_twice_gives_the_same_and_another_round_has_none(own_database: Database) -> None:
    with own_database.writing() as db:
        round_ = factories.make_consultation(db)
        token = write(db, round_)
        first = send(db, token, round_.id)
        again = send(db, token, round_.id, hours=1)
        assert first is not None
        assert again is not None
        assert (again.received_at, again.digest, again.entry) == (NOW, first.digest, first.entry)
        assert send(db, token, round_.id + 1) is None
        assert send(db, "nobody's", round_.id) is None


@pytest.mark.parametrize(("comments", "about"), [(0, True), (1, False)])
def test_an_unfinished_response_is_not_sent_by_its_token(db: Session, comments: int, about: bool) -> None:
    round_ = factories.make_consultation(db)
    token = write(db, round_, comments, about)
    with pytest.raises(Refused):
        send(db, token, round_.id)
    assert db.scalars(select(Comment.number)).all() == [None] * comments


def test_F15_sending_takes_few_statements_however_many_comments(own_database: Database) -> None:
    """Ten thousand people may send within ten minutes."""
    statements: list[str] = []
    event.listen(own_database.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    numbers = []
    with own_database.writing() as db:
        round_ = factories.make_consultation(db)
        for comments in (1, 20):
            token, round_id = write(db, round_, comments), round_.id
            statements.clear()
            assert send(db, token, round_id)
            db.commit()
            numbers.append(len([each for each in statements if not each.startswith("BEGIN")]))
    assert numbers[0] == numbers[1] <= 14
