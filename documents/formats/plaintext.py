"""Plain text to blocks: paragraphs, lists and headings as a reader sees them, no mark-up.

What Markdown would take for mark-up is escaped, so that the words show as they were typed.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from core.errors import N_
from documents.formats.inline import escape_words
from documents.formats.limits import DEEPEST, KEPT_HIGHER, TOO_DEEP, check_blocks, check_lines
from documents.formats.reading import Omission, Reading, normalise
from documents.formats.writing import heading, join_marker
from documents.text.blocks import Block
from documents.text.sections import HEADING_WORDS
from documents.text.words import plain

#: A line longer than this was not wrapped by hand: the next one is another paragraph.
LONG_LINE = 110
#: Lines all shorter than this were ended on purpose: an address, a signature.
SHORT_LINE = 45
#: The longest line that can be a heading.
HEADING_LENGTH = 90

_ITEM = re.compile(
    r"(?P<indent>\s*)(?:[-*+•]\s+(?=\d{1,3}[.)]\s))?(?:(?P<bullet>[-*+•·▪●◦‣–—])|(?P<number>\d{1,3})(?P<end>[.)])"
    r"|(?P<letter>\((?:\w{1,2}|[ivxlc]{1,6})\)|(?:[a-zа-яα-ω]|[ivx]{1,4})\)))\s+(?=\S)"
)
_RULE = re.compile(r"\s*[-=_*~–—.•]{3,}\s*")
_SECTION = re.compile(
    rf"(?:(?i:{HEADING_WORDS})\.?\s+(?:\d|[IVXLC]+(?!\w))|§+\s*\d|\d{{1,3}}\.\s+(?i:člen|član|madde|neni)(?!\w))"
)
_BIG_SECTION = re.compile(
    r"(?i:chapter|part|title|глава|дел|део|поглавље|poglavlje|poglavje|glava|dio|deo|del|kreu|pjesa|κεφάλαιο|μέρος"
    r"|capitolul|titlul|partea|bölüm|kısım|annex|appendix|anexa|прилог|prilog|παράρτημα)(?!\w)"
)
_NUMBERED = re.compile(r"(\d{1,3}(?:\.\d{1,3})+)\.?\s+\S")
_ENDED = re.compile(r"[.,;:!…]$")


class _Group(NamedTuple):
    """Lines with no empty line between them."""

    number: int
    lines: list[str]


def read_plain(text: str) -> Reading:
    """Blocks of a plain text; its title is the heading it begins with."""
    text, omissions = normalise(text)
    check_lines(text)
    groups = _groups(text, omissions)
    headings = _headings(groups)
    blocks: list[Block] = []
    lists = _Lists()
    for index, group in enumerate(groups):
        lines = group.lines
        while lines and (index, lines[0]) in headings:
            level = headings[index, lines[0]]
            lists.close()
            blocks.append(Block("heading", level, heading(level, _one_line(lines[0]))))
            lines = lines[1:]
        for unit in _units(lines):
            blocks.append(_block(unit, lists))
            if len(lists.open) > DEEPEST:
                omissions.append(Omission(group.number, TOO_DEEP, KEPT_HIGHER, " ".join(unit[0].split())))
    check_blocks(blocks)
    title = plain(blocks[0].markdown) if blocks and blocks[0].kind == "heading" else None
    return Reading(blocks, title, sorted(omissions, key=lambda omission: omission.line))


def _groups(text: str, omissions: list[Omission]) -> list[_Group]:
    groups: list[_Group] = []
    is_open = False
    for number, line in enumerate(text.expandtabs(4).split("\n"), 1):
        if _RULE.fullmatch(line):
            what, why = N_("A dividing line"), N_("Headings divide a text here.")
            omissions.append(Omission(number, what, why, line.strip()))
            is_open = False
        elif not line.strip():
            is_open = False
        elif is_open:
            groups[-1].lines.append(line)
        else:
            groups.append(_Group(number, [line]))
            is_open = True
    return groups


def _one_line(line: str) -> str:
    return " ".join(escape_words(" ".join(line.split())).split("\n"))


def _headings(groups: Sequence[_Group]) -> dict[tuple[int, str], int]:
    """Level of each line that is a heading, by group: named sections, short lines that stand alone."""
    repeated = Counter(line.strip() for group in groups for line in group.lines)
    alone = [_stands_alone(group, repeated) for group in groups]
    has_big = any(
        _BIG_SECTION.match(group.lines[0].strip()) and _is_section(group.lines[0]) for group in groups
    )
    levels: dict[tuple[int, str], int] = {}
    for index, group in enumerate(groups):
        first = group.lines[0]
        if _is_section(first):
            levels[index, first] = 2 if not has_big or _BIG_SECTION.match(first.strip()) else 3
        elif numbered := _is_numbered(group):
            levels[index, first] = min(1 + numbered, 6)
        elif alone[index] and _opens_text(alone, index):
            levels[index, first] = 2 if levels or index else 1
    return levels


def _is_section(line: str) -> bool:
    """``Article 5``, ``Члан 7. Циљеви``: not a sentence that happens to begin so."""
    words = line.strip()
    section = _SECTION.match(words)
    if not section or len(words) > HEADING_LENGTH:
        return False
    return not _ENDED.search(words) or re.fullmatch(r"\S+\s+[\w.]+[.:]?", words) is not None


def _is_numbered(group: _Group) -> int:
    """How many numbers the heading ``3.2 Aims`` has; 0 if the group is no such heading."""
    words = group.lines[0].strip()
    heading = _NUMBERED.match(words)
    if not heading or len(group.lines) > 1 or len(words) > HEADING_LENGTH or _ENDED.search(words):
        return 0
    return heading[1].count(".") + 1


def _stands_alone(group: _Group, repeated: Counter[str]) -> bool:
    """One short line with an empty one after it, no end of a sentence, no item; letterheads repeat."""
    words = group.lines[0].strip()
    if len(group.lines) > 1 or len(words) > HEADING_LENGTH or _ENDED.search(words) or _ITEM.match(words):
        return False
    first = words.lstrip("\"'“„«(")[:1]
    return repeated[words] < 3 and first.isupper() and sum(char.isalpha() for char in words) > 2


def _opens_text(alone: Sequence[bool], index: int) -> bool:
    """Text follows, and the line is not one of several such lines in a row (a letterhead, signatures)."""
    if index + 1 >= len(alone):
        return False
    start = index
    while start and alone[start - 1]:
        start -= 1
    end = index
    while end + 1 < len(alone) and alone[end + 1]:
        end += 1
    run = end - start + 1
    return end + 1 < len(alone) and (run <= 2 or (start == 0 and index == 0))


def _units(lines: Sequence[str]) -> list[list[str]]:
    """Lines that make one paragraph or item each."""
    units: list[list[str]] = []
    for line in lines:
        if units and not _begins(line, units[-1]):
            units[-1].append(line)
        else:
            units.append([line])
    return units


def _begins(line: str, before: Sequence[str]) -> bool:
    if _ITEM.match(line):
        return not _is_wrapped_number(line, before)
    if len(before[-1]) > LONG_LINE and line[:1].strip():
        return True
    is_item = _ITEM.match(before[0])
    return not is_item and _indent(line) >= _indent(before[-1]) + 2


def _is_wrapped_number(line: str, before: Sequence[str]) -> bool:
    """Has a sentence been wrapped before a number or dash, as in «in the year» / «2017. The …»?"""
    item = _ITEM.match(line)
    if item is None or _ITEM.match(before[0]):
        return False
    if item["bullet"] in ("–", "—"):
        return len(before[-1]) > SHORT_LINE and not _ENDED.search(before[-1].strip())
    return bool(item["number"]) and len(before[-1]) > SHORT_LINE and not _ENDED.search(before[-1].strip())


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


class _Lists:
    """The open lists: how far each is indented and how it is marked."""

    def __init__(self) -> None:
        self.open: list[tuple[int, str]] = []

    def close(self) -> None:
        self.open = []

    def depth(self, indent: int, style: str) -> int:
        """Depth of an item: further in is deeper; on one margin another kind of mark is deeper."""
        while self.open and self.open[-1][0] > indent + 1:
            self.open.pop()
        same = [at for at, (margin, kind) in enumerate(self.open) if kind == style and margin >= indent - 1]
        if same:
            del self.open[same[-1] + 1 :]
        else:
            self.open.append((indent, style))
        return min(len(self.open), DEEPEST)


def _block(unit: Sequence[str], lists: _Lists) -> Block:
    item = _ITEM.match(unit[0])
    if item is None:
        lists.close()
        return Block("paragraph", 0, _text(unit))
    depth = lists.depth(len(item["indent"]), _style(item))
    words = [unit[0][item.end() :], *unit[1:]]
    if item["number"]:
        mark = item["number"] + item["end"]
        return Block("item", depth, join_marker(mark, _joined(words), len(mark) + 1))
    if item["letter"]:
        words[0] = item["letter"] + " " + words[0]
    return Block("item", depth, join_marker("-", _joined(words), 2))


def _style(item: re.Match[str]) -> str:
    """What items of one list have in common: the bullet, what follows the number, the kind of letter."""
    if item["letter"]:
        return ("(" if item["letter"][0] == "(" else ")") + (
            "1" if item["letter"].strip("()")[0].isdigit() else "a"
        )
    return item["bullet"] or item["end"]


def _joined(lines: Sequence[str]) -> str:
    return escape_words(" ".join(" ".join(lines).split()))


def _text(lines: Sequence[str]) -> str:
    """Wrapped lines joined; lines that are all short keep their ends."""
    clean = [" ".join(line.split()) for line in lines]
    if len(clean) > 1 and max(map(len, clean)) < SHORT_LINE:
        return "\\\n".join(escape_words(line) for line in clean)
    return _joined(lines)
