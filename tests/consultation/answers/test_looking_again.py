"""A save looks again at what may have come undone by it, and works no more for many comments than for one."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from consultation.answers import tracing
from consultation.models import Comment
from core.db import Database
from documents.drafting import standing, survival
from documents.models import Revision
from documents.redline.leaf_reader import Reader
from tests.consultation.answers.test_changing import MORE, NOW, TEXT, Scene, is_consistent
from tests.consultation.sending import send_comment
from tests.support.watching.statements import hearing

WORK = (survival.kept, standing.made, standing.TextDescent.__init__, Reader.read)


@contextmanager
def work(engine: Engine) -> Iterator[Counter[str]]:
    """How often is judged, a saved change or a draft read, a paragraph parsed, the database asked."""
    done: Counter[str] = Counter()
    names = {each.__code__: each.__qualname__ for each in WORK}

    def note(frame: FrameType, event: str, _arg: Any) -> None:
        if event == "call" and frame.f_code in names:
            done[names[frame.f_code]] += 1

    def ask(_sql: str) -> None:
        done["statement"] += 1

    survival._read.cache_clear()
    with hearing(engine, ask):
        before = sys.getprofile()
        sys.setprofile(note)
        try:
            yield done
        finally:
            sys.setprofile(before)


@pytest.fixture
def scene(db: Session) -> Scene:
    return Scene(db)


def link(scene: Scene, revision: Revision, *comments: Comment) -> None:
    tracing.link_on_record(scene.db, comments, revision, reason="It came of it.", by=scene.member, now=NOW)


def file(scene: Scene) -> Revision:
    """A file that changes the last two paragraphs, on which nobody has commented."""
    return scene.take_in(TEXT.replace("for all 5", "for each of 5").replace("for all 6", "for each of 6"))


def test_many_comments_that_led_to_one_file_are_no_more_work_than_one(
    scene: Scene, database: Database
) -> None:
    revision = file(scene)
    link(scene, revision, scene.comments[0])
    spent = []
    words = scene.words(scene.pids[4])
    for more in (MORE, " And it is put down."):
        with work(database.engine) as done:
            scene.edit(scene.pids[4], words + more)
        spent.append(done)
        link(
            scene,
            revision,
            *scene.comments,
            *(send_comment(scene.db, scene.round, each) for each in scene.pids[:4]),
        )
    assert spent[0] == spent[1]
    assert spent[0]["kept"] == 1
    is_consistent(scene)


def test_a_file_is_judged_again_only_for_the_comments_whose_paragraph_a_save_touched(
    scene: Scene, database: Database
) -> None:
    revision = scene.take_in(TEXT.replace("for all", "for each of"))
    link(scene, revision, *scene.comments[:3])
    with work(database.engine) as done:
        scene.edit(scene.pids[5], scene.words(scene.pids[5]) + MORE)
    assert done["kept"] == 0
    with work(database.engine) as done:
        scene.edit(scene.pids[1], scene.words(scene.pids[1]) + MORE)
    assert done["kept"] == 1
    is_consistent(scene)


def test_a_deletion_is_judged_again_only_where_a_paragraph_came_or_a_later_one_changed(
    scene: Scene, database: Database
) -> None:
    pid = scene.pids[1]
    words, at = scene.words(pid), scene.changed_in(pid)
    scene.change(lambda draft: draft.delete(pid, based_on=at), scene.comments[1])
    with work(database.engine) as done:
        scene.edit(scene.pids[4], scene.words(scene.pids[4]) + MORE)
    assert done["kept"] == 0
    added = scene.change(lambda draft: draft.insert(scene.pids[4], words.replace("Thing", "A thing")))
    [state] = added.after
    assert scene.trace().kept_cache == survival.Kept.PART
    with work(database.engine) as done:
        scene.edit(state["pid"], "Of something else.")
    assert (done["kept"], scene.trace().kept_cache) == (1, survival.Kept.WHOLE)
    is_consistent(scene)


def test_the_paragraphs_that_came_later_are_parsed_once(scene: Scene, database: Database) -> None:
    for comment, pid in zip(scene.comments, scene.pids[:3], strict=False):
        at = scene.changed_in(pid)
        scene.change(lambda draft, pid=pid, at=at: draft.delete(pid, based_on=at), comment)  # type: ignore[misc]
    last = scene.pids[5]
    for number in range(5):
        scene.change(lambda draft, number=number: draft.insert(last, f"Other words, {number}."))  # type: ignore[misc]
    with work(database.engine) as done:
        scene.change(lambda draft: draft.insert(last, "Still other words."))
    assert done["kept"] == 3
    assert done["Reader.read"] <= 3 + 6, "each paragraph that went, and each that came"
    is_consistent(scene)


def test_a_move_is_judged_again_when_what_it_stands_beside_goes(scene: Scene, database: Database) -> None:
    pid, beside = scene.pids[1], scene.pids[3]
    at = scene.changed_in(pid)
    scene.change(lambda draft: draft.move(pid, beside, based_on=at), scene.comments[1])
    with work(database.engine) as done:
        scene.edit(scene.pids[4], scene.words(scene.pids[4]) + MORE)
    assert done["kept"] == 0
    at = scene.changed_in(beside)
    with work(database.engine) as done:
        scene.change(lambda draft: draft.delete(beside, based_on=at))
    assert done["kept"] == 1
    is_consistent(scene)


def test_a_change_that_answers_many_comments_reads_the_draft_once(scene: Scene, database: Database) -> None:
    at = scene.pids[0]
    words = scene.words(at)
    many = [scene.comments[0], *(send_comment(scene.db, scene.round, at) for _time in range(3))]
    with work(database.engine) as done:
        scene.edit(at, words + MORE, *many)
    assert done["TextDescent.__init__"] == 1
    assert done["kept"] == 1


def test_an_answer_that_names_many_changes_reads_the_draft_and_each_version_once(
    scene: Scene, database: Database
) -> None:
    at = scene.pids[0]
    revisions = [scene.edit(at, scene.words(at) + MORE) for _time in range(3)]
    scene.publish()
    with work(database.engine) as done:
        scene.accept(scene.comments[0], *revisions)
    assert done["TextDescent.__init__"] == 2, "the draft and the version that shows them"
