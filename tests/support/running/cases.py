"""Which tests of pages run on which database.

What pages do with the database is done by services, whose tests run on both: on SQLite with every case, on
PostgreSQL with the first, since the others lead through the same statements, or end before any. A page's test
runs on one of the two, always the same, three in four on SQLite; that of a fault or a promise by its number
(F14, P02) on both, as those of services. So each room of pages is tried on both. ``pytest --everything``
leaves nothing out.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from zlib import crc32

import pytest

VIEWS = ("tests/pages/", "tests/web/")
# Their cases are roles, which go different ways.
EVERY_CASE = ("tests/web/security/test_fuzz.py", "tests/pages/permissions/")
NUMBER = re.compile(r"_[FP]\d\d_")
KINDS = ("sqlite", "postgresql")


def without_repetition(config: pytest.Config, items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """The tests that run, in their order; pytest is told of the others."""
    if config.getoption("everything", default=False):
        return list(items)
    run = set(chosen((item.nodeid, kind_of(item)) for item in items))
    left = [item for item in items if item.nodeid not in run]
    if left:
        config.hook.pytest_deselected(items=left)
    return [item for item in items if item.nodeid in run]


def chosen(tests: Iterable[tuple[str, str | None]]) -> Iterator[str]:
    """Of tests by their ids, each with the kind of its database if it has one, the ids of those that run."""
    listed = list(tests)
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    for node, kind in listed:
        kinds[_whole(node)] |= {kind} if kind else set()
    met: set[str] = set()
    for node, kind in listed:
        whole = _whole(node)
        if kind is None or len(kinds[whole]) == 1 or whole.startswith(EVERY_CASE):
            yield node
        elif whole.startswith(VIEWS) and not NUMBER.search(whole):
            if kind == own_kind(whole):
                yield node
        elif kind == "sqlite" or whole not in met:
            met |= {whole} if kind == "postgresql" else set()
            yield node


def own_kind(whole: str) -> str:
    """The database that the test of a page runs on: PostgreSQL for one in four, since it takes half as long
    again there."""
    return KINDS[crc32(whole.encode()) % 4 == 0]


def kind_of(item: pytest.Item) -> str | None:
    """The kind of database that a test runs on, if it asks for one."""
    called = getattr(item, "callspec", None)
    kind = called.params.get("store") if called else None
    return kind if isinstance(kind, str) else None


def _whole(node: str) -> str:
    """The id of a test without that of its case."""
    return node.partition("[")[0]
