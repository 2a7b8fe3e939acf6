"""The product's own source, parsed once for all tests that look at it."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[3]
ROOMS = ("core", "members", "documents", "consultation", "adoption", "process", "sbcp")
SOURCES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """All that a file consists of, as ``ast.walk`` gives it."""
    return tuple(ast.walk(tree(path)))
