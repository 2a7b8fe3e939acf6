"""The longest tests begin first, so that no worker is left alone with one at the end of a run."""

from collections.abc import Sequence

import pytest

from tests.support.running.cases import without_repetition

LONG = "long"  # the marker of a test that takes many times as long as others


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give the long tests to all workers alike, each at the beginning of its share: xdist's ``worksteal``
    cuts the list into as many shares as there are workers."""
    items[:] = without_repetition(config, items)
    workers = int(getattr(config, "workerinput", {}).get("workercount", 1))
    items[:] = long_first(items, [item.get_closest_marker(LONG) is not None for item in items], workers)


def long_first(items: Sequence[pytest.Item], is_long: Sequence[bool], workers: int) -> list[pytest.Item]:
    """The same items in another order; those that are not long stay in theirs."""
    long = [item for item, takes_long in zip(items, is_long, strict=True) if takes_long]
    others = [item for item, takes_long in zip(items, is_long, strict=True) if not takes_long]
    ordered: list[pytest.Item] = []
    for worker in range(workers):
        share = (len(items) - len(ordered)) // (workers - worker)
        first = long[worker::workers]
        rest = max(share - len(first), 0)
        ordered += [*first, *others[:rest]]
        del others[:rest]
    return ordered + others
