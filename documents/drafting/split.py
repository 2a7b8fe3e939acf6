"""Cutting one paragraph at the ends of its sentences, so that bold, italics and links stay whole.

Where a sentence ends inside marks, they are closed there and opened again in the next part. A
place inside code is no place to cut.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from copy import copy
from typing import Any, NamedTuple

from markdown_it.token import Token

from documents.formats.inline import Scribe
from documents.formats.markdown import source_parser
from documents.text.blocks import Block
from documents.text.sentences import sentences

_ITEM = re.compile(r"([-*+]|\d{1,9}[.)])[ \t]+(?=\S)")
_NOTE = re.compile(r"\[\^([^\s\]]+)\]")
_MARKS = ("em_open", "strong_open", "s_open", "link_open")


class _Text(NamedTuple):
    """The one run of words that a block is: what stands before each of its lines, and its tokens."""

    first: str
    further: str
    tokens: list[Token]


def sentence_ends(block: Block) -> list[str]:
    """The sentences after which a block may be cut, in order; none for a table, heading or code."""
    text = _text(block)
    if text is None:
        return []
    words, ends = _words(text.tokens), _places(text.tokens)
    return [words[start:end].strip() for start, end in zip([0, *ends], ends, strict=False)]


def cut(block: Block, after: Collection[int]) -> list[str]:
    """Markdown of the parts of a block, cut after these of its ``sentence_ends``, counted from 0."""
    text = _text(block)
    if text is None:
        return [block.markdown]
    chosen = [end for number, end in enumerate(_places(text.tokens)) if number in after]
    parts = [_written(tokens) for tokens in _parts(text.tokens, chosen)]
    return [f"{text.further if at else text.first}{part}" for at, part in enumerate(parts)]


def is_cut_inside_marks(parts: Sequence[str]) -> bool:
    """Were these paragraphs made by a cut inside bold, italics or a link, so that a mark is left over?"""
    together = _marks(" ".join(parts))
    return together > sum(map(_marks, parts))


def _marks(markdown: str) -> int:
    return sum(token.type in _MARKS for token in _inline(markdown.replace("\n", " ")))


def _inline(markdown: str) -> list[Token]:
    tokens = source_parser().parseInline(markdown, _known_notes(markdown))
    return tokens[0].children or []


def _known_notes(markdown: str) -> dict[str, Any]:
    """Every footnote named is taken to be defined elsewhere."""
    refs = {f":{label}": -1 for label in _NOTE.findall(markdown)}
    return {"footnotes": {"refs": refs, "list": {}}}


def _text(block: Block) -> _Text | None:
    """The words of a block, if they are one paragraph with nothing but its marker around it."""
    first = further = ""
    inner = block.markdown
    if block.kind == "item" and (marker := _ITEM.match(inner)):
        first = marker[0]
        further = first if first[0] in "-*+" else " " * len(first)
        inner = inner[len(first) :].replace("\n" + " " * len(first), "\n")
    elif block.kind == "quote":
        first = further = "> "
        inner = re.sub(r"(?m)^> ?", "", inner)
    elif block.kind != "paragraph":
        return None
    tokens = source_parser().parse(inner, _known_notes(inner))
    if [token.type for token in tokens] != ["paragraph_open", "inline", "paragraph_close"]:
        return None
    return _Text(first, further, tokens[1].children or [])


def _word(token: Token) -> str:
    return {"softbreak": " ", "hardbreak": "\n"}.get(token.type, token.content)


def _words(tokens: Sequence[Token]) -> str:
    return "".join(map(_word, tokens))


def _places(tokens: Sequence[Token]) -> list[int]:
    """Where in the words a sentence ends and another follows, but for places inside code."""
    code: set[int] = set()
    at = 0
    for token in tokens:
        if token.type not in ("text", "softbreak", "hardbreak"):
            code.update(range(at + 1, at + len(_word(token))))
        at += len(_word(token))
    ends, at = [], 0
    for sentence in sentences(_words(tokens))[:-1]:
        at += len(sentence)
        if at not in code:
            ends.append(at)
    return ends


def _parts(tokens: Sequence[Token], ends: Sequence[int]) -> Iterator[list[Token]]:
    """The tokens of each part; what is open at a cut is closed before it and opened after it."""
    part: list[Token] = []
    opened: list[Token] = []
    waiting, at = list(ends), 0
    for token in _cut_at(tokens, ends):
        if waiting and at >= waiting[0] and token.nesting != -1:
            yield [*_without_space(part), *(_closing(opening) for opening in reversed(opened))]
            part = list(opened)
            waiting.pop(0)
        part.append(token)
        if token.nesting == 1:
            opened.append(token)
        elif token.nesting == -1:
            opened.pop()
        at += len(_word(token))
    yield part


def _cut_at(tokens: Sequence[Token], ends: Sequence[int]) -> Iterator[Token]:
    """The same tokens, text that spans an end in two."""
    at = 0
    for token in tokens:
        rest, length = token, len(_word(token))
        for end in ends:
            if at < end < at + length and token.type == "text":
                before, rest = copy(rest), copy(rest)
                inside = end - (at + length - len(rest.content))
                before.content, rest.content = rest.content[:inside], rest.content[inside:]
                yield before
        yield rest
        at += length


def _without_space(part: Sequence[Token]) -> list[Token]:
    """Without the space after a sentence: a mark that follows a space would not close."""
    kept = list(part)
    while kept and (kept[-1].type in ("softbreak", "hardbreak") or kept[-1].content.isspace()):
        kept.pop()
    if kept and kept[-1].type == "text":
        kept[-1] = copy(kept[-1])
        kept[-1].content = kept[-1].content.rstrip()
    return kept


def _closing(opening: Token) -> Token:
    kind = opening.type.removesuffix("_open") + "_close"
    return Token(kind, opening.tag, -1, markup=opening.markup)


def _written(tokens: Sequence[Token]) -> str:
    return Scribe([], _inline, lambda _note: "").write(tokens, 1)
