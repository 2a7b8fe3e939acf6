"""Every action that the code can write into the record, read from the source itself."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from consultation.kinds import RoundChangeKind
from members.approvals import ApprovalState

ROOT = Path(__file__).parents[3]
ROOMS = ("core", "members", "documents", "consultation", "adoption", "process", "sbcp")

# What an action that is put together goes on with, by how it begins.
PUT_TOGETHER = {
    "consultation.": [kind.replace(" ", "_") for kind in RoundChangeKind],
    "approval.": [ApprovalState.EXPIRED, ApprovalState.VOID],
}
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Module:
    """A file of ours: its calls that write an entry, and what the action of each may be."""

    def __init__(self, path: Path) -> None:
        self.name = path.relative_to(ROOT).as_posix()
        self.tree = ast.parse(path.read_text("utf-8"))
        self.functions = [node for node in ast.walk(self.tree) if isinstance(node, Function)]

    def sites(self) -> Iterator[tuple[str, list[str]]]:
        """Each call that writes an entry, by file and line, with its actions."""
        for function in self.functions:
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and self._writes(call):
                    action = next(word.value for word in call.keywords if word.arg == "action")
                    yield f"{self.name}:{call.lineno}", list(self._values(action, function))

    def _writes(self, call: ast.Call) -> bool:
        """Whether it is ``entries.append`` or ``entries.draft`` under whatever name: a call that names an
        actor and an action, but those of the record itself."""
        return {"actor", "action", "subject", "body"} <= {word.arg for word in call.keywords} and not (
            isinstance(call.func, ast.Name) and call.func.id in ("Entry", "draft")
        )

    def _values(self, node: ast.expr, function: Function) -> Iterator[str]:
        match node:
            case ast.Constant(value=str(value)):
                yield value
            case ast.IfExp():
                yield from self._values(node.body, function)
                yield from self._values(node.orelse, function)
            case ast.JoinedStr(values=[ast.Constant(value=str(start)), _]):
                yield from (f"{start}{end}" for end in PUT_TOGETHER[start])
            case ast.Name(id=name):
                yield from self._named(name, function)
            case ast.Attribute(attr=name):
                yield from self._assigned(name, ast.walk(self.tree))

    def _named(self, name: str, function: Function) -> Iterator[str]:
        """What a name stands for: a parameter what callers in the same file give for it, else what it was
        set to in the function or at the top of the file."""
        parameters = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
        if name in parameters:
            for caller in self.functions:
                for call in ast.walk(caller):
                    if isinstance(call, ast.Call) and getattr(call.func, "id", "") == function.name:
                        yield from self._values(call.args[parameters.index(name)], caller)
            return
        inside = list(self._assigned(name, ast.walk(function)))
        yield from inside or self.constant(name)
        for node in self.tree.body:  # a constant of another file
            if isinstance(node, ast.ImportFrom) and name in [alias.name for alias in node.names]:
                other = ROOT / f"{(node.module or '').replace('.', '/')}.py"
                yield from Module(other).constant(name)

    def constant(self, name: str) -> Iterator[str]:
        """What a name is set to at the top of the file."""
        yield from self._assigned(name, self.tree.body)

    def _assigned(self, name: str, nodes: Iterable[ast.AST]) -> Iterator[str]:
        for node in nodes:
            if isinstance(node, ast.Assign) and any(getattr(each, "id", "") == name for each in node.targets):
                yield from self._values(node.value, self.functions[0])


def sites() -> dict[str, list[str]]:
    """Every call that writes an entry, by file and line, with the actions that it may write."""
    paths = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    modules = [Module(path) for path in paths if "action=" in path.read_text("utf-8")]
    return {place: actions for module in modules for place, actions in module.sites()}
