"""What no tool checks for us: no code from text, one rule for text, one way to read forms, and patterns
whose time grows with the text alone."""

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from sbcp.routes import routes
from sbcp.web.endpoint import PageRoute
from tests.support.watching.sources import ROOMS, ROOT, SOURCES, nodes_of, tree

SQL = ("text", "exec_driver_sql", "execute", "executemany", "executescript")
# What runs code, or a program, that is given as text.
FORBIDDEN = {
    "eval": "code from text",
    "exec": "code from text",
    "compile": "code from text",
    "from_string": "a template from text",
    "Template": "a template from text",
    "system": "a shell",
    "popen": "a shell",
    "getoutput": "a shell",
    "loads": "",  # pickle and marshal, looked at below
}
PATTERN_MAKERS = ("compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer")

# Statements that are put together, each from names of the schema alone, never from what somebody wrote.
PUT_TOGETHER = {
    "core/db.py",  # names of settings, from a list beside it
    "core/db_roles.py",  # names of tables and the quoted name of a role, which have no parameters in SQL
    "core/record/freshness.py",  # a statement of SQLAlchemy, compiled for the driver
    "sbcp/operation/backup.py",  # VACUUM INTO and pragmas
    "sbcp/personal/retention.py",  # pragmas, with numbers
    "consultation/placements/carrying.py",  # ANALYZE of a table of ours
}


def calls(path: Path) -> Iterator[tuple[ast.Call, str, str]]:
    """Every call in a file: the call, the name of what is called, and the name of what it belongs to."""
    for node in nodes_of(path):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node, node.func.id, ""
            elif isinstance(node.func, ast.Attribute):
                owner = node.func.value
                yield node, node.func.attr, owner.id if isinstance(owner, ast.Name) else "?"


def is_formatted(node: ast.AST) -> bool:
    """Whether a value is text that is put together on the spot."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp):
        sides = (node.left, node.right)
        return any(isinstance(side, ast.Constant | ast.JoinedStr) for side in sides) and any(
            isinstance(getattr(side, "value", ""), str) for side in sides
        )
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format"


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_S28_no_statement_is_put_together_from_text() -> None:
    found = [
        f"{name_of(path)}:{call.lineno}"
        for path in SOURCES
        for call, name, _owner in calls(path)
        if name in SQL and call.args and is_formatted(call.args[0]) and name_of(path) not in PUT_TOGETHER
    ]
    assert found == []


def test_S28_nothing_runs_code_or_a_shell_from_text() -> None:
    found = []
    for path in SOURCES:
        for call, name, owner in calls(path):
            harmless = owner in (
                "re",
                "json",
                "msgspec",
                "tomllib",
                "statement",
                "environment",
            ) or not FORBIDDEN.get(name)
            shell = any(
                word.arg == "shell"
                and not (isinstance(word.value, ast.Constant) and word.value.value is False)
                for word in call.keywords
            )
            if shell or (name in FORBIDDEN and FORBIDDEN[name] and not harmless and owner != "?"):
                found.append(f"{name_of(path)}:{call.lineno} {owner}.{name}")
            if name in ("load", "loads") and owner in ("pickle", "marshal", "shelve", "yaml", "dill"):
                found.append(f"{name_of(path)}:{call.lineno} {owner}.{name}")
    assert found == []


def test_S28_a_program_is_started_with_a_list_of_words() -> None:
    for path in SOURCES:
        for call, name, owner in calls(path):
            if owner == "subprocess" and name in ("run", "Popen", "call", "check_call", "check_output"):
                assert not is_formatted(call.args[0]), name_of(path)
                assert not isinstance(call.args[0], ast.Constant), name_of(path)


def test_letters_are_composed_and_taken_apart_in_one_place() -> None:
    """A room with a rule of its own keeps what another refuses, and is slow where marks are piled."""
    own_rules = [
        f"{name_of(path)}:{call.lineno}"
        for path in SOURCES
        for call, name, _owner in calls(path)
        if name == "normalize" and name_of(path) != "core/text.py"
    ]
    assert own_rules == []


def edge(*rooms: str) -> list[Path]:
    """The files of the pages or of the edge."""
    return [path for path in SOURCES if name_of(path).startswith(rooms)]


def is_what_was_sent(node: ast.AST) -> bool:
    """Whether it is ``visit.form``, or the form of a request, as it came."""
    if not (isinstance(node, ast.Attribute) and node.attr == "form"):
        return False
    owner = node.value
    name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
    return name in ("visit", "request", "state")


def test_what_was_sent_is_read_by_the_forms_of_the_pages_alone() -> None:
    """``Form.read(visit)`` cleans, checks and keeps it; a view that takes values itself does it anew."""
    own_ways = [
        f"{name_of(path)}:{node.lineno}"  # type: ignore[attr-defined]
        for path in edge("sbcp/pages/")
        for node in nodes_of(path)
        if is_what_was_sent(node)
    ]
    assert own_ways == []


def test_a_number_that_was_sent_is_read_in_one_place() -> None:
    """``sbcp.web.forms.integer``: ``int`` takes digits of any script, signs, and as many as there are."""
    own_ways = [
        f"{name_of(path)}:{call.lineno}"
        for path in edge("sbcp/pages/", "sbcp/web/")
        for call, name, _owner in calls(path)
        if name == "int"
        and name_of(path) != "sbcp/web/forms/values.py"
        and not ast.unparse(call).endswith(".total_seconds())")
    ]
    assert own_ways == []


TEMPLATES = ROOT / "templates"
TYPED = {"text", "textarea", "select", "radios", "checkboxes", "checkbox", "date_input", "file"}
TYPED_BY_HAND = re.compile(r'<(?:select|textarea|input (?![^>]*type="hidden"))')


@cache
def template(name: str) -> nodes.Template:
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    return environment.parse((TEMPLATES / name).read_text("utf-8"))


def address_of(node: nodes.Node | None, known: dict[str, str]) -> str:
    """The name of the address that ``url("name", …)`` gives, also where a template has called it by a
    name of its own before, of two the first; empty for what is neither."""
    if isinstance(node, nodes.CondExpr):
        return address_of(node.expr1, known)
    if isinstance(node, nodes.Name):
        return known.get(node.name, "")
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name == "url":
        first = node.args[0]
        return str(first.value) if isinstance(first, nodes.Const) else ""
    return ""


def has_typed_fields(node: nodes.Node) -> bool:
    """Whether people type or choose something in a part of a template."""
    for call in node.find_all(nodes.Call):
        maker = call.node
        if isinstance(maker, nodes.Getattr) and maker.attr in TYPED and "form" in str(maker.node):
            return True
    if any(TYPED_BY_HAND.search(data.data) for data in node.find_all(nodes.TemplateData)):
        return True
    included = [part.template.value for part in node.find_all(nodes.Include)]  # type: ignore[attr-defined]
    return any(has_typed_fields(template(name)) for name in included)


@cache
def forms_of_templates() -> list[tuple[str, str]]:
    """Every form in which people type: the template, and the name of the address that it is sent to."""
    sent = []
    for path in sorted(TEMPLATES.rglob("*.html")):
        name = path.relative_to(TEMPLATES).as_posix()
        assigned = {
            each.target.name: address_of(each.node, {})
            for each in template(name).find_all(nodes.Assign)
            if isinstance(each.target, nodes.Name)
        }
        for block in template(name).find_all(nodes.CallBlock):
            called = block.call.node
            word = called.attr if isinstance(called, nodes.Getattr) else getattr(called, "name", "")
            if word in ("form", "ceremony_form") and any(map(has_typed_fields, block.body)):
                sent.append((name, address_of(block.call.args[0], assigned)))
    return sent


def test_a_page_whose_form_people_fill_in_declares_it() -> None:
    """So that a form kept over a lost session is shown by its labels, and leads back to its page."""
    assert len(forms_of_templates()) > 40
    assert [name for name, address in forms_of_templates() if not address] == []
    by_address = {route.name: route for route in routes() if isinstance(route, PageRoute)}
    undeclared = set()
    for name, address in forms_of_templates():
        route = by_address[address]
        assert route.actions["POST"] is not None, f"{name}: {address} takes no form"
        if route.terms.form is None:
            undeclared.add(f"{name}: {address}")
    assert undeclared == set()


def test_text_is_declared_to_be_safe_HTML_in_one_module() -> None:
    """Everywhere else values are put into constant HTML, and escaped."""
    declared = {
        name_of(path)
        for path in SOURCES
        for call, name, _owner in calls(path)
        if name == "Markup" and not (call.args and isinstance(call.args[0], ast.Constant))
    }
    assert declared == {"sbcp/web/text_html.py"}


def paged_by_itself(nodes: Iterable[ast.AST], *, is_page: bool) -> Iterator[ast.AST]:
    """Where a module cuts a list into pages: it reckons with (number - 1) * size, rounds a division up, skips
    rows by anything but an offset that it is given, or, ``is_page``, reads the number from an address."""
    for node in nodes:
        match node:
            case ast.BinOp(op=ast.Mult()):
                one_less = [
                    side
                    for side in (node.left, node.right)
                    if isinstance(side, ast.BinOp)
                    and isinstance(side.op, ast.Sub)
                    and isinstance(side.right, ast.Constant)
                    and side.right.value == 1
                ]
                if len(one_less) == 1:
                    yield node
            case ast.BinOp(op=ast.FloorDiv(), left=ast.UnaryOp(op=ast.USub()) | ast.BinOp(op=ast.Add())):
                yield node
            case ast.Call(func=ast.Name("ceil") | ast.Attribute(attr="ceil"), args=[ast.BinOp(op=ast.Div())]):
                if is_page:
                    yield node
            case ast.Call(func=ast.Name("divmod")) if is_page:
                yield node
            case ast.Call(func=ast.Attribute(attr="offset"), args=[skipped]):
                match skipped:
                    case ast.Name("offset") if not is_page:
                        pass
                    case ast.Attribute(value=ast.Name(), attr="offset") if is_page:
                        pass
                    case _:
                        yield node
            case (
                ast.Call(args=[*_, ast.Constant("page")])
                | ast.Subscript(slice=ast.Constant("page"), ctx=ast.Load())
            ):
                if is_page:
                    yield node


NO_LISTS = {"core/limits/rates.py", "sbcp/operation/logs.py"}  # they reckon with moments and with letters
ALONE = [
    "rows[(number - 1) * SIZE : number * SIZE]",
    "query.limit(50).offset(start)",
    "query.limit(50).offset((page - 1) * 50)",
    "pages = -(-total // 50)",
    "pages = (total + 49) // 50",
    "pages = ceil(total / SIZE)",
    "pages, rest = divmod(total, SIZE)",
    "number = visit.query.get('page')",
    "number = visit.query['page']",
    "number = asked(visit, 'page')",
]


def test_a_list_comes_in_pages_in_one_way() -> None:
    """``sbcp.web.paging``: what else reads the number of a page or reckons with it goes its own way with
    the first page, the last, and what is no number."""
    assert [text for text in ALONE if not [*paged_by_itself(ast.walk(ast.parse(text)), is_page=True)]] == []
    here = ROOT / "sbcp/web/paging.py"
    assert [*paged_by_itself(nodes_of(here), is_page=True)], "and it is found where it is"
    alone = [
        f"{name_of(path)}:{getattr(node, 'lineno', 0)}"
        for path in SOURCES
        if path != here and name_of(path) not in NO_LISTS
        for node in paged_by_itself(nodes_of(path), is_page="sbcp/pages" in name_of(path))
    ]
    assert alone == []
    linked = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if re.search(r"[?&\"']page(=|['\"]\s*:)", path.read_text("utf-8"))
    ]
    assert linked == [], "links to other pages come from it too"


def names_of_modules() -> Iterator[str]:
    for room in ROOMS:
        package = importlib.import_module(room)
        yield room
        for module in pkgutil.walk_packages(package.__path__, f"{room}."):
            if not module.name.endswith("__main__"):
                yield module.name


def patterns_of_modules() -> dict[str, re.Pattern[str]]:
    """Every pattern that a module of ours has, by the name under which it has it."""
    found = {}
    for module_name in names_of_modules():
        module = importlib.import_module(module_name)
        for name, value in vars(module).items():
            held = (
                value.values()
                if isinstance(value, dict)
                else value
                if isinstance(value, list | tuple)
                else [value]
            )
            flat = [x for y in held for x in (y if isinstance(y, list | tuple) else [y])]
            for number, pattern in enumerate(x for x in flat if isinstance(x, re.Pattern)):
                found[f"{module_name}.{name}{f'[{number}]' if number else ''}"] = pattern
    return found


def written_in_functions() -> Iterator[tuple[Path, ast.Call]]:
    """Patterns that a function names where it uses them."""
    for path in SOURCES:
        outside = [node for node in tree(path).body if not isinstance(node, ast.FunctionDef)]
        top = {id(inner) for node in outside for inner in ast.walk(node)}
        for call, name, owner in calls(path):
            if owner == "re" and name in PATTERN_MAKERS and id(call) not in top:
                yield path, call


@cache
def written() -> dict[str, list[ast.Call]]:
    """The constant ones of these, by file and line."""
    lines: dict[str, list[ast.Call]] = {}
    for path, call in written_in_functions():
        if isinstance(call.args[0], ast.Constant):
            lines.setdefault(f"{name_of(path)}:{call.lineno}", []).append(call)
    return lines


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """All that this test knows of, by the place where they stand."""
    in_functions = {
        f"{line}[{number}]": re.compile(call.args[0].value)  # type: ignore[attr-defined]
        for line, calls_there in written().items()
        for number, call in enumerate(calls_there)
    }
    return patterns_of_modules() | in_functions


def test_S28_every_pattern_is_a_constant() -> None:
    """So that none is made of what somebody wrote, and the next test knows them all."""
    assert len(patterns()) > 40
    assert [
        f"{name_of(path)}:{call.lineno}"
        for path, call in written_in_functions()
        if not isinstance(call.args[0], ast.Constant)
        and name_of(path) != "documents/formats/writing.py"  # one of two signs
    ] == []


ANYWHERE = {"search", "sub", "subn", "split", "findall", "finditer"}


def ways(name: str) -> list[str]:
    """How a pattern is used: from the beginning of a text, or anywhere in it."""
    if ":" in name:
        calls_there = written()[name.partition("[")[0]]
        used = {str(getattr(call.func, "attr", "")) for call in calls_there}
    else:
        module, _, own = name.partition("[")[0].rpartition(".")
        file = importlib.import_module(module).__file__
        used = {
            node.attr
            for node in nodes_of(Path(str(file)))
            if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == own
        }
    anywhere = used & ANYWHERE or not used & {"match", "fullmatch"}
    return ["search" if anywhere else "match", "fullmatch"]


LONG = 6000  # characters: a pattern that looks at each sign once takes less than a millisecond,
SECONDS = 0.08  # of processor time, and one that begins anew at each sign takes more than this


def nasty(pattern: str) -> list[str]:
    """What repeats for ever and never ends as the pattern wants, of the signs in it."""
    signs = sorted(set(re.sub(r"\\[a-zA-Z]", "", pattern)) - set("\\^$?+*{}"))
    pairs = ["a ", " \n", "1.", "a@", "](", "<a ", "**", "| ", "a\\", "[\\"]
    literal = "".join(sign for sign in pattern if sign.isalnum() or sign in " <>[]()|*_#-:.\"'/")[:12]
    return [*signs[:8], *(" \n\ta0_č-"), *pairs, *([literal] if literal else [])]


def slow(name: str, pattern: re.Pattern[str]) -> Iterator[str]:
    """The texts that take a pattern too long."""
    for way in ways(name):
        for unit in nasty(pattern.pattern):
            for length in (24, LONG):
                text = (unit * (length // len(unit) + 1))[:length] + "\0"
                start = time.thread_time()
                getattr(pattern, way)(text)
                took = time.thread_time() - start
                if took >= SECONDS:
                    yield f"{name} {pattern.pattern!r}: {took:.2f} s for {length} signs of {unit!r}"


@pytest.mark.parametrize("room", ROOMS)
def test_S28_the_time_of_a_pattern_grows_with_the_text_alone(room: str) -> None:
    """One that tries every way to cut a text takes minutes for a text that others take a moment for."""
    here = {name: pattern for name, pattern in patterns().items() if re.split(r"[./]", name)[0] == room}
    wrong = [told for name, pattern in here.items() for told in slow(name, pattern)]
    assert not wrong, "\n".join(wrong)


def test_every_pattern_stands_in_a_room_that_is_looked_at() -> None:
    assert {re.split(r"[./]", name)[0] for name in patterns()} <= set(ROOMS)


# What changes the draft, or makes a version of it, and the one file from which each may be called: there it
# is seen what becomes of the changes that comments led to.
WAYS_TO_THE_DRAFT = {
    "documents.drafting.draft.Draft": "consultation/answers/changing.py",
    "documents.imports.importing.confirm": "consultation/answers/changing.py",
    "documents.imports.importing.import_first": "consultation/answers/changing.py",
    "documents.publishing.publish": "process/services.py",
}
LOOKING = {"consultation/answers/changing.py": "look_again", "process/services.py": "show"}


def _imported(path: Path) -> dict[str, str]:
    """What a file calls that which it takes from others, with the full names."""
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in nodes_of(path)
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }


def test_nothing_changes_the_draft_past_the_service_that_looks_at_what_comments_led_to() -> None:
    around = []
    for path in SOURCES:
        known = _imported(path)
        for call, name, owner in calls(path):
            full = f"{known.get(owner, owner)}.{name}" if owner else known.get(name, name)
            one_file = WAYS_TO_THE_DRAFT.get(full, name_of(path))
            if name_of(path) != one_file and not name_of(path).startswith("documents/"):
                around.append(f"{name_of(path)}:{call.lineno} {full}")
    assert around == []
    for file, looks in LOOKING.items():
        assert looks in {name for _call, name, _owner in calls(ROOT / file)}, file
