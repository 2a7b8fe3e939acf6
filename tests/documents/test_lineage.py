"""What became what: between neighbours, over several versions, and in both directions."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from documents import lineage, queries
from documents.drafting.draft import Draft
from documents.lineage import Line, Link
from documents.models import Document
from tests.support.factories import NOW, make_document, make_version

OLD = {1: "a", 2: "b", 3: "c", 4: "d"}


def test_each_kind_is_named() -> None:
    new = {2: "b", 1: "a", 3: "c!", 9: "new", 5: "d"}
    found = lineage.lines(OLD, new, {1: [1], 2: [2], 3: [3], 5: [3]})
    assert found == [
        Line(2, 2, "moved"),
        Line(1, 1, "unchanged"),
        Line(3, 3, "split"),
        Line(None, 9, "added"),
        Line(3, 5, "split"),
        Line(4, None, "deleted"),
    ]


def test_a_move_is_what_leaves_the_longest_order() -> None:
    moved = lineage.lines(OLD, {2: "b", 3: "c", 4: "d", 1: "a!"}, {pid: [pid] for pid in OLD})
    assert [line.kind for line in moved] == ["unchanged", "unchanged", "unchanged", "moved and edited"]


def test_a_merge_has_a_line_from_each_of_its_sources() -> None:
    found = lineage.lines(OLD, {1: "ab", 3: "c", 4: "d"}, {1: [1, 2], 3: [3], 4: [4]})
    assert found[:2] == [Line(1, 1, "merged"), Line(2, 1, "merged")]
    assert lineage.links(found)[0] == Link("merged", (1, 2), (1,))


def test_a_guess_says_so() -> None:
    found = lineage.lines(OLD, {1: "a", 3: "c"}, {1: [1], 3: [3]}, frozenset({3}))
    assert [line.certain for line in found if line.new is not None] == [True, False]


def test_a_split_is_one_link_with_several_new() -> None:
    found = lineage.lines({1: "ab"}, {1: "a", 2: "b"}, {1: [1], 2: [1]})
    assert lineage.links(found) == [Link("split", (1,), (1, 2))]


def test_a_source_that_the_old_text_does_not_have_counts_for_nothing() -> None:
    assert lineage.lines({1: "a"}, {1: "a", 2: "b"}, {1: [1, 77], 2: [78]}) == [
        Line(1, 1, "unchanged"),
        Line(None, 2, "added"),
    ]


@given(
    st.integers(1, 12).flatmap(
        lambda size: st.tuples(
            st.just(size),
            st.lists(st.lists(st.integers(1, size), max_size=3, unique=True), max_size=14),
        )
    )
)
def test_every_old_paragraph_is_linked_or_deleted_and_every_new_one_linked_or_added(
    drawn: tuple[int, list[list[int]]],
) -> None:
    size, sources = drawn
    old = {pid: f"text {pid}" for pid in range(1, size + 1)}
    new = {100 + at: f"new {at}" for at in range(len(sources))}
    found = lineage.lines(old, new, {100 + at: origins for at, origins in enumerate(sources)})
    for pid in old:
        kinds = [line.kind for line in found if line.old == pid]
        assert kinds == ["deleted"] or (kinds and "deleted" not in kinds)
    for pid in new:
        kinds = [line.kind for line in found if line.new == pid]
        assert kinds == ["added"] or (kinds and "added" not in kinds)
    links = lineage.links(found)
    assert sorted(pid for link in links for pid in link.old) == sorted(old)
    assert sorted(pid for link in links for pid in link.new) == sorted(new)


def test_two_steps_compose_to_pairs_with_the_first_text() -> None:
    first = [Line(1, 1, "split"), Line(1, 2, "split"), Line(3, 3, "unchanged"), Line(None, 4, "added")]
    second = [Line(2, 2, "merged"), Line(3, 2, "merged"), Line(1, None, "deleted"), Line(4, 4, "edited")]
    pairs = lineage.compose(lineage.pairs_of(first), lineage.pairs_of(second))
    assert pairs == {(1, 2): True, (3, 2): True}


def test_a_paragraph_in_the_other_script_of_serbian_is_unchanged() -> None:
    old = {1: "Чланови плаћају.", 2: "Гост слуша.", 3: "[сајт](https://a.rs/да)"}
    new = {1: "Članovi plaćaju.", 2: "Gosti slušaju.", 3: "[sajt](https://a.rs/da)"}
    found = lineage.lines(old, new, {1: [1], 2: [2], 3: [3]})
    assert [line.kind for line in found] == ["unchanged", "edited", "edited"]


def test_what_was_gathered_and_taken_apart_again_stays_together_but_is_not_told_one_by_one() -> None:
    many = range(1, 2001)
    pairs = lineage.compose({(k, 9999): True for k in many}, {(9999, k): True for k in many})
    assert len(pairs) < 3 * len(many)
    assert not any(pairs.values())
    assert {old for old, _ in pairs} == {new for _, new in pairs} == set(many)
    text = dict.fromkeys(many, "One.")
    assert len(lineage.links(lineage.named(text, text, pairs))) == 1


def test_a_split_into_very_many_is_one_link() -> None:
    many = range(1, 5001)
    found = lineage.lines({1: "All."}, dict.fromkeys(many, "One."), {pid: [1] for pid in many})
    assert [(link.kind, link.old, len(link.new)) for link in lineage.links(found)] == [("split", (1,), 5000)]


def test_a_guess_in_any_step_makes_the_way_uncertain() -> None:
    guess, sure = {(1, 2): False, (3, 4): True}, {(2, 5): True, (4, 6): False}
    assert lineage.compose(guess, sure) == {(1, 5): False, (3, 6): False}


def test_one_certain_way_is_enough() -> None:
    split = {(1, 2): False, (1, 3): True}
    merged = {(2, 4): True, (3, 4): True}
    assert lineage.compose(split, merged) == {(1, 4): True}


# Stored, over several versions


def change(db: Session, document: Document, operation: str, *arguments: object) -> None:
    draft = Draft(db, document, by=None, reason="x", now=NOW)
    at = {row.pid: row.changed_in for row in queries.draft(db, document)}
    values = {"other_based_on": at[arguments[1]]} if operation == "merge" else {}  # type: ignore[index]
    getattr(draft, operation)(*arguments, based_on=at[arguments[0]], **values)  # type: ignore[index]


def story(db: Session) -> Document:
    """Split in version 2, merged and deleted in 3, moved in 4; paragraphs 1 to 7 in version 1."""
    document = make_document(db)
    change(db, document, "split", 2, ["One part.", "Other part."])  # 2 → 2, 8
    make_version(db, document, edit=False)
    change(db, document, "merge", 3, 8, "Second aim and other part.")  # 3, 8 → 3
    change(db, document, "delete", 2)
    make_version(db, document, edit=False)
    change(db, document, "move", 7, None)
    make_version(db, document, edit=False)
    return document


def between(db: Session, document: Document, old: int, new: int) -> dict[tuple[int | None, int | None], str]:
    versions = queries.versions(db, document)
    found = queries.lines_between(db, versions[old - 1], versions[new - 1])
    return {(line.old, line.new): line.kind for line in found if line.kind != "unchanged"}


def test_neighbouring_versions_are_related_as_they_were_edited(db: Session) -> None:
    document = story(db)
    assert between(db, document, 1, 2) == {(2, 2): "split", (2, 8): "split"}
    assert between(db, document, 2, 3) == {(3, 3): "merged", (8, 3): "merged", (2, None): "deleted"}
    assert between(db, document, 3, 4) == {(7, 7): "moved"}


def test_distant_versions_are_related_through_those_between(db: Session) -> None:
    document = story(db)
    # Of 2 only the part that went into 3 is left; the part that kept its pid was deleted.
    assert between(db, document, 1, 3) == {(3, 3): "merged", (2, 3): "merged"}
    assert between(db, document, 1, 4) == {(3, 3): "merged", (2, 3): "merged", (7, 7): "moved"}


@pytest.mark.parametrize(("old", "new"), [(1, 2), (2, 3), (1, 3), (1, 4), (2, 4)])
def test_backwards_the_same_paragraphs_belong_together(db: Session, old: int, new: int) -> None:
    document = story(db)
    versions = queries.versions(db, document)
    there = queries.lines_between(db, versions[old - 1], versions[new - 1])
    back = queries.lines_between(db, versions[new - 1], versions[old - 1])
    assert {(line.old, line.new) for line in there} == {(line.new, line.old) for line in back}
    opposite = {"split": "merged", "merged": "split", "added": "deleted", "deleted": "added"}
    named = {(line.new, line.old): line.kind for line in back}
    for line in there:
        if line.kind in opposite:
            assert named[line.old, line.new] == opposite[line.kind]


def test_what_one_step_guessed_stays_a_guess_over_many_versions_and_looking_back(db: Session) -> None:
    document = make_document(db)
    change(db, document, "edit", 3, "Second aim, imported.")
    guessed = queries.draft_paragraph(db, document, 3)
    assert guessed is not None
    guessed.certain = False
    make_version(db, document, edit=False)
    make_version(db, document)
    make_version(db, document)
    first, *_between, last = queries.versions(db, document)
    for old, new in ((first, last), (last, first)):
        certain = {line.old: line.certain for line in queries.lines_between(db, old, new)}
        assert not certain.pop(3)
        assert all(certain.values())


def test_a_version_compared_with_itself_is_unchanged(db: Session) -> None:
    document = story(db)
    assert between(db, document, 2, 2) == {}


def test_composing_all_steps_agrees_with_following_each_paragraph(db: Session) -> None:
    chance = random.Random(7)
    document = make_document(db)
    for _version in range(4):
        for number in range(4):
            rows = queries.draft(db, document)
            row, other = chance.sample(rows, 2)
            operation, *arguments = chance.choice(
                [
                    ("edit", row.pid, f"Words {chance.random()}."),
                    ("split", row.pid, [f"One {number}.", f"Two {chance.random()}."]),
                    ("merge", row.pid, other.pid, f"Both {chance.random()}."),
                    ("move", row.pid, other.pid),
                ]
            )
            change(db, document, str(operation), *arguments)
        make_version(db, document, edit=False)
    versions = queries.versions(db, document)
    reach = {pid: {pid} for pid in (row.pid for row in queries.paragraphs(db, versions[0]))}
    for step in versions[1:]:
        onward: dict[int, set[int]] = {}
        for line in queries.lines_to(db, step):
            if line.old is not None and line.new is not None:
                onward.setdefault(line.old, set()).add(line.new)
        reach = {pid: {n for at in ends for n in onward.get(at, ())} for pid, ends in reach.items()}
    found = queries.lines_between(db, versions[0], versions[-1])
    for pid, ends in reach.items():
        assert {line.new for line in found if line.old == pid and line.new is not None} == ends
