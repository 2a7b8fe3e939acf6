"""Markdown documents to blocks.

The parser's tokens say what is what; this module walks them and writes each unit on its own.
What has no place in a text (images, tags, rules) is reported with its line.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from textwrap import dedent
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from core.errors import N_
from documents.formats import items
from documents.formats.foreign import blocks as foreign_blocks
from documents.formats.foreign import lists
from documents.formats.foreign.series import LIST_BREAK, Head
from documents.formats.frontmatter import without_front_matter
from documents.formats.html import TextOfHtml
from documents.formats.inline import BREAK, CELL_BREAK, Scribe, escape_words, guard
from documents.formats.limits import DEEPEST, KEPT_HIGHER, TOO_DEEP, check_blocks, check_lines
from documents.formats.links import names
from documents.formats.prose import is_prose
from documents.formats.reading import Omission, Reading, normalise
from documents.formats.tables import Rows, is_columns
from documents.formats.tree import Node, children_of
from documents.formats.writing import fence, heading, join_marker, table, write_markdown
from documents.text.blocks import Block
from documents.text.dialect import dialect
from documents.text.words import line_words, plain

#: An image inside the text itself, as word processors export it: a word of a megabyte.
_EMBEDDED = re.compile(r"data:image/[\w.+-]+;base64,[\w+/=-]+")
_CALLOUT = re.compile(r"\[!\w[\w-]*\][+-]?[ \t]*\n?")
_CAPTION = re.compile(r"^\\?:[ \t]+")
_SPECIAL = re.compile(r"[\[\]`^<>*_\\~!&]")
_CAPTION_ROW = re.compile(r"[\s>]*:[ \t]+((?:[^|\\]|\\.)*?)\s*")
_MAY_BE_A_WORD = re.compile(r"\d{4,}|[^\W\d]+\.|\(?[^\W\d]{3}")  # years, initials and short words
_MARKERS = re.compile(r"^(?:[\s>]|[-*+](?=\s|$)|\d{1,9}[.)](?=\s|$)|\[\^[^\s\]]+\]:)+")


def read_markdown(text: str, places: Mapping[str, int] | None = None) -> Reading:
    """Blocks of a Markdown document; its title is that of the front matter, else its first heading.

    places: pids of headings that stand elsewhere in the document, by the names that links have for them.
    A link to a heading of this text keeps its name, ``#aims``, until the heading has a pid
    (`documents.formats.links`).
    """
    text, omissions = normalise(text)
    text = _EMBEDDED.sub("data:image/png;base64,", text)
    check_lines(text)
    reader = _Reader(text, omissions, places or {})
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
    md.core.ruler.disable(["text_join", "merge_cells"])
    lists.use(md)
    foreign_blocks.use(md)
    return md


class _Reader:
    """One document on its way to blocks."""

    def __init__(self, text: str, omissions: list[Omission], places: Mapping[str, int]) -> None:
        self.source, self.title, settings = without_front_matter(text)
        self.omissions = omissions
        self.omissions += settings
        self.lines = self.source.split("\n")
        self.env: dict[str, Any] = {}
        self.footnotes: list[Block] = []
        self.inline_notes: dict[int, str] = {}
        self.heads: dict[int, Head] = {}  # the first mark of a list on each line
        self.numbers: dict[int, Head] = {}  # what counts there, and is part of the words
        self.places = {name: f"#p-{pid}" for name, pid in places.items()}
        self.scribe = Scribe(omissions, self._reparse, self._name_note, self.places)

    def read(self) -> list[Block]:
        tokens = source_parser().parse(self.source, self.env)
        for head in self.env["heads"].values():
            self.heads.setdefault(head.line, head)
            if head.counted and (head.inline or head.kind == "number"):
                self.numbers[head.line] = head
        self.places.update((name, "#" + name) for name in names(_headings(tokens)))
        blocks = self._blocks(tokens, 0, top=True) + self.footnotes
        blocks = items.in_order([*blocks, *self._inline_note_blocks()])
        self._report_unused_addresses()
        self._report_unread(tokens)
        return blocks

    def _omit(self, line: int, what: str, why: str, excerpt: str) -> None:
        self.omissions.append(Omission(line, what, why, " ".join(excerpt.split())))

    def _inline(self, node: Node, break_: str = BREAK, numbered: bool = False) -> str:
        inline = node.inside[0] if node.inside else None
        return self.scribe.write(inline.children or (), node.line, break_, numbered) if inline else ""

    def _line(self, markdown: str, line: int, break_: str) -> str:
        return self.scribe.write(self._reparse(markdown), line, break_)

    def _blocks(self, tokens: Sequence[Token], depth: int, top: bool = False) -> list[Block]:
        """Blocks of the elements in ``tokens``, which stand in a list item of ``depth``, or 0."""
        blocks: list[Block] = []
        margin: list[tuple[str, ...]] = []  # what marks the lists that follow on one another, by depth
        for node in children_of(tokens):
            kind = node.token.type
            if kind in ("bullet_list_open", "ordered_list_open"):
                margin = _deeper(margin, node, self._is_tight(node.line))
                blocks += self._list(node, depth + len(margin))
            elif kind == "footnote_reference_open":
                note = self._footnote(node)
                (blocks if top else self.footnotes).append(note)
            else:
                blocks += self._leaf(node, depth, blocks)
            margin = margin if kind.endswith("_list_open") else []
        return blocks

    def _is_tight(self, line: int) -> bool:
        return line > 1 and bool(self.lines[line - 2].strip(" \t>"))

    def _leaf(self, node: Node, depth: int, before: Sequence[Block]) -> list[Block]:
        kind = node.token.type
        if kind == "heading_open":
            return self._heading(node, depth)
        if kind == "paragraph_open":
            return self._paragraph(node, depth, before)
        if kind == "html_block":
            return self._html(node, depth)
        if kind == "code_block" and is_prose(node.token.content):
            return self._blocks(self._indented(node), depth)
        if kind in ("fence", "code_block"):
            return [Block("code", depth, fence(node.token.content, node.token.info))]
        if kind == "table_open":
            return self._table(node, depth, before)
        if kind == "blockquote_open":
            inner = self._blocks(self._without_callout(node), 0)
            quoted = "\n".join(f"> {line}".rstrip(" ") for line in write_markdown(inner).splitlines())
            return [Block("quote", depth, quoted)] if inner else []
        if kind == "dl_open":
            return self._definitions(node, depth)
        if kind == "callout":
            return self._callout(node, depth)
        if kind == "hr":
            self._omit(
                node.line,
                N_("A dividing line"),
                N_("Headings divide a text here."),
                self.lines[node.line - 1],
            )
        return []

    def _paragraph(self, node: Node, depth: int, before: Sequence[Block]) -> list[Block]:
        content = node.inside[0].content
        if is_columns(content):
            rows = Rows(
                [
                    [self._line(cell, node.line, CELL_BREAK) for cell in line.split("\t")]
                    for line in content.split("\n")
                ]
            )
            return [Block("table", depth, table(rows.of_one_width(), rows.sides()))]
        self._report_joined(node)
        text = self._inline(node, numbered=node.line - 1 in self.numbers)
        if before and before[-1].kind == "table" and content.startswith(":"):
            text = guard(_CAPTION.sub("", text))
        return [Block("paragraph", depth, text)] if text.strip() else []

    def _report_joined(self, node: Node) -> None:
        """Lines that look like items of a list and are none, since no other counts on from them."""
        for line in range(node.line, (node.token.map or [0, 0])[1]):
            head = self.heads.get(line)
            if head is not None and head.joins and not _MAY_BE_A_WORD.match(head.text):
                self._omit(
                    line + 1,
                    N_("The beginning of a line"),
                    N_(
                        "The line begins like an item of a list, but was joined to the words before it. "
                        "Put an empty line between them if it is one."
                    ),
                    self.lines[line],
                )

    def _definitions(self, node: Node, depth: int) -> list[Block]:
        """``- **term** — text`` for the first definition of a term; the others are paragraphs below it."""
        blocks: list[Block] = []
        level = min(depth + 1, DEEPEST)
        term = ""
        for part in children_of(node.inside):
            if part.token.type == "dt_open":
                term = self._inline(part, " ")
                continue
            inner = self._blocks(part.inside, level)
            if term and inner and inner[0].kind == "paragraph":
                text = self._defined(term, inner[0].markdown, part.line)
                blocks.append(Block("item", level, join_marker("-", text, 2)))
                inner = inner[1:]
            elif term:
                blocks.append(Block("item", level, f"- {self._defined(term, '', part.line)}"))
            blocks += inner
            term = ""
        return blocks

    def _defined(self, term: str, text: str, line: int) -> str:
        """A term and what it means, in one line; without its marks where those would not stay as they are."""
        bold = term if term.startswith("**") and term.endswith("**") else f"**{term}**"
        joined = f"{bold} — {text}" if text else bold
        if not _SPECIAL.search(term + text):
            return joined
        tokens = self._reparse(joined)
        whole = line_words(
            [*self._reparse(term), Token("text", "", 0, content=" — " if text else ""), *self._reparse(text)]
        )
        if line_words(tokens) == whole and self.scribe.write(tokens, line) == joined:
            return joined
        rest = f" — {escape_words(line_words(self._reparse(text)))}" if text else ""
        return f"**{escape_words(line_words(self._reparse(term)))}**{rest}"

    def _callout(self, node: Node, depth: int) -> list[Block]:
        self._report_callout(node.line, node.token.content)
        title = foreign_blocks.title_of(node.token.content)
        return [Block("paragraph", depth, escape_words(title))] if title else []

    def _without_callout(self, node: Node) -> Sequence[Token]:
        """What stands in a quote, without the ``[!NOTE]`` that makes it a callout elsewhere."""
        inside = node.inside
        if len(inside) < 2 or inside[1].type != "inline":
            return inside
        callout = _CALLOUT.match(inside[1].content)
        if callout is None:
            return inside
        rest = inside[1].content
        while callout is not None:
            self._report_callout(node.line, callout[0])
            rest = rest[callout.end() :]
            callout = _CALLOUT.match(rest)
        inside[1].content, inside[1].children = rest, self._reparse(rest)
        return inside if rest.strip() else inside[3:]

    def _report_callout(self, line: int, mark: str) -> None:
        what, why = N_("The mark of a callout"), N_("Its words are kept; a text has no boxes.")
        self._omit(line, what, why, mark)

    def _indented(self, node: Node) -> list[Token]:
        """Text that stands far in, as laws have it, is read again without its margin."""
        tokens = source_parser().parse(dedent(node.token.content), self.env)
        for token in tokens:
            token.map = [at + node.line - 1 for at in token.map] if token.map else None
        return tokens

    def _heading(self, node: Node, depth: int) -> list[Block]:
        text = self._inline(node, " ")
        if not text.strip():
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

    def _table(self, node: Node, depth: int, before: Sequence[Block]) -> list[Block]:
        rows = Rows([])
        captions: list[Block] = []
        for part in children_of(node.inside):
            for table_row in children_of(part.inside):
                caption = _CAPTION_ROW.fullmatch(self.lines[table_row.line - 1])
                if caption and part.token.type == "tbody_open":
                    words = self._line(caption[1], table_row.line, BREAK)
                    captions += [Block("paragraph", depth, words)] if words else []
                    continue
                cells = list(children_of(table_row.inside))
                rows.add(
                    [self._inline(Node(cell.inside[0], cell.inside), CELL_BREAK) for cell in cells],
                    [cell.inside[0].content for cell in cells],
                    [str(cell.token.attrs.get("style", "")).removeprefix("text-align:") for cell in cells],
                )
                self._report_extra_cells(table_row.line, len(cells))
        return [Block("table", depth, table(rows.of_one_width(), rows.sides())), *captions]

    def _report_extra_cells(self, line: int, width: int) -> None:
        source = _MARKERS.sub("", self.lines[line - 1])
        cells = re.split(r"(?<!\\)\|", re.sub(r"^\|?|(?<!\\)\|\s*$", "", source))
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
        known = {"refs": dict.fromkeys(refs, -1), "list": {}}
        env: dict[str, Any] = {"footnotes": known, "cell": True, "references": self.env.get("references", {})}
        tokens = source_parser().parseInline(markdown, env)
        return tokens[0].children or []

    def _html(self, node: Node, depth: int) -> list[Block]:
        html = node.token.content
        if html.strip() == LIST_BREAK:
            return []
        inline = None
        if "\n\n" in html.rstrip():  # elsewhere an empty line ends the tags, and Markdown stands between
            inline = lambda words: self._line(words, node.line, CELL_BREAK)  # noqa: E731
        return TextOfHtml(node.line, depth, self.omissions, inline).read(html)

    def _list(self, node: Node, depth: int) -> list[Block]:
        members = [item for item in children_of(node.inside) if item.token.type == "list_item_open"]
        blocks: list[Block] = []
        if depth > DEEPEST:
            self._omit(node.line, TOO_DEEP, KEPT_HIGHER, self.lines[node.line - 1])
            depth = DEEPEST
        for item, (mark, sign) in zip(members, items.marks(members), strict=True):
            blocks += self._item(item, mark, sign, depth)
        return blocks

    def _item(self, item: Node, mark: str, sign: str, depth: int) -> list[Block]:
        """The item itself with the first thing in it, then the rest of what it holds."""
        blocks = self._blocks(item.inside, depth)
        if not blocks:
            if sign:
                return [Block("item", depth, f"- {sign}")]
            if mark != "-":
                self._omit(item.line, N_("An empty list item"), N_("There is nothing in it to cite."), mark)
            return []
        first, *rest = blocks
        if first.kind != "item":
            number = self.numbers.get(item.line - 1) if mark == "-" else None
            return [*items.item(mark, sign, depth, first, number), *rest]
        merged = items.merged(mark, sign, depth, blocks)
        if merged is not None:
            return merged
        if sign:
            return [Block("item", depth, f"- {sign}"), *blocks]
        self._omit(item.line, N_("An empty list item"), N_("There is nothing in it to cite."), mark)
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
                read.update(range(token.map[0], token.map[1]))
        for entry in [*self.env.get("references", {}).values(), *self.env.get("duplicate_refs", [])]:
            read.update(range(*entry["map"]))
        for number, line in enumerate(self.lines):
            if number not in read and re.search(r"\w", _MARKERS.sub("", line)):
                what, why = N_("A line that could not be read"), N_("It may be nested too deeply.")
                self._omit(number + 1, what, why, line)


_LEAVES = frozenset(
    """inline heading_open paragraph_open fence code_block html_block hr table_open callout
    list_item_open""".split()  # noqa: SIM905
)


def _headings(tokens: Sequence[Token]) -> list[str]:
    """The words of the headings that are sections, in order."""
    words: list[str] = []
    for token, following in pairwise(tokens):
        if token.type == "heading_open" and token.level == 0:
            words.append(line_words(following.children or ()))
        elif token.type == "html_block":
            words += [
                plain(block.markdown)
                for block in TextOfHtml(1, 0, []).read(token.content)
                if block.kind == "heading"
            ]
    return words


def _deeper(margin: list[tuple[str, ...]], node: Node, follows: bool) -> list[tuple[str, ...]]:
    """The marks of the lists that a list on the same margin stands in, with its own: another kind of
    mark right below, as word processors and laws have them, is deeper until the first goes on."""
    key = items.key_of(node)
    if follows and key in margin:
        return margin[: margin.index(key) + 1]
    return [*margin, key] if margin and follows and items.is_foreign(node) else [key]
