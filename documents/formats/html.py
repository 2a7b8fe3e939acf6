"""The words inside a block of raw HTML, with the shape of its tables and lists; its other tags are left
out and reported."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

from core.errors import N_
from documents.formats.cells import Cell, grid_of
from documents.formats.foreign.tags import MARKS, PARTING
from documents.formats.inline import (
    BREAK,
    CELL_BREAK,
    HTML_TAGS,
    escape_marks,
    guard,
    guard_item,
    report_comment,
    report_tag,
)
from documents.formats.limits import DEEPEST, KEPT_HIGHER, TOO_DEEP
from documents.formats.reading import Omission
from documents.formats.writing import heading, join_marker, table
from documents.text.blocks import Block
from documents.text.enumerators import roman

_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_UNSEEN = frozenset(["script", "style"])
_SHAPES = frozenset(["table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "ol", "ul", "li"])
_SHAPES |= {"dl", "dt", "dd", "br", *MARKS}
_SPACE = re.compile(r"[ \t\n\r\f\v]+")
_DEEPEST_MARKS = 16

Attributes = Mapping[str, str | None]


@dataclass
class _List:
    """An open list: the number of its next item, or None for bullets, and how numbers are written."""

    number: int | None
    style: str = "1"


@dataclass
class _Table:
    """An open table: its rows, and whether the first of them is a header."""

    rows: list[list[Cell]]
    size: tuple[int, int] | None = None  # of the cell that is open
    header: bool = True


class TextOfHtml(HTMLParser):
    """Reads one block that begins at ``line`` and stands in a list item of ``depth``, or 0.

    inline: gives the Markdown of a line; named where empty lines part the tags, so that what stands
    between them is Markdown itself.
    """

    def __init__(
        self, line: int, depth: int, omissions: list[Omission], inline: Callable[[str], str] | None = None
    ) -> None:
        super().__init__(convert_charrefs=True)
        self.line, self.outer, self.omissions, self.inline = line, depth, omissions, inline
        self.blocks: list[Block] = []
        self.parts: list[str] = []  # what was said since the last block
        self.level = 0  # of the heading that is open
        self.marks: list[tuple[str, int]] = []  # open marks, and where in the parts they begin
        self.lists: list[_List] = []
        self.mark = self.lead = ""  # of the item that has no words yet: its marker, and its term
        self.term: str | None = None
        self.tables: list[_Table] = []
        self.caption = False
        self.unseen = ""

    def read(self, html: str) -> list[Block]:
        """The blocks in it, in order."""
        self.feed(html)
        if self.rawdata:  # a tag or comment that never ends is words
            self._say(self.rawdata)
        while self.tables:
            self._end_table()
        self._end_unit()
        self._end_term()
        return self.blocks

    def _at(self) -> int:
        return self.line + self.getpos()[0] - 1

    # Words and marks

    def _say(self, words: str) -> None:
        self.parts.append(words if self.inline else escape_marks(words))

    def _close_mark(self, name: str) -> None:
        if any(opened == name for opened, _ in self.marks):
            while self.marks[-1][0] != name:
                self._wrap(*self.marks.pop())
            self._wrap(*self.marks.pop())

    def _wrap(self, name: str, start: int) -> None:
        """Put the marks around what was said since they were opened."""
        inner = "".join(self.parts[start:])
        core = inner.strip("\0 \t\n")
        if core:
            before, after = inner.split(core, 1)
            opening, closing = ("~~", "~~") if name == "s" else (f"<{name}>", f"</{name}>")
            self.parts[start:] = [
                before,
                opening,
                core.replace("\0", f"{closing}\0{opening}"),
                closing,
                after,
            ]

    def _words(self, break_: str) -> str:
        """What was said since the last block; marks that are open go on after it."""
        for name, start in reversed(self.marks):
            self._wrap(name, start)
        self.marks = [(name, 0) for name, _ in self.marks]
        text, self.parts = "".join(self.parts), []
        lines = [_SPACE.sub(" ", line).strip() for line in text.split("\0")]
        if self.inline:
            lines = [self.inline(line) for line in lines]
        return break_.join(filter(None, lines))

    # Blocks

    def _depth(self) -> int:
        return min(self.outer + len(self.lists), DEEPEST)

    def _end_unit(self) -> None:
        """The words so far are a block; in the cell of a table they are a line."""
        if self.tables and not self.caption:
            self.parts.append("\0")
            return
        words = self._words(" " if self.level or self.term is not None else BREAK)
        if self.term is not None:
            self.term += words
        elif words:
            self.blocks += self._block(words)

    def _block(self, words: str) -> list[Block]:
        depth = self._depth()
        if self.mark:
            mark, lead, self.mark, self.lead = self.mark, self.lead, "", ""
            words = guard(words) if lead else guard_item(guard(words))
            return [Block("item", depth, join_marker(mark, lead + words, len(mark) + 1))]
        if self.level and not depth:
            return [Block("heading", self.level, heading(self.level, words))]
        return [Block("paragraph", depth, guard(words))]

    def _begin_item(self, attrs: Attributes) -> None:
        self._end_unit()
        if not self.lists:
            return
        if self.outer + len(self.lists) > DEEPEST:
            self.omissions.append(Omission(self._at(), TOO_DEEP, KEPT_HIGHER, self.get_starttag_text() or ""))
        self._drop_mark()
        list_ = self.lists[-1]
        self.mark, self.lead = "-", ""
        if list_.number is not None:
            list_.number = _number(attrs.get("value"), list_.number)
            sign = _sign(list_.number, list_.style)
            list_.number += 1
            if self.tables:
                self.parts.append(f"{sign}. ")
            elif sign.isdigit() and len(sign) < 10:
                self.mark = f"{sign}."
            else:
                self.lead = f"{sign}. "
        if self.tables:
            self.mark = ""

    def _begin_definition(self) -> None:
        """The words of a definition stand behind their term, or below the first of several."""
        self._end_unit()
        term, self.term = self.term, None
        if term:
            self.mark, self.lead = "-", f"**{term}** — "

    def _end_term(self) -> None:
        """A term without a definition is an item of its own."""
        term, self.term = self.term, None
        if term:
            self.blocks.append(Block("item", max(self._depth(), 1), f"- **{term}**"))

    def _end_list(self) -> None:
        self._end_unit()
        self._end_term()
        if self.lists:
            self.lists.pop()
        self._drop_mark()

    def _drop_mark(self) -> None:
        if self.mark:
            self._leave_out(N_("An empty list item"), N_("There is nothing in it to cite."), self.mark)
        self.mark = self.lead = ""

    # Tables

    def _begin_cell(self, tag: str, attrs: Attributes) -> None:
        open_ = self.tables[-1]
        self._end_cell()
        open_.rows = open_.rows or [[]]
        open_.size = (_number(attrs.get("rowspan"), 1), _number(attrs.get("colspan"), 1))
        if len(open_.rows) == 1 and tag == "td":
            open_.header = False

    def _end_cell(self) -> None:
        open_ = self.tables[-1]
        if len(self.tables) > 1:  # a table in a cell is words of the cell
            self.parts.append(" ")
        elif open_.size is not None:
            open_.rows[-1].append(Cell(self._words(CELL_BREAK), *open_.size))
            open_.size = None

    def _begin_table(self) -> None:
        self._end_unit()
        self.tables.append(_Table([]))

    def _end_table(self) -> None:
        self._end_cell()
        open_ = self.tables.pop()
        self.caption = False
        if self.tables:
            return
        rows = [cells for cells in open_.rows if cells]
        grid = grid_of(rows)
        if any(map(any, grid)):
            if not open_.header or not rows:
                grid.insert(0, [""] * len(grid[0]))
            self.blocks += self._table(table(grid, [""] * len(grid[0])))
        self.parts = [part for part in self.parts if part.strip("\0 \n\t")]  # words between the cells

    def _table(self, markdown: str) -> list[Block]:
        """The table; where an item begins with it, it stands in the item."""
        mark, lead, self.mark, self.lead = self.mark, self.lead, "", ""
        depth = self._depth()
        if lead:
            return [Block("item", depth, f"{mark} {lead}".rstrip(" —")), Block("table", depth, markdown)]
        if mark:
            return [Block("item", depth, join_marker(mark, markdown, len(mark) + 1))]
        return [Block("table", depth, markdown)]

    # What the parser says

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        source = self.get_starttag_text() or ""
        if tag not in HTML_TAGS:
            self._say(source)
            return
        if tag not in _SHAPES:
            report_tag(self.omissions, self._at(), source)
        if tag in _UNSEEN:
            self.unseen = tag
        if tag in MARKS:
            if len(self.marks) < _DEEPEST_MARKS:
                self.marks.append((MARKS[tag], len(self.parts)))
        elif tag == "br":
            self.parts.append("\0")
        else:
            self._shape(tag, dict(attrs))

    def _shape(self, tag: str, attrs: Attributes) -> None:
        """Begin what the tag of a table, list or block begins."""
        if tag == "table":
            self._begin_table()
        elif tag == "tr" and self.tables:
            self._end_cell()
            self.tables[-1].rows.append([])
        elif tag in ("td", "th") and self.tables:
            self._begin_cell(tag, attrs)
        elif tag == "caption" and len(self.tables) == 1:
            self.caption = True
        elif tag in ("ol", "ul", "dl"):
            self._end_unit()
            number = _number(attrs.get("start"), 1) if tag == "ol" else None
            self.lists.append(_List(number, attrs.get("type") or "1"))
        elif tag == "li":
            self._begin_item(attrs)
        elif tag == "dt":
            self._end_unit()
            self._end_term()
            self.term = ""
        elif tag == "dd":
            self._begin_definition()
        elif tag in PARTING:
            self._end_unit()
            self.level = int(tag[1]) if tag in _HEADINGS else 0

    def handle_endtag(self, tag: str) -> None:
        if tag not in HTML_TAGS:
            self._say(f"</{tag}>")
        elif tag == self.unseen:
            self.unseen = ""
        elif tag in MARKS:
            self._close_mark(MARKS[tag])
        elif tag == "table" and self.tables:
            self._end_table()
        elif tag in ("td", "th") and self.tables:
            self._end_cell()
        elif tag in ("ol", "ul", "dl"):
            self._end_list()
        elif tag in PARTING:
            self._end_unit()
            self.level = 0
            self.caption = self.caption and tag != "caption"

    def handle_data(self, data: str) -> None:
        if self.unseen:
            self._leave_out(
                N_("A script or style sheet"), N_("Readers of the source do not see it either."), data
            )
        elif data.strip() or (self.parts and self.parts[-1] != "\0"):
            self._say(data)

    def _leave_out(self, what: str, why: str, excerpt: str) -> None:
        self.omissions.append(Omission(self._at(), what, why, " ".join(excerpt.split())))

    def handle_comment(self, data: str) -> None:
        report_comment(self.omissions, self._at(), f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        report_tag(self.omissions, self._at(), f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        report_tag(self.omissions, self._at(), f"<?{data}>")

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """``<![CDATA[``, and whatever begins so, which the parser of the library would fail on."""
        end = self.rawdata.find(">", i) + 1
        if end:
            report_tag(self.omissions, self._at(), self.rawdata[i:end])
        return end or -1


def _number(text: str | None, otherwise: int) -> int:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else otherwise


def _sign(number: int, style: str) -> str:
    """The number as a list of HTML shows it: ``a``, ``A``, ``i`` or ``I`` by its type."""
    if style in ("a", "A") and 0 < number <= 26:
        return chr(ord(style) + number - 1)
    if style in ("i", "I") and 0 < number < 4000:
        return roman(number) if style == "i" else roman(number).upper()
    return str(number)
