"""A Markdown text as the row of leaves that a reader meets: paragraphs, headings, cells, code.

A redline compares and writes leaves, never HTML: every leaf knows the containers it stands in
(lists, tables, quotes, footnotes), so that a tree can be built again from any order of leaves.
"""

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape, unescape
from typing import NamedTuple

from documents.redline.folding import INVISIBLE, fold, fold_sign, fold_text

Format = tuple[str, ...]  # opening tags, outermost first

#: Signs that stand on the letter before: no word and no letter is cut in two (Unicode Annex 29, Extend).
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0963\u0970-\u0dff"
    "\u0e31-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
)
_LETTER = rf"[\w{_MARKS}{INVISIBLE}]"
#: What a pictograph can be followed by and stays one sign: tones of skin, tags, joiners with the next one.
_AFTER = "\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f" + _MARKS
_FLAG = "[\U0001f1e6-\U0001f1ff]{2}"
_KEYCAP = "[0-9#*]\ufe0f?\u20e3"
_SIGN = rf"(?:{_FLAG}|[^\w\s])(?:[{_AFTER}]|\u200d(?:[^\w\s]))*"
#: A number with its signs (3.75, 4.2.1a, 2024-03-01, 10:30) is one word: half of it says nothing.
WORD = rf"\d{{1,20}}(?:[.,:/–-]\d{{1,20}}){{1,10}}{_LETTER}*|{_LETTER}+"
_WORD = re.compile(rf"(\s*)({_KEYCAP}|{WORD}|{_SIGN}|$)")
_SPACE = re.compile(r"\s+")
_OUTER = frozenset(("li", "blockquote"))


class Segment(NamedTuple):
    """Text of one format, or one thing without words: an image, a reference to a footnote."""

    text: str
    format: Format
    html: str = ""
    note: int = -1


class Word(NamedTuple):
    """One word or sign: what it is compared by, its written pieces, the space before it, its weight."""

    key: Hashable
    pieces: tuple[tuple[str, Format], ...]  # escaped HTML and its format
    space: str
    weight: int  # 1 for a word, 0 for a sign

    @property
    def form(self) -> Hashable:
        """Equal for words of the same key that also look the same."""
        return self.pieces if isinstance(self.key, str) else self.pieces[0][1]

    @property
    def text(self) -> str:
        """What is read; nothing for what has no words."""
        return unescape("".join(html for html, _ in self.pieces)) if isinstance(self.key, str) else ""


@dataclass(eq=False, slots=True)
class Node:
    """A container: its tags, and for a list item the number it is counted by."""

    tag: str
    start: str
    end: str
    number: int = 0
    note: int = -1


@dataclass(eq=False)
class Leaf:
    """A block with words of its own and the containers around it, outermost first."""

    tag: str
    start: str
    end: str
    path: tuple[Node, ...]
    segments: list[Segment]
    tight: bool = False
    span: tuple[int, int] = (1, 1)  # rows and columns that a cell stretches over
    tail: str = ""  # the links back from a footnote
    filler: bool = False  # an empty cell in place of one that its text does not have
    names: dict[int, Hashable] = field(default_factory=dict)  # footnote number to what it is compared by

    @cached_property
    def text(self) -> str:
        """The words as one line, in the form they are compared in."""
        return fold_text(_SPACE.sub(" ", "".join(s.text for s in self.segments)).strip())

    @cached_property
    def kind(self) -> str:
        """What a reader takes it for: a paragraph in a list item counts as the item."""
        if self.tag != "p":
            return self.tag
        return next((node.tag for node in reversed(self.path) if node.tag in _OUTER), "p")

    @cached_property
    def identity(self) -> Hashable:
        """Equal for leaves that read and look the same; footnote references are not looked at."""
        shown = (
            (_SPACE.sub(" ", s.text) if s.text else s.html, s.format) for s in self.segments if s.note < 0
        )
        return self.tag, tuple(shown)

    @cached_property
    def has_notes(self) -> bool:
        """True if the text refers to footnotes."""
        return any(s.note >= 0 for s in self.segments)

    @cached_property
    def words(self) -> list[Word]:
        """The words and signs in order; a word of several formats stays one word."""
        return _words(self.segments, self.names)


def write_space(space: str) -> str:
    """White space as HTML; a forced line break is part of it."""
    return space.replace("\v", "<br>\n")


def _words(segments: Sequence[Segment], names: dict[int, Hashable]) -> list[Word]:
    """The words of a leaf; things without text count as signs."""
    words: list[Word] = []
    space = ""
    at = 0
    while at < len(segments):
        segment = segments[at]
        end = at + 1
        if segment.text:
            while end < len(segments) and segments[end].text and _line(segments[end]) == _line(segment):
                end += 1
            space = _cut(segments[at:end], words, space)
        elif segment.html:
            key = ("note", names.get(segment.note)) if segment.note >= 0 else ("thing", segment.html)
            words.append(Word(key, ((segment.html, segment.format),), space, 0))
            space = ""
        at = end
    return words


def _line(segment: Segment) -> str:
    """Above or below the line, where a figure is another one than on it: 10⁶ is not 106."""
    return next((tag for tag in segment.format if tag in ("<sup>", "<sub>")), "")


def _cut(segments: Sequence[Segment], words: list[Word], space: str) -> str:
    """Adds the words of segments that follow one another; gives the space left over."""
    text = "".join(segment.text for segment in segments)
    which, begin, stop = 0, 0, len(segments[0].text)
    line = _line(segments[0])
    for word in _WORD.finditer(text):
        space += word[1]
        low, high = word.span(2)
        if low == high:
            break
        pieces: list[tuple[str, Format]] = []
        while True:
            if low < stop:
                shown, form = escape(text[low : min(high, stop)], quote=False), segments[which].format
                if pieces and pieces[-1][1] == form:
                    shown = pieces.pop()[0] + shown
                pieces.append((shown, form))
            if high <= stop:
                break
            which, begin = which + 1, stop
            stop += len(segments[which].text)
            low = max(low, begin)
        weight = int(word[2][0].isalnum() or word[2][0] == "_")
        key = fold(word[2]) if weight else fold_sign(word[2])
        words.append(Word(line + key if line else key, tuple(pieces), space, weight))
        space = ""
    return space
