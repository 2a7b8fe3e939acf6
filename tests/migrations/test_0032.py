"""Migration 0032: for every link it is worked out what stands of it and which version shows it; a guard keeps
the rest."""

import json
from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from core.record import checking, covering, entries, public
from core.record.canonical import digest, timestamp
from sbcp.operation import schema
from tests.migrations.standing import run, standing_at
from tests.migrations.third.test_0022 import COMMENT, STANDING
from tests.support.factories import NOW
from tests.support.servers.databases import Store

BEFORE, AFTER = "0030", "0032"
AT = "2026-11-05 10:00:00.000000"
VERSION = """
INSERT INTO version (id, document_id, number, label, title, language, digest, published_at)
    VALUES ({n}, 1, {n}, 'v{n}', 'Policy', 'en', 'x', '2026-11-06 10:00:00.000000')
"""
PARAGRAPH = """
INSERT INTO paragraph (version_id, position, pid, label, kind, level, markdown, html)
    VALUES ({version}, {pid}, {pid}, '', 'paragraph', 0, '{words}', 'x')
"""
DRAFT = """
INSERT INTO draft_paragraph (document_id, position, pid, kind, level, markdown, origins, certain, changed_in)
    VALUES (1, {pid}, {pid}, 'paragraph', 0, '{words}', '[{pid}]', true, 0)
"""
REVISION = """
INSERT INTO revision (id, document_id, base, number, operation, before, after, reason, made_at, made_by_id)
    VALUES ({id}, 1, {base}, {number}, '{operation}', '{before}', '{after}', 'why', '{at}', 1)
"""
KEPT, UNDONE, GONE_LATER, DELETED = 11, 12, 13, 14  # paragraphs, called after what became of their change
WAS = {pid: f"The aim of part {pid} is named." for pid in (KEPT, UNDONE, GONE_LATER, DELETED)}
NEW = {pid: f"The aim of part {pid} is named twice in this chapter." for pid in WAS}


def states(pid: int, words: str) -> str:
    state = {"pid": pid, "kind": "paragraph", "level": 0, "markdown": words}
    return json.dumps([state] if words else [])


def revision(id: int, base: int, pid: int, before: str, after: str, operation: str = "edit") -> str:
    return REVISION.format(
        id=id,
        base=base,
        number=id,
        operation=operation,
        before=states(pid, before),
        after=states(pid, after),
        at=AT,
    )


def filled() -> str:
    """A text in two versions. Each of four comments was answered by a change of its paragraph: one stands,
    one was undone before the second version, one after it, one is a deletion."""
    second = {**NEW, UNDONE: WAS[UNDONE]}
    draft = {**second, GONE_LATER: WAS[GONE_LATER]}
    del second[DELETED], draft[DELETED]
    comments = [COMMENT.format(id=10 + pid, submission=1, number=pid, pid=pid) for pid in WAS]
    return ";".join(
        [
            STANDING,
            VERSION.format(n=2),
            *(PARAGRAPH.format(version=1, pid=pid, words=words) for pid, words in WAS.items()),
            *(PARAGRAPH.format(version=2, pid=pid, words=words) for pid, words in second.items()),
            *(DRAFT.format(pid=pid, words=words) for pid, words in draft.items()),
            *comments,
            *(revision(pid, 1, pid, WAS[pid], NEW[pid]) for pid in (KEPT, UNDONE, GONE_LATER)),
            revision(DELETED, 1, DELETED, WAS[DELETED], "", "delete"),
            revision(22, 1, UNDONE, NEW[UNDONE], WAS[UNDONE]),
            revision(23, 2, GONE_LATER, NEW[GONE_LATER], WAS[GONE_LATER]),
            *(
                f"INSERT INTO trace (id, comment_id, revision_id) VALUES ({pid}, {10 + pid}, {pid})"
                for pid in WAS
            ),
        ]
    )


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    """A database of the schema before, with four links."""
    with standing_at(store, BEFORE, filled()) as engine:
        yield engine


def traces(engine: Engine) -> dict[int, tuple[object, ...]]:
    query = "SELECT id, kept_cache, undone_by_id, version_id, reason FROM trace ORDER BY id"
    with engine.connect() as connection:
        return {id_: tuple(rest) for id_, *rest in connection.exec_driver_sql(query)}


def test_what_became_of_each_link_is_worked_out_and_again_after_a_way_down(
    before: Engine,
) -> None:
    worked_out = {
        KEPT: ("whole", None, 2, ""),
        UNDONE: ("not", 22, None, ""),
        GONE_LATER: ("not", 23, 2, ""),
        DELETED: ("whole", None, 2, ""),
    }
    schema.upgrade(before, AFTER)
    assert traces(before) == worked_out
    schema.downgrade(before, BEFORE)
    with before.connect() as connection:
        links = connection.exec_driver_sql("SELECT comment_id, revision_id FROM trace ORDER BY id").all()
    assert [tuple(link) for link in links] == [(10 + pid, pid) for pid in WAS]
    with pytest.raises(DBAPIError):
        run(before, "UPDATE trace SET comment_id = 1")
    schema.upgrade(before, AFTER)
    assert traces(before) == worked_out


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE trace SET comment_id = 1 WHERE id = 11",
        "UPDATE trace SET revision_id = 22 WHERE id = 11",
        "UPDATE trace SET reason = 'because' WHERE id = 11",
        "UPDATE trace SET version_id = 1 WHERE id = 11",
        "UPDATE trace SET version_id = NULL WHERE id = 11",
        "DELETE FROM trace WHERE id = 11",
    ],
)
def test_a_link_stays_and_what_became_of_it_is_written_anew(before: Engine, statement: str) -> None:
    schema.upgrade(before, AFTER)
    with pytest.raises(DBAPIError):
        run(before, statement)
    run(before, "UPDATE trace SET kept_cache = 'not', undone_by_id = 23 WHERE id = 11")
    run(before, "UPDATE trace SET kept_cache = 'part', undone_by_id = NULL, version_id = 2 WHERE id = 12")
    assert traces(before)[11][:2] == ("not", 23)
    assert traces(before)[12] == ("part", None, 2, "")


def test_a_link_is_on_the_record_afterwards_as_it_was_put_there_and_what_became_of_it_is_covered(
    before: Engine,
) -> None:
    rows = {
        f"trace:policy/{pid}/1.{pid}": {
            "comment": pid,
            "document": "policy",
            "revision": f"1.{pid}",
            "operation": "delete" if pid == DELETED else "edit",
            "reason": "why",
            "made_at": timestamp(datetime.fromisoformat(f"{AT}+00:00")),
            "made_by": 1,
        }
        for pid in WAS
    }
    body = {"objects": {name: digest(row) for name, row in rows.items()}}
    with Session(before) as db:
        entries.append(
            db, at=NOW, actor="operator", action="comment.linked", subject="document:policy", body=body
        )
        db.commit()
    schema.upgrade(before, "head")
    with Session(before) as db:
        covering.cover(db, NOW)
        db.commit()
        faults = [each for each in checking.faults(db, NOW) if each.startswith(("trace:", "survival:"))]
        assert faults == []
        known = public.recorded(db, [f"survival:policy/{pid}/1.{pid}" for pid in WAS])
        assert len(known) == len(WAS)
