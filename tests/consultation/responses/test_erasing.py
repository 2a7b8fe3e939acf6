"""Who sent a response goes, and its words; what stands afterwards is what the record names last."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Consultation, Submission
from consultation.responses import submissions
from consultation.responses.content import CommentInput, SenderInput
from consultation.responses.erasing import erase_author
from core.record import entries
from core.record.canonical import canonical
from core.record.entries import Entry, Payload
from core.record.public import recorded
from documents.queries import paragraphs
from tests.consultation.on_record import assert_all_recorded, folded
from tests.support import factories
from tests.support.factories import NOW

NAME = "Canary Respondent"


@pytest.fixture
def round_(db: Session) -> Consultation:
    return factories.make_consultation(db)


def sent(db: Session, round_: Consultation, *, publish: bool = True) -> Submission:
    """A response with two comments, one of which quotes a sentence."""
    submission = submissions.start(db, round_, token=submissions.token_for(submissions.new_key()), now=NOW)
    pid = paragraphs(db, round_.version)[-1].pid
    for body, place in (("Canary words.", pid), ("On the whole.", None)):
        content = CommentInput(body=body, language="en", pid=place, justification="Canary why")
        submissions.save_comment(db, submission, content, key=submissions.new_key(), now=NOW)
    who = SenderInput(kind="person", language="en", name=NAME, publish_name=publish)
    submissions.save_about(db, submission, who)
    db.expire(submission, ["comments"])
    return submissions.send(db, submission, received_at=NOW)


def names(submission: Submission) -> dict[str, str]:
    key = f"{submission.consultation.document.slug}/{submission.comments[0].number}"
    return {
        "submission": f"submission:{key}",
        "respondent": f"respondent:{key}",
        "comment": f"comment:{key}",
        "wording": f"wording:{key}/1",
    }


def test_what_is_sent_is_on_the_record_and_what_is_not_is_not(db: Session, round_: Consultation) -> None:
    submission = sent(db, round_)
    assert submission.entry is not None
    payload = db.get_one(Payload, submission.entry)
    assert set(names(submission).values()) <= set(payload.body["objects"])
    unsent = submissions.start(db, round_, token=submissions.token_for(submissions.new_key()), now=NOW)
    content = CommentInput(body="Not yet.", language="en")
    submissions.save_comment(db, unsent, content, key=submissions.new_key(), now=NOW)
    db.commit()  # nothing of it is public, so that nothing is to be put on the record
    assert_all_recorded(db)


def test_a_name_that_is_not_shown_is_not_on_the_record(db: Session, round_: Consultation) -> None:
    submission = sent(db, round_, publish=False)
    name = names(submission)["respondent"]
    assert name not in recorded(db, [name])
    assert_all_recorded(db)


def test_a_name_goes_alone_and_the_words_stay_as_they_were(db: Session, round_: Consultation) -> None:
    submission = sent(db, round_)
    known = recorded(db, names(submission).values())
    erase_author(db, submission, with_text=False, by=None, now=NOW)
    then = recorded(db, names(submission).values())
    called = names(submission)
    assert then[called["respondent"]].digest is None
    assert then[called["wording"]].digest == known[called["wording"]].digest
    assert then[called["submission"]].digest != known[called["submission"]].digest
    assert_all_recorded(db)


@pytest.mark.parametrize("name_first", [True, False])
def test_after_an_erasure_the_contents_that_are_left_name_what_stands(
    db: Session, round_: Consultation, name_first: bool
) -> None:
    submission = sent(db, round_)
    other = sent(db, round_)
    called, before = names(submission), recorded(db, names(submission).values())
    if name_first:
        erase_author(db, submission, with_text=False, by=None, now=NOW)
    erase_author(db, submission, with_text=True, by=None, now=NOW)
    assert submission.entry is not None
    assert db.get(Payload, submission.entry) is None
    assert entries.verify(db) is None
    assert_all_recorded(db)
    left = folded(db)
    assert left[called["respondent"]] is None
    assert left[called["wording"]] != before[called["wording"]].digest
    assert set(names(other).values()) <= set(left)


def test_nothing_is_left_to_guess_the_words_from(db: Session, round_: Consultation) -> None:
    """Whoever guesses them cannot tell from the record whether the guess is right."""
    submission = sent(db, round_)
    known = [submission.digest, *(wording.salt for each in submission.comments for wording in each.wordings)]
    known += [submission.salt, "Canary"]
    erase_author(db, submission, with_text=True, by=None, now=NOW)
    assert (submission.digest, submission.salt) == ("", "")
    left = b"".join(canonical(body) for body in db.scalars(select(Payload.body))).decode()
    assert not [each for each in known if each in left]


def test_a_content_erased_for_another_reason_takes_nothing_off_the_record(
    db: Session, round_: Consultation
) -> None:
    submission = sent(db, round_)
    assert submission.entry is not None
    entries.erase_payload(db, submission.entry, at=NOW, actor="operator", reason="it named somebody")
    last = db.scalars(select(Entry).order_by(Entry.seq.desc())).first()
    assert last is not None
    assert last.payload is not None
    assert set(names(submission).values()) <= set(last.payload.body["objects"])
    assert_all_recorded(db)
