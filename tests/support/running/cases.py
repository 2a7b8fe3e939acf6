"""Which cases of a test run on both databases.

What pages do with the database is done by services, whose tests run on both with every case; a page's test
runs on both as well, but of its cases (values in fields, odd addresses, languages) PostgreSQL has the first
alone: the others lead through the same statements, or end before any.
"""

from collections.abc import Sequence

import pytest

VIEWS = ("tests/pages/", "tests/web/")
# Their cases are roles, which go different ways.
EVERY_CASE = ("tests/web/security/test_fuzz.py", "tests/pages/permissions/")


def without_repetition(config: pytest.Config, items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """The tests that run, in their order; pytest is told of the others."""
    met: set[str] = set()
    kept, left = [], []
    for item in items:
        whole = item.nodeid.partition("[")[0]
        repeats = is_case_on_postgresql(item) and whole in met
        (left if repeats else kept).append(item)
        if is_case_on_postgresql(item):
            met.add(whole)
    if left:
        config.hook.pytest_deselected(items=left)
    return kept


def is_case_on_postgresql(item: pytest.Item) -> bool:
    """Whether this is the test of a page on PostgreSQL."""
    kind = getattr(item, "callspec", None) and item.callspec.params.get("store")  # type: ignore[attr-defined]
    return kind == "postgresql" and item.nodeid.startswith(VIEWS) and not item.nodeid.startswith(EVERY_CASE)
