"""Of the cases of a page's test PostgreSQL has the first; nothing else is left out."""

from types import SimpleNamespace
from typing import Any

from tests.support.running.cases import without_repetition


def item(nodeid: str, store: str = "") -> Any:
    return SimpleNamespace(nodeid=nodeid, callspec=SimpleNamespace(params={"store": store} if store else {}))


def test_what_repeats_on_postgresql_is_left_out_and_told() -> None:
    page, service = "tests/pages/members/test_a.py::test", "tests/members/test_a.py::test"
    fuzz = "tests/web/security/test_fuzz.py::test"
    items = [item(f"{page}[sqlite-{case}]", "sqlite") for case in "abc"]
    items += [
        item(f"{name}[postgresql-{case}]", "postgresql") for name in (page, service, fuzz) for case in "ab"
    ]
    items += [item(f"{page}_else[postgresql]", "postgresql"), item("tests/pages/test_a.py::test_plain")]
    told: list[Any] = []
    config: Any = SimpleNamespace(
        hook=SimpleNamespace(
            pytest_deselected=lambda items: told.extend(items)
        )  # else it counts as this run's
    )
    kept = without_repetition(config, items)
    assert [each.nodeid for each in told] == [f"{page}[postgresql-b]"]
    assert kept == [each for each in items if each not in told]
