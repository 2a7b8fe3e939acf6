"""What a person typed into a form, as safe HTML: a comment, a reason, a justification.

People who comment do not know Markdown. So every number, mark of a list and end of a line stays as it was
typed: ``5.`` is a five and a stop, whatever stands before it, and ``- 20 %`` may be a minus. Of Markdown
only what cannot change what was said is laid out: emphasis, links, code, bold lines, rules, tables, and
quotes as mail programs write them. Whatever is not whole, such as a link to nowhere or a row longer than its
table, is shown as typed.
"""

import re
from collections.abc import Iterator
from functools import cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from documents.text.dialect import MAX_NESTING_IN_COMMENTS, dialect, inline_tokens, is_safe_link
from documents.text.html import clean, tidy
from documents.text.words import line_words

#: Kept beside stored HTML; raise it whenever the same text would give other HTML. What 1 made was not kept.
TYPED_VERSION = 3

# Marks of Markdown that would take the place of what was typed.
_NOT_TYPED = ["list", "lheading", "code", "reference", "html_block", "entity", "html_inline"]
_DEEP_QUOTE = re.compile(r"(?m)^[ \t]*+(?:>[ \t]*+){12}")
_QUOTE = re.compile(r"[ \t]*+>[ ]?")
# ``> 5 %`` is «more than five», ``> EUR 5`` too where no other line is quoted with it, ``# 5`` «number five».
_NUMBER = r"[ \t]*+[\d\u00bc-\u00be\u2150-\u215e]"
_COMPARED = re.compile(rf"[ \t]*+>[ \t]*+(?:[=<]|[^\w\s>]?{_NUMBER})")
_COMPARED_ALONE = re.compile(rf"[ \t]*+>[ \t]*+[^\W\d_]{{1,4}}+\.?{_NUMBER}")
_NUMBERED = re.compile(r"[ \t]*+#[ \t]++\d")
_HEADING_ALONE = re.compile(r"[ \t]*+#++[ \t#]*+")
_FENCE = re.compile(r"[ \t]*+(```++|~~~++)")
_BLANKS = re.compile(r"\t|  ++")
_BAR = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[ \t]*+\|?+(?:[ \t]*+:?+-++:?+[ \t]*+(?:\||$))++[ \t]*+")


def render(text: str) -> str:
    """Safe HTML of what a person wrote: a comment, a reason, a justification.

    Each line is a line. Images become links to where they are. A heading becomes a bold line, so that
    no comment can take part in the outline of the page it is shown on.
    """
    md, tokens = _parser(), _tokens(text)
    if not tokens:
        return f"<pre>{escape(text.strip())}</pre>" if text.strip() else ""
    for child in inline_tokens(tokens):
        if child.type in ("text", "code_inline"):  # a page would show a row of blanks as one
            child.content = _BLANKS.sub(_wide, child.content)
    return clean(md.renderer.render(tidy(tokens), md.options, {})).strip()


def words(text: str) -> str:
    """The same without formatting, for mail and for lists: its lines, with the addresses of its links."""
    lines: list[str] = []
    cells: list[str] | None = None
    depth = before = 0
    for token in _tokens(text):
        if token.type in ("blockquote_open", "blockquote_close"):
            depth += token.nesting
        elif token.type == "tr_open":
            cells = []
        elif token.type == "inline" and cells is not None:
            cells.append(_worded(token.children or []))
        elif token.type == "tr_close":
            lines.append("> " * depth + " | ".join(cells or ()))
            before, cells = depth, None
        elif (own := _own_lines(token)) or token.type == "table_open":
            if lines:
                lines.append("> " * min(depth, before))
            lines += ["> " * depth + line for line in own]
            before = depth
    return "\n".join(line.rstrip() for line in lines) or text.strip()


def _wide(blanks: re.Match[str]) -> str:
    return "\u00a0" * (3 if blanks[0] == "\t" else len(blanks[0]) - 1) + " "


def _own_lines(token: Token) -> list[str]:
    if token.type == "inline":
        return _worded(token.children or []).split("\n")
    if token.type == "hr":
        return [token.markup[:3]]
    return token.content.rstrip("\n").split("\n") if token.type == "fence" else []


def _worded(children: list[Token]) -> str:
    """The words of a line or a cell, each link with where it leads."""
    told: list[Token] = []
    addresses: list[tuple[str, int]] = []
    for child in children:
        if child.type == "link_open":
            addresses.append((str(child.attrs["href"]), len(told)))
        elif child.type == "link_close":
            address, start = addresses.pop()
            if "".join(each.content for each in told[start:]) not in (
                address,
                address.removeprefix("mailto:"),
            ):
                told.append(Token("text", "", 0, content=f" <{address}>"))
        else:
            told.append(child)
    first = told[0].content if told else ""
    return first[: len(first) - len(first.lstrip("\u00a0"))] + line_words(told)


def _tokens(text: str) -> list[Token]:
    """What a text is made of; nothing for one that is nested too deep to be laid out."""
    tokens = [] if _DEEP_QUOTE.search(text) else _parser().parse(text, {})
    return [] if any(token.level >= MAX_NESTING_IN_COMMENTS - 1 for token in tokens) else tokens


@cache
def _parser() -> MarkdownIt:
    md = dialect(MAX_NESTING_IN_COMMENTS).disable(_NOT_TYPED)
    md.validateLink = _leads_somewhere  # type: ignore[assignment, method-assign]
    table, heading, fence = _rule(md, "table"), _rule(md, "heading"), _rule(md, "fence")

    def table_(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return _is_whole(state, start, end) and bool(table(state, start, end, silent))

    def heading_(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        line = _line(state, start)
        is_typed = _NUMBERED.match(line) or _HEADING_ALONE.fullmatch(line)
        return not is_typed and bool(heading(state, start, end, silent))

    def fence_(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return _is_closed(state, start, end) and bool(fence(state, start, end, silent))

    md.block.ruler.at("table", table_, {"alt": ["paragraph"]})
    md.block.ruler.at("heading", heading_, {"alt": ["paragraph"]})
    md.block.ruler.at("fence", fence_, {"alt": ["paragraph"]})
    md.block.ruler.at("blockquote", _quote, {"alt": ["paragraph"]})
    md.block.ruler.at("paragraph", _lines)
    md.core.ruler.at("inline", _parse_lines)
    md.inline.ruler.before("escape", "backslash", _backslash)
    md.inline.ruler.before("backticks", "sign", _sign)
    return md


def _leads_somewhere(href: str) -> bool:
    """Whether a link to this address is one on a page, so that what it leads to is not lost."""
    return is_safe_link(href) and " href=" in clean(f'<a href="{escape(href)}">-</a>')


def _rule(md: MarkdownIt, name: str) -> Any:
    ruler = md.block.ruler
    return ruler.__rules__[ruler.__find__(name)].fn


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] : state.eMarks[number]]


def _is_whole(state: StateBlock, start: int, end: int) -> bool:
    """Whether a table that begins here shows all that was typed: cells beyond those of its head would be
    left out."""
    if start + 1 >= end or start < state.env.get("untabled", 0):
        return False
    head, rule = _line(state, start), _line(state, start + 1)
    if "|" not in head or not _RULE.fullmatch(rule) or _cells(head) != _cells(rule):
        return False
    last = start + 2
    while last < end and not state.isEmpty(last):
        last += 1
    if all(_cells(_line(state, at)) <= _cells(head) for at in range(start + 2, last)):
        return True
    state.env["untabled"] = last  # each line is looked at once
    return False


def _cells(line: str) -> int:
    """How many there are, or one more for a bar at an end that is none: never fewer."""
    return len(_BAR.findall(line.strip().removeprefix("|").removesuffix("|"))) + 1


def _is_closed(state: StateBlock, start: int, end: int) -> bool:
    """Whether a fence that begins here ends, with something in it: a row of waves or ticks may be but a
    line that was drawn."""
    fence = _FENCE.match(_line(state, start))
    if not fence:
        return False
    mark, open_ = fence[1], state.env.setdefault("open", {})
    if start >= open_.get(mark, end):
        return False
    has_words = bool(_line(state, start)[fence.end() :].strip())
    for number in range(start + 1, end):
        line = _line(state, number).strip(" \t")
        if line.startswith(mark) and not line.strip(mark[0]):
            return has_words
        has_words = has_words or bool(line)
    open_[mark] = start  # each line is looked at once
    return False


def _quote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Lines that begin with ``>``, and no other: what follows is an answer to them."""
    if not _QUOTE.match(_line(state, start)) or _COMPARED.match(_line(state, start)):
        return False
    is_alone = start + 1 >= end or not _QUOTE.match(_line(state, start + 1))
    if is_alone and _COMPARED_ALONE.match(_line(state, start)):
        return False
    if silent:
        return True
    quoted: list[str] = []
    while start + len(quoted) < end and (head := _QUOTE.match(line := _line(state, start + len(quoted)))):
        quoted.append(line[head.end() :])
    state.push("blockquote_open", "blockquote", 1)
    inner: list[Token] = []
    own = {name: state.env.pop(name) for name in ("untabled", "open") if name in state.env}
    state.md.block.parse("\n".join(quoted), state.md, state.env, inner)
    for name in ("untabled", "open"):
        state.env.pop(name, None)
    state.env.update(own)
    for token in inner:
        token.level += state.level
    state.tokens += inner
    state.push("blockquote_close", "blockquote", -1)
    state.line = start + len(quoted)
    return True


def _lines(state: StateBlock, start: int, end: int, _silent: bool) -> bool:
    """A paragraph: lines up to an empty one or to what is laid out in another way, with their indents."""
    others = state.md.block.ruler.getRules("paragraph")
    last = start + 1
    while last < end and not state.isEmpty(last) and not any(rule(state, last, end, True) for rule in others):
        last += 1
    state.push("paragraph_open", "p", 1)
    inline = state.push("inline", "", 0)
    inline.content = "\n".join(_indented(_line(state, number)) for number in range(start, last))
    inline.children = []
    state.push("paragraph_close", "p", -1)
    state.line = last
    return True


def _indented(line: str) -> str:
    words = line.strip(" \t")
    indent = line[: len(line) - len(line.lstrip(" \t"))].expandtabs(4)
    return "\u00a0" * min(len(indent), 40) + words


def _parse_lines(state: StateCore) -> None:
    """Line by line: no mark reaches from one into another, and every line ends where it ended."""
    before = ""
    for token in state.tokens:
        if token.type == "inline":
            state.env["cell"] = before in ("th_open", "td_open")  # where alone ``<br>`` ends a line
            token.children = []
            for number, line in enumerate(token.content.split("\n")):
                if number:
                    token.children.append(Token("hardbreak", "br", 0))
                words: list[Token] = []
                state.md.inline.parse(line, state.md, state.env, words)
                token.children += _addressed(words)
        elif token.type == "fence" and token.info.strip():
            token.content = f"{token.info.strip()}\n{token.content}"
        before = token.type


def _addressed(words: list[Token]) -> Iterator[Token]:
    """The same with images as links, and what a link was given to show beside its words."""
    titles: list[str] = []
    is_empty, address = False, ""
    for word in words:
        title = str(word.attrs.pop("title", ""))
        if word.type == "image":
            yield Token("link_open", "a", 1, attrs={"href": str(word.attrs["src"])})
            yield Token("text", "", 0, content=word.content or str(word.attrs["src"]))
            yield Token("link_close", "a", -1)
        else:
            if word.type == "link_close" and is_empty:  # a link without words is shown by its address
                yield Token("text", "", 0, content=address)
            yield word
        is_empty = word.type == "link_open" or (is_empty and not word.content.strip())
        address = str(word.attrs["href"]) if word.type == "link_open" else address
        if word.type == "link_open":
            titles.append(title)
        elif word.type == "link_close":
            title = titles.pop() if titles else ""
        if title and word.type != "link_open":
            yield Token("text", "", 0, content=f" ({title})")


def _sign(state: StateInline, silent: bool) -> bool:
    """Stars and waves within a word or a sum are signs of it: ``2*3*4``, ``(2)*3``, ``5~~6``."""
    sign, start, end = state.src[state.pos], state.pos, state.pos
    if sign not in "*~":
        return False
    while end < state.posMax and state.src[end] == sign:
        end += 1
    if not 0 < start < end < state.posMax:
        return False
    inner = ("(", ")") if sign == "*" and end == start + 1 else ("", "")
    before, after = state.src[start - 1], state.src[end]
    if not ((before.isalnum() or before == inner[1]) and (after.isalnum() or after == inner[0])):
        return False
    if not silent:
        state.pending += state.src[start:end]
    state.pos = end
    return True


def _backslash(state: StateInline, silent: bool) -> bool:
    """Two of them begin the name of a place in a network, and both are signs."""
    if not state.src.startswith("\\\\", state.pos):
        return False
    if not silent:
        state.pending += "\\"
    state.pos += 1
    return True
