"""The words of an edited leaf as pieces to write: kept, gone, come, moved, or kept in another form."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import count, groupby
from typing import NamedTuple

from documents.redline.kinds import kind_of_change
from documents.redline.leaves import Format, Leaf, Word
from documents.redline.word_diff import Change, changes
from documents.redline.writing import MarkKind, Piece, Shell, shared, write_space


class Span(NamedTuple):
    """The words low to high of one side of a leaf moved.

    before: what they were, if this is where they are now.
    """

    low: int
    high: int
    move: str
    before: Sequence[Word] = ()


class Edited(NamedTuple):
    """A leaf before and after, with what changed and what moved away or here within it.

    renumbered: its own number may be another because its neighbours count otherwise.
    """

    old: Sequence[Word]
    new: Sequence[Word]
    changes: Sequence[Change]
    away: Sequence[Span] = ()
    here: Sequence[Span] = ()
    renumbered: bool = False


def all_of(leaf: Leaf, mark: str = "", shell: Shell | None = None) -> Iterator[Piece]:
    """The whole text of a leaf."""
    for segment in leaf.segments:
        html = segment.html
        if not html:
            html = write_space(escape(segment.text, quote=False))
        yield Piece(html, segment.format, mark, shell)


class Marker:
    """Makes the pieces of one leaf.

    edited: what became of it.
    side: ``old`` or ``new`` to leave the other's words out.
    shell: the passage that the whole leaf is in, if it moved.
    name: what passages that stand twice in it begin their names with.
    """

    def __init__(self, edited: Edited, side: str, shell: Shell | None, name: str) -> None:
        self.edited, self.side, self.shell, self.name = edited, side, shell, name
        self.last: Format = ()  # the format before the next word
        self.forms = count(1)

    def pieces(self) -> Iterator[Piece]:
        """All pieces, in order."""
        edited = self.edited
        old, new = edited.old, edited.new
        a = c = 0
        for change in [*edited.changes, Change(len(old), len(old), len(new), len(new))]:
            yield from self._kept(old[a : change.a], new[c : change.c], self.shell)
            kind = kind_of_change(old, new, change, edited.renumbered)
            if self.side != "new" and change.a < change.b:
                yield from self._one_side(old, change.a, change.b, edited.away, "del", kind)
            if self.side != "old" and change.c < change.d:
                yield from self._one_side(new, change.c, change.d, edited.here, "ins", kind)
            a, c = change.b, change.d

    def _kept(self, old: Sequence[Word], new: Sequence[Word], shell: Shell | None) -> Iterator[Piece]:
        """Words of both texts; where they look another way, both ways."""
        for other, group in groupby(zip(old, new, strict=True), key=_other_form):
            before, after = zip(*group, strict=True)
            if not other:
                yield from self._put(self._spaced(before, after), "", shell)
            elif shell:
                yield from self._space(after[0], "", shell)
                yield from self._put(_close_up(after), "form", shell, "format")
            else:
                yield from self._both_forms(before, after)

    def _spaced(self, old: Sequence[Word], new: Sequence[Word]) -> Sequence[Word]:
        """Kept words, with space before one where any of the texts shown has it."""
        if self.side:
            return old if self.side == "old" else new
        return [
            after if after.space or not before.space else after._replace(space=before.space)
            for before, after in zip(old, new, strict=True)
        ]

    def _both_forms(self, old: Sequence[Word], new: Sequence[Word]) -> Iterator[Piece]:
        """Words that stayed, as they looked before and as they look now."""
        name = f"{self.name}f{next(self.forms)}"
        yield from self._space(self._spaced(old[:1], new[:1])[0], "", None)
        start = self.last
        if self.side != "new":
            yield from self._put(_close_up(old), "", Shell("del", name, "format"))
        if self.side != "old":
            self.last = start
            yield from self._put(_close_up(new), "", Shell("ins", name, "format"))

    def _one_side(
        self, words: Sequence[Word], low: int, high: int, spans: Sequence[Span], mark: str, kind: MarkKind
    ) -> Iterator[Piece]:
        """The words that went or came in one change, the passages among them that moved apart."""
        mine = [span for span in spans if low <= span.low < span.high <= high]
        for span in [*mine, Span(high, high, "")]:
            if low < span.low:
                yield from self._space(words[low], "", self.shell)
                run = [words[low]._replace(space=""), *words[low + 1 : span.low]]
                yield from self._put(run, mark, self.shell, kind)
            if span.move:
                yield from self._moved(words[span.low : span.high], span, mark)
            low = span.high

    def _moved(self, words: Sequence[Word], span: Span, mark: str) -> Iterator[Piece]:
        """A passage that moved, with its edits where it is now."""
        shell = Shell(mark, span.move)
        yield from self._space(words[0], "", None)
        words = _close_up(words)
        if mark == "del":
            yield from self._put(words, "", shell)
            return
        before = _close_up(span.before)
        inside = Marker(Edited(before, words, changes(before, words)), self.side, shell, self.name)
        inside.last = self.last
        yield from inside.pieces()
        self.last = inside.last

    def _space(self, word: Word, mark: str, shell: Shell | None) -> Iterator[Piece]:
        """The space before a word, in the format that goes on across it."""
        if word.space:
            yield Piece(write_space(word.space), shared(self.last, word.pieces[0][1]), mark, shell)

    def _put(
        self, words: Sequence[Word], mark: str, shell: Shell | None, kind: MarkKind = "words"
    ) -> Iterator[Piece]:
        """Words with the space before each; what follows in one format is one piece."""
        run: list[str] = []
        for word in words:
            for n, (html, form) in enumerate(word.pieces):
                space = write_space(word.space) if n == 0 else ""
                if run and form == self.last:
                    run.append(space + html)
                    continue
                if run:
                    yield Piece("".join(run), self.last, mark, shell, kind)
                if space:
                    yield Piece(space, shared(self.last, form), mark, shell, kind)
                run, self.last = [html], form
        if run:
            yield Piece("".join(run), self.last, mark, shell, kind)


def _other_form(two: tuple[Word, Word]) -> bool:
    """True if a word that stayed looks another way now."""
    return two[0].pieces != two[1].pieces and two[0].form != two[1].form


def _close_up(words: Sequence[Word]) -> list[Word]:
    """The words without the space before the first."""
    return [words[0]._replace(space=""), *words[1:]]
