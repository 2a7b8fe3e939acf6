"""The counts that decide whether a document may go on."""

from datetime import timedelta

from sqlalchemy import event
from sqlalchemy.orm import Session

from consultation.answers import progress, triage
from consultation.answers.answering import AnswerInput, answer_comment
from consultation.models import Comment
from documents import queries
from documents.models import Document
from members.models import Mandate
from tests.consultation.sending import send_comment, unsent_comment
from tests.support.factories import (
    NOW,
    make_consultation,
    make_document,
    make_mandate,
    make_revision,
    make_version,
)

CLOSES = NOW + timedelta(days=1)
LAST_MOMENT = CLOSES - timedelta(microseconds=1)


def begun(db: Session) -> tuple[Document, Mandate]:
    document = make_document(db)
    make_consultation(
        db, queries.version_by_number(db, document, 1), opens_at=NOW - timedelta(days=5), closes_at=CLOSES
    )
    return document, make_mandate(db, "working_group")


def comment_on(db: Session, document: Document, **values: object) -> Comment:
    from consultation.queries import rounds_of

    return send_comment(db, rounds_of(db, document)[0], **values)  # type: ignore[arg-type]


def answer(db: Session, comment: Comment, member: Mandate, answer: str, *revisions: object) -> None:
    answer_comment(
        db,
        comment,
        AnswerInput(answer=answer, reason="why", language="en", revisions=revisions),
        by=member,
        now=NOW,
    )


def timely(db: Session, document: Document) -> tuple[int, int]:
    """How many on-time comments are answered, and how many there are."""
    counted = progress.answered_of(db, [document])[document.id]
    return counted.answered, counted.comments


def test_the_closing_instant_itself_is_late_and_the_moment_before_is_on_time(db: Session) -> None:
    document, _member = begun(db)
    comment_on(db, document, at=LAST_MOMENT)
    comment_on(db, document, at=CLOSES)
    found = progress.progress_of(db, [document])[document.id]
    assert (found.comments, found.late) == (1, 1)
    assert progress.count_unanswered(db, document) == 1


def test_late_and_unsent_comments_do_not_hold_a_document_up(db: Session) -> None:
    document, _member = begun(db)
    comment_on(db, document, at=CLOSES)
    from consultation.queries import rounds_of

    unsent_comment(db, rounds_of(db, document)[0])
    assert progress.count_unanswered(db, document) == 0
    assert timely(db, document) == (0, 0)


def test_each_answer_brings_the_count_down_by_one(db: Session) -> None:
    document, member = begun(db)
    comments = [comment_on(db, document) for _ in range(3)]
    answer(db, comments[0], member, "noted")
    answer(db, comments[1], member, "noted")
    answer(db, comments[1], member, "not accepted")  # a second thought counts once
    assert progress.count_unanswered(db, document) == 1
    assert timely(db, document) == (2, 3)


def test_other_documents_do_not_count(db: Session) -> None:
    document, _member = begun(db)
    other, _member = begun(db)
    comment_on(db, other)
    assert progress.count_unanswered(db, document) == 0
    assert timely(db, other) == (0, 1)


def test_an_accepted_comment_without_a_revision_is_unlinked(db: Session) -> None:
    document, member = begun(db)
    first, second, third = [comment_on(db, document) for _ in range(3)]
    answer(db, first, member, "accepted")
    answer(db, second, member, "partly accepted")
    answer(db, third, member, "noted")
    assert progress.count_unlinked(db, document) == 2
    answer(db, first, member, "accepted", make_revision(db, document))
    assert progress.count_unlinked(db, document) == 1


def test_only_the_answer_that_stands_can_promise_a_change(db: Session) -> None:
    document, member = begun(db)
    first, second = comment_on(db, document), comment_on(db, document)
    answer(db, first, member, "accepted")
    answer(db, first, member, "not accepted")
    answer(db, second, member, "not accepted")
    assert progress.count_unlinked(db, document) == 0
    answer(db, second, member, "accepted")
    assert progress.count_unlinked(db, document) == 1


def uncertain_version(db: Session, document: Document) -> int:
    """A next version in which the comments on the last paragraph have no certain place."""
    make_revision(db, document)
    queries.draft(db, document)[-1].certain = False
    return make_version(db, document, edit=False).number


def test_uncertain_places_are_counted_in_the_last_version_alone(db: Session) -> None:
    document, _member = begun(db)
    last = queries.draft(db, document)[-1].pid
    comment_on(db, document, pid=last)
    assert progress.progress_of(db, [document])[document.id].uncertain == 0
    number = uncertain_version(db, document)
    assert progress.count_uncertain(db, queries.version_by_number(db, document, number)) == 1
    found = progress.progress_of(db, [document])[document.id]
    assert (found.uncertain, found.waiting) == (1, 2), "without a place, and without an answer"


def test_all_documents_are_counted_in_a_constant_number_of_statements(db: Session) -> None:
    def statements(documents: list[Document]) -> int:
        seen: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        event.listen(db.connection(), "before_cursor_execute", note)
        progress.progress_of(db, documents)
        event.remove(db.connection(), "before_cursor_execute", note)
        return len(seen)

    documents = [begun(db)[0] for _ in range(4)]
    assert statements(documents) == statements(documents[:1]) <= 5


# The table of the working group


def numbers(db: Session, document: Document, show: str = "all") -> list[int | None]:
    return [row.comment.number for row in triage.table(db, document, show)]


def test_comments_are_listed_in_the_order_of_the_text(db: Session) -> None:
    document, _member = begun(db)
    pids = [row.pid for row in queries.draft(db, document)]
    for pid in (pids[3], None, pids[1]):
        comment_on(db, document, pid=pid)
    assert numbers(db, document) == [2, 3, 1], "the whole text first"


def test_each_filter_shows_its_comments_and_the_first_three_share_all_out(db: Session) -> None:
    document, member = begun(db)
    last = queries.draft(db, document)[-1].pid
    waiting, accepted, noted = [comment_on(db, document) for _ in range(3)]
    lost, late = comment_on(db, document, pid=last), comment_on(db, document, at=CLOSES)
    answer(db, accepted, member, "accepted")
    answer(db, noted, member, "noted")
    uncertain_version(db, document)
    shown = {show: set(numbers(db, document, show)) for show in triage.FILTERS}
    assert shown == {
        "all": {waiting.number, accepted.number, noted.number, lost.number, late.number},
        "unanswered": {waiting.number, lost.number},
        "answered": {accepted.number, noted.number},
        "unlinked": {accepted.number},
        "uncertain": {lost.number},
        "late": {late.number},
    }
    assert numbers(db, document)[-1] == lost.number, "what has no place stands at the end"


def test_a_long_list_comes_in_pages_that_share_it_out(db: Session) -> None:
    document, _member = begun(db)
    for _ in range(triage.PAGE + 2):
        comment_on(db, document)
    first = triage.table(db, document, "all")
    second = triage.table(db, document, "all", offset=triage.PAGE)
    assert triage.table_count(db, document, "all") == triage.PAGE + 2
    assert [row.comment.number for row in [*first, *second]] == list(range(1, triage.PAGE + 3))


def test_the_neighbours_of_a_comment_are_those_without_an_answer(db: Session) -> None:
    document, member = begun(db)
    comments = [comment_on(db, document) for _ in range(4)]
    answer(db, comments[1], member, "noted")
    assert triage.unanswered_beside(db, document, 3) == (1, 4)
    assert triage.unanswered_beside(db, document, 1) == (None, 3)
