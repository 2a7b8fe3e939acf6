"""Reads Markdown into leaves: the parser's tokens go in, what may be shown comes out.

Text is kept as text and written escaped; of tags there are only those named here, and of addresses
only those a reader may be sent to, so that whatever is built from leaves is safe HTML (S21-S23).
"""

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from documents.redline.leaves import Format, Leaf, Node, Segment
from documents.text.dialect import dialect, is_safe_link, parser
from documents.text.html import REL

DEEPEST = 16  # formats inside one another; nobody sees more, and time would grow with the square
_FORMATS = {"strong": "<strong>", "em": "<em>", "s": "<s>", "sup": "<sup>", "sub": "<sub>"}
_SCHEMES = frozenset(("http", "https", "mailto"))
_LISTS = frozenset(("ul", "ol", "li"))
_CONTAINERS = {
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "blockquote": "blockquote",
    "table": "table",
    "thead": "thead",
    "tbody": "tbody",
    "tr": "tr",
}


@dataclass(frozen=True)
class Reader:
    """How to read a text.

    whole: a document with its lists, footnotes and identifiers; otherwise one block alone, whose
        list stays away, whose heading goes one level down, and whose footnotes are elsewhere.
    numbered: a block alone that is an item of a numbered list begins with its number.
    linked: footnotes and their references lead to one another; the old text of a redline is not, so
        that a place on the page has one name.
    """

    whole: bool = True
    linked: bool = True
    numbered: bool = False

    def read(self, markdown: str) -> list[Leaf]:
        """Takes Markdown; gives its leaves in order."""
        env: dict[str, Any] = {}
        return _Walk(self).run(_parser(self.whole).parse(markdown, env))

    def safe(self, address: str) -> bool:
        """True for an address that may be linked; in a whole document also one without a scheme."""
        if is_safe_link(address):
            return True
        scheme, colon, _ = re.split(r"[/?#\\]", address, maxsplit=1)[0].partition(":")
        return self.whole and (not colon or scheme.lower() in _SCHEMES)


@cache
def _parser(whole: bool) -> MarkdownIt:
    if whole:
        return parser()
    return dialect().use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)


class _Walk:
    """Goes through the parser's tokens and collects leaves."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.path: list[Node] = []
        self.leaves: list[Leaf] = []
        self.names: dict[int, Hashable] = {}
        self.opened: Token | None = None
        self.number: list[Segment] = []  # of a footnote or an item, to stand before its text
        self.step: dict[str, Callable[[Token], None]] = {
            "inline": self._inline,
            "fence": self._code,
            "code_block": self._code,
            "hr": self._rule,
            "footnote_reference_open": self._label,
            "footnote_reference_close": lambda _: None,
            "footnote_block_open": self._notes,
            "footnote_open": self._note,
            "footnote_anchor": self._back,
            "footnote_close": self._leave,
            "footnote_block_close": self._leave,
        }

    def run(self, tokens: Sequence[Token]) -> list[Leaf]:
        for token in tokens:
            name, _, end = token.type.rpartition("_")
            if token.type in self.step:
                self.step[token.type](token)
            elif name in _CONTAINERS:
                self._leave(token) if end == "close" else self._enter(_CONTAINERS[name], token)
            elif end == "open":
                self.opened = token
        return self.leaves

    def _enter(self, tag: str, token: Token) -> None:
        number = 0
        if tag == "ol":
            number = int(token.attrs.get("start", 1)) - 1
        elif tag == "li" and self.path and self.path[-1].tag == "ol":
            self.path[-1].number += 1
            number = self.path[-1].number
            if self.reader.numbered and len(self.path) == 1:
                self.number = [Segment(f"{token.info}{token.markup} ", ())]
        shown = self.reader.whole or tag not in _LISTS
        self.path.append(Node(tag, f"<{tag}>" if shown else "", f"</{tag}>" if shown else "", number))

    def _leave(self, _token: Token) -> None:
        self.path.pop()

    def _notes(self, _token: Token) -> None:
        start = '<section class="footnotes"><ol class="footnotes-list">'
        self.path.append(Node("section", start, "</ol></section>"))

    def _note(self, token: Token) -> None:
        number = int(token.meta["id"])
        place = f' id="fn{number + 1}"' if self.reader.linked else ""
        start = f'<li{place} class="footnote-item">'
        self.path.append(Node("li", start, "</li>", number + 1, number))

    def _label(self, token: Token) -> None:
        number = f'<sup class="footnote-number">{escape(str(token.meta["label"]))}</sup> '
        self.number = [Segment("", (), number, 0)]

    def _back(self, token: Token) -> None:
        if self.reader.linked and self.leaves and self.path[-1] in self.leaves[-1].path:
            self.leaves[-1].tail += f' <a href="#fnref{_place(token)}" class="footnote-backref">↩︎</a>'

    def _inline(self, token: Token) -> None:
        opened = self.opened
        tag = opened.tag if opened else "p"
        attributes = ""
        span = (1, 1)
        if opened and tag in ("td", "th"):
            side = str(opened.attrs.get("style", "")).removeprefix("text-align:")
            attributes = (' scope="col"' if tag == "th" else "") + (f' class="align-{side}"' if side else "")
            span = (int(opened.attrs.get("rowspan", 1)), int(opened.attrs.get("colspan", 1)))
            names = zip(("rowspan", "colspan"), span, strict=True)
            attributes += "".join(f' {name}="{count}"' for name, count in names if count > 1)
        elif tag[0] == "h" and not self.reader.whole:
            tag = f"h{min(int(tag[1]) + 1, 6)}"
        tight = bool(opened and opened.hidden) and self.reader.whole
        segments = self.number + self._segments(token.children or [])
        self.number = []
        self._add(Leaf(tag, f"<{tag}{attributes}>", f"</{tag}>", tuple(self.path), segments, tight, span))

    def _code(self, token: Token) -> None:
        content = [Segment(token.content.rstrip("\n"), ())]
        self._add(Leaf("pre", "<pre><code>", "\n</code></pre>", tuple(self.path), content))

    def _rule(self, _token: Token) -> None:
        self._add(Leaf("hr", "", "", tuple(self.path), [Segment("", (), "<hr>")]))

    def _add(self, leaf: Leaf) -> None:
        leaf.names = self.names
        self.leaves.append(leaf)

    def _segments(self, children: Sequence[Token]) -> list[Segment]:
        segments: list[Segment] = []
        formats: list[str] = []  # one for each open tag, empty if it is not shown
        for child in children:
            name, _, end = child.type.rpartition("_")
            if child.type == "link_open":
                formats.append(self._link(child))
            elif end == "open":
                formats.append(_FORMATS.get(name, ""))
            elif end == "close":
                formats.pop()
            elif segment := self._segment(child, tuple(filter(None, formats[:DEEPEST]))):
                segments.append(segment)
        return segments

    def _segment(self, child: Token, formats: Format) -> Segment | None:
        if child.type == "softbreak":
            return Segment("\n", formats)
        if child.type == "hardbreak":
            return Segment("\v", formats)
        if child.type == "image":
            return self._image(child, formats)
        if child.type == "footnote_ref":
            return self._reference(child, formats)
        if child.type == "code_inline":
            formats = (*formats, "<code>")
        return Segment(child.content, formats) if child.content else None

    def _link(self, token: Token) -> str:
        address = str(token.attrs.get("href", ""))
        if not self.reader.safe(address):
            return ""
        title = f' title="{escape(str(token.attrs["title"]))}"' if "title" in token.attrs else ""
        return f'<a href="{escape(address)}"{title} rel="{REL}">'

    def _image(self, token: Token, formats: Format) -> Segment:
        """A picture of a whole document; a block alone leaves its description, as everywhere on our pages."""
        if not self.reader.whole:
            return Segment(token.content, formats)
        address = str(token.attrs.get("src", ""))
        shown = f'<img src="{escape(address)}" alt="{escape(token.content)}">'
        return Segment("", formats, shown if self.reader.safe(address) else "")

    def _reference(self, token: Token, formats: Format) -> Segment:
        number = int(token.meta["id"])
        if not self.reader.whole:
            shown, number = escape(str(token.meta["label"])), 0
        elif self.reader.linked:
            shown = f'<a href="#fn{number + 1}" id="fnref{_place(token)}">[{number + 1}]</a>'
        else:
            shown = f"[{number + 1}]"
        return Segment("", formats, f'<sup class="footnote-ref">{shown}</sup>', number)


def _place(token: Token) -> str:
    """``2`` for the first reference to the second footnote, ``2:1`` for the next one."""
    again = int(token.meta.get("subId", 0))
    return f"{int(token.meta['id']) + 1}" + (f":{again}" if again else "")
