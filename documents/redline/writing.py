"""Writes pieces of text as HTML: marks that close what they open and say in words what they are."""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby
from typing import Literal, NamedTuple

from core.errors import N_
from documents.redline.leaves import Format

#: What a mark is about. A page may let its readers hide all but ``words``.
MarkKind = Literal["words", "number", "script", "format", "space"]


class Words(NamedTuple):
    """What screen readers say at the beginning and the end of each mark."""

    inserted: str = N_("inserted:")
    insertion_ends: str = N_("end of insertion")
    deleted: str = N_("deleted:")
    deletion_ends: str = N_("end of deletion")
    moved_away: str = N_("moved from here:")
    moved_here: str = N_("moved here:")
    move_ends: str = N_("end of moved text")
    form_before: str = N_("formatting before:")
    form_now: str = N_("formatting now:")
    form_ends: str = N_("end of formatting change")


class Shell(NamedTuple):
    """A passage that stands twice, both times under one name: ``del`` as or where it was, ``ins`` now.

    kind: ``words`` if it moved; otherwise it stayed, and its form alone is another.
    """

    mark: str
    name: str
    kind: MarkKind = "words"


class Piece(NamedTuple):
    """HTML of one format.

    mark: kept (``""``), ``del``, ``ins``; or ``form``, where it was kept in another form within a
        passage that moved, which shows the old form where it was.
    shell: the passage standing twice that it is in.
    """

    html: str
    format: Format
    mark: str = ""
    shell: Shell | None = None
    kind: MarkKind = "words"


class Writer(NamedTuple):
    """How to write marks.

    words: what they say.
    prefix: what the names of passages standing twice begin with, to be of one kind on a page.
    beside: True for one of two texts side by side, where each has to show all that it has.
    """

    words: Words
    prefix: str = ""
    beside: bool = False

    def write(self, pieces: Iterable[Piece]) -> str:
        """Takes pieces in order; gives HTML in which formats, marks and moves are nested cleanly."""
        out: list[str] = []
        stack: Format = ()
        for shell, group in groupby(pieces, key=lambda piece: piece.shell):
            if shell is None:
                stack = self._marks(out, stack, group)
                continue
            run = list(group)
            outer = _outer(run)
            _switch(out, stack, outer)
            out.append(self._open(shell.mark, shell.kind, shell.name))
            stack = self._marks(out, outer, run)
            _switch(out, stack, outer)
            out.append(self._close(shell.mark, shell.kind, shell.name))
            stack = outer
        _switch(out, stack, ())
        return "".join(out)

    def _marks(self, out: list[str], stack: Format, pieces: Iterable[Piece]) -> Format:
        """Writes pieces of one passage; gives the formats left open."""
        for (mark, kind), group in groupby(pieces, key=lambda piece: (piece.mark, piece.kind)):
            run = list(group)
            outer = _outer(run) if mark else stack
            _switch(out, stack, outer)
            if mark:
                out.append(self._open(mark, kind))
            stack = outer
            for piece in run:
                _switch(out, stack, piece.format)
                stack = piece.format
                out.append(piece.html)
            if mark:
                _switch(out, stack, outer)
                out.append(self._close(mark, kind))
                stack = outer
        return stack

    def _open(self, mark: str, kind: MarkKind, name: str = "") -> str:
        """The beginning of a mark, or of a passage that stands twice under one name."""
        about = "" if kind == "words" else f' data-change="{kind}"'
        if mark == "del" and kind == "space" and not self.beside:
            about += " hidden"  # nobody could tell it from what replaced it
        label = self.words.deleted if mark == "del" else self.words.inserted
        if mark == "form":
            return f'<span class="form"{about}>{hidden(self.words.form_now + " ")}'
        if name:
            label, css = self._twice(mark, kind)
            about = f' class="{css}" data-move="{escape(self.prefix + name)}"{about}'
        return f"<{mark}{about}>{hidden(label + ' ')}"

    def _twice(self, mark: str, kind: MarkKind) -> tuple[str, str]:
        """What is said of a passage that stands twice, and its class."""
        words = self.words
        if kind == "words":
            return (words.moved_away if mark == "del" else words.moved_here), "moved"
        return (words.form_before if mark == "del" else words.form_now), "form"

    def _close(self, mark: str, kind: MarkKind, name: str = "") -> str:
        """The end of a mark."""
        words = self.words
        if mark == "form" or (name and kind != "words"):
            ends = words.form_ends
        elif name:
            ends = words.move_ends
        else:
            ends = words.deletion_ends if mark == "del" else words.insertion_ends
        return f"{hidden(' ' + ends)}</{'span' if mark == 'form' else mark}>"


def hidden(text: str) -> str:
    """Words that only screen readers get."""
    return f'<span class="visually-hidden">{escape(text)}</span>'


def write_space(space: str) -> str:
    """White space as HTML; a forced line break is part of it."""
    return space.replace("\v", "<br>\n")


def shared(one: Format, two: Format) -> Format:
    """The outer formats that two have in common."""
    size = 0
    for x, y in zip(one, two, strict=False):
        if x != y:
            break
        size += 1
    return one[:size]


def _outer(run: Sequence[Piece]) -> Format:
    """The formats that all pieces share."""
    outer = run[0].format
    for piece in run:
        outer = shared(outer, piece.format)
    return outer


def _switch(out: list[str], now: Format, then: Format) -> None:
    """Closes and opens formats to get from one to the other."""
    if now == then:
        return
    size = len(shared(now, then))
    out += [f"</{tag[1:].split(' ')[0].rstrip('>')}>" for tag in reversed(now[size:])]
    out += then[size:]
