"""Every template compiles, exists where it is named, is used, and says what its page is called."""

import re
from pathlib import Path

import pytest
from jinja2 import meta, nodes

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


def test_there_are_templates_and_views_that_name_them() -> None:
    assert len(PAGES) > 10
    assert len(NAMED_IN_VIEWS) > 10


@pytest.mark.parametrize("name", NAMES)
def test_every_template_compiles(name: str) -> None:
    ENVIRONMENT.get_template(name)


@pytest.mark.parametrize("name", NAMED_IN_VIEWS)
def test_every_template_named_in_a_view_exists(name: str) -> None:
    assert name in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_template_that_another_builds_on_exists(name: str) -> None:
    for other in meta.find_referenced_templates(tree(name)):
        assert other is not None, "a template is named by itself, not by a value"
        ENVIRONMENT.get_template(other)


def test_no_template_is_left_over() -> None:
    used = {other for name in NAMES for other in meta.find_referenced_templates(tree(name))}
    assert set(NAMES) - used - set(NAMED_IN_VIEWS) == set()


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_in_the_frame_and_sets_title_and_main_part(name: str) -> None:
    *within, frame = frames(name)
    assert frame == "base.html"
    blocks = {block.name: block for part in within for block in tree(part).find_all(nodes.Block)}
    for block in ("title", "main"):
        assert block in blocks
        assert [node for node in blocks[block].body if isinstance(node, nodes.Output)] or blocks[block].body


@pytest.mark.parametrize("name", NAMES)
def test_every_address_that_a_template_asks_for_has_a_route(name: str) -> None:
    assert calls(name, "url") <= {route.name for route in routes()}


@pytest.mark.parametrize("name", NAMES)
def test_every_static_file_that_a_template_asks_for_is_there(name: str) -> None:
    for file in calls(name, "static_url"):
        assert static_url(file).endswith(f"/{file}")


@pytest.mark.parametrize("name", NAMES)
def test_S24_no_template_has_inline_code(name: str) -> None:
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|hx-on|javascript:", source)


@pytest.mark.parametrize("name", NAMES)
def test_S22_no_template_declares_a_text_to_be_safe(name: str) -> None:
    """HTML is made in one module, of cleaned text."""
    assert "safe" not in {found.name for found in tree(name).find_all(nodes.Filter)}
