"""What changed since a version is marked where it stands, and only that."""

from documents.sheet.since import Mark, since
from documents.text.blocks import Block


def text(**words: str) -> dict[int, Block]:
    return {int(pid[1:]): Block("paragraph", 0, markdown) for pid, markdown in words.items()}


def own(draft: dict[int, Block]) -> dict[int, list[int]]:
    return {pid: [pid] for pid in draft}


def test_new_and_old_words_of_an_edit_are_marked_in_their_places() -> None:
    version = text(p1="Same.", p2="Four months are enough.")
    draft = text(p1="Same.", p2="Six months are enough.")
    [changed] = since(version, draft, own(draft))
    assert changed.olds == (2,)
    assert changed.marks == {2: [Mark(0, 3, "Four")]}


def test_a_part_that_was_split_off_is_not_told_as_new_words() -> None:
    version, draft = text(p1="One two. Three four."), text(p1="One two.", p9="Three four five.")
    [changed] = since(version, draft, {1: [1], 9: [1]})
    assert changed.marks == {1: [], 9: [Mark(11, 15, "")]}


def test_words_joined_from_two_paragraphs_are_marked_as_one_text() -> None:
    version, draft = text(p1="One two.", p2="Three four."), text(p1="One two. Three.")
    [changed] = since(version, draft, {1: [1, 2]})
    assert changed.olds == (1, 2)
    assert changed.marks == {1: [Mark(14, 14, "four")]}


def test_what_is_new_and_what_is_gone_are_told_with_their_places() -> None:
    version, draft = text(p1="One.", p2="Gone.", p3="Three."), text(p1="One.", p9="New.", p3="Three.")
    new, gone = since(version, draft, {1: [1], 9: [], 3: [3]})
    assert (new.olds, new.marks) == ((), {9: [Mark(0, 4, "")]})
    assert (gone.olds, gone.ended, gone.after) == ((2,), "Gone.", 1)


def test_places_count_as_the_browser_counts_text() -> None:
    version, draft = text(p1="\U0001f600 a b."), text(p1="\U0001f600 a c.")
    [changed] = since(version, draft, own(draft))
    assert changed.marks == {1: [Mark(5, 6, "b")]}


def test_another_form_of_the_same_words_is_a_change_without_marks() -> None:
    version = {1: Block("heading", 2, "## Aims")}
    draft = {1: Block("heading", 3, "### Aims")}
    [changed] = since(version, draft, own(draft))
    assert changed.marks == {1: []}
