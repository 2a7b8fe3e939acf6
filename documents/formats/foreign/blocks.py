"""Steps of the parser for blocks that other dialects have: definitions, marks of callouts, and lists and
tables of HTML, which end where their tag does and not at an empty line."""

import re

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock

from documents.formats.foreign.series import looks_at_list

_ALT: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
_DEFINITION = re.compile(r"[:~][ \t]+(?=\S)")
_CALLOUT = re.compile(
    r":{3,}[ \t]*(?P<rest>[^:\s].*)?|(?:!!!|\?\?\?\+?)[ \t]+(?P<word>[a-z]+(?:[ \t]+\".*\")?)[ \t]*"
)
_SHAPE = re.compile(r"<(/?)(table|ol|ul|dl)(?=[\s>])[^<>]*>", re.IGNORECASE)


def use(md: MarkdownIt) -> None:
    """Teach a parser these blocks: ``dl``, ``dt``, ``dd``, ``callout``, and longer ``html_block``."""
    md.block.ruler.before("html_block", "html_shape", _shape, _ALT)
    md.block.ruler.before("reference", "callout", _callout, _ALT)
    md.block.ruler.before("paragraph", "definitions", _definitions)


def title_of(callout: str) -> str:
    """The words that a mark of a callout shows, as ``::: warning Mind this`` or ``!!! tip "Mind this"``."""
    words = callout.strip(":!?+ \t")
    words = re.sub(r"^[\w-]*[ \t]*|\{[^{}]*\}", "", words)
    return words.strip('[]" \t')


def _text(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _callout(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    if state.is_code_block(start) or not _CALLOUT.fullmatch(_text(state, start)):
        return False
    if not silent:
        token = state.push("callout", "", 0)
        token.content, token.map = _text(state, start).strip(), [start, start + 1]
        state.line = start + 1
    return True


def _shape(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A table or list of HTML up to the line of its end, found for all of a text at once."""
    begins = state.bMarks[start] + state.tShift[start]
    if state.src[begins : begins + 1] != "<" or state.is_code_block(start):
        return False
    known = state.env.get("shapes")
    if known is None or known[0] is not state.src:
        known = state.env["shapes"] = (state.src, _ends_of_shapes(state.src))
    closes = known[1].get(begins)
    if closes is None:
        return False
    last = start
    while last < end and state.eMarks[last] < closes:
        last += 1
    if last >= end:
        return False
    if not silent:
        token = state.push("html_block", "", 0)
        token.map = [start, last + 1]
        token.content = state.getLines(start, last + 1, state.blkIndent, True)
        state.line = last + 1
    return True


def _ends_of_shapes(source: str) -> dict[int, int]:
    """Where each tag of a table or list begins, and where the tag that closes it ends."""
    ends: dict[int, int] = {}
    opened: dict[str, list[int]] = {}
    for tag in _SHAPE.finditer(source):
        same = opened.setdefault(tag[2].lower(), [])
        if not tag[1]:
            same.append(tag.start())
        elif same:
            ends[same.pop()] = tag.end()
    return ends


def _is_definition(state: StateBlock, line: int, end: int) -> bool:
    return (
        line < end
        and 0 <= state.sCount[line] - state.blkIndent < 4
        and _DEFINITION.match(_text(state, line)) is not None
    )


def _definitions(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """``Term``, then ``: what it means``, as PHP Markdown Extra and pandoc write it."""
    line = _definition_of(state, start, end)
    if silent or line is None:
        return False
    opening = state.push("dl_open", "dl", 1)
    opening.map = lines = [start, start]
    term = start
    while line is not None:
        _push_term(state, term)
        while _is_definition(state, line, end):
            line = _push_definition(state, line, end)
        term = line
        line = _definition_of(state, term, end)
    state.push("dl_close", "dl", -1)
    state.line = lines[1] = term
    return True


def _definition_of(state: StateBlock, term: int, end: int) -> int | None:
    """The line of the first definition, if a term stands on this one. Before a table it is a caption."""
    if (
        term >= end
        or state.isEmpty(term)
        or state.sCount[term] < state.blkIndent
        or state.is_code_block(term)
    ):
        return None
    text = _text(state, term)
    if looks_at_list(text) or _DEFINITION.match(text):
        return None
    line = term + 1
    if line < end and state.isEmpty(line):
        line += 1
    if not _is_definition(state, line, end):
        return None
    after = line + 1
    if line > term + 1 and after < end and state.isEmpty(after):
        after += 1
    return None if after < end and _text(state, after).startswith("|") else line


def _push_term(state: StateBlock, line: int) -> None:
    state.push("dt_open", "dt", 1).map = [line, line + 1]
    token = state.push("inline", "", 0)
    token.content, token.map, token.children = _text(state, line).strip(), [line, line + 1], []
    state.push("dt_close", "dt", -1)


def _push_definition(state: StateBlock, line: int, end: int) -> int:
    """Read a definition; gives the line of what follows it."""
    mark = _DEFINITION.match(_text(state, line))
    width = mark.end() if mark else 0
    last, following = _end_of_definition(state, line, end)
    state.push("dd_open", "dd", 1).map = [line, last]
    kept = (state.blkIndent, state.lineMax, state.tShift[line], state.sCount[line], state.parentType)
    state.blkIndent, state.lineMax = state.sCount[line] + 2, last
    state.tShift[line] += width
    state.sCount[line] = state.blkIndent
    state.parentType = "root"
    state.md.block.tokenize(state, line, last)
    state.blkIndent, state.lineMax, state.tShift[line], state.sCount[line], state.parentType = kept
    state.push("dd_close", "dd", -1)
    return following


def _end_of_definition(state: StateBlock, line: int, end: int) -> tuple[int, int]:
    """The line after the last of a definition, and that of what follows it."""
    inner = state.sCount[line] + 2
    at = line + 1
    while at < end:
        if state.isEmpty(at):
            blank = at
            while at < end and state.isEmpty(at):
                at += 1
            if at >= end or state.sCount[at] < inner:
                return blank, at
        elif state.sCount[at] < inner and (
            _is_definition(state, at, end) or _is_definition(state, at + 1, end)
        ):
            break
        at += 1
    return at, at
