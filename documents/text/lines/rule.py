"""Where the lines of a paragraph begin.

The rule is in three places: here, in docs/markdown.md for those who read, and as it was on the day in the
migration that numbered older versions. A published version keeps its lines whatever becomes of the rule.
"""

import re
from typing import NamedTuple

WIDTH = 72  # letters

# A tag, a letter that is written as its name, or letters.
PIECE = re.compile(r'<(?P<end>/?)(?P<tag>\w+)(?:[^>"]|"[^"]*")*>|&#?\w+;|[^<&]+|[<&]')
# At their beginnings and ends a line does; in a row of a table, at those of the row alone.
_BLOCKS = "p li ul ol blockquote pre table tr h1 h2 h3 h4 h5 h6 hr br"
BLOCKS = frozenset(_BLOCKS.split())
BLANKS = " \t\n\r\f"  # where HTML breaks a line; not at a no-break space
_WORD = re.compile(rf"[^{BLANKS}]+")
_LINE = re.compile(r"[^\n]+")
_ACCENT = re.compile("[\u0300-\u036f]")  # stands on the letter before it and takes no place


class Stretch(NamedTuple):
    """Letters that nothing parts, from one place of the text to another. ``within``: the element that says
    how they are laid out, a row of a table (``tr``) or text as typed (``pre``); mostly empty."""

    begin: int
    end: int
    within: str


def breaks(html: str) -> list[int]:
    """Takes the HTML of a paragraph as it is kept at publication (``documents.text.html``); gives where each
    line after the first begins: before which letter, counted from 0 over all that stands between tags.

    The text is cut at blanks into lines of at most 72 letters, each as long as can be; a longer word stands
    alone. What begins for itself begins a line: a paragraph within, an item, what follows a line break, a
    line of code. A row of a table is one line. No line is empty; a paragraph without words has one line.
    """
    text, stretches = _read(html)
    accents = bool(_ACCENT.search(text))
    begins: list[int] = []
    for stretch in stretches:
        begins += _cut(text, stretch, accents)
    return begins[1:]


def written(source: str) -> str:
    """The letters of a piece that is no tag: a letter that is written as its name counts as one."""
    return "\ufffd" if len(source) > 1 and source[0] == "&" else source


def text_of(html: str) -> str:
    """All letters between the tags, blanks among them, as ``breaks`` counts them."""
    return _read(html)[0]


def _read(html: str) -> tuple[str, list[Stretch]]:
    letters: list[str] = []
    stretches: list[Stretch] = []
    at = begin = 0
    within = ""
    for piece in PIECE.finditer(html):
        tag = piece["tag"]
        if tag is None:
            letters.append(written(piece[0]))
            at += len(letters[-1])
        elif tag in BLOCKS and (within != "tr" or tag == "tr"):
            if at > begin:
                stretches.append(Stretch(begin, at, within))
                begin = at
            if tag in ("tr", "pre"):
                within = "" if piece["end"] else tag
    if at > begin:
        stretches.append(Stretch(begin, at, within))
    return "".join(letters), stretches


def _cut(text: str, stretch: Stretch, accents: bool) -> list[int]:
    """Where the lines of a stretch begin; none if there is no word in it."""
    begin, end, within = stretch
    if within == "pre":
        return [
            place
            for line in _LINE.finditer(text, begin, end)
            for place in _filled(text, line.start(), line.end(), accents, as_typed=True)
        ]
    if within == "tr" or end - begin <= WIDTH:
        first = _WORD.search(text, begin, end)
        return [first.start()] if first else []
    return _filled(text, begin, end, accents)


def _filled(text: str, begin: int, end: int, accents: bool, *, as_typed: bool = False) -> list[int]:
    """Lines as full as can be. ``as_typed``: each blank counts, also before the first word; else those
    between two words are one."""
    begins: list[int] = []
    filled = 0
    last = begin  # the end of the word before
    for word in _WORD.finditer(text, begin, end):
        start, stop = word.span()
        length = stop - start - (len(_ACCENT.findall(word[0])) if accents else 0)
        gap = start - last if as_typed else 1
        if not begins or filled + gap + length > WIDTH:
            indent = gap if as_typed and not begins else 0
            begins.append(start)
            filled = indent + length
        else:
            filled += gap + length
        last = stop
    return begins
