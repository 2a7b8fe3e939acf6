"""Raised and lowered figures, ``10<sup>6</sup>``, ``CO<sub>2</sub>``, struck words and breaks in cells.

Of HTML the dialect knows these four tags, in small letters and without attributes, where they stand in
pairs with something between them, and ``<br>`` in the cell of a table; any other is words. The pairs are
found as those of ``*`` and ``~~`` are, so that no two kinds of marks cross.
"""

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

#: Marks inside one another in a line; those further in are words. Nobody sees more, and what shows them
#: would take the square of their number.
MAX_MARKS = 16

_TAGS = {"<sup>": ("sup", True), "</sup>": ("sup", False), "<sub>": ("sub", True), "</sub>": ("sub", False)}
_MARKERS = {"sup": 0x110000, "sub": 0x110001}  # beyond Unicode: no sign that is typed
_BREAK = "<br>"
#: Figures and signs that Unicode has above and below the line.
_RAISED = str.maketrans("0123456789+-−=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


def use(md: MarkdownIt) -> None:
    """Teach a parser the marks of this module."""
    md.inline.ruler.before("autolink", "raised", _find_tag)
    md.inline.ruler.before("autolink", "cell_break", _find_break)
    md.inline.ruler.at("strikethrough", _find_struck)
    md.inline.ruler2.after("strikethrough", "raised", _pair_all)
    md.inline.ruler2.before("fragments_join", "deepest_marks", _drop_deepest)


def in_words(kind: str, inner: str) -> str:
    """What stands in ``sup`` or ``sub``, as words that nobody takes for those beside them.

    Figures where Unicode has them, ``10⁶``, ``CO₂``; anything else in brackets: ``5^(th)``, ``x_(max)``.
    """
    if not inner:
        return ""
    table, sign = (_RAISED, "^") if kind == "sup" else (_LOWERED, "_")
    return inner.translate(table) if all(ord(char) in table for char in inner) else f"{sign}({inner})"


def _find_tag(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "<":
        return False
    end = state.src.find(">", state.pos, state.pos + 6) + 1
    tag = state.src[state.pos : end] if end else ""
    if tag not in _TAGS or end > state.posMax:
        return False
    if not silent:
        name, opens = _TAGS[tag]
        state.push("text", "", 0).content = tag
        state.delimiters.append(
            Delimiter(
                marker=_MARKERS[name],
                length=0,
                token=len(state.tokens) - 1,
                end=-1,
                open=opens,
                close=not opens,
            )
        )
    state.pos = end
    return True


def _find_break(state: StateInline, silent: bool) -> bool:
    end = state.pos + len(_BREAK)
    if not state.env.get("cell") or not state.src.startswith(_BREAK, state.pos) or end > state.posMax:
        return False
    if not silent:
        state.push("hardbreak", "br", 0).markup = _BREAK
    state.pos = end
    return True


def _find_struck(state: StateInline, silent: bool) -> bool:
    """``~~`` opens before a word and closes after one. CommonMark's rule for what stands beside marks
    would leave ``~~(a)~~b`` as it is, and a word that was struck may stand beside anything."""
    start = state.pos
    if silent or not state.src.startswith("~~", start):
        return False
    end = start
    while end < state.posMax and state.src[end] == "~":
        end += 1
    opens = end < state.posMax and not state.src[end].isspace()
    closes = start > 0 and not state.src[start - 1].isspace()
    if (end - start) % 2:
        state.push("text", "", 0).content = "~"
    for _ in range((end - start) // 2):
        state.push("text", "", 0).content = "~~"
        state.delimiters.append(
            Delimiter(marker=0x7E, length=0, token=len(state.tokens) - 1, end=-1, open=opens, close=closes)
        )
    state.pos = end
    return True


def _pair_all(state: StateInline) -> None:
    _pair(state, state.delimiters)
    for meta in state.tokens_meta:
        if meta and "delimiters" in meta:
            _pair(state, meta["delimiters"])


def _pair(state: StateInline, delimiters: Sequence[Delimiter]) -> None:
    """Make tags of the pairs. What is left over is words, or a tag where tags are looked for."""
    closing: set[int] = set()
    for at, mark in enumerate(delimiters):
        if mark.marker not in _MARKERS.values():
            continue
        if mark.end >= 0:
            closing.add(mark.end)
            _make_tag(state.tokens[mark.token], 1)
        elif at in closing:
            _make_tag(state.tokens[mark.token], -1)
        elif state.md.options["html"]:
            state.tokens[mark.token].type = "html_inline"


def _make_tag(token: Token, nesting: int) -> None:
    token.markup, token.content = token.content, ""
    token.tag = _TAGS[token.markup][0]
    token.type = f"{token.tag}_{'open' if nesting > 0 else 'close'}"
    token.nesting = nesting  # type: ignore[assignment]


def _drop_deepest(state: StateInline) -> None:
    """Marks inside more than MAX_MARKS others are the signs that they are typed with."""
    depth = 0
    for token in state.tokens:
        depth += token.nesting > 0
        if token.nesting and depth > MAX_MARKS and not token.type.startswith("link_"):
            closes = token.nesting < 0
            token.type, token.tag, token.content, token.markup = "text", "", token.markup, ""
            token.nesting = 0
            depth -= closes
            continue
        depth -= token.nesting < 0
