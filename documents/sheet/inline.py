"""What stands in a line of the sheet: nodes with marks, from parsed tokens and to Markdown. Pure.

A node is what ProseMirror keeps as JSON: ``{"type": "text", "text": …, "marks": [{"type": "strong"}]}``, a
``hard_break``, or a ``note_ref`` with the label of its footnote (prosemirror.net/docs/ref, Node.toJSON).
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from markdown_it.token import Token

from core.text import clean
from documents.formats.inline import code_span, destination, escape_marks, title_of

Node = dict[str, Any]
Mark = dict[str, Any]

#: The marks from the outside in, and how each is written.
_SIGNS = {
    "strike": ("~~", "~~"),
    "strong": ("**", "**"),
    "em": ("*", "*"),
    "sup": ("<sup>", "</sup>"),
    "sub": ("<sub>", "</sub>"),
}
RANKS = ("link", *_SIGNS, "code")
_TOKENS = {"strong": "strong", "em": "em", "s": "strike", "sup": "sup", "sub": "sub"}
FLANKED = ("strong", "em", "strike")  # marks that are read only beside words
_APART = {"^": "\ue001", "(": "\ue002", ":": "\ue003"}  # no text has these private signs
#: Words without a sign that could be a mark, behind what makes a heading or an item of them.
PLAIN = re.compile(r"(#{1,6} |- |\d{1,9}[.)] )?([^\\`*_\[\]<>&~|#^\n]*[^\\`*_\[\]<>&~|#^\n\s])")
_LINE_ENDS = re.compile(r"[\r\n]+")

Piece = tuple[str, str, tuple[Mark, ...]]  # kind of node, its text or label, its marks from the outside in


class Unreadable(Exception):
    """A line holds what the sheet has no node for."""


def nodes_of(tokens: Sequence[Token]) -> list[Node]:
    """The nodes of the tokens of a line. Raises Unreadable."""
    pieces: list[Piece] = []
    marks: list[Mark] = []
    for token in tokens:
        name = token.type.removesuffix("_open").removesuffix("_close")
        if token.nesting == 1:
            marks.append(_mark(name, token))
        elif token.nesting == -1:
            marks.pop()
        else:
            pieces.append(_piece(token, marks))
    return [_node(*piece) for piece in joined(pieces)]


def _mark(name: str, token: Token) -> Mark:
    if name in _TOKENS:
        return {"type": _TOKENS[name]}
    if name != "link":
        raise Unreadable(token.type)
    attrs: dict[str, Any] = {"href": str(token.attrs.get("href", ""))}
    if title := str(token.attrs.get("title", "")):
        attrs["title"] = title
    if token.markup == "autolink":
        attrs["auto"] = True
    return {"type": "link", "attrs": attrs}


def _piece(token: Token, marks: Sequence[Mark]) -> Piece:
    if token.type in ("text", "text_special"):
        return "text", token.content, ordered(marks)
    if token.type == "softbreak":
        return "text", " ", ordered(marks)
    if token.type == "code_inline":
        return "text", token.content, ordered([*marks, {"type": "code"}])
    if token.type == "hardbreak":
        return "hard_break", "", ordered(marks)
    if token.type == "footnote_ref" and "label" in token.meta:
        return "note_ref", token.meta["label"], ordered(marks)
    raise Unreadable(token.type)


def ordered(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Each kind of mark once, from the outside in."""
    by_kind = {mark["type"]: mark for mark in marks if mark.get("type") in RANKS}
    return tuple(by_kind[kind] for kind in RANKS if kind in by_kind)


def joined(pieces: Sequence[Piece]) -> list[Piece]:
    """The same with neighbouring words of the same marks in one; nothing empty."""
    result: list[Piece] = []
    for kind, text, marks in pieces:
        if kind == "text" and result and result[-1][0] == "text" and result[-1][2] == marks:
            result[-1] = ("text", result[-1][1] + text, marks)
        elif kind != "text" or text:
            result.append((kind, text, marks))
    return result


def _node(kind: str, text: str, marks: Sequence[Mark]) -> Node:
    node: Node = {"type": kind}
    if kind == "text":
        node["text"] = text
    elif kind == "note_ref":
        node["attrs"] = {"label": text}
    if marks:
        node["marks"] = list(marks)
    return node


def pieces_of(content: Sequence[Node]) -> list[Piece]:
    """The nodes of a line that came from an editor, cleaned as all text is (``core.text``). Raises
    Unreadable for what no line can hold."""
    pieces = []
    for node in content:
        kind, marks = node.get("type"), ordered(node.get("marks") or ())
        if kind == "text":
            pieces.append((kind, _LINE_ENDS.sub(" ", clean(str(node.get("text", ""))).text), marks))
        elif kind == "hard_break":
            pieces.append((kind, "", marks))
        elif kind == "note_ref":
            pieces.append((kind, str((node.get("attrs") or {}).get("label", "")), marks))
        else:
            raise Unreadable(str(kind))
    return joined(pieces)


def words_of(pieces: Sequence[Piece]) -> str:
    """The words alone, a break as a new line."""
    return "".join({"text": text, "hard_break": "\n"}.get(kind, "") for kind, text, _marks in pieces)


def markdown_of(pieces: Sequence[Piece], break_: str) -> str:
    """Markdown of a line. ``break_``: how a line break is written where it stands.

    Marks stand next to words: blanks at their ends go out of them, and so do signs where a word follows
    outside, since ``**(x)**y`` would be read as asterisks.
    """
    return "".join(_written(_guarded(_tight(_trimmed(pieces))), frozenset(), break_))


def _trimmed(pieces: Sequence[Piece]) -> list[Piece]:
    """Without blanks and breaks at either end."""
    kept = list(pieces)
    while kept and _is_blank(kept[0]):
        kept.pop(0)
    while kept and _is_blank(kept[-1]):
        kept.pop()
    if kept and kept[0][0] == "text":
        kept[0] = ("text", kept[0][1].lstrip(" \t"), kept[0][2])
    if kept and kept[-1][0] == "text":
        kept[-1] = ("text", kept[-1][1].rstrip(" \t"), kept[-1][2])
    return kept


def _guarded(pieces: Sequence[Piece]) -> list[Piece]:
    """The same with signs kept apart that would make another thing of the sign of a note or a link beside
    them: ``^`` before it, a bracket or colon after it."""
    kept = list(pieces)
    for at, (kind, text, marks) in enumerate(kept):
        if kind != "text" or any(mark["type"] == "code" for mark in marks):
            continue
        if at + 1 < len(kept) and text.endswith("^") and _opens(kept[at + 1]):
            text = text[:-1] + _APART["^"]
        if at and kept[at - 1][0] == "note_ref" and text[0] in "(:":
            text = _APART[text[0]] + text[1:]
        kept[at] = (kind, text, marks)
    return kept


def _opens(piece: Piece) -> bool:
    """Does it begin with a bracket?"""
    return piece[0] == "note_ref" or any(mark["type"] == "link" for mark in piece[2])


def _is_blank(piece: Piece) -> bool:
    kind, text, _marks = piece
    return kind == "hard_break" or (kind == "text" and not text.strip(" \t"))


def _tight(pieces: Sequence[Piece]) -> list[Piece]:
    """The same pieces, each mark that has to stand next to words drawn in to them."""
    cut = [(kind, text, marks) for kind, text, marks in _letters(pieces)]
    for name in FLANKED:
        marked = [any(mark["type"] == name for mark in marks) for _kind, _text, marks in cut]
        for is_marked, group in groupby(range(len(cut)), key=marked.__getitem__):
            run = list(group)
            if is_marked:
                signs = run if all(_is_rule(cut[at]) for at in run) else ()
                for at in [*signs, *_drop(cut, run, run[0] - 1, -1), *_drop(cut, run[::-1], run[-1] + 1, 0)]:
                    kind, text, marks = cut[at]
                    cut[at] = (kind, text, tuple(mark for mark in marks if mark["type"] != name))
    return joined(cut)


def _letters(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Text that has a flanked mark, sign by sign; code and everything else whole."""
    for kind, text, marks in pieces:
        kinds = {mark["type"] for mark in marks}
        if kind == "text" and "code" not in kinds and not kinds.isdisjoint(FLANKED):
            yield from (("text", char, marks) for char in text)
        else:
            yield kind, text, marks


def _drop(cut: Sequence[Piece], run: Sequence[int], outside: int, end: int) -> Iterator[int]:
    """Which pieces at the beginning of a run lose its mark: blanks, and signs that stand beside a word.
    ``end``: which letter of the piece outside is beside it."""
    beside_word = 0 <= outside < len(cut) and _is_word(cut[outside], end)
    for at in run:
        is_blank = cut[at][0] == "hard_break" or (cut[at][0] == "text" and not cut[at][1].strip())
        if not is_blank and (not beside_word or _is_word(cut[at], 0)):
            return
        yield at
        beside_word = False


def _is_rule(piece: Piece) -> bool:
    """Is it of signs that make a line of their own, which ``**-**`` would be taken for?"""
    return piece[0] == "hard_break" or (piece[0] == "text" and not piece[1].strip("-_*=~ \t"))


def _is_word(piece: Piece, end: int) -> bool:
    """Is it a letter or figure, not the sign of a mark, that stands at this end of a piece?"""
    kind, text, marks = piece
    if kind != "text" or any(mark["type"] not in FLANKED for mark in marks):
        return False
    return bool(text) and text[end].isalnum()


def _written(pieces: Sequence[Piece], inside: frozenset[str], break_: str) -> Iterator[str]:
    """The Markdown of pieces that stand in these kinds of marks already. The mark that goes on longest stands
    outside the others, so that few are closed and opened again; code holds none."""
    at = 0
    while at < len(pieces):
        kind, text, marks = pieces[at]
        left = [mark for mark in marks if mark["type"] not in inside]
        if not left:
            yield _plain(kind, text, break_)
            at += 1
            continue
        lengths = [_run(pieces[at:], mark) for mark in left]
        best = max(range(len(left)), key=lambda i: (left[i]["type"] != "code", lengths[i], -i))
        run = pieces[at : at + lengths[best]]
        yield from _marked(left[best], run, inside, break_)
        at += len(run)


def _run(pieces: Sequence[Piece], mark: Mark) -> int:
    """How many pieces have a mark, one after the other."""
    return next((at for at, piece in enumerate(pieces) if mark not in piece[2]), len(pieces))


def _marked(mark: Mark, run: Sequence[Piece], inside: frozenset[str], break_: str) -> Iterator[str]:
    name = mark["type"]
    if name == "code":
        yield code_span(words_of(run))
    elif name == "link":
        yield _link(mark, run, inside, break_)
    else:
        opening, closing = _SIGNS[name]
        yield opening
        yield from _written(run, inside | {name}, break_)
        yield closing


def _link(mark: Mark, run: Sequence[Piece], inside: frozenset[str], break_: str) -> str:
    attrs = mark.get("attrs") or {}
    href = str(attrs.get("href", ""))
    if attrs.get("auto") and words_of(run) == href.removeprefix("mailto:"):
        return f"<{words_of(run)}>"
    words, title = "".join(_written(run, inside | {"link"}, break_)), title_of(str(attrs.get("title") or ""))
    return f"[{words}]({destination(href)}{title})"


def _plain(kind: str, text: str, break_: str) -> str:
    if kind == "hard_break":
        return break_
    if kind == "note_ref":
        return f"[^{text}]"
    text = escape_marks(text)
    for sign, apart in _APART.items():
        text = text.replace(apart, f"\\{sign}")
    return text
