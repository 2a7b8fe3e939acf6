"""How the house is built: imports go one way, without a circle; no folder is crowded, no function long."""

import ast
from collections import Counter
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tests.support.watching.sources import ROOMS, ROOT, SOURCES, nodes_of


def name_of(path: Path) -> str:
    """The module that a file is: ``core/db.py`` is ``core.db``, ``core/__init__.py`` is ``core``."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> dict[str, tuple[ast.AST, ...]]:
    """What each module consists of."""
    return {name_of(path): nodes_of(path) for path in SOURCES}


def imports(nodes: tuple[ast.AST, ...]) -> set[str]:
    """Every module of ours that a file imports: at its top, inside a function, or for types alone."""
    named = set()
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            inner = whole & modules().keys()
            named |= inner if len(inner) == len(whole) else inner | {node.module}
        elif isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
    return named & modules().keys()


def test_no_imports_go_in_a_circle() -> None:
    graph = {name: imports(nodes) - {name} for name, nodes in modules().items()}
    assert len(graph) > 250
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        raise AssertionError(f"a circle: {' imports '.join(reversed(circle.args[1]))}") from None


MOST_FILES = {"sbcp/web": 20}  # the edge is one room; docs/decisions/0017-the-house.md says why
VAGUE = {"found", "row", "got", "made", "said"}


def functions() -> list[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    return [
        (name, node)
        for name, nodes in modules().items()
        for node in nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def test_no_folder_is_crowded() -> None:
    folders = Counter(
        path.parent.relative_to(ROOT).as_posix()
        for top in (*ROOMS, "tests")
        for path in (ROOT / top).rglob("*.py")
    )
    assert len(folders) > 50
    assert {folder: n for folder, n in folders.items() if n > MOST_FILES.get(folder, 15)} == {}


def test_no_function_is_long() -> None:
    lengths = {f"{name}.{each.name}": (each.end_lineno or 0) - each.lineno + 1 for name, each in functions()}
    assert max(lengths.values()) > 40, "they are measured"
    assert {name: length for name, length in lengths.items() if length > 80} == {}


def test_a_service_takes_few_words() -> None:
    """Six by keyword at most; what belongs together comes as one value."""
    many = [
        f"{name}.{each.name}"
        for name, each in functions()
        if not name.startswith("sbcp") and len(each.args.kwonlyargs) > 6
    ]
    assert many == []


def test_a_variable_says_what_it_holds() -> None:
    vague = [
        f"{name}:{node.lineno} {node.id}"
        for name, nodes in modules().items()
        for node in nodes
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in VAGUE
    ]
    assert vague == []
