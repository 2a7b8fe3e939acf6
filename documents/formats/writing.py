"""Blocks to Markdown: the single units, and a whole document that reads back as the same blocks."""

import re
from collections.abc import Sequence

from documents.formats.foreign.series import LIST_BREAK, find_heads
from documents.text.blocks import Block

_MARKER = re.compile(r"([-*+]|\d{1,9}[.)])(?: |$)")


def write_markdown(blocks: Sequence[Block]) -> str:
    """A document of ``blocks``, ended by a line end; `read_markdown` gives the same blocks again."""
    parts: list[str] = []
    items: list[tuple[int, int]] = []  # of each item, what is before it: parts, and columns
    margins: list[int] = []  # column where the text of the open item of each depth begins
    marks: list[str] = []  # and its marker
    before: Block | None = None
    for block in blocks:
        depth = (
            min(block.level, len(margins) + 1) - 1 if block.kind == "item" else _depth(block, len(margins))
        )
        margin = margins[depth - 1] if depth > 0 else 0
        if block.kind == "item":
            mark = _mark(block)
            if len(marks) > depth and _runs_on(marks[depth], mark):
                parts += ["\n", " " * margin, LIST_BREAK, "\n"]
                before = None
            parts.append("" if _sits_close(before, block, mark, len(marks) <= depth) else "\n")
            items.append((len(parts), margin))
            margins[depth:], marks[depth:] = [margin + len(mark) + 1], [mark]
        else:
            margins[depth:], marks[depth:] = [], []
            parts.append("\n")
        parts += [indent(block.markdown, " " * margin), "\n"]
        before = block
    _vouch(parts, items)
    return "".join(parts).removeprefix("\n")


def _vouch(parts: list[str], items: Sequence[tuple[int, int]]) -> None:
    """Say of the items that stand in no series that their numbers count all the same."""
    alone = {head.line for head in find_heads("".join(parts)).values() if head.sign and not head.counted}
    line = at = 0
    for item, margin in items if alone else ():
        line += sum(part.count("\n") for part in parts[at:item])
        at = item
        if line in alone:
            parts[item] = f"\n{' ' * margin}{LIST_BREAK}\n{parts[item]}"
            line -= 2


def _depth(block: Block, open_items: int) -> int:
    return 0 if block.kind in ("heading", "footnote") else min(block.level, open_items)


def _mark(block: Block) -> str:
    marker = _MARKER.match(block.markdown)
    return marker[1] if marker else ""


def _runs_on(last: str, mark: str) -> bool:
    """Would a reader count the item with ``mark`` on from ``last``, though it has another number?"""
    if not (last[:-1].isdigit() and mark[:-1].isdigit() and last[-1] == mark[-1]):
        return False
    return int(mark[:-1]) != int(last[:-1]) + 1


def _sits_close(before: Block | None, block: Block, mark: str, first: bool) -> bool:
    """May the item follow on the next line, without an empty one between?"""
    if before is None or before.kind != "item" or not holds_text(before) or not holds_text(block):
        return False
    return not (first and mark[:-1].isdigit() and mark[:-1] != "1")


def holds_text(item: Block) -> bool:
    """Is the body of ``item`` a paragraph, not a quote, table or block of code?"""
    rest = item.markdown[len(_mark(item)) + 1 :]
    return bool(rest) and rest[0] not in ">|" and not rest.startswith(("```", "~~~"))


def indent(text: str, margin: str) -> str:
    """``text`` with ``margin`` before every line that is not empty."""
    if not margin:
        return text
    return "\n".join(margin + line if line else line for line in text.split("\n"))


def join_marker(mark: str, text: str, width: int) -> str:
    """``text`` after ``mark``, its further lines indented by ``width``."""
    first, newline, rest = text.partition("\n")
    head = f"{mark} {first}" if first else mark
    return f"{head}{newline}{indent(rest, ' ' * width)}"


def heading(level: int, text: str) -> str:
    """A heading of one line; a ``#`` at its end stays a word."""
    ending = "\\#" if text.endswith("#") and not text.endswith("\\#") else text[-1:]
    return f"{'#' * level} {text[:-1]}{ending}"


def fence(content: str, info: str) -> str:
    """A fenced code block that ``content`` cannot end."""
    char = "~" if "`" in info else "`"
    longest = max((len(run) for run in re.findall(f"{char}+", content)), default=0)
    bar = char * max(3, longest + 1)
    body = content if not content or content.endswith("\n") else content + "\n"
    return f"{bar}{info.strip()}\n{body}{bar}"


def table(rows: Sequence[Sequence[str]], align: Sequence[str]) -> str:
    """A table of ``rows``, the first its header; ``align`` is left, center, right or empty by column."""
    rules = {"left": ":--", "center": ":-:", "right": "--:"}
    lines = [
        _row(rows[0]),
        _row([rules.get(side, "---") for side in align]),
        *(_row(cells) for cells in rows[1:]),
    ]
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(re.sub(r"\|", r"\\|", cell) for cell in cells) + " |"
