"""The longest tests begin first, in every worker, and no test is lost."""

from typing import Any

import pytest

from tests.support.running.order import long_first


@pytest.mark.parametrize("workers", [1, 2, 3, 4, 30])
@pytest.mark.parametrize("long", [(), (7,), (0, 5, 6, 19), tuple(range(20))])
def test_every_share_begins_with_its_part_of_the_long_tests(workers: int, long: tuple[int, ...]) -> None:
    items: list[Any] = list(range(20))
    ordered = long_first(items, [item in long for item in items], workers)
    assert sorted(ordered) == items
    assert [item for item in ordered if item not in long] == [item for item in items if item not in long]
    begun, shares = [], 0
    for worker in range(workers):
        share = (len(items) - shares) // (workers - worker)
        begun += ordered[shares : shares + share][: len(long[worker::workers])]
        shares += share
    if len(items) >= workers * max(len(long), 1):
        assert sorted(begun) == sorted(long)
