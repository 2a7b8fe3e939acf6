"""The lines of a plain text, numbered as in the file, and how wrapped ones become words again."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

#: A line longer than this was not wrapped by hand: the next one is another paragraph.
LONG_LINE = 110
#: Lines all shorter than this may have been ended on purpose: an address, a signature.
SHORT_LINE = 45
#: The longest line that can be a heading.
HEADING_LENGTH = 90

#: The end of a sentence or of an item, with whatever closes after it.
ENDED = re.compile(r"[.,;:!?…·]['\"’”“»)\]]*$")
_BLANKS = re.compile(r"[ \t]+")
_LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_RULE = re.compile(r"\s*(?:[-=_*~^–—.•]\s?){3,}")


class Line(NamedTuple):
    """A line of a text: its number in the file, counted from 1, and its words.

    soft: it ended with a soft hyphen, which says that its last word goes on in the next line.
    """

    number: int
    text: str
    soft: bool = False

    @property
    def words(self) -> str:
        """The line with single blanks and none around it; no-break spaces within it stay."""
        return tidy(self.text)

    @property
    def indent(self) -> int:
        return indent(self.text)


def tidy(text: str) -> str:
    """Words with single blanks and none around them; a no-break space is kept for what it is."""
    return _BLANKS.sub(" ", text.strip())


def indent(text: str) -> int:
    """How far in a line begins; a tab goes to the next multiple of four."""
    blank = text[: len(text) - len(text.lstrip())]
    return len(blank.expandtabs(4))


def is_rule(text: str) -> bool:
    """Is a line nothing but a rule, ``-----`` or ``* * *``?"""
    return _RULE.fullmatch(text) is not None


def is_ended(words: str) -> bool:
    """Does a line end with a sentence, a clause or an item, so that the next may be another?"""
    return ENDED.search(words) is not None


def goes_on(words: str) -> bool:
    """Do these words go on with a sentence: do they begin with a small letter?"""
    return words.lstrip("\"'“„«‘(")[:1].islower()


def breaks(raw: str) -> tuple[frozenset[int], frozenset[int]]:
    """Of a text as it is in the file: the numbers of lines that begin a page, after a form feed, and of
    those that end with a soft hyphen. Cleaning the text takes both signs away."""
    pages, soft = set(), set()
    number, start = 1, 0
    for end in _LINE_END.finditer(raw):
        if raw[start : end.start()].rstrip(" \t").endswith("\u00ad"):
            soft.add(number)
        number, start = number + 1, end.end()
        if end[0] == "\f":
            pages.add(number)
    return frozenset(pages), frozenset(soft)


def numbered(text: str, soft: frozenset[int]) -> list[Line]:
    """The lines of a clean text."""
    return [Line(number, line.rstrip(), number in soft) for number, line in enumerate(text.split("\n"), 1)]


def groups(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines with no empty line between them."""
    group: list[Line] = []
    for line in lines:
        if line.text.strip():
            group.append(line)
        elif group:
            yield group
            group = []
    if group:
        yield group
