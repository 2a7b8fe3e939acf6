"""docs/security.md says which test shows what: every test it names is there, and none is left out."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "security.md").read_text("utf-8")
ROW = re.compile(r"^\| ([SF]\d\d) \|(.*)$", re.M)
NUMBER = re.compile(r"(?<=_)[SF]\d\d(?=_)")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")

# What the product promises; each has a row.
PROMISED = [f"S{n:02}" for n in range(1, 47) if n not in (9, 29, 30, 31, 32, 33, 38)] + [
    "F01", "F02", "F03", "F04", "F05", "F06", "F07", "F08", "F17", "F25", "F26", "F32", "F34",
]  # fmt: skip


@cache
def names_in(path: Path) -> set[str]:
    """The names of a module's tests."""
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize("number", PROMISED)
def test_every_promise_has_a_row_that_names_a_test(number: str) -> None:
    rows = [row for found, row in ROW.findall(TEXT) if found == number]
    assert len(rows) == 1
    assert NAMED.search(rows[0]), f"{number} names no test"


@pytest.mark.parametrize("named", sorted(set(NAMED.findall(TEXT))))
def test_every_test_that_is_named_exists(named: tuple[str, str]) -> None:
    file, name = named
    assert name in names_in(ROOT / file)


def test_every_test_with_a_number_stands_in_its_row() -> None:
    """So that the table is complete: whoever reads it sees all that is tried."""
    rows = dict(ROW.findall(TEXT))
    missing = [
        f"{path.relative_to(ROOT)}::{name}"
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        for name in sorted(names_in(path))
        for number in NUMBER.findall(name)
        if number in rows and f"`{path.relative_to(ROOT)}::{name}`" not in rows[number]
    ]
    assert missing == []
