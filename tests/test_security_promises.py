"""docs/security.md says of every number which test shows it, or why none does: every test it names is there,
and none is left out."""

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

# All numbers, in their order; each has a row.
PROMISED = [f"S{n:02}" for n in range(1, 47)] + [f"F{n:02}" for n in range(1, 35)]
NO_TEST = re.compile(r"^No test: [^.]{20,}\.")
COLUMNS = 3  # after the number


def lacks(row: str) -> str:
    """What a row is without, empty if nothing: ``promise | tests, or «No test:» and why | not covered |``."""
    cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", row)]
    if len(cells) != COLUMNS + 1 or cells[-1]:
        return "columns"
    promise, tests, _not_covered, _end = cells
    if not promise.endswith("."):
        return "a promise in a sentence"
    if bool(NAMED.search(tests)) == bool(NO_TEST.match(tests)):
        return "either tests or a reason why there is none"
    return ""


@cache
def names_in(path: Path) -> set[str]:
    """The names of a module's tests."""
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_number_has_one_row_and_they_stand_in_order() -> None:
    assert [number for number, _row in ROW.findall(TEXT)] == PROMISED


@pytest.mark.parametrize("number", PROMISED)
def test_every_promise_names_a_test_or_why_there_is_none(number: str) -> None:
    assert lacks(dict(ROW.findall(TEXT))[number]) == ""


@pytest.mark.parametrize(
    ("row", "missing"),
    [
        ("A promise. | `tests/test_x.py::test_S01_y` | Something. |", ""),
        ("A promise. | No test: it has no subject here, since nobody asks. |  |", ""),
        ("A promise. |  | `tests/test_x.py::test_S01_y` |", "either tests or a reason why there is none"),
        ("A promise. |  | No test: it has no subject here, since nobody asks. |", "either tests or"),
        ("A promise. | No test: |  |", "either tests or"),
        ("A promise. | Later. |  |", "either tests or"),
        (" | `tests/test_x.py::test_S01_y` |  |", "a promise"),
        ("A promise. | `tests/test_x.py::test_S01_y` |", "columns"),
    ],
)
def test_a_row_without_either_is_noticed(row: str, missing: str) -> None:
    assert bool(lacks(row)) == bool(missing)
    assert lacks(row).startswith(missing)


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
        if f"`{path.relative_to(ROOT)}::{name}`" not in rows.get(number, "")
    ]
    assert missing == []
