"""Every comment gets an answer with a reason, and an accepted one the revision that carried it out."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from consultation.answers import change_reasons, tracing
from consultation.answers.answering import NEEDS_REASON, AnswerInput, answer_comment, check_answer
from consultation.models import Comment, Disposition, Trace
from core.errors import Conflict, Invalid, Refused
from core.record import entries
from documents import queries
from documents.drafting import history
from documents.drafting.draft import Draft
from documents.models import Document, Revision
from documents.text.blocks import Block
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
from tests.support.recorded import content

TEXT = "One thing is said here.\n\nAnother thing is said there.\n\nA third thing is said last."


class Scene:
    """A document in consultation, a comment on its first paragraph, and a member who answers."""

    def __init__(self, db: Session) -> None:
        self.db = db
        self.document: Document = make_document(db, TEXT)
        version = queries.version_by_number(db, self.document, 1)
        self.pids = [paragraph.pid for paragraph in queries.paragraphs(db, version)]
        self.round = make_consultation(db, version)
        self.comment: Comment = send_comment(db, self.round, self.pids[0])
        self.member: Mandate = make_mandate(db, "working_group")

    def revise(self, pid: int | None = None, words: str = "") -> Revision:
        return make_revision(self.db, self.document, pid or self.pids[0], words)

    def answer(self, answer: str = "accepted", reason: str = "", **values: Any) -> Disposition:
        beside: Any = {"by": self.member, "now": NOW, "after": None}
        beside = {name: values.pop(name, value) for name, value in beside.items()}
        content = AnswerInput(answer=answer, reason=reason, **{"language": "en", **values})
        return answer_comment(self.db, self.comment, content, **beside)


@pytest.fixture
def scene(db: Session) -> Scene:
    return Scene(db)


def last_entry(db: Session) -> entries.Entry:
    return db.get_one(entries.Entry, entries.head(db).seq)


def test_an_answer_is_public_with_its_reason_and_the_mandate_it_was_given_under(scene: Scene) -> None:
    given = scene.answer("not accepted", "  The law asks for it.\r\n")
    assert (given.answer, given.reason, given.given_by) == (
        "not accepted",
        "The law asks for it.",
        scene.member,
    )
    entry = last_entry(scene.db)
    assert (entry.action, entry.actor, entry.subject) == (
        "comment.answered",
        scene.member.actor,
        scene.document.subject,
    )
    assert entry.payload is not None
    assert content(entry) == {
        "comment": scene.comment.number,
        "answer": "not accepted",
        "reason": "The law asks for it.",
        "language": "en",
        "revisions": [],
    }


def test_every_fault_of_an_answer_is_told_at_its_field(scene: Scene) -> None:
    revision = scene.revise(scene.pids[1], "Third aim")
    content = AnswerInput(answer="not accepted", reason=" ", language="en; DROP", revisions=[revision])
    _content, faults = check_answer(content, scene.comment)
    assert [fault.field for fault in faults] == ["reason", "language", "revisions"]
    _content, faults = check_answer(AnswerInput("", "a" * 10_001, "en"), scene.comment)
    assert [fault.field for fault in faults] == ["answer", "reason"]
    content, faults = check_answer(AnswerInput("accepted", " Yes.\r\n", "en", [revision]), scene.comment)
    assert (content.reason, faults) == ("Yes.", [])


@pytest.mark.parametrize("answer", NEEDS_REASON)
def test_an_answer_that_says_nothing_by_itself_needs_a_reason(scene: Scene, answer: str) -> None:
    with pytest.raises(Invalid) as refused:
        scene.answer(answer, "  ")
    assert refused.value.field == "reason"


@pytest.mark.parametrize("answer", ["accepted", "noted"])
def test_a_plain_yes_may_stand_alone(scene: Scene, answer: str) -> None:
    assert scene.answer(answer).reason == ""


@pytest.mark.parametrize("answer", ["", "rejected", "Accepted"])
def test_only_the_answers_of_the_glossary_are_given(scene: Scene, answer: str) -> None:
    with pytest.raises(Invalid) as refused:
        scene.answer(answer, "why")
    assert refused.value.field == "answer"


def test_a_second_answer_replaces_the_first_and_both_stay(scene: Scene) -> None:
    scene.answer("noted")
    second = scene.answer("not accepted", "It costs too much.", now=NOW + timedelta(hours=1))
    scene.db.refresh(scene.comment)
    assert scene.comment.disposition is second
    assert [given.answer for given in scene.comment.dispositions] == ["noted", "not accepted"]


def test_a_comment_that_was_not_sent_cannot_be_answered(db: Session) -> None:
    scene = Scene(db)
    scene.comment = unsent_comment(db, scene.round, scene.pids[0])
    with pytest.raises(Refused):
        scene.answer("noted")
    assert db.scalar(select(func.count(Disposition.id))) == 0


def test_the_reason_may_not_be_endless(scene: Scene) -> None:
    with pytest.raises(Invalid) as refused:
        scene.answer("noted", "x" * 10_001)
    assert refused.value.field == "reason"


def test_an_accepted_comment_is_linked_to_the_revision_that_carried_it_out(scene: Scene) -> None:
    revision = scene.revise()
    scene.answer("accepted", revisions=[revision])
    payload = last_entry(scene.db).payload
    assert payload is not None
    assert payload.body["revisions"] == [revision.name] == ["1.1"]
    assert [
        trace.comment for trace in tracing.traces_behind(scene.db, scene.document, [revision])[revision.id]
    ] == [scene.comment]


def test_the_revision_may_be_named_later_without_a_second_answer(scene: Scene) -> None:
    first = scene.answer("accepted", "A good idea.")
    revision = scene.revise()
    assert scene.answer("accepted", "A good idea.", revisions=[revision]) is first
    assert scene.db.scalar(select(func.count(Disposition.id))) == 1
    assert last_entry(scene.db).action == "comment.linked"


def test_the_same_answer_with_nothing_new_is_not_given_twice(scene: Scene) -> None:
    scene.answer("noted")
    with pytest.raises(Invalid):
        scene.answer("noted")


def test_a_form_sent_twice_gives_one_answer(scene: Scene) -> None:
    first = scene.answer("noted", after=0)
    seq = entries.head(scene.db).seq
    assert scene.answer("noted", after=0) is first
    assert entries.head(scene.db).seq == seq


def test_an_answer_does_not_overwrite_one_that_its_author_has_not_seen(scene: Scene) -> None:
    scene.answer("noted", after=0)
    with pytest.raises(Conflict):
        scene.answer("accepted", after=0)


def test_an_answer_that_changes_nothing_names_no_revision(scene: Scene) -> None:
    with pytest.raises(Invalid) as refused:
        scene.answer("not accepted", "No.", revisions=[scene.revise()])
    assert refused.value.field == "revisions"


# Links


def test_a_link_said_twice_is_one_link(scene: Scene) -> None:
    revision = scene.revise()
    assert tracing.link(scene.db, scene.comment, revision) is tracing.link(scene.db, scene.comment, revision)
    assert scene.db.scalar(select(func.count(Trace.id))) == 1


def test_a_comment_is_not_linked_to_a_revision_of_another_document(scene: Scene) -> None:
    other = make_document(scene.db, TEXT)
    with pytest.raises(Invalid):
        tracing.link(scene.db, scene.comment, make_revision(scene.db, other))


def test_a_comment_is_not_linked_to_a_revision_older_than_its_text(scene: Scene) -> None:
    old = scene.revise()
    version = make_version(scene.db, scene.document, edit=False)
    later = send_comment(scene.db, make_consultation(scene.db, version), scene.pids[0])
    with pytest.raises(Invalid):
        tracing.link(scene.db, later, old)


@pytest.mark.parametrize("name", ["", "1", "1.", "1.99", "a.b", "1.1.1", "1." + "9" * 30, "¹.1"])
def test_a_name_that_no_revision_has_is_refused(scene: Scene, name: str) -> None:
    scene.revise()
    with pytest.raises(Invalid) as refused:
        tracing.revision_named(scene.db, scene.document, name)
    assert refused.value.field == "revisions"


def test_a_revision_is_found_by_the_name_it_is_shown_under(scene: Scene) -> None:
    revision = scene.revise()
    assert tracing.revision_named(scene.db, scene.document, " 1.1 ") is revision


def test_only_revisions_of_the_comments_own_paragraph_are_offered(scene: Scene) -> None:
    mine, _other = scene.revise(), scene.revise(scene.pids[1])
    assert tracing.revisions_touching(scene.db, scene.comment) == [mine]


# From the words back to the comments


def behind_pids(scene: Scene, low: int, high: int) -> dict[int, list[Comment]]:
    """The comments behind what changed between two versions, by the paragraph."""
    touches = history.touches(scene.db, scene.document, low, high)
    ids = change_reasons.comments_behind_pids(scene.db, scene.document, touches)
    comments = change_reasons.comments_by_id(scene.db, {id_ for found in ids.values() for id_ in found})
    return {pid: [comments[id_] for id_ in sorted(found)] for pid, found in ids.items()}


def test_a_changed_paragraph_lists_its_comments_and_the_others_none(scene: Scene) -> None:
    scene.answer("accepted", revisions=[scene.revise()])
    scene.revise(scene.pids[1])  # on the drafters' initiative
    make_version(scene.db, scene.document, edit=False)
    assert behind_pids(scene, 1, 2) == {scene.pids[0]: [scene.comment]}
    assert behind_pids(scene, 2, 3) == {}


def test_a_comment_behind_two_revisions_of_a_paragraph_is_listed_once(scene: Scene) -> None:
    scene.answer("accepted", revisions=[scene.revise(), scene.revise()])
    assert behind_pids(scene, 1, 2) == {scene.pids[0]: [scene.comment]}


def test_a_deleted_paragraph_lists_its_comments_under_its_old_pid(scene: Scene) -> None:
    draft = Draft(scene.db, scene.document, by=None, reason="as asked", now=NOW)
    scene.answer("accepted", revisions=[draft.delete(scene.pids[0], based_on=_changed_in(scene))])
    assert behind_pids(scene, 1, 2) == {scene.pids[0]: [scene.comment]}


def _changed_in(scene: Scene) -> int:
    row = queries.draft_paragraph(scene.db, scene.document, scene.pids[0])
    assert row is not None
    return row.changed_in


def test_an_import_names_each_comment_at_its_own_paragraph_alone(scene: Scene) -> None:
    words = [
        "One thing is said here, and well.",
        "Another thing is said, too.",
        "A third thing is said last.",
    ]
    rows = [
        (pid, Block("paragraph", 0, text), [pid], True) for pid, text in zip(scene.pids, words, strict=True)
    ]
    draft = Draft(scene.db, scene.document, by=None, reason="from the meeting", now=NOW)
    revision = draft.replace_all(rows)
    assert scene.pids[2] not in tracing.touched(revision), "its words are the same"
    scene.answer("accepted", revisions=[revision])
    assert behind_pids(scene, 1, 2) == {scene.pids[0]: [scene.comment]}


def test_a_comparison_asks_for_its_comments_in_a_constant_number_of_statements(scene: Scene) -> None:
    def statements() -> int:
        scene.db.expire_all()
        seen: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        assert scene.document.id, "loaded before counting"
        event.listen(scene.db.connection(), "before_cursor_execute", note)
        found = behind_pids(scene, 1, 2)
        for comments in found.values():
            for comment in comments:
                assert comment.submission.respondent is not None
                assert comment.disposition is not None
        event.remove(scene.db.connection(), "before_cursor_execute", note)
        return len(seen)

    scene.answer("accepted", revisions=[scene.revise()])
    few = statements()
    for pid in scene.pids:
        scene.comment = send_comment(scene.db, scene.round, pid)
        scene.answer("accepted", revisions=[scene.revise(pid)])
    assert statements() == few
