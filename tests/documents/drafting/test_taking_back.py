"""A change can be taken back: exactly where nobody went on from it, else with what was changed since, and
never at the cost of somebody's words unless a person says so."""

import random

import pytest
from sqlalchemy.orm import Session

from core.errors import Invalid
from documents import queries
from documents.drafting import states, undoing
from documents.drafting.draft import Draft
from documents.drafting.taking_back import Way
from documents.formats.markdown import read_markdown
from documents.imports import importing
from documents.models import Document, Revision
from tests.documents.test_publishing import TEXT, work
from tests.support.factories import NOW, make_document, make_version


def drafting(db: Session, document: Document, reason: str = "Taken back") -> Draft:
    return Draft(db, document, by=None, reason=reason, now=NOW)


def shape(db: Session, document: Document) -> list[tuple[object, ...]]:
    """Everything that the draft is, in order."""
    return [
        (row.pid, row.kind, row.level, row.markdown, tuple(row.origins), row.certain)
        for row in queries.draft(db, document)
    ]


def texts(db: Session, document: Document) -> dict[int, str]:
    return {row.pid: row.markdown for row in queries.draft(db, document)}


def based(db: Session, document: Document, pid: int) -> int:
    row = queries.draft_paragraph(db, document, pid)
    assert row is not None
    return row.changed_in


def ways(db: Session, revision: Revision) -> list[str]:
    return [part.way.value for part in undoing.parts_of(db, revision.change_set)]


def take_back(db: Session, revision: Revision, *, also: bool = False) -> Revision:
    """Take a change back as its page proposes it. ``also``: with what only a person may decide."""
    parts = undoing.parts_of(db, revision.change_set)
    chosen = {i for i, part in enumerate(parts) if part.is_sure or (also and part.is_open)}
    seen = queries.last_revision_id(db, revision.document)
    return drafting(db, revision.document).take_back(revision.change_set, chosen, seen=seen)


def import_text(db: Session, document: Document, markdown: str) -> Revision:
    reading = read_markdown(markdown)
    pending = importing.begin_import(db, document, reading, file_name="text.md", by=None, now=NOW)
    return importing.confirm(db, pending, by=None, reason="From a file", now=NOW)


# Where nobody has gone on from it


def test_an_edit_goes_back(db: Session) -> None:
    document = make_document(db)
    before = shape(db, document)
    edit = drafting(db, document).edit(2, "First aim, shorter.", based_on=based(db, document, 2))
    back = take_back(db, edit)
    assert shape(db, document) == before
    assert (back.operation, back.name) == ("take back", "1.2")
    assert back.change_set.takes_back is edit.change_set
    assert [state["markdown"] for state in back.before] == ["First aim, shorter."]


@pytest.mark.parametrize("seed", range(8))
def test_whatever_was_done_taking_back_the_last_change_gives_the_draft_before(db: Session, seed: int) -> None:
    chance = random.Random(seed)
    document = make_document(db, TEXT)
    stages = [shape(db, document)]
    for _step in range(14):
        work(db, document, chance, 1)
        if shape(db, document) != stages[-1]:
            stages.append(shape(db, document))
    revisions = [each for each in queries.revisions(db, document, 1) if each.operation != "take back"]
    assert len(revisions) == len(stages) - 1
    for revision, stage in zip(revisions, reversed(stages[:-1]), strict=True):
        assert set(ways(db, revision)) == {Way.CLEAN}
        take_back(db, revision)
        assert shape(db, document) == stage


@pytest.mark.parametrize("seed", range(4))
def test_what_was_taken_back_can_be_taken_back_again(db: Session, seed: int) -> None:
    chance = random.Random(seed)
    document = make_document(db, TEXT)
    for _step in range(6):
        work(db, document, chance, 1)
        after = shape(db, document)
        back = take_back(db, queries.revisions(db, document, 1)[0])
        take_back(db, back)
        assert shape(db, document) == after


def test_an_import_goes_back_as_a_whole(db: Session) -> None:
    document = make_document(db, TEXT)
    before = shape(db, document)
    lines = [row.markdown for row in queries.draft(db, document)]
    changed = [lines[0], "A new paragraph that nobody has read.", *reversed(lines[2:])]
    imported = import_text(db, document, "\n\n".join(changed))
    assert shape(db, document) != before
    take_back(db, imported)
    assert [row[:4] for row in shape(db, document)] == [row[:4] for row in before]


def test_the_draft_can_be_had_as_it_stood_after_any_change(db: Session) -> None:
    chance = random.Random(5)
    document = make_document(db, TEXT)
    stages: dict[int, list[tuple[object, ...]]] = {}
    for number in range(30):
        work(db, document, chance, 1)
        if number == 12:
            lines = [row.markdown for row in queries.draft(db, document)]
            import_text(db, document, "\n\n".join([*lines[2:], lines[0], "Quite another paragraph."]))
        if number == 20:
            make_version(db, document, edit=False)
            continue
        stages[queries.last_revision_id(db, document)] = shape(db, document)
    # The changes after a publication count from the version: what they come from is named anew.
    for revision_id, stage in stages.items():
        there = states.draft_at(db, document, revision_id)
        assert [tuple(each) for each in there] == stage


# Where somebody has


def test_words_that_somebody_else_changed_since_stay(db: Session) -> None:
    document = make_document(db)
    edit = drafting(db, document).edit(
        2, "First goal: clusters work together across borders.", based_on=based(db, document, 2)
    )
    words = "First goal: clusters work together across all borders."
    drafting(db, document).edit(2, words, based_on=edit.id)
    assert ways(db, edit) == [Way.TOGETHER]
    take_back(db, edit)
    assert texts(db, document)[2] == "First aim: clusters work together across all borders."


def test_the_same_words_changed_again_are_for_a_person_to_decide(db: Session) -> None:
    document = make_document(db)
    edit = drafting(db, document).edit(
        2, "First goal: clusters work together across borders.", based_on=based(db, document, 2)
    )
    drafting(db, document).edit(2, "First wish: clusters work together across borders.", based_on=edit.id)
    assert ways(db, edit) == [Way.DOUBTFUL]
    with pytest.raises(Invalid):
        take_back(db, edit)
    assert texts(db, document)[2].startswith("First wish")
    take_back(db, edit, also=True)
    assert texts(db, document)[2].startswith("First aim")


def test_added_paragraphs_that_somebody_changed_are_not_taken_out_unasked(db: Session) -> None:
    document = make_document(db)
    added = drafting(db, document).insert(2, "One sentence.\n\nAnother one.")
    one, other = (state["pid"] for state in added.after)
    drafting(db, document).edit(one, "One sentence, longer.", based_on=added.id)
    assert sorted(ways(db, added)) == [Way.CLEAN, Way.DOUBTFUL]
    take_back(db, added)
    assert one in texts(db, document)
    assert other not in texts(db, document)


def test_a_split_goes_back_with_what_was_changed_in_a_part(db: Session) -> None:
    document = make_document(db)
    whole = texts(db, document)[2]
    first, rest = whole.split(": ")
    split = drafting(db, document).split(2, [f"{first}:", rest], based_on=based(db, document, 2))
    part = split.after[1]["pid"]
    drafting(db, document).edit(part, rest.replace("borders", "all borders"), based_on=split.id)
    assert ways(db, split) == [Way.TOGETHER]
    take_back(db, split)
    assert texts(db, document)[2].split() == whole.replace("borders", "all borders").split()
    assert part not in texts(db, document)


def test_a_merge_goes_back_with_what_was_changed_since(db: Session) -> None:
    document = make_document(db)
    both = texts(db, document)
    merged = drafting(db, document).merge(
        2, 3, f"{both[2]}\n{both[3]}", based_on=based(db, document, 2), other_based_on=based(db, document, 3)
    )
    take_back(db, merged)
    assert texts(db, document) == both


def test_a_deleted_paragraph_comes_back_to_its_place_though_its_neighbour_went_too(db: Session) -> None:
    document = make_document(db)
    before = shape(db, document)
    third = drafting(db, document).delete(3, based_on=based(db, document, 3))
    second = drafting(db, document).delete(2, based_on=based(db, document, 2))
    take_back(db, third)
    assert list(texts(db, document))[:2] == [1, 3]
    take_back(db, second)
    assert shape(db, document) == before


def test_what_was_published_since_can_still_be_taken_back_and_its_lineage_is_exact(db: Session) -> None:
    document = make_document(db)
    words = texts(db, document)[3]
    gone = drafting(db, document).delete(3, based_on=based(db, document, 3))
    make_version(db, document)
    take_back(db, gone)
    assert texts(db, document)[3] == words
    version = make_version(db, document, edit=False)
    [line] = [line for line in queries.lines_to(db, version) if line.new == 3]
    assert (line.old, line.kind) == (None, "added")
    first, _second, third = queries.versions(db, document)
    [through] = [line for line in queries.lines_between(db, first, third) if line.new == 3]
    assert (through.old, through.kind) == (3, "unchanged")


def test_nothing_is_taken_back_of_a_draft_that_has_changed_since_it_was_looked_at(db: Session) -> None:
    document = make_document(db)
    edit = drafting(db, document).edit(2, "First aim, shorter.", based_on=based(db, document, 2))
    drafting(db, document).delete(3, based_on=based(db, document, 3))
    with pytest.raises(Invalid, match="has changed"):
        drafting(db, document).take_back(edit.change_set, {0}, seen=edit.id)
    assert texts(db, document)[2] == "First aim, shorter."


# Words that come back


def test_a_paragraph_typed_again_word_for_word_is_the_same_paragraph(db: Session) -> None:
    document = make_document(db)
    words = texts(db, document)[3]
    drafting(db, document).delete(3, based_on=based(db, document, 3))
    drafting(db, document).insert(None, words)
    row = queries.draft_paragraph(db, document, 3)
    assert row is not None
    assert (row.markdown, row.origins) == (words, [3])
    assert queries.ended_paragraph(db, document, 3) is None


def test_a_file_that_brings_words_back_brings_back_the_paragraph(db: Session) -> None:
    document = make_document(db)
    lines = [row.markdown for row in queries.draft(db, document)]
    drafting(db, document).delete(3, based_on=based(db, document, 3))
    import_text(db, document, "\n\n".join(lines))
    assert texts(db, document)[3] == lines[2]


def test_an_earlier_state_of_a_paragraph_is_restored(db: Session) -> None:
    document = make_document(db)
    row = queries.draft_paragraph(db, document, 2)
    assert row is not None
    was = row.block
    edit = drafting(db, document).edit(2, "First aim, shorter.", based_on=row.changed_in)
    restored = drafting(db, document).restore(2, was, based_on=edit.id)
    assert (restored.operation, texts(db, document)[2]) == ("restore", was.markdown)
    with pytest.raises(Invalid):
        drafting(db, document).restore(2, was, based_on=restored.id)


def test_a_deleted_paragraph_is_brought_back_to_its_place(db: Session) -> None:
    document = make_document(db)
    before = shape(db, document)
    ended = drafting(db, document).delete(3, based_on=based(db, document, 3))
    kept = queries.ended_paragraph(db, document, 3)
    assert kept is not None
    assert kept.ended_in == ended.id
    drafting(db, document).restore(3, kept.block, based_on=ended.id)
    assert shape(db, document) == before
