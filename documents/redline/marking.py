"""Writes changed words as HTML: marks that close what they open and say in words what they are."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby
from typing import NamedTuple

from core.errors import N_
from documents.redline.leaves import Format, Leaf, Word, write_space
from documents.redline.wordiff import Change, changes


class Words(NamedTuple):
    """What screen readers say at the beginning and the end of each mark."""

    inserted: str = N_("inserted:")
    insertion_ends: str = N_("end of insertion")
    deleted: str = N_("deleted:")
    deletion_ends: str = N_("end of deletion")
    moved_away: str = N_("moved from here:")
    moved_here: str = N_("moved here:")
    move_ends: str = N_("end of moved text")


class Shell(NamedTuple):
    """The passage that moved: ``del`` where it was, ``ins`` where it is."""

    mark: str
    move: str


class Piece(NamedTuple):
    """HTML of one format; kept (``""``), ``del`` or ``ins``; perhaps inside a passage that moved."""

    html: str
    format: Format
    mark: str = ""
    shell: Shell | None = None


class Span(NamedTuple):
    """The words low to high of one side of a leaf moved.

    before: what they were, if this is where they are now.
    """

    low: int
    high: int
    move: str
    before: Sequence[Word] = ()


def hidden(text: str) -> str:
    """Words that only screen readers get."""
    return f'<span class="visually-hidden">{escape(text)}</span>'


def open_mark(mark: str, words: Words, move: str = "") -> str:
    """The beginning of a mark; ``move`` names the moved passage it belongs to."""
    if move:
        said = words.moved_away if mark == "del" else words.moved_here
        return f'<{mark} data-move="{move}">{hidden(said + " ")}'
    return f"<{mark}>{hidden((words.deleted if mark == 'del' else words.inserted) + ' ')}"


def close_mark(mark: str, words: Words, move: str = "") -> str:
    """The end of a mark."""
    ends = words.move_ends if move else words.deletion_ends if mark == "del" else words.insertion_ends
    return f"{hidden(' ' + ends)}</{mark}>"


def all_of(leaf: Leaf, mark: str = "", shell: Shell | None = None) -> Iterator[Piece]:
    """The whole text of a leaf."""
    for segment in leaf.segments:
        html = segment.html
        if not html:
            html = write_space(escape(segment.text, quote=False))
        yield Piece(html, segment.format, mark, shell)


class Edited(NamedTuple):
    """A leaf before and after, with what changed and what moved away or here within it."""

    old: Sequence[Word]
    new: Sequence[Word]
    changes: Sequence[Change]
    away: Sequence[Span] = ()
    here: Sequence[Span] = ()


def changed(edited: Edited, side: str = "", shell: Shell | None = None) -> Iterator[Piece]:
    """The words of an edited leaf as pieces; a side (``old``, ``new``) leaves the other's words out."""
    old, new = edited.old, edited.new
    a = c = 0
    last: Format = ()
    for change in [*edited.changes, Change(len(old), len(old), len(new), len(new))]:
        for before, after in zip(old[a : change.a], new[c : change.c], strict=True):
            word = before if side == "old" else after
            space = word.space or (before.space if not side else "")
            yield from _put(word._replace(space=space), last, "", shell)
            last = word.pieces[-1][1]
        if side != "new" and change.a < change.b:
            yield from _one_side(old, change.a, change.b, edited.away, Piece("", last, "del", shell), side)
            last = old[change.b - 1].pieces[-1][1]
        if side != "old" and change.c < change.d:
            yield from _one_side(new, change.c, change.d, edited.here, Piece("", last, "ins", shell), side)
            last = new[change.d - 1].pieces[-1][1]
        a, c = change.b, change.d


def _one_side(
    words: Sequence[Word], low: int, high: int, spans: Sequence[Span], model: Piece, side: str
) -> Iterator[Piece]:
    """The words that went or came in one change, the passages among them that moved apart.

    model: the format before them, and their mark and shell.
    """
    last = model.format
    mine = [span for span in spans if low <= span.low < span.high <= high]
    for span in [*mine, Span(high, high, "")]:
        for at in range(low, span.low):
            yield from _put(words[at], last, model.mark, model.shell, outside=at == low)
            last = words[at].pieces[-1][1]
        if span.move:
            yield from _moved(words[span.low : span.high], span, model.mark, last, side)
            last = words[span.high - 1].pieces[-1][1]
        low = span.high


def _moved(words: Sequence[Word], span: Span, mark: str, last: Format, side: str) -> Iterator[Piece]:
    """A passage that moved, with its edits where it is now."""
    shell = Shell(mark, span.move)
    first = words[0]
    if first.space:
        yield Piece(write_space(first.space), _shared(last, first.pieces[0][1]))
    words = [first._replace(space=""), *words[1:]]
    if mark == "del":
        yield from changed(Edited(words, words, ()), shell=shell)
    else:
        before = [span.before[0]._replace(space=""), *span.before[1:]]
        yield from changed(Edited(before, words, changes(before, words)), side, shell)


def _put(word: Word, last: Format, mark: str, shell: Shell | None, outside: bool = False) -> Iterator[Piece]:
    """A word with the space before it, which may stand outside the mark."""
    if word.space:
        yield Piece(write_space(word.space), _shared(last, word.pieces[0][1]), "" if outside else mark, shell)
    for html, form in word.pieces:
        yield Piece(html, form, mark, shell)


def _shared(one: Format, two: Format) -> Format:
    size = 0
    for x, y in zip(one, two, strict=False):
        if x != y:
            break
        size += 1
    return one[:size]


def write(pieces: Iterable[Piece], words: Words) -> str:
    """Takes pieces in order; gives HTML in which formats, marks and moves are nested cleanly."""
    out: list[str] = []
    stack: Format = ()
    for shell, group in groupby(pieces, key=lambda piece: piece.shell):
        if shell is None:
            stack = _marks(out, stack, group, words)
            continue
        run = list(group)
        outer = _outer(run)
        _switch(out, stack, outer)
        out.append(open_mark(shell.mark, words, shell.move))
        stack = _marks(out, outer, run, words)
        _switch(out, stack, outer)
        out.append(close_mark(shell.mark, words, shell.move))
        stack = outer
    _switch(out, stack, ())
    return "".join(out)


def _marks(out: list[str], stack: Format, pieces: Iterable[Piece], words: Words) -> Format:
    """Writes pieces of one passage; gives the formats left open."""
    for mark, group in groupby(pieces, key=lambda piece: piece.mark):
        run = list(group)
        outer = _outer(run) if mark else stack
        _switch(out, stack, outer)
        if mark:
            out.append(open_mark(mark, words))
        stack = outer
        for piece in run:
            _switch(out, stack, piece.format)
            stack = piece.format
            out.append(piece.html)
        if mark:
            _switch(out, stack, outer)
            out.append(close_mark(mark, words))
            stack = outer
    return stack


def _outer(run: Sequence[Piece]) -> Format:
    """The formats that all pieces share."""
    outer = run[0].format
    for piece in run:
        outer = _shared(outer, piece.format)
    return outer


def _switch(out: list[str], now: Format, then: Format) -> None:
    """Closes and opens formats to get from one to the other."""
    if now == then:
        return
    size = len(_shared(now, then))
    out += [f"</{tag[1:].split(' ')[0].rstrip('>')}>" for tag in reversed(now[size:])]
    out += then[size:]
