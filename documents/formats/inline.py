"""The text inside one block: parsed tokens back to Markdown, and words to Markdown.

The source is kept as it was typed wherever that still reads the same on one line; what would
read otherwise once its surroundings are gone is escaped.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import nh3
from markdown_it.token import Token

from core.errors import N_
from documents.formats.reading import Omission, normalise
from documents.text.dialect import is_safe_link

_MORE_TAGS = """applet audio base basefont big body button canvas datalist dialog dir embed fieldset font
form frame frameset head html iframe input label legend link main math menu menuitem meta nav noframes
noscript object optgroup option output param picture portal progress script section select slot source
style svg template textarea title track video"""
#: Names that are tags of HTML; ``<name>`` with any other is words of the text.
HTML_TAGS = frozenset(nh3.ALLOWED_TAGS) | frozenset(_MORE_TAGS.split())

_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9-]*)")
_LINE_START = re.compile(
    r"(?:#{1,6}(?=\s|$)|>|[-+*](?=\s|$)|(?P<number>\d{1,9})[.)](?=\s|$)|`{3}|~{3}|\[[^\]]*\]:"
    r"|[=-]+[ \t]*$|(?:[*_-][ \t]*){3,}$|[-:|][-:| \t]*$|</?[a-zA-Z]|<[!?])"
)
_PLACE = re.compile(r"#(?:p-\d{1,9})?")  # of a paragraph, as our pages name it; other names lead nowhere here
_WORDS = ("text", "text_special", "code_inline")
_SPECIAL = re.compile(r"[\\`*\[\]<]|~~|(?<!\w)_|_(?!\w)|&(?=#?\w{1,31};)")
_ENTITY = re.compile(r"[!-/:-@\[-`{-~]")
_SPACES = re.compile(r"[ \t]{2,}")
_NOTE_END = "\0"  # marks where an inline note stood, since a bracket after its label would make a link
_DANGLING_NOTE = re.compile(r"(?<!\\)\[\^(?=[^\s\]]+\])")


def escape_words(words: str) -> str:
    """Markdown that shows ``words`` exactly as they are."""
    return guard(_SPECIAL.sub(lambda found: "".join("\\" + char for char in found[0]), words))


def guard(markdown: str) -> str:
    """Escape what would make the start of a line begin a heading, list, quote, table or rule."""
    return "\n".join(_guard_line(line) for line in markdown.split("\n"))


def _guard_line(line: str) -> str:
    start = _LINE_START.match(line)
    if not start:
        return line
    at = start.end("number") if start["number"] else 0
    return line[:at] + "\\" + line[at:]


@dataclass
class Scribe:
    """Writes the inline tokens of one document; collects what is left out and inline notes on the way."""

    omissions: list[Omission]
    reparse: Callable[[str], list[Token]]
    new_note: Callable[[int], str]
    used: set[str] = field(default_factory=set)
    _changed: bool = False
    _open_links: list[str] = field(default_factory=list)

    def write(self, children: Sequence[Token], line: int, one_line: bool = False) -> str:
        """Markdown of ``children`` that stand at ``line``; ``one_line`` turns line breaks into spaces."""
        self._changed = False
        break_ = " " if one_line else "\\\n"
        children = self._without_empty(children, line)
        text = _trim("".join(self._token(child, line, break_) for child in children))
        text = text.replace(_NOTE_END + "(", "\\(").replace(_NOTE_END, "")
        guarded = text if one_line else guard(text)
        if not self._changed and guarded == text:
            return text
        return self._settle(guarded, children, line, break_)

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

    def _settle(self, text: str, children: Sequence[Token], line: int, break_: str) -> str:
        """``text`` if reading it gives it again, else the words alone: something beside them was left out."""
        quiet = Scribe([], self.reparse, lambda _: "")
        again = _trim("".join(quiet._token(child, line, break_) for child in self.reparse(text)))
        if (again if break_ == " " else guard(again)) == text and not quiet.omissions:
            return text
        words = _trim("".join(_word(child, break_) for child in children))
        self._leave_out(
            line,
            N_("Bold, italics or links"),
            N_("What stood beside them was left out; the words are kept."),
            words,
        )
        if break_ == " ":
            return escape_words(words)
        return "\\\n".join(escape_words(part.strip()) for part in words.split("\\\n"))

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
            return _code(token.content)
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
        if not is_safe_link(href) or (href.startswith("#") and not _PLACE.fullmatch(href)):
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
        self._open_links.append(f"]({_destination(href)}{_title(title)})")
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
        if tag[1].lower() == "br":
            return break_
        if tag[1].lower() not in HTML_TAGS:
            return escape_words(token.content)
        if not token.content.startswith("</"):
            report_tag(self.omissions, line, token.content)
        return ""

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


def _trim(text: str) -> str:
    """With single spaces and none at either end, nor a line break left hanging there."""
    text = _SPACES.sub(" ", text).strip()
    while text.endswith("\\\n") or text.startswith("\\\n"):
        text = text.removesuffix("\\\n").removeprefix("\\\n").strip()
    return "\n".join(line.strip() for line in text.split("\n"))


def _word(token: Token, break_: str) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return " " if token.type == "softbreak" else break_
    return "" if token.type in ("html_inline", "image") else token.content


def _code(content: str) -> str:
    taken = {len(run) for run in re.findall("`+", content)}
    ticks = "`" * next(n for n in range(1, len(taken) + 2) if n not in taken)
    inner = content.strip(" ")
    padded = content.startswith("`") or content.endswith("`") or (inner and content[0] == content[-1] == " ")
    return f"{ticks} {content} {ticks}" if padded else ticks + content + ticks


def _destination(href: str) -> str:
    if not href or re.search(r"[\s()<>\\]", href):
        return "<" + re.sub(r"([<>\\])", r"\\\1", href) + ">"
    return href


def _title(title: str) -> str:
    flat = " ".join(title.split())
    return ' "' + re.sub(r'(["\\&])', r"\\\1", flat) + '"' if flat else ""
