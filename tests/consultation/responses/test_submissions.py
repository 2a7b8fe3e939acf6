"""What a respondent may count on: nothing is lost, nothing is sent twice, and names stay apart."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from consultation import counts, queries
from consultation.models import Comment, Consultation, Placement, Submission
from consultation.responses import submissions
from consultation.responses.content import CommentInput, SenderInput
from core.db import Database
from core.errors import Invalid, NotFound, Refused
from core.record import entries as record
from core.record.canonical import digest
from documents.queries import paragraphs
from tests.support import factories

TICK = timedelta(microseconds=1)
NAME = "Canary Respondent"


@pytest.fixture
def round_(db: Session) -> Consultation:
    return factories.make_consultation(db)


def begin(db: Session, round_: Consultation, key: str = "", now: datetime = factories.NOW) -> Submission:
    token = submissions.token_for(key or submissions.new_key())
    return submissions.start(db, round_, token=token, now=now)


def comment_on(db: Session, submission: Submission, pid: int | None = None, **values: Any) -> Comment:
    outside = {"key": submissions.new_key(), "now": factories.NOW, "comment_id": None}
    beside = {name: values.pop(name, value) for name, value in outside.items()}
    content = CommentInput(pid=pid, **{"body": "Well said.", "language": "en", **values})
    return submissions.save_comment(db, submission, content, **beside)


def sent(db: Session, round_: Consultation, *pids: int | None, at: datetime = factories.NOW) -> Submission:
    submission = begin(db, round_)
    for pid in pids or (None,):
        comment_on(db, submission, pid)
    submissions.save_about(db, submission, SenderInput(kind="person", language="en", name=NAME))
    return submissions.send(db, submission, received_at=at)


def pid_of(db: Session, round_: Consultation, words: str) -> int:
    return next(row.pid for row in paragraphs(db, round_.version) if words in row.markdown)


def count(db: Session, table: type[Any]) -> int:
    return db.scalar(select(func.count()).select_from(table)) or 0


# Saving


def test_F14_the_same_form_twice_makes_one_comment(db: Session, round_: Consultation) -> None:
    unsent, key = begin(db, round_), submissions.new_key()
    first = comment_on(db, unsent, key=key, body="Once")
    again = comment_on(db, unsent, key=key, body="Once, corrected")
    assert again.id == first.id
    assert [c.body for c in db.scalars(select(Comment).where(Comment.submission_id == unsent.id))] == [
        "Once, corrected"
    ]


def test_F14_the_first_form_twice_without_a_cookie_finds_the_same_response(
    db: Session, round_: Consultation
) -> None:
    key = submissions.new_key()
    assert begin(db, round_, key).id == begin(db, round_, key).id


def test_neither_the_key_nor_the_token_is_in_the_database(db: Session, round_: Consultation) -> None:
    key = submissions.new_key()
    unsent = begin(db, round_, key)
    comment = comment_on(db, unsent, key=key)
    assert key not in (comment.key, unsent.token_hash)
    assert unsent.token_hash != submissions.token_for(key)


@pytest.mark.parametrize("key", ["", "1", "x" * 31, "ключ" * 10, "a b" * 12])
def test_a_key_that_could_be_guessed_begins_no_response(key: str) -> None:
    with pytest.raises(Invalid):
        submissions.token_for(key)


def test_a_response_of_one_round_is_not_found_in_another(db: Session, round_: Consultation) -> None:
    key = submissions.new_key()
    begin(db, round_, key)
    with pytest.raises(NotFound):
        begin(db, factories.make_consultation(db), key)


def test_quotes_are_sentences_of_the_paragraph_in_its_order(db: Session) -> None:
    document = factories.make_document(db, "First one. Second one! Third one?\n\nAnother paragraph.")
    round_ = factories.make_consultation(db, document.versions[-1])
    unsent, pid = begin(db, round_), pid_of(db, round_, "First one.")
    comment = comment_on(db, unsent, pid, quote=["Third one?", "First one."])
    assert comment.quote == ["First one.", "Third one?"]
    for quote in (["Another paragraph."], ["First"], ["Not there."], ["First one.", "Invented."]):
        with pytest.raises(Invalid) as refused:
            comment_on(db, unsent, pid, quote=quote)
        assert refused.value.field == "quote"


def test_an_unchanged_wording_suggests_nothing(db: Session, round_: Consultation) -> None:
    unsent, pid = begin(db, round_), pid_of(db, round_, "First aim")
    original = "First aim: clusters work together across borders."
    assert comment_on(db, unsent, pid, proposed_text=f"{original}\r\n").proposed_text == ""
    changed = comment_on(db, unsent, pid, proposed_text=original.replace("work", "learn"))
    assert changed.proposed_text == "First aim: clusters learn together across borders."


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"body": "   \n"}, "body"),
        ({"body": "\u200b\u202e"}, "body"),
        ({"body": "я" * 10_001}, "body"),
        ({"proposed_text": "a" * 10_001}, "proposed_text"),
        ({"justification": "a" * 10_001}, "justification"),
        ({"kind": "shout"}, "kind"),
        ({"language": "en; DROP"}, "language"),
        ({"pid": None, "proposed_text": "New words"}, "proposed_text"),
        ({"pid": None, "quote": ["First aim: clusters work together across borders."]}, "quote"),
    ],
)
def test_F17_what_cannot_be_taken_is_refused_at_its_field(
    db: Session, round_: Consultation, values: dict[str, Any], field: str
) -> None:
    unsent = begin(db, round_)
    with pytest.raises(Invalid) as refused:
        comment_on(db, unsent, **{"pid": pid_of(db, round_, "First aim"), **values})
    assert refused.value.field == field


def test_F17_ten_thousand_characters_are_taken(db: Session, round_: Consultation) -> None:
    assert len(comment_on(db, begin(db, round_), body="я" * 10_000).body) == 10_000


def test_F18_F20_text_is_nfc_and_has_nothing_hidden(db: Session, round_: Consultation) -> None:
    typed = "Пре\u202e\u200bдлог\x00 c\u030c\r\nнови ред\U000e0041"
    assert comment_on(db, begin(db, round_), body=typed).body == "Предлог č\nнови ред"


@pytest.mark.parametrize("pid", [10_000, 0, -1, 2**31, 2**63])
def test_an_unknown_paragraph_is_not_found(db: Session, round_: Consultation, pid: int) -> None:
    with pytest.raises(NotFound):
        comment_on(db, begin(db, round_), pid)


def test_S15_a_comment_of_another_response_is_neither_changed_nor_removed(
    db: Session, round_: Consultation
) -> None:
    mine, theirs = begin(db, round_), begin(db, round_)
    comment = comment_on(db, theirs, body="Theirs")
    with pytest.raises(NotFound):
        comment_on(db, mine, comment_id=comment.id, body="Mine")
    submissions.remove_comment(db, mine, comment_id=comment.id)
    db.refresh(comment)
    assert comment.body == "Theirs"


def test_removing_a_comment_twice_is_no_error(db: Session, round_: Consultation) -> None:
    unsent = begin(db, round_)
    comment = comment_on(db, unsent)
    submissions.remove_comment(db, unsent, comment_id=comment.id)
    submissions.remove_comment(db, unsent, comment_id=comment.id)
    assert count(db, Comment) == 0


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "country"}, "kind"),
        ({"kind": "organisation"}, "organisation"),
        ({"publish_name": True}, "name"),
        ({"country": "rs"}, "country"),
        ({"country": "'--"}, "country"),
        ({"name": "n" * 201}, "name"),
        ({"language": ""}, "language"),
    ],
)
def test_who_sends_is_checked_at_its_field(
    db: Session, round_: Consultation, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        submissions.save_about(
            db, begin(db, round_), SenderInput(**{"kind": "person", "language": "en", **values})
        )
    assert refused.value.field == field


# Sending


def test_sending_numbers_comments_within_the_document(db: Session, round_: Consultation) -> None:
    other = factories.make_consultation(db)
    first, elsewhere, second = sent(db, round_, None, None), sent(db, other), sent(db, round_)
    numbers = [[c.number for c in submission.comments] for submission in (first, elsewhere, second)]
    assert numbers == [[1, 2], [1], [3]]


def test_F14_sending_twice_gives_the_same_receipt(db: Session, round_: Consultation) -> None:
    first = sent(db, round_)
    known = (first.received_at, first.digest, first.entry, first.comments[0].number)
    entries = count(db, record.Entry)
    later = factories.NOW + timedelta(hours=1)
    again = submissions.send(db, first, received_at=later)
    assert (again.received_at, again.digest, again.entry, again.comments[0].number) == known
    assert count(db, record.Entry) == entries


def test_a_sent_response_is_not_changed(db: Session, round_: Consultation) -> None:
    done = sent(db, round_)
    with pytest.raises(Refused):
        comment_on(db, done)
    with pytest.raises(Refused):
        submissions.remove_comment(db, done, comment_id=done.comments[0].id)
    with pytest.raises(Refused):
        submissions.save_about(db, done, SenderInput(kind="person", language="en", name="Other"))


@pytest.mark.parametrize("about", [True, False])
def test_an_empty_or_anonymous_response_is_not_sent(db: Session, round_: Consultation, about: bool) -> None:
    unsent = begin(db, round_)
    if about:
        submissions.save_about(db, unsent, SenderInput(kind="person", language="en"))
    else:
        comment_on(db, unsent)
    with pytest.raises(Refused):
        submissions.send(db, unsent, received_at=factories.NOW)


@pytest.mark.parametrize(("offset", "late"), [(-TICK, False), (timedelta(0), True), (TICK, True)])
def test_F12_P02_late_is_a_label_decided_to_the_microsecond(
    db: Session, round_: Consultation, offset: timedelta, late: bool
) -> None:
    submission = sent(db, round_, at=round_.closes_at + offset)
    db.expire_all()
    assert submission.late is late
    entry = db.get_one(record.Entry, submission.entry)
    assert entry.payload is not None
    assert entry.payload.body["late"] is late
    assert [row.comment for row in queries.comments_of(db, round_)] == submission.comments


def test_F13_an_extension_makes_a_late_response_timely(db: Session, round_: Consultation) -> None:
    submission = sent(db, round_, at=round_.closes_at + timedelta(seconds=5))
    assert submission.late
    round_.closes_at += timedelta(days=1)
    assert not submission.late


def test_before_the_opening_nothing_is_taken(db: Session) -> None:
    round_ = factories.make_consultation(db, state="announced")
    with pytest.raises(Refused):
        begin(db, round_, now=round_.opens_at - TICK)
    unsent = begin(db, round_, now=round_.opens_at)
    with pytest.raises(Refused):
        comment_on(db, unsent, now=round_.opens_at - TICK)


def test_the_digest_is_that_of_the_public_part_and_survives_erasure(
    db: Session, round_: Consultation
) -> None:
    submission = sent(db, round_, pid_of(db, round_, "First aim"))
    known = submission.digest
    db.delete(submission.respondent)
    db.flush()
    db.expire_all()
    assert digest(submissions.public_part(submission)) == known


def test_S16_the_record_has_digests_and_nothing_personal(db: Session, round_: Consultation) -> None:
    pid = pid_of(db, round_, "First aim")
    submission = sent(db, round_, pid)
    entry = db.get_one(record.Entry, submission.entry)
    assert entry.payload is not None
    body = entry.payload.body
    assert (entry.actor, entry.subject) == ("public", round_.document.subject)
    assert body["comments"] == [
        {
            "number": 1,
            "pid": pid,
            "kind": "general",
            "language": "en",
            "digest": digest(submissions.comment_content(submission.comments[0])),
        }
    ]
    assert NAME not in json.dumps([body, entry.actor, entry.subject])
    assert "Well said." not in json.dumps(body)
    assert record.verify(db) is None


# Reading


def test_only_what_was_sent_counts(db: Session, round_: Consultation) -> None:
    pid = pid_of(db, round_, "First aim")
    sent(db, round_, pid, pid, None)
    comment_on(db, begin(db, round_), pid)
    assert queries.comment_counts(db, round_.version) == {pid: 2}
    assert len(queries.comments_at(db, round_.version, pid)) == 2
    assert sum(facet.count for facet in counts.facets(db, round_)) == 3


def test_counts_include_comments_carried_from_an_earlier_version(db: Session, round_: Consultation) -> None:
    pid = pid_of(db, round_, "First aim")
    old = sent(db, round_, pid).comments[0]
    version = factories.make_version(db, round_.document)
    if not db.scalar(select(Placement).where(Placement.comment_id == old.id)):
        db.add(Placement(comment=old, version=version, pid=pid, kind="unchanged"))
        db.flush()
    new = sent(db, factories.make_consultation(db, version), pid).comments[0]
    assert queries.comment_counts(db, version) == {pid: 2}
    places = queries.comments_at(db, version, pid)
    assert [(p.comment.id, p.comment.version.number) for p in places] == [(old.id, 1), (new.id, 2)]
    assert [p.placement is None for p in places] == [False, True]
    assert queries.comment_counts(db, round_.version) == {pid: 1}


def test_comments_come_in_the_order_of_the_text(db: Session, round_: Consultation) -> None:
    last, first = pid_of(db, round_, "once a year"), pid_of(db, round_, "First aim")
    sent(db, round_, last, first, None, first)
    assert [row.comment.number for row in queries.comments_of(db, round_)] == [3, 2, 4, 1]
    assert [row.comment.number for row in queries.comments_of(db, round_, limit=3, offset=3)] == [1]


def test_filters_narrow_a_list(db: Session, round_: Consultation) -> None:
    unsent = begin(db, round_)
    comment_on(db, unsent, kind="technical", language="sq")
    comment_on(db, unsent, kind="editorial", language="el")
    submissions.save_about(db, unsent, SenderInput(kind="person", language="en"))
    submissions.send(db, unsent, received_at=factories.NOW)
    for filters, found in (
        (counts.Filters(kind="technical"), [1]),
        (counts.Filters(language="el"), [2]),
        (counts.Filters(answered=False), [1, 2]),
        (counts.Filters(answered=True), []),
        (counts.Filters(kind="technical", language="el"), []),
    ):
        assert [row.comment.number for row in queries.comments_of(db, round_, filters)] == found


@pytest.fixture
def statements(db: Session) -> Iterator[list[str]]:
    """The SQL of the test from here on."""
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(db.get_bind(), "before_cursor_execute", note)
    yield seen
    event.remove(db.get_bind(), "before_cursor_execute", note)


def test_a_list_takes_the_same_number_of_statements_however_long(
    db: Session, round_: Consultation, statements: list[str]
) -> None:
    pid = pid_of(db, round_, "First aim")
    taken = []
    for _more in range(2):
        sent(db, round_, pid, pid, pid)
        db.expire_all()
        statements.clear()
        queries.comments_of(db, round_)
        queries.comments_at(db, round_.version, pid)
        queries.comment_counts(db, round_.version)
        taken.append(len(statements))
    assert taken[0] == taken[1]


def test_a_receipt_is_found_by_its_token_alone_and_only_after_sending(
    db: Session, round_: Consultation
) -> None:
    key = submissions.new_key()
    unsent, token = begin(db, round_, key), submissions.token_for(key)
    assert queries.unsent_by_token(db, token) == unsent
    with pytest.raises(NotFound):
        queries.receipt_by_token(db, token)
    comment_on(db, unsent)
    submissions.save_about(db, unsent, SenderInput(kind="person", language="en"))
    submissions.send(db, unsent, received_at=factories.NOW)
    assert queries.unsent_by_token(db, token) is None
    assert queries.receipt_by_token(db, token) == unsent
    with pytest.raises(NotFound):
        queries.receipt_by_token(db, token + "x")


# Many at once


def test_F12_F14_many_senders_at_once_get_a_number_each_and_a_double_click_one(
    own_database: Database,
) -> None:
    """Six people send in the same moment, each with a double click."""
    with own_database.writing() as db:
        round_id = factories.make_consultation(db).id
        db.commit()
    keys = [submissions.new_key() for _sender in range(6)]

    def click(key: str) -> tuple[int, int | None]:
        with own_database.writing() as db:
            round_ = db.get_one(Consultation, round_id)
            unsent = submissions.start(db, round_, token=submissions.token_for(key), now=factories.NOW)
            if unsent.received_at is None:
                comment_on(db, unsent, key=key)
                submissions.save_about(db, unsent, SenderInput(kind="person", language="en"))
            done = submissions.send(db, unsent, received_at=factories.NOW)
            db.commit()
            return done.id, done.entry

    def try_click(key: str) -> tuple[int, int | None]:
        try:
            return click(key)
        except Refused:  # the other click has sent it between our finding the response and saving
            return click(key)

    with ThreadPoolExecutor(6) as pool:
        receipts = list(pool.map(try_click, [*keys, *keys]))
    with own_database.reading() as db:
        assert sorted(db.scalars(select(Comment.number))) == [1, 2, 3, 4, 5, 6]
        assert count(db, Submission) == 6
        assert record.verify(db) is None
    assert receipts[:6] == receipts[6:]
