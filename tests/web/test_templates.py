"""Every template compiles, exists where it is named, is used, and says what its page is called."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from jinja2 import TemplateError, meta, nodes

from sbcp.paths import TEMPLATES
from sbcp.routes import routes
from sbcp.web import render
from sbcp.web.static_files import static_url

ENVIRONMENT = render._environment()
NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
PAGES = [name for name in NAMES if not name.startswith(("macros/", "base")) and "/_" not in name]
NAMED_IN_VIEWS = sorted(
    {
        name
        for path in Path(render.__file__).parent.parent.rglob("*.py")
        for name in re.findall(r'"([\w/-]+\.html)"', path.read_text(encoding="utf-8"))
    }
)


@cache
def tree(name: str) -> nodes.Template:
    return ENVIRONMENT.parse((TEMPLATES / name).read_text(encoding="utf-8"))


def frames(name: str) -> list[str]:
    """A template, the one that it extends, and so on to the outermost."""
    [*extends] = tree(name).find_all(nodes.Extends)
    return [name, *(inner for found in extends for inner in frames(found.template.as_const()))]


def calls(name: str, function: str) -> set[str]:
    """The first arguments, where they are plain text, of the calls of a function in a template."""
    return {
        call.args[0].value
        for call in tree(name).find_all(nodes.Call)
        if isinstance(call.node, nodes.Name)
        and call.node.name == function
        and call.args
        and isinstance(call.args[0], nodes.Const)
    }


def tell(wrong: Iterable[str]) -> None:
    """Fail with all that is wrong, one to a line."""
    lines = sorted(wrong)
    assert not lines, "\n".join(lines)


def fault_in(name: str) -> str:
    """Why a template is not to be had; empty if it is."""
    try:
        ENVIRONMENT.get_template(name)
    except TemplateError as error:
        return repr(error)
    return ""


def test_there_are_templates_and_views_that_name_them() -> None:
    assert len(PAGES) > 10
    assert len(NAMED_IN_VIEWS) > 10


def test_every_template_compiles() -> None:
    tell(f"{name}: {fault}" for name in NAMES if (fault := fault_in(name)))


def test_every_template_named_in_a_view_exists() -> None:
    tell(set(NAMED_IN_VIEWS) - set(NAMES))


def test_every_template_that_another_builds_on_exists_and_is_named_by_itself_not_by_a_value() -> None:
    named = {other for name in NAMES for other in meta.find_referenced_templates(tree(name))}
    assert None not in named
    tell(f"{other}: {fault}" for other in named if (fault := fault_in(str(other))))


# What no page of ours has yet; a page of tests has all charts (tests/charts/page_of_charts.html).
WAITING = {"macros/charts/heat.html"}


def test_no_template_is_left_over() -> None:
    used = {other for name in NAMES for other in meta.find_referenced_templates(tree(name))}
    tell(set(NAMES) - used - set(NAMED_IN_VIEWS) - WAITING)


# What its frame would refer to does not answer there.
OUTSIDE = {"errors/misdirected.html"}


def test_every_page_is_in_the_frame_and_sets_title_and_main_part() -> None:
    wrong = []
    for name in set(PAGES) - OUTSIDE:
        *within, frame = frames(name)
        blocks = {block.name: block for part in within for block in tree(part).find_all(nodes.Block)}
        set_here = {block for block in ("title", "main") if block in blocks and blocks[block].body}
        if frame != "base.html" or set_here != {"title", "main"}:
            wrong.append(f"{name} is within {frame} and sets {sorted(set_here)}")
    tell(wrong)


def test_every_address_that_a_template_asks_for_has_a_route() -> None:
    known = {route.name for route in routes()}
    tell(f"{name}: {lost}" for name in NAMES if (lost := calls(name, "url") - known))


def test_every_static_file_that_a_template_asks_for_is_there() -> None:
    asked = {file for name in NAMES for file in calls(name, "static_url")}
    assert asked, "some are asked for"
    for file in asked:
        assert static_url(file).endswith(f"/{file}")


def test_S24_no_template_has_inline_code() -> None:
    inline = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|hx-on|javascript:")
    tell(name for name in NAMES if inline.search((TEMPLATES / name).read_text(encoding="utf-8")))


def test_S22_no_template_declares_a_text_to_be_safe() -> None:
    """HTML is made in one module, of cleaned text."""
    filters = {name: {each.name for each in tree(name).find_all(nodes.Filter)} for name in NAMES}
    tell(name for name, used in filters.items() if "safe" in used)


def test_whoever_is_sent_to_the_secretariat_finds_its_address_on_the_page() -> None:
    sends = re.compile(r"(write to|tell|ask) the secretariat", re.IGNORECASE)
    sources = {name: (TEMPLATES / name).read_text(encoding="utf-8") for name in NAMES}
    sending = {name for name, source in sources.items() if sends.search(source)}
    assert len(sending) > 5
    tell(name for name in sending if "contacts." not in sources[name] and name != "macros/contact.html")
