"""A version is what the draft was: its text, its lineage, its digest; and it never changes."""

import random

import pytest
from sqlalchemy.orm import Session

from core.errors import Invalid, Refused
from core.record import entries
from core.record.canonical import digest
from documents import publishing, queries
from documents.drafting.draft import Draft
from documents.models import Document, DraftParagraph, Revision, Version
from tests.support.factories import NOW, TEXT, make_document, make_mandate, make_revision, make_version


def recomputed(db: Session, version: Version) -> str:
    """The digest as an outsider takes it, from what the pages and the API show."""
    paragraphs = [
        {"pid": row.pid, "kind": row.kind, "level": row.level, "markdown": row.markdown}
        for row in queries.paragraphs(db, version)
    ]
    return digest(
        {
            "document": version.document.slug,
            "number": version.number,
            "label": version.label,
            "title": version.title,
            "language": version.language,
            "paragraphs": paragraphs,
        }
    )


def frozen(db: Session, document: Document) -> list[object]:
    """Everything that readers see of every version."""
    db.expire_all()
    return [
        [version.number, version.label, version.digest, version.published_at]
        + [
            (row.position, row.pid, row.label, row.kind, row.level, row.markdown, row.html)
            for row in queries.paragraphs(db, version)
        ]
        for version in queries.versions(db, document)
    ]


def test_a_version_has_the_words_labels_and_html_of_the_draft(db: Session) -> None:
    by = make_mandate(db)
    document = make_document(db, versions=0)
    version = publishing.publish(db, document, label=" zero  draft ", by=by, now=NOW)
    assert (version.number, version.label, version.published_by) == (1, "zero draft", by)
    rows = queries.paragraphs(db, version)
    assert [row.label for row in rows][:3] == ["1", "1 ¶1", "1 ¶2"]
    assert [row.markdown for row in rows] == [row.markdown for row in queries.draft(db, document)]
    assert rows[1].html == "<p>First aim: clusters work together across borders.</p>"
    assert queries.lines_to(db, version) == []


def test_the_lines_of_a_version_are_numbered_through_all_its_paragraphs(db: Session) -> None:
    document = make_document(db, f"## Aims\n\n{'One cluster learns from another. ' * 6}\n\n- An item.\n")
    version = document.versions[0]
    heading, paragraph, item = queries.lines_of(db, version).values()
    assert heading == (1, [])
    assert (paragraph.first, len(paragraph.breaks)) == (2, 2)
    assert item == (5, [])
    assert list(queries.lines_of(db, version)) == [row.pid for row in queries.paragraphs(db, version)]


def test_the_lines_of_a_version_stay_whatever_comes_after_it(db: Session) -> None:
    by = make_mandate(db)
    document = make_document(db, by=by)
    [first] = document.versions
    standing = queries.lines_of(db, first)
    make_revision(db, document, by=by)
    second = make_version(db, document, edit=False, by=by, now=NOW)
    assert queries.lines_of(db, first) == standing
    assert queries.lines_of(db, second).keys() == {row.pid for row in queries.paragraphs(db, second)}


def test_anyone_can_recompute_the_digest(db: Session) -> None:
    document = make_document(db, versions=3)
    versions = queries.versions(db, document)
    assert [version.digest for version in versions] == [recomputed(db, version) for version in versions]
    assert len({version.digest for version in versions}) == 3


def test_publication_is_on_the_record_with_digest_and_changes(db: Session) -> None:
    by = make_mandate(db)
    document = make_document(db)
    make_revision(db, document, 2)
    version = make_version(db, document, label="second", edit=False, by=by)
    entry = entries.entries(db)[-1]
    assert (entry.action, entry.actor, entry.subject) == ("version.published", by.actor, document.subject)
    assert entry.payload is not None
    assert entry.payload.body["digest"] == version.digest
    assert entry.payload.body["changes"] == {"unchanged": 6, "edited": 1}


@pytest.mark.parametrize("label", ["", " \u200b ", "x" * 121])
def test_a_version_needs_a_label_that_can_be_said(db: Session, label: str) -> None:
    document = make_document(db, versions=0)
    with pytest.raises(Invalid) as refused:
        publishing.publish(db, document, label=label, by=None, now=NOW)
    assert refused.value.field == "label"


def test_an_unchanged_draft_and_an_empty_one_are_not_published(db: Session) -> None:
    with pytest.raises(Refused, match="has not changed since version 1"):
        make_version(db, make_document(db), edit=False)
    with pytest.raises(Refused, match="no text to publish"):
        make_version(db, make_document(db, ""), edit=False)


def test_after_publication_each_paragraph_comes_from_itself(db: Session) -> None:
    document = make_document(db)
    row = queries.draft(db, document)[1]
    draft = Draft(db, document, by=None, reason="x", now=NOW)
    draft.split(row.pid, ["One.", "Two."], based_on=row.changed_in)
    make_version(db, document, edit=False)
    assert all(row.origins == [row.pid] and row.certain for row in queries.draft(db, document))


def work(db: Session, document: Document, chance: random.Random, steps: int) -> None:
    """Random operations, as a lively working group does them."""
    for number in range(steps):
        rows = queries.draft(db, document)
        row = chance.choice(rows)
        other: DraftParagraph = chance.choice([r for r in rows if r is not row] or [row])
        draft = Draft(db, document, by=None, reason="x", now=NOW)
        operation = chance.choice(["edit", "insert", "split", "merge", "move", "delete"])
        words = f"Words {chance.random()}."
        if operation == "edit":
            draft.edit(row.pid, words, based_on=row.changed_in)
        elif operation == "insert" or len(rows) < 3:
            draft.insert(chance.choice([None, row.pid]), f"{words}\n\nMore {number}.")
        elif operation == "split":
            draft.split(row.pid, [words, "Another part.", f"Part {number}."], based_on=row.changed_in)
        elif operation == "merge":
            at = {"based_on": row.changed_in, "other_based_on": other.changed_in}
            draft.merge(row.pid, other.pid, words, **at)
        elif operation == "move":
            draft.move(row.pid, other.pid, based_on=row.changed_in)
        else:
            draft.delete(row.pid, based_on=row.changed_in)


def pids_come_back_with_their_words_alone(revisions: list[Revision]) -> bool:
    """Whether a pid is used again only by the very words that had it. ``revisions``: the first first."""
    words: dict[int, str] = {}
    there: set[int] = set()
    for revision in revisions:
        before, after = (
            {state["pid"]: state["markdown"] for state in states}
            for states in (revision.before, revision.after)
        )
        if any(words.get(pid, after[pid]) != after[pid] for pid in after.keys() - there):
            return False
        words |= before | after
        there = (there - before.keys()) | after.keys()
    return True


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_edited_the_lineage_is_complete_and_old_versions_stay(db: Session, seed: int) -> None:
    chance = random.Random(seed)
    document = make_document(db, TEXT)
    for _round in range(3):
        before = frozen(db, document)
        last = queries.last_version(db, document)
        assert last is not None
        old = {row.pid for row in queries.paragraphs(db, last)}
        work(db, document, chance, 12)
        expected = {row.pid: set(row.origins) for row in queries.draft(db, document)}
        version = make_version(db, document, edit=False)
        lines = queries.lines_to(db, version)
        new = {row.pid for row in queries.paragraphs(db, version)}
        assert frozen(db, document)[:-1] == before
        assert version.digest == recomputed(db, version)
        # Every old paragraph is linked or deleted, and deleted once; every new one linked or added.
        assert {line.old for line in lines} - {None} == old
        assert {line.new for line in lines} - {None} == new
        gone = [line.old for line in lines if line.kind == "deleted"]
        assert len(gone) == len(set(gone))
        assert set(gone) == old - set().union(*expected.values())
        found = {pid: {line.old for line in lines if line.new == pid and line.old is not None} for pid in new}
        assert found == expected
    assert pids_come_back_with_their_words_alone(queries.revisions(db, document)[::-1])
