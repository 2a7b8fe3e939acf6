"""Sending by the token alone: the same as sending, with nothing that people read left off the record."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from consultation import public as kinds
from consultation.models import Comment, Consultation, Placement, Submission
from consultation.responses import submissions
from consultation.responses.content import CommentInput, SenderInput
from consultation.responses.submissions import Sent, Wanted
from core.db import Database
from core.errors import Refused
from core.limits.tallies import Tally
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


def send(db: Session, *tokens: str, round_id: int, hours: int = 0) -> list[Sent | Refused | None]:
    """Send the responses of these tokens together."""
    at = NOW + timedelta(hours=hours)
    return submissions.send_all(db, [Wanted([token], round_id, at) for token in tokens])


def send_one(db: Session, token: str, round_id: int, hours: int = 0) -> Submission | None:
    [sent] = send(db, token, round_id=round_id, hours=hours)
    assert not isinstance(sent, Refused)
    return sent and sent.submission


def test_S19_all_that_is_read_of_a_response_is_on_the_record(own_database: Database) -> None:
    """Also the name that was given in an earlier request, and the places in a version that came meanwhile."""
    with own_database.writing() as db:
        round_ = factories.make_consultation(db)
        token = write(db, round_)
        factories.make_version(db, round_.document)
        db.commit()
        round_id = round_.id
    with own_database.writing() as db:
        sent = send_one(db, token, round_id)
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
        first = send_one(db, token, round_.id)
        again = send_one(db, token, round_.id, hours=1)
        assert first is not None
        assert again is not None
        assert (again.received_at, again.digest, again.entry) == (NOW, first.digest, first.entry)
        assert send_one(db, token, round_.id + 1) is None
        assert send_one(db, "nobody's", round_.id) is None


@pytest.mark.parametrize(("comments", "about"), [(0, True), (1, False)])
def test_an_unfinished_response_is_not_sent_by_its_token(db: Session, comments: int, about: bool) -> None:
    round_ = factories.make_consultation(db)
    token = write(db, round_, comments, about)
    [refused] = send(db, token, round_id=round_.id)
    assert isinstance(refused, Refused)
    assert db.scalars(select(Comment.number)).all() == [None] * comments


def test_of_those_who_send_together_each_has_what_is_theirs(own_database: Database) -> None:
    """As if they had come one after another: one that was sent before, one twice, one that is not
    finished, one of nobody, one of another round."""
    with own_database.writing() as db:
        round_, other = factories.make_consultation(db), factories.make_consultation(db)
        tokens = [write(db, round_, comments) for comments in (1, 3, 2)]
        sent_before, unfinished, elsewhere = write(db, round_), write(db, round_, 0), write(db, other)
        send(db, sent_before, round_id=round_.id)
        factories.make_version(db, other.document)
        put_what_is_left_on_record(db)
        db.commit()
        in_round = [sent_before, unfinished, "nobody's", *tokens, tokens[0], elsewhere]
        at = [NOW + timedelta(hours=hours) for hours in range(1, 10)]
        wanted = [Wanted([token], round_.id, received) for token, received in zip(in_round, at, strict=False)]
        several = Wanted(["nobody's", tokens[0], elsewhere], other.id, at[-1])
        results = submissions.send_all(db, [*wanted, several])
        db.commit()
        assert isinstance(results[1], Refused)
        assert (results[2], results[7]) == (None, None)
        sent = [each for each in results if isinstance(each, Sent)]
        assert [each.token for each in sent] == [sent_before, *tokens, tokens[0], elsewhere]
        assert sent[4].submission is sent[1].submission
        times = [each.submission.received_at for each in sent]
        assert times == [NOW, at[3], at[4], at[5], at[3], at[8]]
        numbers = [[comment.number for comment in each.submission.comments] for each in sent[1:]]
        assert numbers == [[3], [4, 5, 6], [7, 8], [3], [1, 2]]
        entries_of = [each.submission.entry for each in sent]
        assert entries_of == [entries_of[0], *range(last := entries_of[1] or 0, last + 3), last, last + 3]
    with own_database.reading() as db:
        now = {name: value for kind in READ for name, value in kind.digests(db)}
        known = public.recorded(db, now)
        assert now == {name: state.digest for name, state in known.items()}
        stored = {number for number in db.scalars(select(Submission.entry)) if number}
        assert stored == set(entries_of) == {state.seq for state in known.values()}
        assert entries.verify(db) is None
        unsent = db.scalars(select(Submission.unsent_bytes).where(Submission.received_at.is_(None))).all()
        assert db.scalar(select(Tally.amount)) == sum(unsent)


@pytest.mark.parametrize(("comments", "responses"), [((1, 20), (1, 1)), ((1, 2), (1, 20))])
def test_F15_sending_takes_few_statements(
    own_database: Database, comments: tuple[int, int], responses: tuple[int, int]
) -> None:
    """However many comments a response has, and however many are sent together: ten thousand people may send
    within ten minutes."""
    statements: list[str] = []
    event.listen(own_database.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    numbers = []
    with own_database.writing() as db:
        round_ = factories.make_consultation(db)
        for of_each, many in zip(comments, responses, strict=True):
            tokens, round_id = [write(db, round_, of_each) for _ in range(many)], round_.id
            statements.clear()
            assert all(send(db, *tokens, round_id=round_id))
            db.commit()
            numbers.append(len([each for each in statements if not each.startswith("BEGIN")]))
    assert numbers[0] == numbers[1] <= 15
