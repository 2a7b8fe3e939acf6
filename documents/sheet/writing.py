"""Nodes of the sheet as paragraphs, in the normal form of docs/markdown.md. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from core.errors import N_, Invalid
from core.text import clean
from documents.formats.cells import Cell, grid_of
from documents.formats.foreign.series import LIST_BREAK
from documents.formats.inline import BREAK, CELL_BREAK, escape_words, guard, guard_item
from documents.formats.limits import DEEPEST, LONGEST_WORD
from documents.formats.markdown import read_markdown
from documents.formats.reading import Omission
from documents.formats.writing import fence, heading, join_marker, table
from documents.sheet.inline import (
    FLANKED,
    PLAIN,
    RANKS,
    Node,
    Piece,
    Unreadable,
    markdown_of,
    pieces_of,
    words_of,
)
from documents.text.blocks import Block, BlockKind
from documents.text.dialect import block_parser, footnote_label, inline_tokens
from documents.text.enumerators import enumerator_at

_NUMBER = re.compile(r"\d{1,9}[.)]")
_LABEL = re.compile(r"[^\s\[\]^:]{1,40}")
_WORDS = ("text", "text_special", "code_inline")
_SIDES = ("left", "center", "right")
BROKEN = N_("This part of the text could not be read. Load the page again; what you typed is kept here.")
MARKS_LOST = (
    N_("Bold, italics or struck words"),
    N_("Beside these signs they cannot be kept; the words are."),
)
#: What a node that is none makes fail.
BROKEN_NODES = (
    Unreadable,
    AttributeError,
    LookupError,
    OverflowError,
    RecursionError,
    TypeError,
    ValueError,
)


class Written(NamedTuple):
    """The paragraph of a node, None if nothing is in it, and what of it the text cannot hold."""

    block: Block | None
    left_out: list[Omission]


def written(node: Node, notes: Collection[str]) -> Written:
    """A node as a paragraph. ``notes``: the labels of the footnotes that there are in the text; the sign of
    any other is words.

    Where marks cannot be kept as they stand, the words are, and it is said. Raises Invalid for what is no
    node, and for a text longer than any may be.
    """
    try:
        node = _noted(node, notes)
        for marks in (RANKS, [kind for kind in RANKS if kind not in FLANKED], ()):
            kept = node if marks is RANKS else _marked_with(node, marks)
            draft = _draft(kept)
            if draft is None or _is_plain(draft):
                return Written(draft, [])
            blocks, left_out = _read(draft, notes)
            if [block.kind for block in blocks] == [draft.kind] and _says(blocks[0], kept):
                left_out += [] if marks is RANKS else [Omission(1, *MARKS_LOST, " ".join(_texts(node)))]
                return Written(blocks[0]._replace(level=draft.level), left_out)
    except BROKEN_NODES as error:
        raise Invalid(BROKEN) from error
    raise Invalid(BROKEN)


def _noted(node: Node, notes: Collection[str]) -> Node:
    """A node in which the sign of a footnote that there is not is words."""
    if node["type"] == "note_ref":
        label = str((node.get("attrs") or {}).get("label", ""))
        return node if label in notes else {"type": "text", "text": f"[^{label}]"}
    if not node.get("content"):
        return node
    return {**node, "content": [_noted(child, notes) for child in node["content"]]}


def _is_plain(draft: Block) -> bool:
    """Is it of plain words with single blanks, which reading would leave as they are? Most of what is typed
    is, and of a large paste all of it has to be looked at."""
    is_words = draft.kind in ("heading", "paragraph", "item") and "  " not in draft.markdown
    return is_words and PLAIN.fullmatch(draft.markdown) is not None and len(draft.markdown) <= LONGEST_WORD


def _says(block: Block, node: Node) -> bool:
    """Has a paragraph the words of its node? Marks that are not read as marks would be signs in it."""
    if node["type"] in ("opaque", "code"):
        return True
    tokens = inline_tokens(block_parser(True).parse(block.markdown))
    written_words = "".join(token.content for token in tokens if token.type in _WORDS)
    mark = str((node.get("attrs") or {}).get("mark") or "-") if node["type"] == "item" else "-"
    expected = "".join(["" if mark == "-" or _NUMBER.fullmatch(mark) else mark, *_texts(node)])
    return "".join(written_words.split()) == "".join(clean(expected).text.split())


def _texts(node: Node) -> list[str]:
    """The words of a node, piece by piece."""
    if node["type"] == "text":
        return [str(node["text"])]
    return [text for child in node.get("content") or [] for text in _texts(child)]


def _read(draft: Block, notes: Collection[str]) -> tuple[list[Block], list[Omission]]:
    """What a reader makes of it. The footnotes of the text stand before it and are taken off again; so is
    what says that the number of an item counts though no other stands beside it."""
    others = [label for label in notes if draft.kind != "footnote" or label != footnote_label(draft)]
    known = "".join(f"[^{label}]: .\n\n" for label in others if f"[^{label}]" in draft.markdown)
    if draft.kind == "item":
        known += f"{LIST_BREAK}\n\n"
    blocks, _title, left_out = read_markdown(known + draft.markdown)
    return [b for b in blocks if b.kind != "footnote" or footnote_label(b) not in others], left_out


def _draft(node: Node) -> Block | None:
    """The Markdown of a node as it may be typed; None if it has no words."""
    kind, attrs = node["type"], node.get("attrs") or {}
    content = node.get("content") or []
    if kind == "opaque":
        return Block(_kind(attrs["kind"]), int(attrs["level"]), clean(str(attrs["markdown"])).text)
    if kind == "code":
        words = "\n".join(str(each["text"]) for each in content)
        info = str(attrs.get("info") or "")
        return Block("code", _level(attrs, 0), fence(clean(words).text, info)) if words.strip() else None
    if kind == "table":
        return _table(content, attrs)
    if kind in ("quote", "footnote"):
        return _of_lines(kind, [pieces_of(line.get("content") or []) for line in content], attrs)
    pieces = pieces_of(content)
    return _of_line(kind, attrs, _said(pieces, " " if kind == "heading" else BREAK))


def _said(pieces: Sequence[Piece], break_: str) -> str:
    """The Markdown of a line; nothing if it has neither words nor the sign of a footnote."""
    if not words_of(pieces).strip() and not any(kind == "note_ref" for kind, _text, _marks in pieces):
        return ""
    return markdown_of(pieces, break_)


def _of_line(kind: str, attrs: Mapping[str, Any], text: str) -> Block | None:
    if kind not in ("heading", "item", "paragraph"):
        raise Unreadable(kind)
    if not text:
        return None
    if kind == "heading":
        level = _level(attrs, 1)
        return Block("heading", level, heading(level, text))
    if kind == "item":
        return Block("item", _level(attrs, 1), _item(str(attrs.get("mark") or "-"), text))
    return Block("paragraph", _level(attrs, 0), guard(text))


def _item(mark: str, text: str) -> str:
    """An item with its mark; what is no number of a list is words."""
    if _NUMBER.fullmatch(mark):
        return join_marker(mark, guard(text), len(mark) + 1)
    sign = enumerator_at(mark)
    if sign is not None and sign.text == mark:
        return join_marker("-", f"{mark} {guard(text)}", 2)
    words = guard_item(guard(text))
    return join_marker("-", words if mark == "-" else f"{escape_words(mark)} {words}", 2)


def _of_lines(kind: str, lines: Sequence[Sequence[Piece]], attrs: Mapping[str, Any]) -> Block | None:
    texts = [guard(text) for pieces in lines if (text := _said(pieces, BREAK))]
    if not texts:
        return None
    if kind == "quote":
        quoted = [f"> {line}" if line else ">" for line in "\n\n".join(texts).split("\n")]
        return Block("quote", _level(attrs, 0), "\n".join(quoted))
    label = str(attrs.get("label", ""))
    if not _LABEL.fullmatch(label):
        raise Unreadable(kind)
    body = "\n\n".join(texts).replace("\n", "\n    ").replace("\n    \n", "\n\n")
    return Block("footnote", 0, f"[^{label}]: {body}")


def _table(rows: Sequence[Node], attrs: Mapping[str, Any]) -> Block | None:
    cells = [[_cell(cell) for cell in line.get("content") or []] for line in rows]
    grid = grid_of([line for line in cells if line])
    if not any(words for line in cells for words, *_ in line):
        return None
    if any(cell["type"] != "table_header" for cell in rows[0].get("content") or []):
        grid.insert(0, [""] * len(grid[0]))
    align = [side if side in _SIDES else "" for side in attrs.get("align") or []][: len(grid[0])]
    return Block("table", _level(attrs, 0), table(grid, align + [""] * (len(grid[0]) - len(align))))


def _cell(cell: Node) -> Cell:
    pieces = [pieces_of(line.get("content") or []) for line in cell.get("content") or []]
    words = CELL_BREAK.join(text for each in pieces if (text := _said(each, CELL_BREAK)))
    attrs = cell.get("attrs") or {}
    return Cell(words, max(1, int(attrs.get("rowspan") or 1)), max(1, int(attrs.get("colspan") or 1)))


def _marked_with(node: Node, marks: Collection[str]) -> Node:
    """A node with these kinds of marks alone."""
    kept: Node = {name: value for name, value in node.items() if name not in ("marks", "content")}
    if own := [mark for mark in node.get("marks") or [] if mark["type"] in marks]:
        kept["marks"] = own
    if node.get("content"):
        kept["content"] = [_marked_with(child, marks) for child in node["content"]]
    return kept


def _kind(kind: str) -> BlockKind:
    if kind not in ("heading", "paragraph", "item", "table", "quote", "code", "footnote"):
        raise Unreadable(kind)
    return kind  # type: ignore[return-value]


def _level(attrs: Mapping[str, Any], least: int) -> int:
    return max(least, min(int(attrs.get("level") or least), DEEPEST))
