"""Which lines of a plain text are headings, and how deep: named sections, underlined lines, numbered ones
and short lines that stand alone.

Parts, chapters and articles are headings by their word and number, in that order of depth from level 2 on;
the line right under such a number is its name. An article that begins a paragraph, ``Чл. 2. (1) …``, is
none, but a line above it is its heading.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from documents.formats.plain.lead_in import is_open
from documents.formats.plain.lines import HEADING_LENGTH, Line, is_ended
from documents.formats.plain.sections import (
    Group,
    Sections,
    divided,
    is_annex,
    is_lead_in,
    is_shouted,
    is_title,
)
from documents.text.sections import Rank, section_at

_NUMBERED = re.compile(r"(\d{1,3}(?:\.\d{1,3})+)\.?\s+(?=[^\W\d_])")
_OPEN_QUOTE = re.compile(r"(?:[„“”«»\"][^„“”«»\"]*)")
_MOST_OF_TITLE = 4  # lines
_SIMPLE = re.compile(r"(\d{1,2})\.?\s+(?=[^\W\d_])")


class Segment(NamedTuple):
    """A heading of a level, or (level 0) lines of words. begins: does a group begin with it?"""

    level: int
    lines: list[Line]
    begins: bool = True


class _Head(NamedTuple):
    """Lines that are a heading: of a section by its rank, or of another kind by its level."""

    lines: list[Line]
    rank: Rank | None = None
    level: int = 0
    is_title: bool = False  # of the article after it

    @property
    def is_annex(self) -> bool:
        return self.rank == Rank.PART and is_annex(self.lines[0])


def segments(groups: Sequence[Group]) -> Iterator[Segment]:
    """The headings of a text and the words between them, in order."""
    groups = list(divided(groups))
    reader = _Headings(groups)
    heads = [reader.heads(index) for index in range(len(groups))]
    levels = _Levels([head for of_group in heads for head in of_group])
    for index, (group, of_group) in enumerate(zip(groups, heads, strict=True)):
        if index in reader.sections.names:
            continue
        for head in of_group:
            name = (
                groups[index + 1].lines if head is of_group[-1] and index + 1 in reader.sections.names else []
            )
            yield Segment(levels.of(head), [*head.lines, *name])
        if rest := group.lines[sum(len(head.lines) for head in of_group) :]:
            yield Segment(0, rest, begins=not of_group)


class _Headings:
    """Finds the headings that the groups of one text begin with."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self.groups = groups
        self.repeated = Counter(line.words for group in groups for line in group.lines)
        self.sections = Sections(groups)
        self.alone = [self._stands_alone(index) for index in range(len(groups))]
        self.runs = list(_runs(self.alone))
        self.parents = {
            number.split(".")[0]
            for group in groups
            if (number := _number_of(group)) and len(group.lines) == 1
        }
        self.shouted = sum(
            bool(_simple_number(one)) and is_shouted(one.lines[0].words) and not _simple_number(two)
            for one, two in pairwise(groups)
        )
        self.rules = _levels_of_rules(groups)

    def heads(self, index: int) -> list[_Head]:
        """The headings at the head of a group."""
        group = self.groups[index]
        if index in self.sections.names:
            return []
        if group.rule:
            return [_Head(group.lines, level=self.rules[group.rule])]
        if index == 0 and _is_title(group):
            return [_Head(group.lines, level=1)]
        if number := _number_of(group):
            return [_Head(group.lines, level=min(2 + number.count("."), 6))]
        if self._is_parent(group):
            return [_Head(group.lines, level=2)]
        if self._is_above_article(index):
            return [_Head(group.lines, Rank.DIVISION)]
        heads = [
            _Head(lines, rank, level=2, is_title=rank is None) for lines, rank in self.sections.heads(index)
        ]
        if not heads and self._opens_text(index):
            is_title = self.sections.is_article(index + 1) and not is_shouted(group.lines[0].words)
            return [_Head(group.lines, level=2 if index else 1, is_title=is_title and index > 0)]
        return heads

    def _is_parent(self, group: Group) -> bool:
        """``1. Aims`` alone on a line, where ``1.1 …`` is a heading too; ``1. AIMS`` is one by
        itself, if words stand below more than one of such lines."""
        number = _simple_number(group)
        words = group.lines[0].words
        return bool(number) and (number in self.parents or (is_shouted(words) and self.shouted > 1))

    def _is_above_article(self, index: int) -> bool:
        """``1. Органи`` alone on a line between two articles: the law divides its chapter so."""
        return bool(_simple_number(self.groups[index])) and self.sections.is_article(index + 1)

    def _stands_alone(self, index: int) -> bool:
        """One short line with an empty one after it, no end of a sentence, no item; letterheads repeat."""
        group = self.groups[index]
        words = group.lines[0].words
        if group.rule or len(group.lines) > 1 or not is_title(words) or self.repeated[words] > 2:
            return False
        if _OPEN_QUOTE.fullmatch(words):  # the words of an amendment: «„Члан 5а»
            return False
        return (
            self.sections.at(group.lines, 0) is None
            and not is_open(words)
            and not is_lead_in(self.groups, index)
        )

    def _opens_text(self, index: int) -> bool:
        """Text follows, and the line is not one of several such lines in a row (a letterhead, signatures)."""
        if not self.alone[index] or index + 1 >= len(self.groups):
            return False
        start, end = self.runs[index]
        return end < len(self.groups) and (end - start <= 2 or start == index == 0)


def _levels_of_rules(groups: Sequence[Group]) -> dict[str, int]:
    """How deep a heading is by the sign that underlines it: in their order, from 2 on. A sign used once, for
    the line that the text begins with, is that of its title."""
    counted = Counter(group.rule for group in groups if group.rule)
    has_title = len(counted) > 1 and bool(groups[0].rule) and counted[groups[0].rule] == 1
    return {rule: min(at + (1 if has_title else 2), 6) for at, rule in enumerate(counted)}


def _runs(alone: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """For each group, where the lines that stand alone begin and end in whose row it is."""
    starts, ends = list(range(len(alone))), [at + 1 for at in range(len(alone))]
    for at in range(1, len(alone)):
        if alone[at] and alone[at - 1]:
            starts[at] = starts[at - 1]
    for at in range(len(alone) - 2, -1, -1):
        if alone[at] and alone[at + 1]:
            ends[at] = ends[at + 1]
    return zip(starts, ends, strict=True)


def _number_of(group: Group) -> str:
    """The number of the heading ``3.2 Aims``; nothing if the group is no such heading."""
    words = group.lines[0].words
    heading = _NUMBERED.match(words)
    if not heading or len(group.lines) > 1 or len(words) > HEADING_LENGTH or is_ended(words):
        return ""
    return heading[1] if words[heading.end()].isupper() else ""


def _simple_number(group: Group) -> str:
    """The number of a line that stands alone like a heading, ``2. Fund``; else nothing."""
    words = group.lines[0].words
    number = _SIMPLE.match(words)
    if not number or len(group.lines) > 1 or len(words) > HEADING_LENGTH or is_ended(words):
        return ""
    return number[1] if words[number.end()].isupper() else ""


def _is_title(group: Group) -> bool:
    """Is it the title of a law in capitals on several lines: «ЗАКОН» / «О ИНОВАЦИОНОЈ ДЕЛАТНОСТИ»?"""
    if group.rule or not 1 < len(group.lines) <= _MOST_OF_TITLE:
        return False
    return all(
        is_shouted(line.words) and is_title(line.words) and section_at(line.words) is None
        for line in group.lines
    )


class _Levels:
    """How deep the headings of one text are: its parts, chapters and articles below each other."""

    def __init__(self, heads: Sequence[_Head]) -> None:
        ranks = sorted({head.rank for head in heads if head.rank is not None and not head.is_annex})
        self.levels = {rank: 2 + at for at, rank in enumerate(ranks)}
        bigger = [rank for rank in ranks if rank < Rank.ARTICLE]
        self.article = 2 + len(bigger)

    def of(self, head: _Head) -> int:
        if head.is_title:
            return self.article
        if head.rank is None:
            return head.level
        return 2 if head.is_annex else self.levels[head.rank]
