"""The words inside a block of raw HTML; its tags are left out and reported."""

from html.parser import HTMLParser

from core.errors import N_
from documents.formats.inline import HTML_TAGS, escape_words, report_comment, report_tag
from documents.formats.reading import Omission
from documents.formats.writing import heading
from documents.text.blocks import Block

_BREAKS = frozenset(
    """address article aside blockquote br center dd details div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hr legend li main nav ol p pre section summary table tbody tfoot thead tr
    ul""".split()  # noqa: SIM905
)
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_UNSEEN = frozenset(["script", "style"])


class TextOfHtml(HTMLParser):
    """Reads one block that begins at ``line`` and stands in a list item of ``depth``, or 0."""

    def __init__(self, line: int, depth: int, omissions: list[Omission]) -> None:
        super().__init__(convert_charrefs=True)
        self.line, self.depth, self.omissions = line, depth, omissions
        self.units: list[str] = [""]
        self.levels: list[int] = [0]  # of the heading that each unit is, or 0
        self.unseen = ""

    def read(self, html: str) -> list[Block]:
        """A paragraph or heading for each run of words between tags that break a line."""
        self.feed(html)
        if self.rawdata:  # a tag or comment that never ends is words
            self.units[-1] += self.rawdata
        words = ((level, " ".join(unit.split())) for level, unit in zip(self.levels, self.units, strict=True))
        return [self._block(level, unit) for level, unit in words if unit]

    def _block(self, level: int, words: str) -> Block:
        if level and not self.depth:
            return Block("heading", level, heading(level, escape_words(words)))
        return Block("paragraph", self.depth, escape_words(words))

    def _begin(self, level: int = 0) -> None:
        self.units.append("")
        self.levels.append(level)

    def _at(self) -> int:
        return self.line + self.getpos()[0] - 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        source = self.get_starttag_text() or ""
        if tag not in HTML_TAGS:
            self.units[-1] += source
            return
        if tag != "br":
            report_tag(self.omissions, self._at(), source)
        if tag in _UNSEEN:
            self.unseen = tag
        if tag in _BREAKS:
            self._begin(int(tag[1]) if tag in _HEADINGS else 0)
        else:
            self._space(tag)

    def _space(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.units[-1] += " "

    def handle_endtag(self, tag: str) -> None:
        if tag not in HTML_TAGS:
            self.units[-1] += f"</{tag}>"
        elif tag == self.unseen:
            self.unseen = ""
        elif tag in _BREAKS:
            self._begin()

    def handle_data(self, data: str) -> None:
        if self.unseen:
            what, why = N_("A script or style sheet"), N_("Readers of the source do not see it either.")
            self.omissions.append(Omission(self._at(), what, why, " ".join(data.split())))
        else:
            self.units[-1] += data

    def handle_comment(self, data: str) -> None:
        report_comment(self.omissions, self._at(), f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        report_tag(self.omissions, self._at(), f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        report_tag(self.omissions, self._at(), f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        report_tag(self.omissions, self._at(), f"<![{data}]>")
