"""A paragraph laid out in the lines that it has for good, each with its number."""

from collections.abc import Sequence

from documents.text.lines.rule import BLANKS, BLOCKS, PIECE, text_of, written

_TAGS = "a code em s strong sub sup"
_INLINE = frozenset(_TAGS.split())


def drawn(html: str, first_line: int, breaks: Sequence[int]) -> str:
    """Takes the HTML of a paragraph, the number of its first line, and where the others begin
    (``documents.text.lines.rule.breaks``); gives the same with a mark before the first word of each line, and
    a line break before those that nothing else begins.

    A mark has no words: the style sheet draws its number, so that nobody copies it with the text.
    """
    text = text_of(html)
    words = text.lstrip(BLANKS)
    if not words:
        return mark(first_line) + html
    drawing = _Drawing(first_line, [len(text) - len(words), *breaks])
    for piece in PIECE.finditer(html):
        if piece["tag"] is None:
            drawing.letters(piece[0])
        else:
            drawing.tag(piece[0], piece["tag"], bool(piece["end"]))
    return "".join(drawing.out)


def mark(number: int) -> str:
    """Where a line begins. What reads a page aloud passes it over."""
    return f'<span class="line" id="l{number}" data-line="{number}" aria-hidden="true"></span>'


class _Drawing:
    """Goes through the pieces of a paragraph and puts the marks in."""

    def __init__(self, number: int, begins: list[int]) -> None:
        self.out: list[str] = []
        self.number = number
        self.begins = begins[::-1]  # those to come, the next one last
        self.at = 0  # how many letters have passed
        self.fresh = True  # has no word come since something began a line of itself?
        self.within = ""
        self.before: int | None = None  # where in ``out`` the tags stand that lead to what comes next

    def tag(self, source: str, name: str, end: bool) -> None:
        if name in BLOCKS and (self.within != "tr" or name == "tr"):
            self.fresh = True
            if name in ("tr", "pre"):
                self.within = "" if end else name
        if end or name not in _INLINE:
            self.before = None
        elif self.before is None:
            self.before = len(self.out)
        self.out.append(source)

    def letters(self, source: str) -> None:
        """Letters, cut where a line begins."""
        length, done = len(written(source)), 0
        while self.begins and self.begins[-1] < self.at + length:
            place = self.begins.pop() - self.at
            self._put(source[done:place])
            self._begin_line()
            done = place
        self._put(source[done:])
        self.at += length

    def _put(self, source: str) -> None:
        if not source:
            return
        self.out.append(source)
        self.before = None
        if self.within == "pre" and "\n" in source:
            self.fresh, source = True, source.rpartition("\n")[2]
        self.fresh = self.fresh and not source.strip(BLANKS)

    def _begin_line(self) -> None:
        """A mark, outside the link or the bold words that begin here."""
        begun = mark(self.number) if self.fresh else "<br>" + mark(self.number)
        self.out.insert(len(self.out) if self.before is None else self.before, begun)
        self.number += 1
        self.before = None
