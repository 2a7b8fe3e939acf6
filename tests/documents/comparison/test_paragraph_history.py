"""A paragraph followed through all versions, back and forth."""

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from core.errors import NotFound
from documents.comparison import paragraph_history
from documents.comparison.paragraph_history import followed
from documents.drafting.draft import Draft
from documents.lineage import Line
from documents.models import Document
from documents.queries import draft_paragraph
from tests.support.factories import NOW, make_document, make_revision, make_version


def test_a_paragraph_is_followed_through_splits_and_merges() -> None:
    steps: list[list[Line]] = [
        [],
        [Line(1, 1, "split"), Line(1, 2, "split"), Line(3, 3, "unchanged")],
        [Line(1, 1, "unchanged"), Line(2, 3, "merged"), Line(3, 3, "merged")],
        [Line(1, None, "deleted"), Line(3, 7, "edited"), Line(None, 8, "added")],
    ]
    there = [{1, 3}, {1, 2, 3}, {1, 3}, {7, 8}]
    assert followed(steps, there, 3, 7) == [{1, 3}, {2, 3}, {3}, {7}]
    assert followed(steps, there, 1, 2) == [{1}, {2}, {3}, {7}]
    assert followed(steps, there, 2, 1) == [{1}, {1}, {1}, set()]
    assert followed(steps, there, 3, 8) == [set(), set(), set(), {8}]


def test_a_paragraph_that_ended_and_came_back_is_followed_over_the_gap() -> None:
    steps: list[list[Line]] = [
        [],
        [Line(1, 1, "unchanged"), Line(2, None, "deleted")],
        [Line(1, 1, "unchanged"), Line(None, 2, "added")],
    ]
    there = [{1, 2}, {1}, {1, 2}]
    for start in (0, 2):
        assert followed(steps, there, start, 2) == [{2}, set(), {2}]


def test_stages_tell_what_became_of_it_and_why(db: Session) -> None:
    document = make_document(db)
    make_revision(db, document, 2, "First aim: clusters meet.", reason="Shorter.")
    make_version(db, document, edit=False)
    make_version(db, document)  # changes another paragraph
    Draft(db, document, by=None, reason="Not needed.", now=NOW).delete(
        2, based_on=_changed_in(db, document, 2)
    )
    make_version(db, document, edit=False)
    make_version(db, document)
    stages = paragraph_history.states(db, document, 2, drafted=False)
    assert [(stage.number, stage.kind) for stage in stages] == [
        (1, ""),
        (2, "edited"),
        (3, "unchanged"),
        (4, "deleted"),
    ]
    assert [[touch.reason for touch in stage.touches] for stage in stages] == [
        [],
        ["Shorter."],
        [],
        ["Not needed."],
    ]


def test_a_paragraph_costs_the_same_questions_in_a_long_history(db: Session) -> None:
    document = make_document(db, versions=2)

    def statements() -> int:
        seen: list[str] = []
        db.expire_all()
        assert document.id

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        event.listen(db.connection(), "before_cursor_execute", note)
        paragraph_history.states(db, document, 7, drafted=True)
        event.remove(db.connection(), "before_cursor_execute", note)
        return len(seen)

    few = statements()
    for _version in range(4):
        make_version(db, document)
    assert statements() == few


def test_what_no_version_has_is_not_found(db: Session) -> None:
    document = make_document(db)
    with pytest.raises(NotFound):
        paragraph_history.states(db, document, 99, drafted=True)


def _changed_in(db: Session, document: Document, pid: int) -> int:
    row = draft_paragraph(db, document, pid)
    assert row is not None
    return row.changed_in
