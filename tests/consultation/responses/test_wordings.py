"""What a comment says: the last wording stands, earlier ones can be read, and the receipt holds for ever."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, event, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from consultation import counts, queries
from consultation.models import Comment, Consultation, Wording
from consultation.reports.comments_json import comments_json
from consultation.responses import submissions
from core.db import Database
from core.record import entries
from core.record.canonical import digest, timestamp
from core.record.public import Unrecorded, recorded
from tests.consultation.on_record import assert_all_recorded
from tests.consultation.sending import send_comment, unsent_comment
from tests.support import factories
from tests.support.factories import NOW

LATER = NOW + timedelta(hours=1)
RECEIPT_FIELDS = {
    "document",
    "version",
    "consultation",
    "received_at",
    "kind",
    "country",
    "language",
    "comments",
}


@pytest.fixture
def round_(db: Session) -> Consultation:
    return factories.make_consultation(db)


def change(db: Session, comment: Comment, body: str) -> None:
    """As a room to come will do it: one more wording, and an entry."""
    wording = Wording(
        number=comment.wording.number + 1,
        kind="technical",
        language="sq",
        body=body,
        html=f"<p>{body}</p>",
        renderer=comment.wording.renderer,
        written_at=LATER,
    )
    comment.wordings.append(wording)
    entries.append(
        db,
        at=LATER,
        actor=entries.PUBLIC,
        action="comment.changed",
        subject=comment.version.document.subject,
        body={"comment": comment.number},
    )


def test_a_receipt_of_before_is_that_of_now(db: Session, round_: Consultation) -> None:
    """Byte by byte what the digest of a receipt has always covered."""
    comment = send_comment(db, round_, body="Ново: „како“?", language="sr-Cyrl")
    submission = comment.submission
    was = {
        "document": round_.document.slug,
        "version": 1,
        "consultation": round_.id,
        "received_at": timestamp(NOW),
        "kind": "person",
        "country": "",
        "language": "sr-Cyrl",
        "comments": [
            {
                "number": comment.number,
                "pid": None,
                "quote": [],
                "kind": "general",
                "body": "Ново: „како“?",
                "proposed_text": "",
                "justification": "",
                "language": "sr-Cyrl",
            }
        ],
    }
    assert set(was) == RECEIPT_FIELDS
    assert submissions.public_part(submission) == was
    assert submission.digest == digest(was)


def test_the_last_wording_stands_earlier_ones_match_and_the_receipt_holds(
    db: Session, round_: Consultation
) -> None:
    comment = send_comment(db, round_, body="First words.")
    key, known = f"{round_.document.slug}/{comment.number}", comment.submission.digest
    change(db, comment, "Second words.")
    assert_all_recorded(db)
    db.expire_all()
    assert comment.body == "Second words."
    assert [wording.body for wording in comment.wordings] == ["First words.", "Second words."]
    assert all(recorded(db, [f"wording:{key}/1", f"wording:{key}/2"]).values())
    assert digest(submissions.public_part(comment.submission)) == known == comment.submission.digest
    [listed] = queries.comments_of(db, round_)
    assert (listed.comment.body, listed.comment.altered) == ("Second words.", False)
    assert [facet.kind for facet in counts.facets(db, round_)] == ["technical"]
    assert not queries.comments_of(db, round_, counts.Filters(kind="general"))
    assert queries.comments_of(db, round_, counts.Filters(kind="technical", language="sq"))
    assert [each["body"] for each in comments_json(db, round_.id)] == ["Second words."]


def test_a_wording_without_an_entry_is_refused(db: Session, round_: Consultation) -> None:
    comment = send_comment(db, round_)
    comment.wordings.append(Wording(number=2, body="In silence.", language="en", written_at=LATER))
    with pytest.raises(Unrecorded, match="wording:"):
        db.commit()


def test_a_list_of_comments_is_read_in_as_many_statements_whatever_they_say(
    db: Session, round_: Consultation
) -> None:
    def statements() -> int:
        seen: list[str] = []
        db.commit()
        db.expunge_all()

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        event.listen(db.connection(), "before_cursor_execute", note)
        for each in queries.comments_of(db, db.get_one(Consultation, number)):
            assert each.comment.body
        event.remove(db.connection(), "before_cursor_execute", note)
        return len(seen)

    number = round_.id
    send_comment(db, round_)
    few = statements()
    for _each in range(7):
        send_comment(db, db.get_one(Consultation, number))
    assert statements() == few


@pytest.fixture
def stored(own_database: Database) -> Database:
    """A comment that was sent, and one that was not."""
    with own_database.writing() as db:
        round_ = factories.make_consultation(db)
        send_comment(db, round_, body="Sent.")
        unsent_comment(db, round_, body="Unsent.")
        db.commit()
    return own_database


SENT = select(Comment.id).where(Comment.number.is_not(None)).scalar_subquery()
EMPTIED = dict.fromkeys(("body", "proposed_text", "justification", "html", "justification_html", "salt"), "")
REFUSED = [
    update(Wording).where(Wording.comment_id == SENT).values(body="Altered."),
    update(Wording).where(Wording.comment_id == SENT).values(html="<p>Altered.</p>"),
    update(Wording).where(Wording.comment_id == SENT).values(body=""),
    update(Wording).where(Wording.comment_id == SENT).values(EMPTIED | {"renderer": 0, "number": 2}),
    update(Wording).where(Wording.comment_id == SENT).values(EMPTIED | {"renderer": 0, "kind": "technical"}),
    delete(Wording).where(Wording.comment_id == SENT),
    update(Comment).where(Comment.id == SENT).values(pid=7),
    update(Comment).where(Comment.id == SENT).values(quote=["Altered."]),
    update(Comment).where(Comment.id == SENT).values(number=None),
    delete(Comment).where(Comment.id == SENT),
]


def test_S42_what_was_sent_stays_as_it_was(stored: Database) -> None:
    for statement in REFUSED:
        with pytest.raises(DBAPIError, match="kept as it was sent"), stored.engine.begin() as connection:
            connection.execute(statement)


def test_what_was_sent_may_be_emptied_and_what_was_not_may_change_and_go(stored: Database) -> None:
    with stored.engine.begin() as connection:
        connection.execute(update(Comment).where(Comment.id == SENT).values(withheld_at=NOW))
        connection.execute(
            update(Wording).where(Wording.comment_id == SENT).values(EMPTIED | {"renderer": 0})
        )
        connection.execute(update(Wording).where(Wording.comment_id != SENT).values(body="Otherwise."))
        connection.execute(delete(Wording).where(Wording.comment_id != SENT))
        connection.execute(delete(Comment).where(Comment.number.is_(None)))
    with pytest.raises(DBAPIError, match="kept as it was sent"), stored.engine.begin() as connection:
        connection.execute(update(Comment).where(Comment.id == SENT).values(withheld_at=None))
