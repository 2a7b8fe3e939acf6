"""Markdown documents to blocks.

The parser's tokens say what is what; this module walks them and writes each unit on its own.
What has no place in a text (images, tags, rules) is reported with its line.
"""

import re
from collections.abc import Sequence
from functools import cache
from textwrap import dedent
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from core.errors import N_
from documents.formats.frontmatter import without_front_matter
from documents.formats.html import TextOfHtml
from documents.formats.inline import Scribe, guard
from documents.formats.limits import DEEPEST, KEPT_HIGHER, TOO_DEEP, check_blocks, check_lines
from documents.formats.prose import is_prose
from documents.formats.reading import Omission, Reading, normalise
from documents.formats.tree import Node, children_of
from documents.formats.writing import LIST_BREAK, fence, heading, join_marker, table, write_markdown
from documents.text.blocks import Block
from documents.text.dialect import dialect
from documents.text.words import plain

#: An image inside the text itself, as word processors export it: a word of a megabyte.
_EMBEDDED = re.compile(r"data:image/[\w.+-]+;base64,[\w+/=-]+")
_MARKERS = re.compile(r"^(?:[\s>]|[-*+](?=\s|$)|\d{1,9}[.)](?=\s|$)|\[\^[^\s\]]+\]:)+")


def read_markdown(text: str) -> Reading:
    """Blocks of a Markdown document; its title is that of the front matter, else its first heading."""
    text, omissions = normalise(text)
    text = _EMBEDDED.sub("data:image/png;base64,", text)
    check_lines(text)
    reader = _Reader(text, omissions)
    blocks = reader.read()
    check_blocks(blocks)
    omissions.sort(key=lambda omission: omission.line)
    heading = blocks[0] if blocks and blocks[0].kind == "heading" and blocks[0].level == 1 else None
    title = reader.title or (plain(heading.markdown) if heading else None)
    return Reading(blocks, title, omissions)


@cache
def source_parser() -> MarkdownIt:
    """Finds what a text is, and keeps escapes as they were typed, so that it can be written again."""
    md = dialect(html=True).use(footnote_plugin, move_to_end=False)
    md.core.ruler.disable("text_join")
    return md


class _Reader:
    """One document on its way to blocks."""

    def __init__(self, text: str, omissions: list[Omission]) -> None:
        self.source, self.title, settings = without_front_matter(text)
        self.omissions = omissions
        self.omissions += settings
        self.lines = self.source.split("\n")
        self.env: dict[str, Any] = {}
        self.footnotes: list[Block] = []
        self.inline_notes: dict[int, str] = {}
        self.seen: set[int] = set()
        self.scribe = Scribe(omissions, self._reparse, self._name_note)

    def read(self) -> list[Block]:
        tokens = source_parser().parse(self.source, self.env)
        blocks = self._blocks(tokens, 0, top=True) + self.footnotes
        blocks += self._inline_note_blocks()
        self._report_unused_addresses()
        self._report_unread(tokens)
        return blocks

    def _omit(self, line: int, what: str, why: str, excerpt: str) -> None:
        self.omissions.append(Omission(line, what, why, " ".join(excerpt.split())))

    def _inline(self, node: Node, one_line: bool = False) -> str:
        inline = node.inside[0] if node.inside else None
        return self.scribe.write(inline.children or (), node.line, one_line) if inline else ""

    def _blocks(self, tokens: Sequence[Token], depth: int, top: bool = False) -> list[Block]:
        """Blocks of the elements in ``tokens``, which stand in a list item of ``depth``, or 0."""
        blocks: list[Block] = []
        for node in children_of(tokens):
            kind = node.token.type
            if kind in ("bullet_list_open", "ordered_list_open"):
                blocks += self._list(node, depth + 1)
            elif kind == "footnote_reference_open":
                note = self._footnote(node)
                (blocks if top else self.footnotes).append(note)
            elif kind == "html_block":
                blocks += self._html(node, depth)
            else:
                blocks += self._leaf(node, depth)
        return blocks

    def _leaf(self, node: Node, depth: int) -> list[Block]:
        kind = node.token.type
        if kind == "heading_open":
            return self._heading(node, depth)
        if kind == "paragraph_open":
            text = self._inline(node)
            return [Block("paragraph", depth, text)] if text else []
        if kind == "code_block" and is_prose(node.token.content):
            return self._blocks(self._indented(node), depth)
        if kind in ("fence", "code_block"):
            return [Block("code", depth, fence(node.token.content, node.token.info))]
        if kind == "table_open":
            return [Block("table", depth, self._table(node))]
        if kind == "blockquote_open":
            inner = self._blocks(node.inside, 0)
            quoted = "\n".join(f"> {line}".rstrip(" ") for line in write_markdown(inner).splitlines())
            return [Block("quote", depth, quoted)] if inner else []
        if kind == "hr":
            self._omit(
                node.line,
                N_("A dividing line"),
                N_("Headings divide a text here."),
                self.lines[node.line - 1],
            )
        return []

    def _indented(self, node: Node) -> list[Token]:
        """Text that stands far in, as laws have it, is read again without its margin."""
        tokens = source_parser().parse(dedent(node.token.content), self.env)
        for token in tokens:
            token.map = [at + node.line - 1 for at in token.map] if token.map else None
        return tokens

    def _heading(self, node: Node, depth: int) -> list[Block]:
        text = self._inline(node, one_line=True)
        if not text:
            return []
        if depth:
            self._omit(
                node.line,
                N_("A heading inside a list"),
                N_("It is kept as ordinary text, since a list has no sections."),
                text,
            )
            return [Block("paragraph", depth, guard(text))]
        level = int(node.token.tag[1])
        return [Block("heading", level, heading(level, text))]

    def _table(self, node: Node) -> str:
        rows: list[list[str]] = []
        align: list[str] = []
        for part in children_of(node.inside):
            for table_row in children_of(part.inside):
                cells = list(children_of(table_row.inside))
                rows.append(
                    [self._inline(Node(cell.inside[0], cell.inside), one_line=True) for cell in cells]
                )
                align = align or [
                    str(cell.token.attrs.get("style", "")).removeprefix("text-align:") for cell in cells
                ]
                self._report_extra_cells(table_row.line, len(cells))
        return table(rows, align)

    def _report_extra_cells(self, line: int, width: int) -> None:
        cells = re.split(r"(?<!\\)\|", re.sub(r"^[\s>]*\|?|(?<!\\)\|\s*$", "", self.lines[line - 1]))
        if len(cells) > width and (extra := " ".join(cells[width:]).strip()):
            self._omit(
                line,
                N_("Cells beyond the width of a table"),
                N_("The first row of a table sets its columns."),
                extra,
            )

    def _footnote(self, node: Node) -> Block:
        label = node.token.meta["label"]
        inner = self._blocks(node.inside, 0)
        text = write_markdown(inner).strip("\n")
        if inner and inner[0].kind != "paragraph":
            text = "\n" + text  # the parser counts columns otherwise on the line of the label
        return Block("footnote", 0, join_marker(f"[^{label}]:", text, 4))

    def _name_note(self, id_: int) -> str:
        """A label for the note written in the middle of a text, ``^[like this]``."""
        if id_ not in self.inline_notes:
            taken = self.env["footnotes"].get("refs", {})
            names = (f"note-{n}" for n in range(len(self.inline_notes) + 1, 10**9))
            self.inline_notes[id_] = next(name for name in names if ":" + name not in taken)
            taken[":" + self.inline_notes[id_]] = -1
        return self.inline_notes[id_]

    def _inline_note_blocks(self) -> list[Block]:
        """The notes named so far, and those inside them."""
        blocks: list[Block] = []
        written: set[int] = set()
        while pending := [id_ for id_ in self.inline_notes if id_ not in written]:
            for id_ in pending:
                written.add(id_)
                text = self.scribe.write(self.env["footnotes"]["list"][id_]["tokens"], 1)
                blocks.append(Block("footnote", 0, join_marker(f"[^{self.inline_notes[id_]}]:", text, 4)))
        return blocks

    def _reparse(self, markdown: str) -> list[Token]:
        refs = self.env.get("footnotes", {}).get("refs", {})
        env: dict[str, Any] = {"footnotes": {"refs": dict.fromkeys(refs, -1), "list": {}}}
        tokens = source_parser().parseInline(markdown, env)
        return tokens[0].children or []

    def _html(self, node: Node, depth: int) -> list[Block]:
        if node.token.content.strip() == LIST_BREAK:
            return []
        return TextOfHtml(node.line, depth, self.omissions).read(node.token.content)

    def _list(self, node: Node, depth: int) -> list[Block]:
        items = [item for item in children_of(node.inside) if item.token.type == "list_item_open"]
        blocks: list[Block] = []
        if depth > DEEPEST:
            self._omit(node.line, TOO_DEEP, KEPT_HIGHER, self.lines[node.line - 1])
            depth = DEEPEST
        for item, mark in zip(items, _marks(node, items), strict=True):
            blocks += self._item(item, mark, depth)
        return blocks

    def _item(self, item: Node, mark: str, depth: int) -> list[Block]:
        """The item itself with the first thing in it, then the rest of what it holds."""
        blocks = self._blocks(item.inside, depth)
        if not blocks:
            if mark != "-":
                self._omit(item.line, N_("An empty list item"), N_("There is nothing in it to cite."), mark)
            return []
        first, *rest = blocks
        if first.kind != "item":
            width = len(mark) + 1
            return [Block("item", depth, join_marker(mark, first.markdown, width)), *rest]
        return self._merge(item.line, mark, depth, blocks)

    def _merge(self, line: int, mark: str, depth: int, blocks: list[Block]) -> list[Block]:
        """``- 1. text`` and ``1. - text``: an item with nothing but a list is one item, with the number."""
        first, *rest = blocks
        inner, _, text = first.markdown.partition(" ")
        if mark != "-" and inner == "-":
            text = text.replace("\n  ", "\n")
            rest = [block._replace(level=max(depth, block.level)) for block in rest]
            return [Block("item", depth, join_marker(mark, text, len(mark) + 1)), *rest]
        if mark != "-":
            self._omit(line, N_("An empty list item"), N_("There is nothing in it to cite."), mark)
        return [block._replace(level=max(depth, block.level - 1)) for block in blocks]

    def _report_unused_addresses(self) -> None:
        references = self.env.get("references", {})
        unused = [entry for label, entry in references.items() if label not in self.scribe.used]
        for entry in [*unused, *self.env.get("duplicate_refs", [])]:
            line = entry["map"][0] + 1
            what, why = (
                N_("An address that no link uses"),
                N_("Addresses are kept with the links that use them."),
            )
            self._omit(line, what, why, "\n".join(self.lines[slice(*entry["map"])]))

    def _report_unread(self, tokens: Sequence[Token]) -> None:
        """Say so if the parser passed over lines, as it does below its deepest level of nesting."""
        read: set[int] = set()
        for token in tokens:
            if token.map and token.type in _LEAVES:
                read.update(range(*token.map))
        for entry in [*self.env.get("references", {}).values(), *self.env.get("duplicate_refs", [])]:
            read.update(range(*entry["map"]))
        for number, line in enumerate(self.lines):
            if number not in read and re.search(r"\w", _MARKERS.sub("", line)):
                what, why = N_("A line that could not be read"), N_("It may be nested too deeply.")
                self._omit(number + 1, what, why, line)


_LEAVES = frozenset(
    ["inline", "heading_open", "paragraph_open", "fence", "code_block", "html_block", "hr", "table_open"]
)


def _marks(node: Node, items: Sequence[Node]) -> list[str]:
    """The marker of each item. Numbers stay as typed, except ``1. 1. 1.``, which means counting."""
    if node.token.type == "bullet_list_open":
        return ["-"] * len(items)
    numbers = [int(item.token.info) for item in items]
    if len(numbers) > 1 and len(set(numbers)) == 1:
        numbers = [numbers[0] + n for n in range(len(numbers))]
    return [f"{number}{node.token.markup}" for number in numbers]
