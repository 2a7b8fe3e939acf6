"""The text inside one block: parsed tokens back to Markdown, and words to Markdown.

The source is kept as it was typed wherever that still reads the same on one line; what would
read otherwise once its surroundings are gone is escaped.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import nh3
from markdown_it.token import Token

from core.errors import N_
from documents.formats.foreign.tags import PARTING, with_marks
from documents.formats.links import name_in
from documents.formats.reading import Omission, normalise
from documents.text.dialect import is_safe_link
from documents.text.enumerators import enumerator_at

_MORE_TAGS = """applet audio base basefont big body button canvas datalist dialog dir embed fieldset font
form frame frameset head html iframe input label legend link main math menu menuitem meta nav noframes
noscript object optgroup option output param picture portal progress script section select slot source
style svg template textarea title track video"""
#: Names that are tags of HTML; ``<name>`` with any other is words of the text.
HTML_TAGS = frozenset(nh3.ALLOWED_TAGS) | frozenset(_MORE_TAGS.split())

_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9-]*)")
_LINE_START = re.compile(
    r"(?:#{1,6}(?=\s|$)|>|[-+*](?=\s|$)|(?P<number>\d{1,9})[.)](?=\s|$)|`{3}|~{3}|\[[^\]]*\]:"
    r"|[=-]+[ \t]*$|(?:[*_-][ \t]*){3,}$|[-:|][-:| \t]*$|</?(?!su[bp]>)[a-zA-Z]|<[!?]|[:~](?=\s)|:{3}"
    r"|(?:!!!|\?\?\?\+?)(?=\s)|#[.)](?=\s))"
)
_WORDS = ("text", "text_special", "code_inline")
_SPECIAL = re.compile(r"[\\`*\[\]<]|~~|(?<!\w)_|_(?!\w)|&(?=#?\w{1,31};)")
_ENTITY = re.compile(r"[!-/:-@\[-`{-~]")
_SPACES = re.compile(r"[ \t]{2,}|\t")
_TELLING = frozenset(f"{name}_{end}" for name in ("sup", "sub", "s") for end in ("open", "close"))
#: How a line break is written in a paragraph, and in the cell of a table.
BREAK, CELL_BREAK = "\\\n", "<br>"
_NOTE_END = "\0"  # marks where an inline note stood, since a bracket after its label would make a link
_DANGLING_NOTE = re.compile(r"(?<!\\)\[\^(?=[^\s\]]+\])")


def escape_words(words: str) -> str:
    """Markdown that shows ``words`` exactly as they are."""
    return guard(escape_marks(words))


def escape_marks(words: str) -> str:
    """The same for words that do not begin a line."""
    return _SPECIAL.sub(lambda found: "".join("\\" + char for char in found[0]), words)


def guard(markdown: str, numbered: bool = False) -> str:
    """Escape what would make the start of a line begin a heading, list, quote, table or rule.

    numbered: the first line begins with a number that is one of a series; otherwise it is a word, and
    so is any at the head of a further line.
    """
    first, *further = markdown.split("\n")
    first = first if numbered and enumerator_at(first[:40]) else _guard_line(first)
    return "\n".join([first, *map(_guard_line, further)])


def guard_item(markdown: str) -> str:
    """Escape the number or letter that the text of an item begins with, as a word."""
    sign = enumerator_at(markdown[:40])
    return "\\" + markdown if sign and sign.style == "()" else markdown


def _guard_line(line: str) -> str:
    start = _LINE_START.match(line)
    if start:
        at = start.end("number") if start["number"] else 0
        return line[:at] + "\\" + line[at:]
    sign = enumerator_at(line[:40])
    if sign is None or sign.style == "()":
        return line  # a paragraph may have its number in brackets, as those of laws have
    return line[: len(sign.text) - 1] + "\\" + line[len(sign.text) - 1 :]


@dataclass
class Scribe:
    """Writes the inline tokens of one document; collects what is left out and inline notes on the way."""

    omissions: list[Omission]
    reparse: Callable[[str], list[Token]]
    new_note: Callable[[int], str]
    places: Mapping[str, str] = field(default_factory=dict)  # the address of each heading by its name
    used: set[str] = field(default_factory=set)
    _changed: bool = False
    _open_links: list[str] = field(default_factory=list)

    def write(self, children: Sequence[Token], line: int, break_: str = BREAK, numbered: bool = False) -> str:
        """Markdown of ``children`` that stand at ``line``. ``break_`` is what a line break becomes:
        ``BREAK``, or a space or ``<br>`` in what has to stay on one line; ``numbered`` as for `guard`."""
        self._changed = any(child.type == "html_inline" for child in children)
        tidied = self._without_empty(with_marks(children), line)
        text = _trim("".join(self._token(child, line, break_) for child in tidied), break_)
        text = text.replace(_NOTE_END + "(", "\\(").replace(_NOTE_END, "")
        if (len(text) - len(text.rstrip("\\"))) % 2:
            text += "\\"  # a sign at the end, not the break of a line
        guarded = guard(text, numbered) if break_ == BREAK else text
        if not self._changed and guarded == text:
            return text
        return self._settle(guarded, tidied, line, break_, numbered)

    def _without_empty(self, children: Sequence[Token], line: int) -> list[Token]:
        """Without links that have nothing to press, and without bold or italics around nothing."""
        kept: list[Token] = []
        opened: list[int] = []
        for child in children:
            kept.append(child)
            if child.nesting == 1:
                opened.append(len(kept) - 1)
            elif child.nesting == -1:
                start = opened.pop()
                inside = kept[start + 1 : -1]
                is_link = child.type == "link_close"
                if not _has_words(inside, is_link):
                    if is_link:
                        what, why = N_("A link without words"), N_("It has no words to press on.")
                        self._leave_out(line, what, why, str(kept[start].attrs.get("href", "")))
                    kept[start:] = inside
                    self._changed = True
        return kept

    def _settle(self, text: str, children: Sequence[Token], line: int, break_: str, numbered: bool) -> str:
        """``text`` if reading it gives it again, else the words, and of the marks those that change what
        they say: something beside the others was left out."""
        quiet = Scribe([], self.reparse, lambda _: "", self.places)
        again = "".join(quiet._token(child, line, break_) for child in with_marks(self.reparse(text)))
        again = _trim(again, break_)
        if (guard(again, numbered) if break_ == BREAK else again) == text and not quiet.omissions:
            return text
        words = _trim("".join(_plainly(child, break_) for child in children), break_)
        self._leave_out(
            line,
            N_("Bold, italics or links"),
            N_("What stood beside them was left out; the words are kept."),
            "".join(_word(child, " ") for child in children),
        )
        return guard(words, numbered) if break_ == BREAK else words

    def _token(self, token: Token, line: int, break_: str) -> str:
        kind = token.type
        if kind == "text":
            return self._text(token.content)
        if kind == "text_special":
            return self._special(token, line)
        if kind == "softbreak":
            return " "
        if kind == "hardbreak":
            return break_
        if kind == "code_inline":
            return code_span(token.content)
        if kind in ("link_open", "link_close"):
            return self._link(token, line)
        if kind == "footnote_ref":
            return self._note(token, line)
        if kind == "image":
            return self._image(token, line)
        return self._html(token, line, break_) if kind == "html_inline" else token.markup

    def _text(self, words: str) -> str:
        text, escaped = _DANGLING_NOTE.subn(r"\\[^", words)
        self._changed = self._changed or escaped > 0
        return text

    def _special(self, token: Token, line: int) -> str:
        if token.info == "escape":
            return token.markup
        self._changed = True
        text, hidden = normalise(token.content)
        self.omissions += [Omission(line, *rest) for _, *rest in hidden]
        return _ENTITY.sub(r"\\\g<0>", text.replace("\n", " "))

    def _link(self, token: Token, line: int) -> str:
        if token.type == "link_close":
            return self._open_links.pop()
        href = str(token.attrs.get("href", ""))
        if label := token.meta.get("label"):
            self.used.add(label)
            self._changed = True
        if name := name_in(href):
            self._changed = self._changed or href != self.places.get(name)
            href = self.places.get(name, href)
        if not is_safe_link(href) or (name and name not in self.places):
            self._changed = True
            self._open_links.append("")
            self._leave_out(
                line,
                N_("The address of a link"),
                N_("Only whole web and mail addresses, and paragraphs of this text, can be followed."),
                href,
            )
            return ""
        if token.markup == "autolink":
            self._open_links.append(">")
            return "<"
        title = str(token.attrs.get("title", ""))
        self._open_links.append(f"]({destination(href)}{title_of(title)})")
        return "["

    def _note(self, token: Token, line: int) -> str:
        if "label" in token.meta:
            return f"[^{token.meta['label']}]"
        self._changed = True
        return f"[^{self.new_note(token.meta['id'])}]{_NOTE_END}"

    def _image(self, token: Token, line: int) -> str:
        self._changed = True
        if label := token.meta.get("label"):
            self.used.add(label)
        excerpt = " ".join(
            filter(None, (token.content, str(token.attrs.get("title", "")), str(token.attrs.get("src", ""))))
        )
        self._leave_out(
            line,
            N_("An image"),
            N_("Texts hold words only; describe the image in words if it matters."),
            excerpt,
        )
        return ""

    def _html(self, token: Token, line: int, break_: str) -> str:
        self._changed = True
        tag = _TAG.match(token.content)
        if not tag:
            if token.content != "<!-- -->":
                report_comment(self.omissions, line, token.content)
            return ""
        if tag[1].lower() not in HTML_TAGS:
            return escape_words(token.content)
        if not token.content.startswith("</") and tag[1].lower() != "br":
            report_tag(self.omissions, line, token.content)
        return _beside_tag(token.content, break_)

    def _leave_out(self, line: int, what: str, why: str, excerpt: str) -> None:
        self.omissions.append(Omission(line, what, why, " ".join(excerpt.split())))


def report_comment(omissions: list[Omission], line: int, text: str) -> None:
    """Note a comment of HTML, which readers of the source page never saw."""
    what, why = N_("A hidden comment"), N_("Readers of the source do not see it either.")
    omissions.append(Omission(line, what, why, " ".join(text.split())))


def report_tag(omissions: list[Omission], line: int, text: str) -> None:
    """Note a tag of HTML whose inner words are kept."""
    what, why = N_("A tag of HTML"), N_("Texts are Markdown; the words inside the tag are kept.")
    omissions.append(Omission(line, what, why, " ".join(text.split())))


def _has_words(tokens: Sequence[Token], is_link: bool) -> bool:
    """Is something said in these? A footnote sign is, but not as the words of a link."""
    return any(
        (token.type in _WORDS and bool(token.content.strip()))
        or (token.type == "footnote_ref" and not is_link)
        for token in tokens
    )


def _trim(text: str, break_: str) -> str:
    """With single spaces and none at either end, nor a line break left hanging there."""
    text = _SPACES.sub(" ", text).strip()
    if break_ == " ":
        return text
    while text.endswith(break_) or text.startswith(break_):
        text = text.removesuffix(break_).removeprefix(break_).strip()
    return "\n".join(line.strip() for line in text.split("\n"))


def _word(token: Token, break_: str) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return " " if token.type == "softbreak" else break_
    if token.type == "html_inline":
        return _beside_tag(token.content, break_)
    return "" if token.type == "image" else token.content


def _beside_tag(source: str, break_: str) -> str:
    """What stays in place of a tag: itself where it is words, what parts those beside it, or nothing."""
    tag = _TAG.match(source)
    name = tag[1].lower() if tag else ""
    if name == "br":
        return break_
    if tag and name not in HTML_TAGS:
        return source
    return " " if name in {*PARTING, "sup", "sub"} else ""


def _plainly(token: Token, break_: str) -> str:
    """The words of a token, escaped, and the marks that raise, lower or strike them."""
    if token.type in _TELLING:
        return token.markup
    if token.type in ("softbreak", "hardbreak") or token.content.lower().startswith("<br"):
        return _word(token, break_)
    return re.sub(r"(?<!\\)~", r"\\~", escape_marks(_word(token, break_)))


def code_span(content: str) -> str:
    content = _SPACES.sub(" ", content)
    if content.strip() and content[0] == content[-1] == " ":
        content = content[1:-1]  # a reader of Markdown takes one from either side, each time it is read
    taken = {len(run) for run in re.findall("`+", content)}
    ticks = "`" * next(n for n in range(1, len(taken) + 2) if n not in taken)
    padded = content.startswith("`") or content.endswith("`")
    return f"{ticks} {content} {ticks}" if padded else ticks + content + ticks


def destination(href: str) -> str:
    if not href or re.search(r"[\s()<>\\]", href):
        return "<" + re.sub(r"([<>\\])", r"\\\1", href) + ">"
    return href


def title_of(title: str) -> str:
    flat = " ".join(title.split())
    return ' "' + re.sub(r'(["\\&])', r"\\\1", flat) + '"' if flat else ""
