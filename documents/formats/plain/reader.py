"""Plain text to blocks: paragraphs, lists, tables and headings as a reader sees them, no mark-up.

What Markdown would take for mark-up is escaped, so that the words show as they were typed.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from core.errors import N_
from documents.formats.inline import escape_marks, escape_words, guard_item
from documents.formats.limits import DEEPEST, KEPT_HIGHER, TOO_DEEP, check_blocks, check_lines
from documents.formats.plain import columns
from documents.formats.plain.headings import Segment, segments
from documents.formats.plain.hyphens import Hyphens
from documents.formats.plain.lines import Line, breaks, numbered
from documents.formats.plain.lists import Entry, Item, depths, marks_of
from documents.formats.plain.marks import Mark
from documents.formats.plain.pages import without_pages
from documents.formats.plain.paragraphs import is_unwrapped, paragraph, units
from documents.formats.plain.rules import without_rules
from documents.formats.reading import Omission, Reading, normalise
from documents.formats.writing import heading, join_marker
from documents.text.blocks import Block
from documents.text.words import plain

_UNALIGNED = N_("Columns set with spaces")
_KEPT_LINES = N_(
    "They do not stand below each other, so they are no table here; the lines are kept as they are."
)


class _Unit(NamedTuple):
    """A paragraph or item, or (part) lines in columns. begins: an empty line is before it."""

    lines: list[Line]
    mark: Mark | None
    begins: bool
    part: columns.Part | None = None
    level: int = 0


def read_plain(text: str) -> Reading:
    """Blocks of a plain text; its title is the heading it begins with."""
    pages, soft = breaks(text)
    text, omissions = normalise(text)
    check_lines(text)
    lines, of_pages = without_pages(numbered(text, soft), pages)
    hyphens = Hyphens(lines)
    omissions += of_pages
    parts = list(segments(list(without_rules(lines, omissions))))
    blocks: list[Block] = []
    for is_items, run in groupby(_units(parts, lines), lambda unit: unit.mark is not None):
        if is_items:
            blocks += _items(list(run), hyphens, omissions)
        else:
            blocks += (_block(unit, hyphens, omissions) for unit in run)
    check_blocks(blocks)
    title = plain(blocks[0].markdown) if blocks and blocks[0].kind == "heading" else None
    return Reading(blocks, title, _in_order(omissions, pages))


def _in_order(omissions: Sequence[Omission], pages: frozenset[int]) -> list[Omission]:
    """By line, as editors count them: a form feed ends a line here, but not there."""
    starts = sorted(pages)
    counted = [each._replace(line=each.line - bisect_right(starts, each.line)) for each in omissions]
    return sorted(counted, key=lambda omission: omission.line)


def _units(segments: Sequence[Segment], lines: Sequence[Line]) -> Iterator[_Unit]:
    """The paragraphs, items, tables and headings of a text, in order."""
    pieces = [
        (segment, part)
        for segment in segments
        for part in (columns.parts(segment.lines) if not segment.level else [columns.Part(segment.lines, [])])
    ]
    marks = marks_of(list(_entries(pieces)))
    words = [part.lines for segment, part in pieces if not (segment.level or part.rows or part.is_kept)]
    unwrapped = is_unwrapped(lines, words, marks)
    for segment, part in pieces:
        if segment.level:
            yield _Unit(part.lines, None, True, level=segment.level)
        elif part.rows or part.is_kept:
            yield _Unit(part.lines, None, True, part)
        else:
            begins = segment.begins and part.lines[0] is segment.lines[0]
            for unit in units(part.lines, marks, unwrapped):
                mark = marks.get(unit[0].number)
                if mark and mark.own and mark.is_paragraph:
                    first = unit[0]._replace(text=f"{mark.own.text} {mark.rest}")
                    yield _Unit([first, *unit[1:]], None, begins)
                else:
                    yield _Unit(unit, mark, begins)
                begins = False


def _entries(pieces: Sequence[tuple[Segment, columns.Part]]) -> Iterator[Entry]:
    section = 0
    for segment, part in pieces:
        if segment.level:
            section += 1
        elif not part.rows and not part.is_kept:
            for at, line in enumerate(part.lines):
                yield Entry(line, at == 0, section)


def _block(unit: _Unit, hyphens: Hyphens, omissions: list[Omission]) -> Block:
    if unit.level:
        return Block("heading", unit.level, heading(unit.level, escape_marks(hyphens.join(unit.lines))))
    if unit.part is not None:
        if unit.part.is_kept:
            omissions.append(Omission(unit.lines[0].number, _UNALIGNED, _KEPT_LINES, unit.lines[0].words))
        return columns.block(unit.part)
    return Block("paragraph", 0, paragraph(unit.lines, hyphens))


def _items(run: Sequence[_Unit], hyphens: Hyphens, omissions: list[Omission]) -> Iterator[Block]:
    """The items of neighbouring lists."""
    items = [
        Item(unit.mark, unit.begins, unit.lines[-1].words.endswith(":"))
        for unit in run
        if unit.mark is not None
    ]
    for unit, item, depth in zip(run, items, depths(items), strict=True):
        if depth > DEEPEST:
            omissions.append(Omission(unit.lines[0].number, TOO_DEEP, KEPT_HIGHER, unit.lines[0].words))
        yield _item(unit, item.mark, min(depth, DEEPEST), hyphens)


def _item(unit: _Unit, mark: Mark, depth: int, hyphens: Hyphens) -> Block:
    first = unit.lines[0]._replace(text=mark.rest)
    words = escape_words(hyphens.join([first, *unit.lines[1:]]))
    if mark.own is None:
        return Block("item", depth, join_marker("-", guard_item(words), 2))
    if not words:
        return Block("item", depth, f"- {escape_words(mark.own.text)}")
    if mark.own.style != "()" and mark.own.sign.isdigit():
        return Block("item", depth, join_marker(mark.own.text, words, len(mark.own.text) + 1))
    return Block("item", depth, join_marker("-", f"{mark.own.text} {words}", 2))
