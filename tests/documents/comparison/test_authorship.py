"""Each sentence leads to the saved change that brought it, through edits, splits, imports and versions."""

from sqlalchemy.orm import Session

from documents import queries
from documents.comparison.authorship import sentences_of
from documents.drafting.draft import Draft
from documents.formats.markdown import read_markdown
from documents.imports import importing
from documents.models import Document, Revision
from tests.support.factories import NOW, make_document, make_version

FIRST = "Clusters meet. They share what they learn."


def drafting(db: Session, document: Document) -> Draft:
    return Draft(db, document, by=None, reason="Because", now=NOW)


def based(db: Session, document: Document, pid: int) -> int:
    row = queries.draft_paragraph(db, document, pid)
    assert row is not None
    return row.changed_in


def told(db: Session, document: Document, pid: int, *, before: int | None = None) -> list[tuple[str, str]]:
    """Each sentence of a paragraph with the name of what brought it."""
    row = queries.draft_paragraph(db, document, pid)
    assert row is not None
    markdown = row.markdown
    if before is not None:
        version = queries.version_by_number(db, document, before)
        markdown = queries.paragraph_by_pid(db, version, pid).markdown
    names = {revision.id: revision.name for revision in db.query(Revision)}
    sentences = sentences_of(db, document, pid, markdown, before=before)
    return [(each.words, names[each.revision] if each.revision else "") for each in sentences]


def test_a_sentence_leads_to_the_edit_that_brought_it(db: Session) -> None:
    document = make_document(db, FIRST)
    drafting(db, document).edit(1, f"{FIRST} Nobody pays.", based_on=based(db, document, 1))
    drafting(db, document).edit(
        1, "Clusters meet. They share all. Nobody pays.", based_on=based(db, document, 1)
    )
    assert told(db, document, 1) == [
        ("Clusters meet.", "0.1"),
        ("They share all.", "1.2"),
        ("Nobody pays.", "1.1"),
    ]


def test_it_is_followed_through_versions_splits_merges_and_moves(db: Session) -> None:
    document = make_document(db, f"{FIRST}\n\nAnother paragraph.")
    drafting(db, document).edit(1, f"{FIRST} Nobody pays.", based_on=based(db, document, 1))
    make_version(db, document, edit=False)
    split = drafting(db, document).split(
        1, ["Clusters meet.", "They share what they learn. Nobody pays."], based_on=based(db, document, 1)
    )
    part = split.after[1]["pid"]
    make_version(db, document, edit=False)
    drafting(db, document).move(part, None, based_on=based(db, document, part))
    drafting(db, document).merge(
        2,
        part,
        "Another paragraph. Nobody pays. They share what they learn.",
        based_on=based(db, document, 2),
        other_based_on=based(db, document, part),
    )
    assert told(db, document, 2) == [
        ("Another paragraph.", "0.1"),
        ("Nobody pays.", "1.1"),
        ("They share what they learn.", "0.1"),
    ]
    assert told(db, document, 1, before=2) == [
        ("Clusters meet.", "0.1"),
        ("They share what they learn.", "0.1"),
        ("Nobody pays.", "1.1"),
    ]


def test_what_a_file_only_moved_was_not_written_by_it(db: Session) -> None:
    document = make_document(db, f"{FIRST}\n\nAnother paragraph. It has two sentences.")
    reading = read_markdown(f"{FIRST} It has two sentences. The file says more.\n\nAnother paragraph.")
    pending = importing.begin_import(db, document, reading, file_name="text.md", by=None, now=NOW)
    importing.confirm(db, pending, by=None, reason="From a file", now=NOW)
    assert told(db, document, 1) == [
        ("Clusters meet.", "0.1"),
        ("They share what they learn.", "0.1"),
        ("It has two sentences.", "0.1"),
        ("The file says more.", "1.1"),
    ]


def test_words_that_came_back_are_whose_they_were(db: Session) -> None:
    document = make_document(db, FIRST)
    edit = drafting(db, document).edit(1, "Clusters meet.", based_on=based(db, document, 1))
    drafting(db, document).take_back(edit.change_set, {0}, seen=edit.id)
    assert told(db, document, 1) == [("Clusters meet.", "0.1"), ("They share what they learn.", "0.1")]
    ended = drafting(db, document).delete(1, based_on=based(db, document, 1))
    kept = queries.ended_paragraph(db, document, 1)
    assert kept is not None
    drafting(db, document).restore(1, kept.block, based_on=ended.id)
    assert told(db, document, 1) == [("Clusters meet.", "0.1"), ("They share what they learn.", "0.1")]
