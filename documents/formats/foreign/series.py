"""Which lines begin with a mark of a list, and which of those marks count something.

A number or a letter is a mark only in a series: its neighbours in the same list count on from it, though
paragraphs may stand between. What stands alone, «15. јануара», «A. Petrov», is a word. The lines are looked
through once, with the open lists as a stack, as CommonMark nests them: by the column where the text of an
item begins.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from documents.text.enumerators import Enumerator, enumerator_at, step

#: Stands between two lists that would otherwise be read as one, and before an item whose number counts
#: though no other counts on from it; has no words and is not reported.
LIST_BREAK = "<!-- -->"

#: Signs that word processors leave where bullets were; the last ones are words without a tab after them.
_GLYPH = re.compile(r"(?:[•·▪▫◦●○■□◆◇‣⁃➢➤►▶✓✔❖\uf0b7\uf0a7\uf0d8–—−][ \t]|[o§¨Øüq]\t)[ \t]*+(?=\S)")
_WORDS_WITHOUT_TAB = "o§¨Øüq"
_BULLET = re.compile(r"[-*+](?:[ \t]+|$)")
_DIGITS = re.compile(r"\d{1,9}[.)](?=[ \t]|$)")
_COUNTING = re.compile(r"#[.)](?=[ \t])")
_QUOTE = re.compile(r"(?:[ \t]*>[ ]?)+")
_NOTE = re.compile(r" {0,3}\[\^[^\s\]]+\]:[ \t]*")
_FENCE = re.compile(r"(`{3,})[^`]*$|(~{3,})")
_ENDS = re.compile(r" {0,3}(?:#{1,6}(?:[ \t]|$)|=+[ \t]*$|(?:[-*_][ \t]*){3,}$)")
_INNER = re.compile(r"(?:#{1,6}[ \t]|>|`{3}|~{3}|\||[-*+][ \t])")
_FIRST = ("1", "a", "i", "а", "α")
_SMALL_STEP = 20  # places that a list may pass over, as where points were repealed

Kind = Literal["digits", "letters", "number", "counting", "glyph", "bullet"]


@dataclass(eq=False)
class Head:
    """A mark at the head of a line, or after another on the same line.

    line: counted from 0. text: the mark as typed; ``end``: where it ends in the source. kind: ``digits`` are
    those of CommonMark; ``number`` any other, ``(1)`` or ``3.2.``; ``counting`` is ``#.``, the next one.
    counted: is it a mark? joins: would it be read as part of the paragraph before it, if that is open?
    """

    line: int
    text: str
    end: int
    kind: Kind
    sign: Enumerator | None
    inline: bool = False  # after a bullet on the same line
    parent: "Head | None" = None
    before: "Head | None" = None  # in the same run of neighbours, with nothing between
    tight: bool = False
    counted: bool = False
    joins: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """What the members of one list have in common."""
        if self.kind in ("glyph", "bullet"):
            return (self.text,)
        if self.sign is None:
            return ("", self.text[-1])
        shape = "1" if self.sign.sign[0].isdigit() else "A" if self.sign.sign[0].isupper() else "a"
        return (shape, self.sign.style, "-" if self.inline else "")


@dataclass
class _Level:
    """An open list: where the text of its last item begins, that item, and the last of each key."""

    content: int
    last: Head | None = None
    members: dict[tuple[str, ...], Head] = field(default_factory=dict)
    runs: dict[tuple[str, ...], Head] = field(default_factory=dict)


def find_heads(source: str) -> Mapping[int, Head]:
    """The marks of a text by the place in it where they begin."""
    looking = _Looking()
    at = 0
    for number, line in enumerate(source.split("\n")):
        looking.line(number, line, at)
        at += len(line) + 1
    looking.settle()
    return looking.heads


class _Looking:
    """Goes through the lines of a text."""

    def __init__(self) -> None:
        self.heads: dict[int, Head] = {}
        self.levels: list[_Level] = []
        self.quote = 0
        self.fence: tuple[str, int] | None = None  # what begins the code that is open, and its column
        self.vouched = False
        self.blank, self.broken = True, False  # was the line before empty, did it end with a forced break

    def line(self, number: int, line: str, at: int) -> None:
        """Look at one line, which begins at ``at`` in the source."""
        quote = _QUOTE.match(line)
        depth = quote[0].count(">") if quote else 0
        if depth != self.quote:
            self.quote, self.levels = depth, []
        start = quote.end() if quote else 0
        rest = line[start:]
        if not rest.strip() or self._is_code(rest):
            self.blank, self.broken = not rest.strip(), False
            return
        if _ENDS.match(rest):
            self.levels = []
        elif rest.strip() == LIST_BREAK:  # what follows is a mark because its text says so
            self.vouched = self.blank = True
            return
        elif note := _NOTE.match(rest):
            self.levels, self.blank = [], True
            self._marks(number, rest, at + start, note.end(), 4)
        elif not self.broken:
            self._marks(number, rest, at + start, 0, 0)
        self.vouched = False
        self.blank, self.broken = False, (len(rest) - len(rest.rstrip("\\"))) % 2 == 1

    def _is_code(self, line: str) -> bool:
        """Does the line stand in fenced code, or end it?"""
        if self.fence is None:
            return False
        bar, margin = self.fence
        words = line.strip()
        if words.startswith(bar) and not words.strip(bar[0]):
            self.fence = None
            return True
        if _column(line, 0, 0)[0] < margin:  # the item that the code stands in has ended
            self.fence = None
        return self.fence is not None

    def _close(self, column: int) -> None:
        """Close the lists that a line at this column does not stand in; the outermost may go on."""
        while len(self.levels) > 1 and column < self.levels[-2].content:
            self.levels.pop()

    def _marks(self, number: int, line: str, at: int, place: int, column: int) -> None:
        """Take the marks at the head of a line, from a place and column on."""
        column, place = _column(line, place, column)
        parent: Head | None = None
        first = True
        while (head := head_at(line, place, number, at)) is not None:
            width, text = _column(line, head.end - at, column + head.end - at - place)
            if text >= len(line) or width - column - len(head.text) > 4:
                width = column + len(head.text) + 1
            head.tight = not (self.blank and first)
            if parent is not None and parent.kind == "bullet" and head.sign is not None:
                inner = self._level_with(head, width)  # a list may begin here, too
                head.inline = True
                self._count(head, self.levels[-1])
                self.levels.append(inner)
                return
            head.counted |= head.kind == "digits" and looks_at_list(line[text : text + 8])
            self._close(column)
            if not self.levels or column >= self.levels[-1].content:
                outer = self.levels[-1].last if self.levels else None
                self.levels.append(_Level(width))
                head.parent = parent or outer
            level = self.levels[-1]
            level.content = width
            head.parent = head.parent or (level.last.parent if level.last else None)
            self._count(head, level)
            level.last = head
            parent, first = head, False
            column, place = width, text
        if fence := _FENCE.match(line, place):
            inside = self.levels and column >= self.levels[-1].content
            self.fence = (fence[1] or fence[2], self.levels[-1].content if inside else 0)
        if first and self.blank:
            self._close(column)
            if self.levels and column < self.levels[-1].content:
                self.levels[-1].runs.clear()

    def _level_with(self, head: Head, content: int) -> _Level:
        return _Level(content, head, {head.key: head}, {head.key: head})

    def _count(self, head: Head, level: _Level) -> None:
        """Put a mark in its list; those that count on from one another count."""
        self.heads[head.end - len(head.text)] = head
        head.counted |= head.kind == "bullet" or (self.vouched and head.sign is not None)
        self.vouched = self.vouched and head.sign is None
        head.before = level.runs.get(head.key)
        last = level.members.get(head.key)
        if head.kind == "counting":
            last = head.before = level.last
            if last is not None:
                head.counted = last.counted = True
        elif head.kind == "glyph":
            _settle_glyph(head)
        elif (
            last is not None
            and last.sign is not None
            and head.sign is not None
            and step(last.sign.sign, head.sign.sign) == 1
            # Paragraphs that each begin with a number in brackets are those of a law.
            and (head.kind != "number" or head.tight or head.inline or len(self.levels) > 1)
        ):
            head.counted = last.counted = True
        level.members[head.key] = level.runs[head.key] = head

    def settle(self) -> None:
        """Say of what is not yet a mark whether it is one: neighbours of those that are, and what a list
        stands in. Then of each whether it goes on with the paragraph before it."""
        heads = list(self.heads.values())
        for head in heads:
            _go_on(head)
        for head in reversed(heads):
            if head.before is not None and head.counted and not (head.before.counted or head.inline):
                head.before.counted = _is_later(head.before, head)
            parent = head.parent
            if parent is None or parent.sign is None:
                continue
            if head.line == parent.line:
                parent.counted |= head.counted and parent.kind == "digits"
            elif head.counted or _is_first(head):
                parent.counted |= _is_first(parent) or (head.counted and parent.kind == "digits")
        for head in heads:
            lone = head.before is None or head.before.counted
            head.joins = not head.counted and (head.kind != "digits" or lone)


def _go_on(head: Head) -> None:
    """Does it go on with a list that began with a first number, or that counts?"""
    before = head.before
    if head.counted or before is None or head.inline or before.sign is None or head.sign is None:
        return
    begins = before.counted or (head.tight and head.kind == "digits" and before.sign.sign == "1")
    if begins and _is_later(before, head):
        head.counted = before.counted = True


def _is_first(head: Head) -> bool:
    return head.sign is not None and head.sign.sign.lower() in _FIRST


def _is_later(one: Head, two: Head) -> bool:
    if one.sign is None or two.sign is None:
        return False
    if one.sign.sign == two.sign.sign:
        return one.kind == "digits"
    return 0 < (step(one.sign.sign, two.sign.sign) or 0) <= _SMALL_STEP


def _settle_glyph(head: Head) -> None:
    """The bullet of a word processor counts before a tab, or with another right above or below it."""
    if head.before is not None and head.tight and head.text not in _WORDS_WITHOUT_TAB:
        head.counted = head.before.counted = True


def head_at(line: str, place: int, number: int, at: int) -> Head | None:
    """The mark that stands at this place of a line."""
    if bullet := _BULLET.match(line, place):
        return Head(number, bullet[0][0], at + place + 1, "bullet", None)
    if counting := _COUNTING.match(line, place):
        return Head(number, counting[0], at + counting.end(), "counting", None)
    sign = enumerator_at(line[place : place + 40])
    if sign is not None and line[place + len(sign.text) :][:1] not in ("", " ", "\t"):
        return None  # a no-break space ties a number to its word
    if digits := _DIGITS.match(line, place):
        plain = sign or Enumerator(digits[0], digits[0][:-1], digits[0][-1])
        return Head(number, digits[0], at + digits.end(), "digits", plain)
    if sign is not None:
        kind: Kind = "number" if sign.sign[0].isdigit() else "letters"
        return Head(number, sign.text, at + place + len(sign.text), kind, sign)
    if glyph := _GLYPH.match(line, place):
        head = Head(number, glyph[0][0], at + place + 1, "glyph", None)
        head.counted = "\t" in glyph[0]
        return head
    return None


def _column(line: str, place: int, column: int) -> tuple[int, int]:
    """Column and place of the first sign from here on that is no blank."""
    while place < len(line) and line[place] in " \t":
        column += 4 - column % 4 if line[place] == "\t" else 1
        place += 1
    return column, place


def looks_at_list(text: str) -> bool:
    """Does the text of an item begin with something that no paragraph can be?"""
    return _INNER.match(text) is not None
