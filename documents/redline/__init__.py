"""What changed between two versions, shown to a reader like a careful person's redline.

Both texts become rows of leaves (`leafreader`); equal and alike ones are paired (`pairing`) and both
rows merged into one (`merging`); within a pair the changed words are found (`wordiff`), and
sentences that went elsewhere are recognised (`passages`). `folding` says which words are the same,
`kinds` what a change is about; `marking` and `writing` make the HTML. Whatever comes
in, dropping every ``<del>`` leaves the new text, dropping every ``<ins>`` the old one, and the HTML
is safe: text is escaped, links go only where a reader may be sent.
"""

import re
from collections.abc import Iterator, Sequence

from documents.redline.kinds import WEIGHTS
from documents.redline.leaf_reader import Reader
from documents.redline.leaves import Leaf, Node
from documents.redline.marking import Edited, Marker, all_of
from documents.redline.merging import MergedLine, Path, common, merge
from documents.redline.pairing import pair
from documents.redline.passages import find_moved
from documents.redline.units import Pairs, Unit, units
from documents.redline.word_diff import Change, changes
from documents.redline.writing import MarkKind, Piece, Shell, Words, Writer

__all__ = ["MarkKind", "Words", "kind_of", "redline", "redline_block", "side_by_side"]

ENGLISH = Words()
_MARKER = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])(?=\s|$)")


def redline(old_markdown: str, new_markdown: str, words: Words = ENGLISH, prefix: str = "") -> str:
    """Takes a document before and after; gives the whole of it as safe HTML with its changes marked.

    What kept its words but not its place or form stands twice, with the same ``data-move``: as
    ``<del>`` where and as it was, and as ``<ins>`` where and as it is, with its edits. Such a passage has
    the class ``moved`` or ``form``. A mark that is not about words says in ``data-change`` what it is
    about: ``number``, ``format`` or ``space``.

    words: what screen readers say.
    prefix: what the names in ``data-move`` begin with; another one for each redline on a page.
    """
    old, new = Reader(linked=False).read(old_markdown), Reader().read(new_markdown)
    before, after = units(old), units(new)
    pairs = pair(before, after)
    _name_notes(before, after, pairs)
    lines = merge(before, after, pairs)
    return _assemble(lines, _edits(lines), Writer(words, prefix))


def redline_block(old: str, new: str, words: Words = ENGLISH, prefix: str = "") -> str:
    """Takes one paragraph's Markdown before and after, either may be empty; gives its changes as safe HTML.

    What belongs to the list around it (marker, number) is left to the page, and is no change.
    ``words`` and ``prefix`` as in `redline`.
    """
    lines = _block(old, new)
    return _assemble(lines, _edits(lines), Writer(words, prefix)).strip()


def side_by_side(old: str, new: str, words: Words = ENGLISH, prefix: str = "") -> tuple[str, str]:
    """The changes of `redline_block` as two texts: the old one with ``<del>``, the new one with ``<ins>``."""
    lines = _block(old, new)
    edits = _edits(lines)
    writer = Writer(words, prefix, beside=True)
    left = _assemble(lines, edits, writer, "old").strip()
    return left, _assemble(lines, edits, writer, "new").strip()


def kind_of(old: str, new: str) -> MarkKind | None:
    """Takes one paragraph's Markdown before and after; gives what their difference is about, at its most.

    ``words``; only its ``number``, of a list or its own; ``format`` (bold, links, the level of a heading,
    typographic signs); or white ``space`` and signs without width. None where nothing differs.
    """
    lines = _block(old, new)
    edits = _edits(lines)
    kinds = {kind for line, edited in zip(lines, edits, strict=True) for kind in _kinds(line, edited)}
    if not kinds and old.split() != new.split():
        kinds.add("number" if _marker(old) != _marker(new) else "format")
    if not kinds and old != new:
        kinds.add("space")
    return max(kinds, key=WEIGHTS.index, default=None)


def _block(old: str, new: str) -> list[MergedLine]:
    reader = Reader(whole=False)
    before, after = units(reader.read(old)), units(reader.read(new))
    pairs = {(0, 0): 1.0} if len(before) == len(after) == 1 else pair(before, after)
    return merge(before, after, pairs, any_kind=True)


def _name_notes(old: Sequence[Unit], new: Sequence[Unit], pairs: Pairs) -> None:
    """Gives a footnote the same name before and after, whatever its number."""
    before = {note: ("old", note) for unit in old for note in _notes(unit)}
    after = {note: ("new", note) for unit in new for note in _notes(unit)}
    for i, j in pairs:
        before.update((a, after[b]) for a, b in zip(_notes(old[i]), _notes(new[j]), strict=False))
    for side, names in ((old, before), (new, after)):
        if side:
            side[0].leaves[0].names.update(names)


def _marker(markdown: str) -> str:
    """What a list item begins with in its Markdown."""
    marker = _MARKER.match(markdown)
    return marker[0].strip() if marker else ""


def _kinds(line: MergedLine, edited: Edited | None) -> set[MarkKind]:
    """What the changes of a line are about."""
    if line.move or line.state in ("del", "ins"):
        return {"words"}
    if edited is None:
        return set()
    pieces = Marker(edited, "", None, "").pieces()
    return {piece.shell.kind if piece.shell else piece.kind for piece in pieces if piece.mark or piece.shell}


def _notes(unit: Unit) -> list[int]:
    return [node.note for node in unit.leaves[0].path if node.note >= 0]


def _edits(lines: Sequence[MergedLine]) -> list[Edited | None]:
    """What changed in each line; None where nothing did, or the whole line moved away."""
    edits = [_edit(line) for line in lines]
    first = 1 + len({line.move for line in lines})
    free = [n for n, line in enumerate(lines) if edits[n] and not line.move]
    moved = find_moved([edited for n in free if (edited := edits[n])], first)
    for n, edited in zip(free, moved, strict=True):
        edits[n] = edited
    return edits


def _edit(line: MergedLine) -> Edited | None:
    old, new = line.old, line.new
    if line.state == "from" or (old and new and old.identity == new.identity and not new.has_notes):
        return None
    before, after = old.words if old else [], new.words if new else []
    if old and new:
        return Edited(before, after, changes(before, after))
    if line.move:
        return None
    whole = Change(0, len(before), 0, len(after))
    return Edited(before, after, [whole] if before or after else [])


def _assemble(
    lines: Sequence[MergedLine], edits: Sequence[Edited | None], writer: Writer, side: str = ""
) -> str:
    """Writes lines into their containers; of one side only, if told."""
    out: list[str] = []
    stack: Path = ()
    counted: dict[Node, int] = {}
    for number, (line, edited) in enumerate(zip(lines, edits, strict=True)):
        leaf = _shown(line, side)
        if leaf is None:
            continue
        path = leaf.path if side else line.path
        shared = common(stack, path)
        out += [node.end + "\n" for node in reversed(stack[shared:])]
        out += [_open(path, depth, counted) for depth in range(shared, len(path))]
        inner = writer.write(_pieces(line, leaf, edited, side, f"{number}"))
        out.append(_dress(leaf, inner, fresh=shared < len(path)))
        stack = path
    out += [node.end + "\n" for node in reversed(stack)]
    return "".join(out)


def _shown(line: MergedLine, side: str) -> Leaf | None:
    """The leaf whose form a line takes, if it is part of that side."""
    if side == "old":
        return line.old if line.state != "to" else None
    return line.new if side == "new" else line.new or line.old


def _open(path: Path, depth: int, counted: dict[Node, int]) -> str:
    """Opens a container; a numbered item says its number where counting would give another."""
    node = path[depth]
    if node.tag == "li" and node.start and depth and path[depth - 1].tag == "ol":
        expected = counted.get(path[depth - 1], 0) + 1
        counted[path[depth - 1]] = node.number
        return node.start if node.number == expected else f'<li value="{node.number}">'
    if node.tag == "ol":
        counted.pop(node, None)
    return node.start


def _dress(leaf: Leaf, inner: str, fresh: bool) -> str:
    """The text of a leaf in its own tags, which the first text of a tight list item does not have."""
    if leaf.tag == "hr" or (leaf.tight and fresh):
        return inner + "\n"
    return f"{leaf.start}{inner}{leaf.tail}{leaf.end}\n"


def _pieces(line: MergedLine, leaf: Leaf, edited: Edited | None, side: str, name: str) -> Iterator[Piece]:
    shell = Shell("del" if line.state == "from" else "ins", line.move) if line.move else None
    if edited is None:
        return all_of(leaf, "", shell)
    if not (edited.away or edited.here or (line.old and line.new)):
        return all_of(leaf, line.state)
    return Marker(edited, side, shell, name).pieces()
