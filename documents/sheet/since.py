"""What changed in the draft since a version, as places in the blocks of the sheet. Pure.

Paragraphs that share their words, as the parts of a split do, are compared together, by the words as our
redline compares them. Places count as the browser counts text: in units of UTF-16, a break or the sign of a
note as one.
"""

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

from documents.redline.folding import fold
from documents.redline.leaves import WORD, Word
from documents.redline.word_diff import changes
from documents.sheet.inline import Node
from documents.sheet.reading import node_of
from documents.text.blocks import Block

_TOKEN = re.compile(rf"{WORD}|\S")
_SIGN = "\ufffc"  # what is no text: a break, the sign of a note
_OF_WORDS = ("heading", "paragraph", "item")


class Mark(NamedTuple):
    """Words from ``start`` to ``end`` of a block that are new, and what stood there before."""

    start: int
    end: int
    deleted: str


class Changed(NamedTuple):
    """Paragraphs that are not as they were. ``olds``: those of the version, ``marks``: by the pid of the
    draft; ``ended``: of a paragraph of which nothing is left its words, and the one of the draft that it
    followed."""

    olds: tuple[int, ...]
    marks: dict[int, list[Mark]]
    ended: str = ""
    after: int | None = None


class _Token(NamedTuple):
    pid: int
    start: int
    end: int
    text: str


def since(
    version: Mapping[int, Block], draft: Mapping[int, Block], origins: Mapping[int, Sequence[int]]
) -> list[Changed]:
    """What changed, in the order of the draft, then of the version. ``origins``: of each paragraph of the
    draft those of the version that it comes from."""
    heirs: dict[int, list[int]] = {}
    for pid in draft:
        for origin in origins[pid]:
            heirs.setdefault(origin, []).append(pid)
    result: list[Changed] = []
    seen: set[int] = set()
    for pid in draft:
        if pid in seen:
            continue
        olds, news = _family(pid, origins, heirs)
        seen |= set(news)
        olds = [old for old in version if old in olds]
        news = [new for new in draft if new in news] if len(news) > 1 else news
        if len(olds) == len(news) == 1 and version[olds[0]] == draft[news[0]]:
            continue
        result.append(Changed(tuple(olds), _marks(version, olds, draft, news)))
    last: int | None = None
    for old, block in version.items():
        if old in heirs:
            last = heirs[old][-1]
        else:
            result.append(Changed((old,), {}, _text(node_of(block)), last))
    return result


def _family(
    pid: int, origins: Mapping[int, Sequence[int]], heirs: Mapping[int, Sequence[int]]
) -> tuple[list[int], list[int]]:
    """The paragraphs before and after that share words with one of the draft."""
    olds: dict[int, None] = {}
    news = {pid: None}
    waiting = [pid]
    while waiting:
        for old in origins[waiting.pop()]:
            if old not in olds:
                olds[old] = None
                more = [new for new in heirs[old] if new not in news]
                news |= dict.fromkeys(more)
                waiting += more
    return list(olds), list(news)


def _marks(
    version: Mapping[int, Block], olds: Sequence[int], draft: Mapping[int, Block], news: Sequence[int]
) -> dict[int, list[Mark]]:
    before = _tokens(version, olds)
    after = _tokens(draft, news)
    marks: dict[int, list[Mark]] = {pid: [] for pid in news}
    for a, b, c, d in changes([_word(each) for each in before], [_word(each) for each in after]):
        deleted = " ".join(each.text for each in before[a:b]) if b > a else ""
        if d > c:
            for pid in dict.fromkeys(each.pid for each in after[c:d]):
                own = [each for each in after[c:d] if each.pid == pid]
                marks[pid].append(Mark(own[0].start, own[-1].end, deleted))
                deleted = ""
        elif deleted:
            at = after[c - 1] if c else after[0] if after else None
            if at is not None:
                place = at.end if c else at.start
                marks[at.pid].append(Mark(place, place, deleted))
    return marks


def _word(token: _Token) -> Word:
    return Word(fold(token.text), ((escape(token.text), ()),), " ", int(token.text[0].isalnum()))


def _tokens(text: Mapping[int, Block], pids: Sequence[int]) -> list[_Token]:
    """The words of paragraphs that are a line of words each; of others none can be marked in place."""
    tokens = []
    for pid in pids:
        if text[pid].kind not in _OF_WORDS:
            continue
        words = _text(node_of(text[pid]))
        for match in _TOKEN.finditer(words):
            tokens.append(_Token(pid, _units(words, match.start()), _units(words, match.end()), match[0]))
    return [token for token in tokens if token.text != _SIGN]


def _text(node: Node) -> str:
    """The words of a block as places in it count them."""
    if node["type"] == "text":
        return str(node["text"])
    if node["type"] in ("hard_break", "note_ref"):
        return _SIGN
    return "".join(_text(child) for child in node.get("content", ()))


def _units(words: str, at: int) -> int:
    before = words[:at]
    return at if before.isascii() else len(before.encode("utf-16-le")) // 2
