"""Merged lines written as HTML, whole or of one side."""

from collections.abc import Iterator, Sequence
from itertools import chain

from documents.redline.leaves import Leaf, Node
from documents.redline.marking import Edited, Marker, all_of
from documents.redline.merging import MergedLine, Path, common
from documents.redline.passages import find_moved
from documents.redline.word_diff import Change, changes
from documents.redline.writing import Piece, Shell, Writer, hidden


def edits_of(lines: Sequence[MergedLine]) -> list[Edited | None]:
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
    if line.edited is not None and line.state != "from":
        return line.edited
    if line.state == "from" or (old and new and old.identity == new.identity and not new.has_notes):
        return None
    before, after = old.words if old else [], new.words if new else []
    if old and new:
        return Edited(before, after, changes(before, after), renumbered=line.renumbered)
    if line.move:
        return None
    whole = Change(0, len(before), 0, len(after))
    return Edited(before, after, [whole] if before or after else [])


def assemble(
    lines: Sequence[MergedLine], edits: Sequence[Edited | None], writer: Writer, side: str = ""
) -> str:
    """Writes lines with what became of their words into their containers; of one side only, if told."""
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
        pieces = chain(_numbers(line, side), _pieces(line, leaf, edited, side, f"{number}"))
        inner = writer.write(pieces)
        out.append(_dress(leaf, inner, fresh=shared < len(path)))
        stack = path
    out += [node.end + "\n" for node in reversed(stack)]
    return "".join(out)


def _shown(line: MergedLine, side: str) -> Leaf | None:
    """The leaf whose form a line takes, if it is part of that side."""
    if not side:
        return line.new or line.old
    leaf = line.new if side == "new" else line.old if line.state != "to" else None
    return leaf if leaf and not leaf.filler else None


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


def _numbers(line: MergedLine, side: str) -> Iterator[Piece]:
    """The number of a list item, before and after, where it is marked; the list itself shows the new one."""
    in_list = bool(line.path and line.path[-1].start)  # of a block alone the list stays away
    for mark, number in zip(("del", "ins"), line.numbers, strict=True):
        if number and in_list and side != ("new" if mark == "del" else "old"):
            shown = f'<span class="list-number" data-number="{number}."></span>{hidden(f"{number}.")}'
            yield Piece(shown, (), mark)


def _pieces(line: MergedLine, leaf: Leaf, edited: Edited | None, side: str, name: str) -> Iterator[Piece]:
    shell = Shell("del" if line.state == "from" else "ins", line.move) if line.move else None
    if edited is None:
        return all_of(leaf, "", shell)
    if not (edited.away or edited.here or (line.old and line.new)):
        return all_of(leaf, line.state)
    return Marker(edited, side, shell, name).pieces()
