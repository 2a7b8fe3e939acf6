"""Bars add up, dots are as many as there are things, and boxes are as many as are needed."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sbcp.charts import heat, shares
from sbcp.charts.shares import Part

PARTS = st.lists(st.builds(Part, st.just("x"), st.integers(0, 10**9), st.sampled_from("abc")), max_size=12)


@given(PARTS)
def test_a_bar_is_as_wide_as_it_is_and_shows_whatever_is_there(parts: list[Part]) -> None:
    bar = shares.bar(parts)
    assert [each.count for each in bar] == [part.count for part in parts if part.count]
    if bar:
        assert bar[0].x == 0
        assert sum(each.width for each in bar) == pytest.approx(100, abs=0.1)
        assert min(each.width for each in bar) > shares.LEAST * 0.8
        for left, right in pairwise(bar):
            assert right.x == pytest.approx(left.x + left.width, abs=0.01)


def test_a_bar_of_equal_parts_has_equal_widths() -> None:
    assert [each.width for each in shares.bar([Part("", 2, "a"), Part("", 2, "b")])] == [50, 50]


@given(PARTS)
def test_dots_are_not_too_many_and_none_is_forgotten(parts: list[Part]) -> None:
    drawn = shares.dots(parts)
    assert len(drawn.dots) <= shares.MOST_DOTS + len(parts)
    assert {dot.tint for dot in drawn.dots} == {part.tint for part in parts if part.count}
    assert len({(dot.column, dot.line) for dot in drawn.dots}) == len(drawn.dots)
    assert all(dot.column < shares.DOTS_IN_A_ROW and dot.line < drawn.lines for dot in drawn.dots)


@pytest.mark.parametrize(("whole", "each"), [(0, 1), (200, 1), (201, 2), (401, 5), (1001, 10), (2001, 20)])
def test_a_dot_stands_for_a_round_number(whole: int, each: int) -> None:
    drawn = shares.dots([Part("", whole, "a")])
    assert drawn.each == each
    assert len(drawn.dots) == -(-whole // each)


@given(st.integers(-5, 10**6), st.integers(-5, 10**6))
def test_boxes_are_as_many_as_are_needed_and_filled_as_far_as_it_is(done: int, of: int) -> None:
    boxes = shares.boxes(done, of)
    assert bool(boxes) is (of > 0)
    if 0 < of <= shares.MOST_BOXES:
        assert len(boxes) == of
        assert [box.tint for box in boxes].count("done") == min(max(done, 0), of)
        for left, right in pairwise(boxes):
            assert left.x + left.width < right.x
    if boxes:
        assert boxes[-1].x + boxes[-1].width == pytest.approx(100, abs=0.1)


@pytest.mark.parametrize(
    ("count", "tint"), [(0, 0), (1, 1), (2, 2), (3, 2), (4, 3), (9, 3), (10, 4), (10**9, 4)]
)
def test_more_comments_are_a_darker_square(count: int, tint: int) -> None:
    assert heat.heat(count) == tint


@given(st.lists(st.integers(0, 50), max_size=300))
def test_every_paragraph_has_a_square_of_its_own_in_order(counts: list[int]) -> None:
    squares = heat.squares(counts)
    places = [(square.line, square.column) for square in squares]
    assert len(squares) == len(counts)
    assert places == sorted(set(places))
    assert all(square.column < heat.IN_A_ROW for square in squares)
