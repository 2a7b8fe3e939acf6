"""Paragraphs as nodes of the sheet. Pure.

The sheet is a flat list of nodes, as the text is one of paragraphs: ``{"type": "item", "attrs": {"level": 2,
"mark": "(a)"}, "content": […]}``. What it has no node for, such as a list in a quote, is ``opaque``: shown
as it reads, moved and deleted as a whole, and edited as Markdown.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from markdown_it.token import Token

from core.errors import Invalid
from documents.sheet.inline import PLAIN, Node, Unreadable, nodes_of
from documents.sheet.writing import written
from documents.text.blocks import Block
from documents.text.dialect import block_parser, footnote_label, footnote_references
from documents.text.enumerators import carried_label, marker
from documents.text.html import render_blocks

_LINES = ["paragraph_open", "inline", "paragraph_close"]
_CACHED = 20_000  # paragraphs, a few texts of the largest kind


@lru_cache(maxsize=_CACHED)
def node_of(block: Block) -> Node:
    """The node of a paragraph, without where it comes from: nobody may change it. It is opaque if writing
    it would not give the same paragraph again."""
    if (simple := _simple(block)) is not None:
        return simple
    try:
        node = _node(block)
        again = written(node, footnote_references(block.markdown)).block
        if again is not None and (again == block or _node(again) == node):
            return node
    except (Unreadable, Invalid):
        pass
    [html] = render_blocks([block], [0])
    return {"type": "opaque", "attrs": {**block._asdict(), "html": html}}


def _simple(block: Block) -> Node | None:
    """The node of a paragraph of plain words, which most are: it needs no parser."""
    plain = PLAIN.fullmatch(block.markdown)
    if plain is None or block.kind not in ("heading", "paragraph", "item"):
        return None
    attrs: dict[str, Any] = {"level": block.level}
    words = plain[2] if block.kind != "paragraph" else block.markdown
    if block.kind == "item":
        own = carried_label(block)
        attrs["mark"] = own or (plain[1] or "").strip()
        words = words[len(own) :].lstrip(" ")
    if not words or not (plain[1] or block.kind == "paragraph"):
        return None
    return {"type": block.kind, "attrs": attrs, "content": [{"type": "text", "text": words}]}


def _node(block: Block) -> Node:
    tokens = block_parser(True).parse(block.markdown)
    if block.kind == "heading":
        return _line("heading", {"level": block.level}, tokens, "heading")
    if block.kind == "paragraph":
        return _line("paragraph", {"level": block.level}, tokens, "paragraph")
    if block.kind == "item":
        return _item(block, tokens)
    if block.kind == "quote":
        return {"type": "quote", "attrs": {"level": block.level}, "content": _lines(tokens, "blockquote")}
    if block.kind == "footnote":
        attrs = {"label": footnote_label(block)}
        return {"type": "footnote", "attrs": attrs, "content": _lines(tokens, "footnote_reference")}
    return _code(block, tokens) if block.kind == "code" else _table(block, tokens)


def _line(kind: str, attrs: dict[str, Any], tokens: Sequence[Token], wrap: str) -> Node:
    if [token.type for token in tokens] != [f"{wrap}_open", "inline", f"{wrap}_close"]:
        raise Unreadable(kind)
    return _with_content({"type": kind, "attrs": attrs}, nodes_of(tokens[1].children or ()))


def _with_content(node: Node, content: list[Node]) -> Node:
    return node | {"content": content} if content else node


def _item(block: Block, tokens: Sequence[Token]) -> Node:
    if len(tokens) != 7 or not tokens[0].type.endswith("_list_open"):
        raise Unreadable("item")
    own = carried_label(block)
    mark = own or marker(block).replace("•", "-")
    node = _line("item", {"level": block.level, "mark": mark}, tokens[2:5], "paragraph")
    if own:
        _take_off(node, own)
    return node


def _take_off(node: Node, own: str) -> None:
    """Take the number that an item carries in its words off them: it is the mark."""
    content = node.get("content", [])
    if not content or not content[0].get("text", "").startswith(own) or "marks" in content[0]:
        raise Unreadable("item")
    words = content[0]["text"][len(own) :].lstrip(" ")
    content[:1] = [content[0] | {"text": words}] if words else []
    if not content:
        del node["content"]


def _lines(tokens: Sequence[Token], wrap: str) -> list[Node]:
    inside = tokens[1:-1]
    if not tokens or tokens[0].type != f"{wrap}_open" or not inside or len(inside) % 3:
        raise Unreadable(wrap)
    lines = []
    for at in range(0, len(inside), 3):
        if [token.type for token in inside[at : at + 3]] != _LINES:
            raise Unreadable(wrap)
        lines.append(_with_content({"type": "line"}, nodes_of(inside[at + 1].children or ())))
    return lines


def _code(block: Block, tokens: Sequence[Token]) -> Node:
    if len(tokens) != 1 or tokens[0].type != "fence":
        raise Unreadable("code")
    node: Node = {"type": "code", "attrs": {"level": block.level, "info": tokens[0].info.strip()}}
    words = tokens[0].content.removesuffix("\n")
    return _with_content(node, [{"type": "text", "text": words}] if words else [])


def _table(block: Block, tokens: Sequence[Token]) -> Node:
    if not tokens or tokens[0].type != "table_open" or tokens[-1].type != "table_close":
        raise Unreadable("table")
    rows: list[Node] = []
    for at, token in enumerate(tokens):
        if token.type == "tr_open":
            rows.append({"type": "table_row", "content": []})
        elif token.type in ("th_open", "td_open"):
            rows[-1]["content"].append(_cell(token, tokens[at + 1]))
    return {
        "type": "table",
        "attrs": {"level": block.level, "align": _sides(block.markdown)},
        "content": rows,
    }


def _cell(token: Token, inline: Token) -> Node:
    line = _with_content({"type": "line"}, nodes_of(inline.children or ()))
    size = {name: int(token.attrs.get(name, 1)) for name in ("colspan", "rowspan")}
    kind = "table_header" if token.type == "th_open" else "table_cell"
    return {"type": kind, "attrs": size, "content": [line]}


def _sides(markdown: str) -> list[str]:
    """The alignment of each column, from the line below the first row."""
    rules = markdown.split("\n", 2)[1].strip().strip("|").split("|")
    sides = {(True, True): "center", (True, False): "left", (False, True): "right"}
    return [sides.get((rule.strip().startswith(":"), rule.strip().endswith(":")), "") for rule in rules]
