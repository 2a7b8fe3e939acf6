"""What was done in the sheet is known from the sources of its blocks alone."""

import pytest

from documents.sheet.windows import Changes, Piece, Sent, Window, changes, together
from documents.text.blocks import Block


def sent(key: str, *sources: int, words: str = "") -> Sent:
    """A block with other words, or as it was."""
    return Sent(key, sources, Block("paragraph", 0, words) if words else None)


def done(*windows: Window, ended: dict[int, int | None] | None = None) -> Changes:
    return changes(windows, range(1, 10), ended or {})


def was(*pids: int) -> list[tuple[int, int]]:
    return [(pid, 0) for pid in pids]


@pytest.mark.parametrize(
    ("stood", "stands", "pieces", "moved"),
    [
        ([2], [sent("a", 2, words="x")], [Piece((2,), (2,))], set()),
        ([2], [sent("a", 2, words="x"), sent("b", 2, words="y")], [Piece((2,), (2, -1))], set()),
        ([2, 3], [sent("a", 2, 3, words="x")], [Piece((2, 3), (2,))], set()),
        ([2, 3], [sent("a", 3), sent("b", 2)], [], {3}),
        ([2, 3, 4], [sent("a", 4), sent("b", 2), sent("c", 3)], [], {4}),
        ([2], [], [Piece((2,), ())], set()),
        ([], [sent("a", words="x"), sent("b", words="y")], [Piece((), (-1, -2))], set()),
        ([2, 3], [sent("a", 2, 3, words="x"), sent("b", 3, words="y")], [Piece((2, 3), (2, 3))], set()),
        ([2], [sent("a", 2), sent("b", 7, words="copied")], [Piece((), (-1,))], set()),
    ],
    ids=["edit", "split", "merge", "swap", "one of three", "delete", "new", "regrouped", "a copy"],
)
def test_what_was_done(stood: list[int], stands: list[Sent], pieces: list[Piece], moved: set[int]) -> None:
    result = done(Window(1, was(*stood), stands))
    assert result.pieces == pieces
    assert result.moved == moved


def test_what_went_from_one_window_to_another_has_moved() -> None:
    result = done(Window(1, was(2), []), Window(8, [], [sent("a", 2)]))
    assert (result.pieces, result.moved) == ([], {2})
    assert result.runs == [(1, []), (8, [2])]


def test_what_had_ended_comes_back_under_its_number() -> None:
    result = done(Window(1, [], [sent("a", 40, words="x")]), ended={40: None})
    assert result.pids == {"a": 40}
    assert result.pieces == [Piece((), (40,))]


def test_what_was_merged_comes_out_of_what_it_was_merged_into() -> None:
    window = Window(1, was(2), [sent("a", 2, words="x"), sent("b", 40, words="y")])
    assert done(window, ended={40: 2}).pieces == [Piece((2,), (2, 40))]


def test_windows_that_share_a_paragraph_belong_together() -> None:
    windows = [Window(None, was(1), []), Window(2, was(3), [sent("a", 1)]), Window(3, was(4), [])]
    assert together(windows) == [[0, 1], [2]]
