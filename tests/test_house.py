"""How the house is built: imports go one way, without a circle; no folder is crowded, no function long."""

import ast
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("core", "members", "documents", "consultation", "adoption", "process", "sbcp")


def name_of(path: Path) -> str:
    """The module that a file is: ``core/db.py`` is ``core.db``, ``core/__init__.py`` is ``core``."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> dict[str, ast.Module]:
    files = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    return {name_of(path): ast.parse(path.read_text("utf-8")) for path in files}


def imports(tree: ast.Module) -> set[str]:
    """Every module of ours that a file imports: at its top, inside a function, or for types alone."""
    named = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            inner = whole & modules().keys()
            named |= inner if len(inner) == len(whole) else inner | {node.module}
        elif isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
    return named & modules().keys()


def test_no_imports_go_in_a_circle() -> None:
    graph = {name: imports(tree) - {name} for name, tree in modules().items()}
    assert len(graph) > 250
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        raise AssertionError(f"a circle: {' imports '.join(reversed(circle.args[1]))}") from None
