"""Somebody names a change as the answer to a comment while somebody else undoes it: no link is left that says
the change stands."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import NamedTuple

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from consultation.answers import changing, surviving
from consultation.answers.answering import AnswerInput, answer_comment
from consultation.models import Comment, Trace
from core.db import Database
from core.errors import Invalid
from documents import queries
from documents.drafting.survival import Kept
from documents.models import Document, Revision
from members.models import Mandate
from tests.consultation.answers.test_changing import MORE, NOW, Scene
from tests.support.watching.statements import hearing

LOCKED = re.compile(r"FROM (\w+).* FOR NO KEY UPDATE", re.DOTALL)


class Work(NamedTuple):
    """A change that was saved and may be named in an answer, or undone."""

    database: Database
    document: int
    comment: int
    revision: int
    member: int
    pid: int
    words: str  # before the change

    def answer(self, db: Session) -> None:
        revision = db.get_one(Revision, self.revision)
        content = AnswerInput("accepted", "Yes.", "en", revisions=[revision])
        member = db.get_one(Mandate, self.member)
        answer_comment(db, db.get_one(Comment, self.comment), content, by=member, now=NOW)

    def undo(self, db: Session) -> None:
        document = db.get_one(Document, self.document)
        changing.change(
            db,
            document,
            lambda draft: draft.edit(self.pid, self.words, based_on=self.revision),
            reason="It was better",
            by=db.get_one(Mandate, self.member),
            now=NOW,
        )


@pytest.fixture
def saved(own_database: Database) -> Work:
    with own_database.writing() as db:
        scene = Scene(db)
        pid = scene.pids[0]
        before = scene.words(pid)
        revision = scene.edit(pid, before + MORE)
        work = Work(
            own_database, scene.document.id, scene.comments[0].id, revision.id, scene.member.id, pid, before
        )
        db.commit()
    return work


def test_whoever_comes_first_a_link_says_what_stands(saved: Work) -> None:
    def answer() -> None:
        with saved.database.writing() as db, suppress(Invalid):  # it was undone before
            saved.answer(db)
            db.commit()

    def undo() -> None:
        with saved.database.writing() as db:
            saved.undo(db)
            db.commit()

    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(answer), pool.submit(undo)]:
            future.result()
    with saved.database.reading() as db:
        for trace in db.scalars(select(Trace)):
            assert trace.kept_cache == Kept.NOT
            assert surviving.now_for(db, trace.comment, trace.revision)[0] == Kept.NOT


# On SQLite one transaction writes at a time.
@pytest.mark.parametrize("store", ["postgresql"], indirect=True, scope="session")
def test_an_answer_that_names_a_change_holds_the_draft_and_then_the_comment(saved: Work) -> None:
    locked: list[str] = []

    def note(sql: str) -> None:
        if match := LOCKED.search(sql):
            locked.append(match[1])

    with saved.database.writing() as db, hearing(saved.database.engine, note):
        saved.answer(db)
        with saved.database.writing() as other, pytest.raises(OperationalError):
            other.execute(
                select(Document.id).where(Document.id == saved.document).with_for_update(nowait=True)
            )
        db.commit()
    assert locked[:2] == ["document", "comment"]


@pytest.mark.parametrize("store", ["postgresql"], indirect=True, scope="session")
def test_what_was_read_before_the_draft_was_held_is_read_again(saved: Work) -> None:
    with saved.database.writing() as db:
        kept = queries.draft(db, db.get_one(Document, saved.document))  # the page that was asked for
        with saved.database.writing() as other:
            saved.undo(other)
            other.commit()
        with pytest.raises(Invalid) as refused:
            saved.answer(db)
    assert refused.value.field == "revisions"
    assert kept
