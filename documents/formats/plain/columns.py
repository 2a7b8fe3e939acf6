"""Tables set with spaces or tabs.

Lines are rows where their words stand in columns: parted by tabs, or by blanks that stand at the same
places in all of them, or, as in letters of different widths, parted as often by two blanks or more. What
stands in columns but is no table keeps its lines and blanks as they are.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from documents.formats.inline import escape_marks
from documents.formats.plain.lines import Line, goes_on, tidy
from documents.formats.plain.marks import mark_at
from documents.formats.writing import fence, table
from documents.text.blocks import Block

MOST_COLUMNS = 40
_GAP = re.compile(r"(?<=\S)(?: {2,}|[ \t]*\t[ \t]*)(?=\S)")
_PIPED = re.compile(r"\|(?=.*[^|\s:-]).*\|")
_BORDER = re.compile(r"[|+](?:[-=: ]+[|+])+")
_UNDER = re.compile(r"[-=_]{2,}")
_SENTENCE = 25  # characters of a cell that may be a sentence
_WIDE_GAP = re.compile(r"(?<=\S) {4,}(?=\S)")


class Part(NamedTuple):
    """Neighbouring lines: the rows of a table, lines that keep their blanks, or words (neither)."""

    lines: list[Line]
    rows: list[list[str]]
    is_kept: bool = False


def parts(lines: Sequence[Line]) -> Iterator[Part]:
    """The lines of a group, those in columns apart from the others."""
    words: list[Line] = []
    at = 0
    while at < len(lines):
        stop = _stop(lines, at)
        part = _in_columns(lines[at:stop]) if stop - at > 1 else None
        if part is None:
            words += lines[at : max(stop, at + 1)]
        else:
            if words:
                yield Part(words, [])
            words = []
            yield part
        at = max(stop, at + 1)
    if words:
        yield Part(words, [])


def block(part: Part) -> Block:
    """The block of rows, or of lines that keep their blanks."""
    if part.rows:
        rows = [[escape_marks(cell) for cell in cells] for cells in part.rows]
        return Block("table", 0, table(rows, [""] * len(rows[0])))
    return Block("code", 0, fence("\n".join(line.text.expandtabs(4) for line in part.lines), ""))


def _stop(lines: Sequence[Line], start: int) -> int:
    """Where the lines that stand in columns from ``start`` on end."""
    if (piped := _piped(lines, start)) - start > 1:
        return piped
    if not is_row(lines[start]):
        return start
    stop, rows = start + 1, 1
    width = _first_width(lines[start])
    has_tabs = "\t" in lines[start].text.strip()
    while stop < len(lines) and (_is_like(lines[stop], has_tabs) or _goes_on(lines[stop], width)):
        rows += is_row(lines[stop])
        stop += 1
    return stop if rows > 1 else start


def _is_like(line: Line, has_tabs: bool) -> bool:
    """Does a line have columns parted by tabs, or by blanks alone?"""
    return _GAP.search(line.text) is not None and ("\t" in line.text.strip()) == has_tabs


def _first_width(line: Line) -> int:
    gap = _GAP.search(line.text)
    return len(line.text[: gap.end()].expandtabs(4)) if gap else 0


def _goes_on(line: Line, width: int) -> bool:
    """Does a line only fill up a later column, further in than the first?"""
    return "\t" not in line.text.strip() and line.indent >= max(width - 2, 4) and mark_at(line.text) is None


def is_row(line: Line) -> bool:
    """Are there two columns in a line, beside the mark of an item?"""
    mark = mark_at(line.text)
    return _GAP.search(mark.rest if mark else line.text) is not None


def _piped(lines: Sequence[Line], start: int) -> int:
    """Where the lines with strokes around their cells, ``| a | b |``, end."""
    stop = start
    while stop < len(lines) and (_PIPED.fullmatch(lines[stop].words) or _BORDER.fullmatch(lines[stop].words)):
        stop += 1
    return stop


def _in_columns(lines: Sequence[Line]) -> Part | None:
    if _piped(lines, 0) == len(lines):
        rows = _by_strokes(lines)
        return Part(list(lines), rows) if rows else None
    if any("\t" in line.text.strip() for line in lines):
        rows = _by_tabs(lines)
    else:
        rows = _by_places(lines) or _by_count(lines)
    rows = [cells for cells in rows if not all(map(_UNDER.fullmatch, cells))]  # the rule below a header
    if len(rows) > 1 and 1 < len(rows[0]) <= MOST_COLUMNS and not _is_justified(rows):
        return Part(list(lines), rows)
    if sum(_WIDE_GAP.search(line.text) is not None for line in lines) * 2 > len(lines):
        return Part(list(lines), [], is_kept=True)
    return None


def _by_strokes(lines: Sequence[Line]) -> list[list[str]]:
    """Cells between strokes, if all lines have as many and there are two lines at least."""
    inner = [line.words.strip("|") for line in lines if not _BORDER.fullmatch(line.words)]
    rows = [[tidy(cell) for cell in words.split("|")] for words in inner]
    is_even = len({len(cells) for cells in rows}) == 1
    return rows if len(rows) > 1 and is_even and len(rows[0]) <= MOST_COLUMNS else []


def _by_tabs(lines: Sequence[Line]) -> list[list[str]]:
    """Cells parted by tabs; several tabs are one where no row leaves a cell empty."""
    exact = [[tidy(cell) for cell in line.text.strip().split("\t")] for line in lines]
    loose = [[tidy(cell) for cell in re.split(r"\t[ \t]*| {2,}", line.text.strip())] for line in lines]
    rows = loose if len({len(cells) for cells in loose}) == 1 else exact
    width = max(map(len, rows))
    return [cells + [""] * (width - len(cells)) for cells in rows] if width <= MOST_COLUMNS else []


def _by_places(lines: Sequence[Line]) -> list[list[str]]:
    """Cells between the blanks that stand at the same places in all lines."""
    texts = [line.text for line in lines]
    is_full = bytearray(b"-" * max(map(len, texts)))
    for text in texts:
        for word in re.finditer(r"[^ ]+", text):
            is_full[word.start() : word.end()] = b"x" * (word.end() - word.start())
    columns = [run.span() for run in re.finditer(r"x++(?:-x++)*+", is_full.decode())]
    if not 1 < len(columns) <= MOST_COLUMNS:
        return []
    rows: list[list[str]] = []
    for text in texts:
        if any(_GAP.search(text, start, end) for start, end in columns):
            return []  # its columns stand where others have words
        cells = [tidy(text[start:end]) for start, end in columns]
        if rows and not cells[0] and _fills_up(cells, rows[-1]):
            rows[-1] = [f"{above} {cell}".strip() for above, cell in zip(rows[-1], cells, strict=True)]
        else:
            rows.append(cells)
    return rows if len(rows) > 1 else []


def _fills_up(cells: Sequence[str], above: Sequence[str]) -> bool:
    """Is a row without a first cell the rest of the one above: do its cells go on with words there, or fill
    what was empty?"""
    if any(not before and not cell for before, cell in zip(above, cells, strict=True)):
        return False
    is_whole = all(above)
    return all(
        not before or goes_on(cell) or not is_whole for before, cell in zip(above, cells, strict=True) if cell
    )


def _by_count(lines: Sequence[Line]) -> list[list[str]]:
    """Cells parted by two blanks or more, if all lines have as many."""
    rows = [[tidy(cell) for cell in re.split(r" {2,}", line.text.strip())] for line in lines]
    return rows if len({len(cells) for cells in rows}) == 1 and len(rows[0]) <= MOST_COLUMNS else []


def _is_justified(rows: Sequence[Sequence[str]]) -> bool:
    """Words of sentences with wide blanks between them, over the width of a line or after a stop."""
    inner = [cell for cells in rows for cell in cells[:-1]]
    if any(len(cell) > _SENTENCE and cell.endswith((".", "!", "?")) for cell in inner):
        return True
    filled = [cell for cells in rows for cell in cells if cell]
    is_sentence = any(goes_on(cells[0]) for cells in rows[1:]) and not any(
        cell[:1].isdigit() for cell in filled
    )
    return is_sentence and len(rows[0]) > 1 and rows[-1][-1].endswith(".")
