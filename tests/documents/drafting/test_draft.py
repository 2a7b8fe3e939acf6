"""Every operation on the draft does what it says, keeps the lineage, and overwrites nobody unseen."""

import threading

import pytest
from sqlalchemy.orm import Session

from core.db import Database
from core.errors import Invalid
from documents import queries
from documents.drafting import history
from documents.drafting.draft import GAP, Draft, EditConflict
from documents.models import Document, Revision
from tests.support.factories import NOW, make_document, make_mandate

RICH = """\
# Title

A claim with a note.[^1]

- First item.
  - Nested item.

    Words inside the nested item.
- Last item.

> Quoted words.

[^1]: The note.
"""


def drafting(db: Session, document: Document, reason: str = "To be clearer") -> Draft:
    return Draft(db, document, by=None, reason=reason, now=NOW)


def texts(db: Session, document: Document) -> list[str]:
    return [row.markdown for row in queries.draft(db, document)]


def pids(db: Session, document: Document) -> list[int]:
    return [row.pid for row in queries.draft(db, document)]


def based(db: Session, document: Document, pid: int) -> int:
    row = queries.draft_paragraph(db, document, pid)
    assert row is not None
    return row.changed_in


def origins(db: Session, document: Document) -> dict[int, list[int]]:
    return {row.pid: row.origins for row in queries.draft(db, document)}


def states(revision: Revision) -> tuple[list[int], list[int]]:
    return [row["pid"] for row in revision.before], [row["pid"] for row in revision.after]


# Operations


def test_an_edit_keeps_pid_and_origins_and_is_a_revision(db: Session) -> None:
    by = make_mandate(db, "working_group")
    document = make_document(db)
    draft = Draft(db, document, by=by, reason=" As asked ", now=NOW)
    revision = draft.edit(2, "First aim, shorter.", based_on=based(db, document, 2))
    assert (revision.name, revision.operation, revision.reason) == ("1.1", "edit", "As asked")
    assert (revision.made_by, revision.made_at) == (by, NOW)
    assert revision.before[0]["markdown"].startswith("First aim: clusters")
    assert revision.after == [{"pid": 2, "kind": "paragraph", "level": 0, "markdown": "First aim, shorter."}]
    assert origins(db, document)[2] == [2]
    assert based(db, document, 2) == revision.id


def test_revisions_are_numbered_anew_after_each_version(db: Session) -> None:
    document = make_document(db, versions=2)
    names = [revision.name for revision in queries.revisions(db, document)]
    assert names == ["1.1", "0.1"]
    first = drafting(db, document).insert(None, "One.")
    second = drafting(db, document).insert(None, "Two.")
    assert [first.name, second.name] == ["2.1", "2.2"]


def test_new_paragraphs_come_from_nothing_and_stand_in_their_order(db: Session) -> None:
    document = make_document(db)
    revision = drafting(db, document).insert(2, "One.\n\nTwo.\n\n- Three.")
    assert texts(db, document)[2:5] == ["One.", "Two.", "- Three."]
    assert [origins(db, document)[pid] for pid in states(revision)[1]] == [[], [], []]
    drafting(db, document).insert(None, "At the beginning.")
    assert texts(db, document)[0] == "At the beginning."


def test_list_items_are_inserted_at_the_depth_asked_for(db: Session) -> None:
    document = make_document(db)
    revision = drafting(db, document).insert(7, "- Deep.\n  - Deeper.\n\nOutside.", depth=2)
    assert [row["level"] for row in revision.after] == [2, 3, 0]


def test_a_deletion_takes_one_paragraph_out_and_its_pid_never_comes_back(db: Session) -> None:
    document = make_document(db)
    last = max(pids(db, document))
    revision = drafting(db, document).delete(last, based_on=based(db, document, last))
    assert states(revision) == ([last], [])
    assert last not in pids(db, document)
    added = drafting(db, document).insert(None, "New.")
    assert states(added)[1] == [last + 1]


def test_a_move_changes_the_place_alone(db: Session) -> None:
    document = make_document(db)
    before = origins(db, document)
    drafting(db, document).move(2, 7, based_on=based(db, document, 2))
    assert pids(db, document) == [1, 3, 4, 5, 6, 7, 2]
    drafting(db, document).move(2, None, based_on=based(db, document, 2))
    assert pids(db, document) == [2, 1, 3, 4, 5, 6, 7]
    assert origins(db, document) == before


def test_a_move_to_where_it_stands_changes_nothing(db: Session) -> None:
    document = make_document(db)
    before = pids(db, document), based(db, document, 2)
    assert drafting(db, document).move(2, 1, based_on=based(db, document, 2)) is None
    assert drafting(db, document).move(1, None, based_on=based(db, document, 1)) is None
    assert (pids(db, document), based(db, document, 2)) == before
    assert len(queries.revisions(db, document)) == 1


def test_a_paragraph_cannot_be_put_after_itself_or_after_none_of_the_draft(db: Session) -> None:
    document = make_document(db)
    for after in (2, 99):
        with pytest.raises(Invalid) as refused:
            drafting(db, document).move(2, after, based_on=based(db, document, 2))
        assert refused.value.field == "after"


@pytest.mark.parametrize("parts", [["One.", "Two.", "Three."], ["One.\n\nTwo.\n\nThree."]])
def test_the_parts_of_a_split_share_the_origins_and_the_first_keeps_the_pid(
    db: Session, parts: list[str]
) -> None:
    document = make_document(db)
    revision = drafting(db, document).split(3, parts, based_on=based(db, document, 3))
    assert states(revision) == ([3], [3, 8, 9])
    assert pids(db, document) == [1, 2, 3, 8, 9, 4, 5, 6, 7]
    assert [origins(db, document)[pid] for pid in (3, 8, 9)] == [[3], [3], [3]]


def test_a_merge_keeps_the_first_pid_and_the_origins_of_both(db: Session) -> None:
    document = make_document(db)
    at = {pid: based(db, document, pid) for pid in (2, 6)}
    revision = drafting(db, document).merge(6, 2, "- Both.", based_on=at[6], other_based_on=at[2])
    assert states(revision) == ([6, 2], [6])
    assert pids(db, document) == [1, 3, 4, 5, 6, 7]
    assert origins(db, document)[6] == [6, 2]
    with pytest.raises(Invalid):
        drafting(db, document).merge(6, 6, "x", based_on=revision.id, other_based_on=revision.id)


def test_a_chain_of_operations_keeps_exact_origins(db: Session) -> None:
    document = make_document(db)
    drafting(db, document).split(2, ["One.", "Two."], based_on=based(db, document, 2))
    at = {pid: based(db, document, pid) for pid in (8, 3)}
    drafting(db, document).merge(8, 3, "Two and second.", based_on=at[8], other_based_on=at[3])
    assert origins(db, document)[8] == [2, 3]
    drafting(db, document).split(8, ["Two.", "And second."], based_on=based(db, document, 8))
    assert origins(db, document)[9] == [2, 3]
    drafting(db, document).delete(8, based_on=based(db, document, 8))
    at = {pid: based(db, document, pid) for pid in (2, 9)}
    drafting(db, document).merge(2, 9, "All again.", based_on=at[2], other_based_on=at[9])
    assert origins(db, document)[2] == [2, 3]


# What is typed


@pytest.mark.parametrize("pid", range(1, 9))
def test_every_kind_of_paragraph_stays_what_it_is_when_its_words_change(db: Session, pid: int) -> None:
    document = make_document(db, RICH)
    row = queries.draft_paragraph(db, document, pid)
    assert row is not None
    before = row.block
    drafting(db, document).edit(pid, f"{before.markdown} More.", based_on=row.changed_in)
    assert row.block == before._replace(markdown=f"{before.markdown} More.")


def test_an_item_may_become_a_paragraph_and_a_paragraph_a_heading(db: Session) -> None:
    document = make_document(db, RICH)
    nested = next(row for row in queries.draft(db, document) if row.markdown == "- Nested item.")
    drafting(db, document).edit(nested.pid, "No item.", based_on=nested.changed_in)
    assert (nested.kind, nested.level) == ("paragraph", 0)
    drafting(db, document).edit(nested.pid, "### A heading", based_on=nested.changed_in)
    assert (nested.kind, nested.level) == ("heading", 3)


def test_a_footnote_has_one_definition(db: Session) -> None:
    document = make_document(db, RICH)
    with pytest.raises(Invalid, match="already a footnote “1”"):
        drafting(db, document).insert(None, "More.[^1]\n\n[^1]: Another note.")
    drafting(db, document).insert(None, "More.[^1][^2]\n\n[^2]: Another note.")
    assert texts(db, document)[:2] == ["More.[^1][^2]", "[^2]: Another note."]


def test_what_the_draft_cannot_hold_is_reported(db: Session) -> None:
    document = make_document(db)
    draft = drafting(db, document)
    draft.edit(2, "Words with ![a map](m.png) and <b>tags</b>.", based_on=based(db, document, 2))
    assert {omission.what for omission in draft.left_out} == {"A tag of HTML", "An image"}


REFUSED = [
    ("", "Write the text of the paragraph."),
    ("![only](image.png)", "Write the text of the paragraph."),
    ("One.\n\nTwo.", "This is 2 paragraphs."),
    ("Second aim: what one cluster learns, all can use.", "The text is the same as before."),
]


@pytest.mark.parametrize(("markdown", "said"), REFUSED)
def test_an_edit_is_one_paragraph_with_new_words(db: Session, markdown: str, said: str) -> None:
    document = make_document(db)
    with pytest.raises(Invalid, match=said) as refused:
        drafting(db, document).edit(3, markdown, based_on=based(db, document, 3))
    assert refused.value.field == "markdown"


def test_a_split_needs_a_cut(db: Session) -> None:
    document = make_document(db)
    with pytest.raises(Invalid, match="empty line"):
        drafting(db, document).split(3, ["Only one."], based_on=based(db, document, 3))


@pytest.mark.parametrize(
    "cut", ["Second *aim.\n\nWhat* one learns.", "**All.\n\nCan use.**", "See [a.\n\nB](https://x.org)."]
)
def test_a_cut_inside_bold_italics_or_a_link_is_refused(db: Session, cut: str) -> None:
    document = make_document(db)
    with pytest.raises(Invalid, match="inside bold, italics or a link") as refused:
        drafting(db, document).split(3, [cut], based_on=based(db, document, 3))
    assert refused.value.field == "markdown"


@pytest.mark.parametrize("words", ["x" * 1_000_000, "word " * 30_000])
def test_what_is_typed_has_the_limits_of_a_file(db: Session, words: str) -> None:
    document = make_document(db)
    with pytest.raises(Invalid, match="is the most"):
        drafting(db, document).edit(3, words, based_on=based(db, document, 3))
    with pytest.raises(Invalid, match="is the most"):
        drafting(db, document).insert(3, words)


def test_a_list_is_no_deeper_by_insertion_than_by_import(db: Session) -> None:
    document = make_document(db)
    revision = drafting(db, document).insert(7, "- Five.\n  - Six.\n    - Seven.", depth=5)
    assert [row["level"] for row in revision.after] == [5, 6, 6]


def test_a_reason_is_needed_once_there_is_a_version(db: Session) -> None:
    drafting(db, make_document(db, versions=0), reason="").insert(None, "Words.")
    with pytest.raises(Invalid) as refused:
        drafting(db, make_document(db, versions=1), reason=" \n")
    assert refused.value.field == "reason"


def test_text_is_kept_in_one_form_without_invisible_characters(db: Session) -> None:
    document = make_document(db)
    revision = drafting(db, document, "Za\u0301\x00").edit(
        2, "Cafe\u0301\u200b\r\nnoir", based_on=based(db, document, 2)
    )
    assert revision.after[0]["markdown"] == "Café noir"
    assert revision.reason == "Zá"


# Positions


def test_many_insertions_at_one_place_keep_the_order(db: Session) -> None:
    document = make_document(db, versions=0)
    for number in range(40):
        drafting(db, document).insert(2, f"Number {number}.")
    expected = [f"Number {number}." for number in reversed(range(40))]
    assert texts(db, document)[2:42] == expected
    for number in range(14):
        drafting(db, document).insert(None, f"Front {number}.")
    assert texts(db, document)[:14] == [f"Front {number}." for number in reversed(range(14))]
    positions = [row.position for row in queries.draft(db, document)]
    assert positions == sorted(set(positions))
    assert positions[0] > 0


def test_more_paragraphs_than_there_is_room_for_are_inserted_between_two(db: Session) -> None:
    document = make_document(db, versions=0)
    many = [f"Number {number}." for number in range(GAP + 10)]
    drafting(db, document).insert(1, "\n\n".join(many))
    assert texts(db, document)[1 : 1 + len(many)] == many
    assert texts(db, document)[-1] == "- It reports once a year."


# Conflicts


def conflict_of(db: Session, document: Document, operation: str, *arguments: object) -> EditConflict:
    """What meets an edit of paragraph 2 that began before this operation on it."""
    began = based(db, document, 2)
    draft = drafting(db, document)
    at = {row.pid: row.changed_in for row in queries.draft(db, document)}
    values = {"other_based_on": at[arguments[1]]} if operation == "merge" else {}  # type: ignore[index]
    getattr(draft, operation)(*arguments, based_on=at[arguments[0]], **values)  # type: ignore[index]
    with pytest.raises(EditConflict) as met:
        drafting(db, document).edit(2, "My words.", based_on=began)
    return met.value


OLD = "First aim: clusters work together across borders."


def test_F09_the_second_edit_is_refused_with_both_texts_and_their_base(db: Session) -> None:
    document = make_document(db)
    met = conflict_of(db, document, "edit", 2, "Their words.")
    assert (met.yours, met.theirs, met.base) == ("My words.", "Their words.", OLD)
    assert met.revision is not None
    assert met.revision.name == "1.1"
    assert "Their words." in texts(db, document)


def test_F10_edits_of_different_paragraphs_are_both_saved(db: Session) -> None:
    document = make_document(db)
    began = {pid: based(db, document, pid) for pid in (2, 3)}
    drafting(db, document).edit(3, "Their words.", based_on=began[3])
    drafting(db, document).edit(2, "My words.", based_on=began[2])
    assert texts(db, document)[1:3] == ["My words.", "Their words."]


@pytest.mark.parametrize(
    ("operation", "arguments", "theirs"),
    [
        ("split", (2, ["One.", "Two."]), "One."),
        ("merge", (2, 3, "Both."), "Both."),
        ("merge", (3, 2, "Both."), None),
        ("move", (2, None), OLD),
        ("delete", (2,), None),
    ],
)
def test_F11_an_edit_meets_what_happened_to_its_paragraph(
    db: Session, operation: str, arguments: tuple[object, ...], theirs: str | None
) -> None:
    document = make_document(db)
    met = conflict_of(db, document, operation, *arguments)
    assert (met.yours, met.theirs, met.base) == ("My words.", theirs, OLD)
    assert met.revision is not None
    assert met.revision.operation == operation


def test_the_base_of_a_conflict_is_the_text_that_the_person_saw(db: Session) -> None:
    document = make_document(db)
    drafting(db, document).edit(2, "As I saw it.", based_on=based(db, document, 2))
    assert conflict_of(db, document, "edit", 2, "Their words.").base == "As I saw it."


def test_a_paragraph_that_never_was_is_no_conflict(db: Session) -> None:
    document = make_document(db)
    with pytest.raises(Invalid):
        drafting(db, document).edit(99, "Words.", based_on=1)


def test_nothing_is_changed_by_an_operation_that_is_refused(db: Session) -> None:
    document = make_document(db)
    before = texts(db, document)
    for bad in ("", "One.\n\nTwo."):
        with pytest.raises(Invalid):
            drafting(db, document).merge(
                2, 3, bad, based_on=based(db, document, 2), other_based_on=based(db, document, 3)
            )
    with pytest.raises(EditConflict):
        drafting(db, document).merge(2, 3, "Both.", based_on=based(db, document, 2), other_based_on=0)
    assert texts(db, document) == before
    assert len(queries.revisions(db, document)) == 1


def test_of_two_at_the_same_moment_one_saves_and_one_meets_the_conflict(own_database: Database) -> None:
    with own_database.writing() as db:
        document = make_document(db)
        document_id, began = document.id, based(db, document, 2)
        db.commit()
    found: list[str] = []
    start = threading.Barrier(6)

    def edit(name: str) -> None:
        start.wait()
        with own_database.writing() as db:
            document = db.get_one(Document, document_id)
            queries.draft(db, document)  # what a view has read before it saves must not count
            try:
                drafting(db, document).edit(2, f"Words of {name}.", based_on=began)
                db.commit()
                found.append("saved")
            except EditConflict:
                found.append("conflict")

    threads = [threading.Thread(target=edit, args=(str(n),)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["conflict"] * 5 + ["saved"]


# History


def test_the_history_of_a_paragraph_is_its_own_changes_alone(db: Session) -> None:
    document = make_document(db)
    drafting(db, document).edit(2, "One.", based_on=based(db, document, 2))
    drafting(db, document).edit(3, "Two.", based_on=based(db, document, 3))
    drafting(db, document).move(2, 3, based_on=based(db, document, 2))
    assert [r.operation for r in history.touching(db, document, 2)] == ["move", "edit", "import"]
    assert history.revision_count(db, document) == 4
    assert [r.name for r in history.revisions(db, document, limit=3)] == ["1.3", "1.2", "1.1"]
    assert [r.name for r in history.revisions(db, document, limit=3, offset=3)] == ["0.1"]
