"""The step of the parser that reads lists: those of CommonMark as far as their numbers count something, and
those marked with letters, brackets, ``#.`` or the bullets of word processors."""

from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock, list_block
from markdown_it.rules_core import StateCore

from documents.formats.foreign.series import Head, find_heads, head_at

_ALT: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote"]}


def use(md: MarkdownIt) -> None:
    """Teach a parser these lists; the opening token of an item has its `Head` as ``meta["head"]``."""
    md.core.ruler.before("block", "list_heads", _look_for_heads)
    md.block.ruler.before("list", "counted_list", _counted_list, _ALT)
    md.block.ruler.at("list", _bullets, _ALT)


def _look_for_heads(state: StateCore) -> None:
    if not state.inlineMode:
        state.env["heads"] = find_heads(state.src)


def _bullets(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The list step, for bullets alone."""
    pos = state.bMarks[start] + state.tShift[start]
    return state.src[pos : pos + 1] in ("-", "*", "+") and list_block(state, start, end, silent)


def _head(state: StateBlock, line: int) -> Head | None:
    """The mark of a list that a line begins with; a bullet of CommonMark is none here."""
    pos = state.bMarks[line] + state.tShift[line]
    head: Head | None = state.env["heads"].get(pos)
    if head is None and (head := head_at(state.src[pos : state.eMarks[line]], 0, line, pos)) is not None:
        head.counted = head.kind == "digits"  # where the look through the lines did not see one
        head.joins = not head.counted
    return None if head is None or head.kind == "bullet" or head.inline else head


def _counted_list(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start) or _is_far_in(state, start):
        return False
    head = _head(state, start)
    if head is None:
        return False
    if silent:
        return head.counted or not head.joins
    if not head.counted:
        return False
    opening = state.push("ordered_list_open", "ol", 1)
    opening.map = lines = [start, start]
    opening.markup = head.text
    kept = state.parentType
    state.parentType = "list"
    line = start
    following: Head | None = head
    while following is not None:
        _item(state, following, line, end)
        line = state.line
        following = _next(state, head, line, end)
    lines[1] = line
    state.push("ordered_list_close", "ol", -1)
    state.parentType = kept
    return True


def _is_far_in(state: StateBlock, line: int) -> bool:
    """Four columns in from the list, yet outside its item: it goes on with the text (CommonMark 5.3)."""
    column = state.sCount[line]
    return state.listIndent >= 0 and column - state.listIndent >= 4 and column < state.blkIndent


def _next(state: StateBlock, first: Head, line: int, end: int) -> Head | None:
    """The item of the same list that begins on this line."""
    if line >= end or state.sCount[line] < state.blkIndent or state.is_code_block(line):
        return None
    head = _head(state, line)
    same = head is not None and head.counted and (head.key == first.key or head.kind == "counting")
    return head if same else None


class _Place(NamedTuple):
    """What the parser knows of a line, to be put back after an item."""

    tight: bool
    t_shift: int
    s_count: int
    list_indent: int


def _item(state: StateBlock, head: Head, line: int, end: int) -> None:
    """Read an item with all that stands in it, as the parser's own step for lists does."""
    pos = head.end
    column = initial = state.sCount[line] + len(head.text)
    while pos < state.eMarks[line] and state.src[pos] in " \t":
        column += 4 - (column + state.bsCount[line]) % 4 if state.src[pos] == "\t" else 1
        pos += 1
    after = 1 if pos >= state.eMarks[line] or column - initial > 4 else column - initial
    opening = state.push("list_item_open", "li", 1)
    opening.map = lines = [line, line]
    opening.meta = {"head": head}
    kept = _Place(state.tight, state.tShift[line], state.sCount[line], state.listIndent)
    state.listIndent, state.blkIndent = state.blkIndent, initial + after
    state.tight = True
    if column - initial > 4 and head.kind != "digits":  # of a list of CommonMark it would be code
        column = initial + after
    state.tShift[line], state.sCount[line] = pos - state.bMarks[line], column
    if pos >= state.eMarks[line] and (line + 1 >= end or state.isEmpty(line + 1)):
        state.line = min(line + 2, end)
    else:
        state.md.block.tokenize(state, line, end)
    state.blkIndent, state.listIndent = state.listIndent, kept.list_indent
    state.tight, state.tShift[line], state.sCount[line] = kept.tight, kept.t_shift, kept.s_count
    lines[1] = state.line
    state.push("list_item_close", "li", -1)
