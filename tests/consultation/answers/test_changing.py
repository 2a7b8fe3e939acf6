"""However the draft is changed, what is said of the changes that comments led to is what stands in it."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consultation.answers import change_reasons, changing, progress, surviving, tracing, triage
from consultation.answers.answering import AnswerInput, answer_comment
from consultation.answers.changing import Links
from consultation.models import Comment, Trace
from consultation.public import SURVIVAL, TRACE
from consultation.reports.comments_json import comments_json
from core.errors import Invalid
from core.record import checking, entries, public
from documents import queries
from documents.drafting import history
from documents.drafting.draft import Draft
from documents.drafting.standing import TextDescent
from documents.drafting.survival import Kept
from documents.formats.markdown import read_markdown
from documents.formats.reading import Reading
from documents.imports import importing
from documents.models import Document, Revision
from members.models import Mandate
from process.services import publish_version
from tests.consultation.sending import send_comment
from tests.support.factories import NOW, make_consultation, make_document, make_mandate

TEXT = "\n\n".join(
    f"Thing number {number} is said here. It holds for all {number}." for number in range(1, 7)
)


class Scene:
    """A document in consultation, with comments on its first paragraphs and one on the whole text."""

    def __init__(self, db: Session) -> None:
        self.db = db
        self.document: Document = make_document(db, TEXT)
        version = queries.version_by_number(db, self.document, 1)
        self.pids = [paragraph.pid for paragraph in queries.paragraphs(db, version)]
        self.round = make_consultation(db, version)
        self.comments = [send_comment(db, self.round, pid) for pid in (*self.pids[:3], None)]
        self.member: Mandate = make_mandate(db, "working_group")

    def change(
        self, operation: Callable[[Draft], Revision | None], *comments: Comment, reason: str = ""
    ) -> Revision:
        saved = changing.change(
            self.db,
            self.document,
            operation,
            reason="To be better",
            by=self.member,
            now=NOW,
            links=Links(comments, reason),
        )
        assert saved is not None
        return saved.revision

    def edit(self, pid: int, words: str, *comments: Comment, reason: str = "") -> Revision:
        at = self.changed_in(pid)
        return self.change(lambda draft: draft.edit(pid, words, based_on=at), *comments, reason=reason)

    def changed_in(self, pid: int) -> int:
        row = queries.draft_paragraph(self.db, self.document, pid)
        assert row is not None
        return row.changed_in

    def words(self, pid: int) -> str:
        row = queries.draft_paragraph(self.db, self.document, pid)
        assert row is not None
        return row.markdown

    def take_in(self, text: str) -> Revision:
        """The file of a whole text made the draft."""
        blocks, title, omissions = read_markdown(text)
        pending = importing.begin_import(
            self.db,
            self.document,
            Reading(blocks, title, omissions),
            file_name="next.md",
            by=self.member,
            now=NOW,
        )
        return changing.confirm_import(self.db, pending, by=self.member, reason="From the meeting", now=NOW)

    def publish(self) -> None:
        publish_version(self.db, self.document, label="next", by=self.member, now=NOW)

    def accept(self, comment: Comment, *revisions: Revision, link_reason: str = "") -> None:
        content = AnswerInput("accepted", "Yes.", "en", revisions=revisions, link_reason=link_reason)
        answer_comment(self.db, comment, content, by=self.member, now=NOW)
        self.db.refresh(comment, ["traces", "dispositions"])

    def trace(self) -> Trace:
        [trace] = self.db.scalars(select(Trace).order_by(Trace.id)).all()
        self.db.refresh(trace)
        return trace

    def told(self) -> list[tuple[str, dict[str, Any]]]:
        """What the record says became of links: action and content."""
        said = []
        for entry in entries.entries(self.db):
            if entry.action in ("comment.linked", "comment.unlinked", "comment.kept", "comments.shown"):
                assert entry.payload is not None
                said.append((entry.action, {k: v for k, v in entry.payload.body.items() if k != "objects"}))
        return said


@pytest.fixture
def scene(db: Session) -> Scene:
    return Scene(db)


def is_consistent(scene: Scene) -> None:
    """What is kept of every trace is what is found from nothing, and the record names it."""
    traces = scene.db.scalars(select(Trace)).all()
    for trace in traces:
        assert trace.kept_cache == surviving.now_for(scene.db, trace.comment, trace.revision)[0], (
            trace.revision.name
        )
        assert (trace.undone_by is not None) == (trace.kept_cache == Kept.NOT)
    rows = [(kind, trace) for trace in traces for kind in (TRACE, SURVIVAL)]
    assert all(each.alike for each in public.compared(scene.db, rows).values())


# The false trace


MORE = " And it is written down."


def test_a_change_that_another_edit_undoes_is_undone_and_the_comment_waits_again(
    scene: Scene,
) -> None:
    comment, pid = scene.comments[0], scene.pids[0]
    before = scene.words(pid)
    linked = scene.edit(pid, before + MORE, comment)
    scene.accept(comment)
    assert progress.count_unlinked(scene.db, scene.document) == 0
    undoing = scene.edit(pid, before)
    trace = scene.trace()
    assert (trace.kept_cache, trace.undone_by, trace.version) == (Kept.NOT, undoing, None)
    assert progress.count_unlinked(scene.db, scene.document) == 1
    assert progress.progress_of(scene.db, [scene.document])[scene.document.id].unlinked == 1
    [waiting] = triage.table(scene.db, scene.document, "unlinked")
    assert waiting.comment is comment
    scene.publish()
    assert scene.trace().version is None, "the version does not show it"
    [given] = [each["disposition"] for each in comments_json(scene.db, scene.round.id) if each["disposition"]]
    assert given["revisions"] == []
    assert given["changes"] == [
        {"revision": linked.name, "kept": "not", "undone_by": undoing.name, "version": None, "reason": ""}
    ]
    touches = history.touches(scene.db, scene.document, 1, 2)
    assert change_reasons.comments_behind_pids(scene.db, scene.document, touches, 2) == {}
    assert scene.told() == [
        ("comment.linked", {"comment": 1, "revisions": [linked.name]}),
        ("comment.unlinked", {"comment": 1, "revision": linked.name, "undone_by": undoing.name}),
    ]
    is_consistent(scene)


def test_an_import_undoes_it_as_well(scene: Scene) -> None:
    comment, pid = scene.comments[0], scene.pids[0]
    scene.edit(pid, scene.words(pid) + MORE, comment)
    scene.accept(comment)
    undoing = scene.take_in(TEXT)
    assert (scene.trace().kept_cache, scene.trace().undone_by) == (Kept.NOT, undoing)
    assert progress.count_unlinked(scene.db, scene.document) == 1


def test_a_version_that_shows_it_stays_named_when_it_is_undone_later(scene: Scene) -> None:
    comment, pid = scene.comments[0], scene.pids[0]
    before = scene.words(pid)
    scene.edit(pid, before + MORE, comment)
    scene.accept(comment)
    scene.publish()
    second = queries.version_by_number(scene.db, scene.document, 2)
    assert scene.trace().version is second
    undoing = scene.edit(pid, before)
    assert (scene.trace().kept_cache, scene.trace().version) == (Kept.NOT, second)
    assert progress.count_unlinked(scene.db, scene.document) == 1
    scene.publish()
    assert scene.trace().version is second

    def behind(low: int, high: int) -> dict[int, set[int]]:
        touches = history.touches(scene.db, scene.document, low, high)
        return change_reasons.comments_behind_pids(scene.db, scene.document, touches, high)

    assert behind(1, 2) == {pid: {comment.id}}, "what was published then is as it was"
    assert behind(1, 3) == {}
    assert undoing.base == 2
    assert [action for action, _body in scene.told()] == [
        "comment.linked",
        "comments.shown",
        "comment.unlinked",
    ]
    is_consistent(scene)


def test_words_that_come_back_link_the_comment_again(scene: Scene) -> None:
    comment, pid = scene.comments[0], scene.pids[0]
    before = scene.words(pid)
    linked = scene.edit(pid, before + MORE, comment)
    scene.accept(comment)
    scene.edit(pid, before)
    scene.edit(pid, before + MORE)
    assert (scene.trace().kept_cache, scene.trace().undone_by) == (Kept.WHOLE, None)
    assert progress.count_unlinked(scene.db, scene.document) == 0
    scene.edit(pid, before + " And it is put down.")
    assert scene.trace().kept_cache == Kept.PART
    assert progress.count_unlinked(scene.db, scene.document) == 0
    assert scene.told()[2:] == [
        ("comment.linked", {"comment": 1, "revisions": [linked.name], "kept": "whole"}),
        ("comment.kept", {"comment": 1, "revision": linked.name, "kept": "part"}),
    ]
    is_consistent(scene)


def test_words_are_followed_through_a_split_a_merge_and_a_file(scene: Scene) -> None:
    comment, (pid, other) = scene.comments[0], scene.pids[:2]
    scene.edit(pid, scene.words(pid) + MORE, comment)
    words = scene.words(pid)
    cut = words.index(" And")
    at = scene.changed_in(pid)
    revision = scene.change(lambda draft: draft.split(pid, [words[:cut], words[cut + 1 :]], based_on=at))
    part = revision.after[1]["pid"]
    is_consistent(scene)
    joined = f"{scene.words(part)} {scene.words(other)}"
    based_on = {"based_on": scene.changed_in(other), "other_based_on": scene.changed_in(part)}
    scene.change(lambda draft: draft.merge(other, part, joined, **based_on))
    assert scene.trace().kept_cache == Kept.WHOLE
    is_consistent(scene)
    scene.take_in(
        "\n\n".join(row.markdown for row in queries.draft(scene.db, scene.document)) + "\n\nThe end."
    )
    assert scene.trace().kept_cache == Kept.WHOLE
    scene.publish()
    scene.edit(other, scene.words(other).removeprefix("And it is written down. "))
    assert scene.trace().kept_cache == Kept.NOT
    is_consistent(scene)


def test_a_deleted_paragraph_that_is_written_again_is_no_deletion(scene: Scene) -> None:
    comment, pid = scene.comments[1], scene.pids[1]
    words, at = scene.words(pid), scene.changed_in(pid)
    scene.change(lambda draft: draft.delete(pid, based_on=at), comment)
    assert scene.trace().kept_cache == Kept.WHOLE
    undoing = scene.change(lambda draft: draft.insert(scene.pids[4], words))
    assert (scene.trace().kept_cache, scene.trace().undone_by) == (Kept.NOT, undoing)
    is_consistent(scene)


def test_a_paragraph_that_is_moved_back_is_no_move(scene: Scene) -> None:
    comment, pid = scene.comments[1], scene.pids[1]
    at = scene.changed_in(pid)
    moved = scene.change(lambda draft: draft.move(pid, scene.pids[4], based_on=at), comment)
    assert scene.trace().kept_cache == Kept.WHOLE
    undoing = scene.change(lambda draft: draft.move(pid, scene.pids[0], based_on=moved.id))
    assert (scene.trace().kept_cache, scene.trace().undone_by) == (Kept.NOT, undoing)
    is_consistent(scene)


# Whatever happens


class Drafter:
    """Somebody who changes a draft at random, and links comments to what they do."""

    def __init__(self, scene: Scene, seed: int) -> None:
        self.scene, self.chance = scene, random.Random(seed)

    def sentence(self) -> str:
        words = "aims plans reports members council openly soon yearly shall may".split()
        return " ".join(self.chance.choices(words, k=self.chance.randint(2, 6))).capitalize() + "."

    def act(self) -> None:
        rows = queries.draft(self.scene.db, self.scene.document)
        often = [self.edit] * 3 + [self.undo] * 2
        others = [self.insert, self.delete, self.move, self.split, self.merge, self.take_in, self.publish]
        act = self.chance.choice([*often, *others])
        if len(rows) > 3 or act == self.insert:
            act(rows)

    def links(self) -> list[Comment]:
        return self.chance.sample(self.scene.comments, self.chance.choice([0, 1, 1, 2]))

    def change(self, operation: Callable[[Draft], Revision | None]) -> None:
        changing.change(
            self.scene.db,
            self.scene.document,
            operation,
            reason="why",
            by=self.scene.member,
            now=NOW,
            links=Links(self.links(), "It belongs together."),
        )

    def edit(self, rows: list[Any]) -> None:
        row = self.chance.choice(rows)
        sentences = row.markdown.split(". ")
        sentences[self.chance.randrange(len(sentences))] = self.sentence().removesuffix(".")
        words = ". ".join([*sentences[: self.chance.randint(1, 4)]]).removesuffix(".") + "."
        if words != row.markdown:
            self.change(lambda draft: draft.edit(row.pid, words, based_on=row.changed_in))

    def undo(self, rows: list[Any]) -> None:
        """Put a paragraph back to an earlier wording."""
        row = self.chance.choice(rows)
        earlier = [
            state["markdown"]
            for revision in history.touching(self.scene.db, self.scene.document, row.pid)
            for state in revision.before
            if state["pid"] == row.pid and state["markdown"] != row.markdown
        ]
        if earlier:
            words = self.chance.choice(earlier)
            self.change(lambda draft: draft.edit(row.pid, words, based_on=row.changed_in))

    def insert(self, rows: list[Any]) -> None:
        gone = [
            state["markdown"]
            for revision in history.revisions(self.scene.db, self.scene.document, limit=50)
            if revision.operation == "delete"
            for state in revision.before
        ]
        words = self.chance.choice([*gone, self.sentence(), f"{self.sentence()} {self.sentence()}"])
        after = self.chance.choice(rows).pid if rows else None
        self.change(lambda draft: draft.insert(after, words))

    def delete(self, rows: list[Any]) -> None:
        row = self.chance.choice(rows)
        self.change(lambda draft: draft.delete(row.pid, based_on=row.changed_in))

    def move(self, rows: list[Any]) -> None:
        row, after = self.chance.sample(rows, 2)
        self.change(lambda draft: draft.move(row.pid, after.pid, based_on=row.changed_in))

    def split(self, rows: list[Any]) -> None:
        row = self.chance.choice(rows)
        parts = row.markdown.split(". ", 1)
        if len(parts) == 2:
            parts[0] += "."
            self.change(lambda draft: draft.split(row.pid, parts, based_on=row.changed_in))

    def merge(self, rows: list[Any]) -> None:
        row, other = self.chance.sample(rows, 2)
        words = f"{row.markdown} {other.markdown}"
        based_on = {"based_on": row.changed_in, "other_based_on": other.changed_in}
        self.change(lambda draft: draft.merge(row.pid, other.pid, words, **based_on))

    def take_in(self, rows: list[Any]) -> None:
        texts = [row.markdown for row in rows]
        for _time in range(self.chance.randint(1, 3)):
            at = self.chance.randrange(len(texts))
            kind = self.chance.choice(["edit", "delete", "insert", "swap", "join"])
            if kind == "edit":
                texts[at] = f"{self.sentence()} {texts[at]}"
            elif kind == "delete" and len(texts) > 3:
                del texts[at]
            elif kind == "insert":
                texts.insert(at, self.sentence())
            elif kind == "swap":
                texts[0], texts[at] = texts[at], texts[0]
            elif len(texts) > 3 and at:
                texts[at - 1 : at + 1] = [" ".join(texts[at - 1 : at + 1])]
        revision = self.scene.take_in("\n\n".join(texts))
        for comment in self.links():
            tracing.link_on_record(
                self.scene.db, [comment], revision, reason="From it.", by=self.scene.member, now=NOW
            )

    def publish(self, _rows: list[Any]) -> None:
        if queries.unpublished_revisions(self.scene.db, self.scene.document):
            self.scene.publish()


# What is done does not depend on the database; that it finds the same again is seen in one story.
SEEDS = [("sqlite", seed) for seed in range(5)] + [("postgresql", 0)]


@pytest.mark.parametrize(("store", "seed"), SEEDS, indirect=["store"], scope="session")
def test_after_whatever_is_done_what_is_kept_is_what_is_found_from_nothing(scene: Scene, seed: int) -> None:
    drafter = Drafter(scene, seed)
    for _time in range(30):
        drafter.act()
        is_consistent(scene)
    drafter.publish([])
    is_consistent(scene)
    kinds = set(scene.db.scalars(select(Trace.kept_cache)))
    assert Kept.WHOLE in kinds
    assert Kept.NOT in kinds
    assert scene.db.scalar(select(func.count(Trace.id)).where(Trace.version_id.is_not(None)))
    scene.db.commit()
    faults = list(checking.faults(scene.db, NOW + timedelta(minutes=1)))
    assert [fault for fault in faults if fault.startswith(("trace", "survival"))] == []


# Linking


def test_a_comment_is_linked_to_a_change_of_another_paragraph_with_a_reason_alone(scene: Scene) -> None:
    comment, other = scene.comments[0], scene.pids[4]
    before = scene.words(other)
    with pytest.raises(Invalid) as refused:
        scene.edit(other, before + MORE, comment)
    assert refused.value.field == "link_reason"
    assert scene.words(other) == before, "nothing was saved"
    scene.edit(other, before + MORE, comment, reason="Both are one thought.")
    assert scene.trace().reason == "Both are one thought."
    [(action, body)] = scene.told()
    assert (action, body["link_reason"]) == ("comment.linked", "Both are one thought.")
    is_consistent(scene)


def test_a_comment_on_the_whole_text_fits_any_change(scene: Scene) -> None:
    scene.edit(scene.pids[4], scene.words(scene.pids[4]) + MORE, scene.comments[3])
    assert scene.trace().reason == ""


def test_a_reason_is_kept_where_it_is_needed_alone(scene: Scene) -> None:
    scene.edit(scene.pids[0], scene.words(scene.pids[0]) + MORE, scene.comments[0], reason="Not asked for")
    assert scene.trace().reason == ""


def test_a_part_that_was_split_off_is_the_comments_own(scene: Scene) -> None:
    pid = scene.pids[0]
    first, second = scene.words(pid).split(". ")
    at = scene.changed_in(pid)
    revision = scene.change(lambda draft: draft.split(pid, [f"{first}.", second], based_on=at))
    part = revision.after[1]["pid"]
    scene.edit(part, scene.words(part) + MORE, scene.comments[0])
    assert scene.trace().reason == ""


def test_an_answer_names_no_revision_that_was_undone(scene: Scene) -> None:
    comment, pid = scene.comments[0], scene.pids[0]
    before = scene.words(pid)
    undone = scene.edit(pid, before + MORE)
    scene.edit(pid, before)
    assert undone not in tracing.revisions_touching(scene.db, comment)
    with pytest.raises(Invalid) as refused:
        scene.accept(comment, undone)
    assert refused.value.field == "revisions"
    assert scene.db.scalar(select(func.count(Trace.id))) == 0


def test_a_link_that_was_undone_is_not_said_again(scene: Scene) -> None:
    comment, pid = scene.comments[0], scene.pids[0]
    before = scene.words(pid)
    linked = scene.edit(pid, before + MORE, comment)
    scene.accept(comment)
    scene.edit(pid, before)
    with pytest.raises(Invalid) as refused:
        scene.accept(comment, linked)
    assert refused.value.field == "revisions"
    another = scene.edit(pid, before + " It is kept.")
    scene.accept(comment, another)
    assert progress.count_unlinked(scene.db, scene.document) == 0
    assert [trace.revision for trace in comment.carried_out] == [another]
    assert [trace.revision for trace in comment.undone] == [linked]


def test_a_change_that_is_linked_after_it_was_published_names_its_version(scene: Scene) -> None:
    comment, pid = scene.comments[0], scene.pids[0]
    revision = scene.edit(pid, scene.words(pid) + MORE)
    scene.publish()
    scene.accept(comment, revision)
    assert scene.trace().version is queries.version_by_number(scene.db, scene.document, 2)


def test_a_change_that_was_undone_when_its_version_came_out_names_the_one_that_shows_it(scene: Scene) -> None:
    comment, pid = scene.comments[0], scene.pids[0]
    before = scene.words(pid)
    revision = scene.edit(pid, before + MORE)
    scene.edit(pid, before)
    scene.edit(scene.pids[1], scene.words(scene.pids[1]) + MORE)
    scene.publish()
    scene.edit(pid, before + MORE)
    scene.publish()
    scene.accept(comment, revision)
    assert scene.trace().version is queries.version_by_number(scene.db, scene.document, 3)
    assert TextDescent(scene.db, scene.document).kept_of(revision) == Kept.WHOLE
