"""Only what changed is sent: the fewest and smallest runs."""

from collections.abc import Sequence
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

SCRIPT = """([saved, now]) => {
  const entries = saved.map((pid) => ({ pid }));
  const blocks = now.map(({ sources, is = false, ...more }) => ({ sources, ...more, is: () => is }));
  return sheet.windows(entries, blocks).map(({ after, was, now }) =>
    [after, was.map((entry) => entry.pid), now.map(({ block, entry }) => [block.sources, Boolean(entry)])]);
}"""


def same(*pids: int) -> list[dict[str, Any]]:
    """Paragraphs that are as they were."""
    return [{"sources": [pid], "is": True} for pid in pids]


def windows(page: Page, saved: Sequence[int], now: list[dict[str, Any]]) -> list[Any]:
    result: list[Any] = page.evaluate(SCRIPT, [list(saved), now])
    return result


def test_nothing_changed_is_nothing_to_send(parts: Page) -> None:
    assert windows(parts, [1, 2, 3], same(1, 2, 3)) == []


def test_two_neighbours_that_changed_are_sent_each_by_itself(parts: Page) -> None:
    now = [*same(1), {"sources": [2]}, {"sources": [3]}]
    assert windows(parts, [1, 2, 3], now) == [[1, [2], [[[2], False]]], [2, [3], [[[3], False]]]]


def test_a_split_is_one_window(parts: Page) -> None:
    now = [*same(1), {"sources": [2]}, {"sources": [2]}, *same(3)]
    assert windows(parts, [1, 2, 3], now) == [[1, [2], [[[2], False], [[2], False]]]]


def test_a_join_is_one_window(parts: Page) -> None:
    assert windows(parts, [1, 2, 3], [{"sources": [1, 2]}, *same(3)]) == [[None, [1, 2], [[[1, 2], False]]]]


def test_what_is_new_and_what_is_gone(parts: Page) -> None:
    assert windows(parts, [1, 2], [*same(1), {"sources": []}, *same(2)]) == [[1, [], [[[], False]]]]
    assert windows(parts, [1, 2, 3], same(1, 3)) == [[1, [2], []]]


def test_a_move_is_one_window_with_what_stands_between(parts: Page) -> None:
    now = [[[3], True], [[4], True], [[2], False]]
    assert windows(parts, [1, 2, 3, 4, 5], same(1, 3, 4, 2, 5)) == [[1, [2, 3, 4], now]]


def test_words_that_went_elsewhere_make_one_window_of_both_places(parts: Page) -> None:
    now = [*same(1), {"sources": [2]}, {"sources": [3]}, *same(4), {"sources": [2, 5]}, *same(6)]
    sent = [[[2], False], [[3], False], [[4], True], [[2, 5], False]]
    assert windows(parts, [1, 2, 3, 4, 5, 6], now) == [[1, [2, 3, 4, 5], sent]]


def test_what_changed_behind_something_new_goes_with_it(parts: Page) -> None:
    now = [*same(1), {"sources": []}, {"sources": [2]}]
    assert windows(parts, [1, 2], now) == [[1, [2], [[[], False], [[2], False]]]]


def test_an_empty_paragraph_is_not_there_unless_it_is_held(parts: Page) -> None:
    empty = {"sources": [2], "empty": True}
    assert windows(parts, [1, 2], [*same(1), empty, {"sources": [], "empty": True}]) == [[1, [2], []]]
    assert windows(parts, [1, 2], [*same(1), empty | {"held": True}]) == []
