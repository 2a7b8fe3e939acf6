"""Two rows of leaves become one: what stays, what moved, what went and came, in one order."""

from collections.abc import Callable, Iterator, Sequence, Set
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from documents.redline.columns import NO_TABLES, Tables, filler
from documents.redline.joining import compared_parts
from documents.redline.leaves import Leaf, Node
from documents.redline.marking import Edited
from documents.redline.pairing import MOVED_WORDS
from documents.redline.units import Pair, Pairs, Unit, chain, passages

Path = tuple[Node, ...]

WOVEN = 40_000  # pairs of gone and new units for which the best order is sought


class MergedLine(NamedTuple):
    """One leaf of the merged text.

    old, new: the leaf before and after; where a passage stood that moved, only the old one.
    state: keep, del, ins; ``from`` and ``to`` for the two places of a moved passage, named by ``move``.
    path: the containers to write it in.
    edited: what became of its words, where they are compared with more than the other leaf.
    renumbered: as in `Edited`.
    numbers: those of its list item before and after, where they are to be marked.
    """

    state: str
    old: Leaf | None
    new: Leaf | None
    move: str
    path: Path
    edited: Edited | None = None
    renumbered: bool = False
    numbers: tuple[int, int] = (0, 0)


def merge(
    old: Sequence[Unit],
    new: Sequence[Unit],
    pairs: Pairs,
    stays: Callable[[Unit, Unit], bool],
    renumbered: Set[Pair] = frozenset(),
    by_old: bool = False,
    tables: Tables = NO_TABLES,
) -> list[MergedLine]:
    """Takes both rows and which unit is which; gives the lines of the merged text.

    stays: whether a unit is kept in the form of the other; if not (a paragraph now a list item), it is
        shown in both places like one that moved.
    renumbered: the pairs whose own number their series explains.
    by_old: True for lines by the leaves of the old text, where several became one.
    tables: which column is which.
    """
    stay = chain({(i, j): size for (i, j), size in pairs.items() if stays(old[i], new[j])})
    moves = _moves(pairs, set(stay), old)
    away = {i: move for (i, _), move in moves.items()}
    here = {j: (i, move) for (i, j), move in moves.items()}
    home = _homes(stay, old, new, tables)
    lines: list[MergedLine] = []
    path: Path = ()
    for (a, c), (b, d) in pairwise([(-1, -1), *stay, (len(old), len(new))]):
        gone = [home(unit.leaves[0].path) for unit in old[a + 1 : b]]
        come = [unit.leaves[0].path for unit in new[c + 1 : d]]
        after = new[d].leaves[0].path if d < len(new) else ()
        for is_old, k in _weave(gone, come, path, after):
            if is_old:
                lines += _left(tables.left(old[a + 1 + k]), away.get(a + 1 + k, ""), gone[k])
            else:
                j = c + 1 + k
                i, move = here.get(j, (-1, ""))
                if move:
                    lines += _together(old[i], new[j], "to", move, by_old, tables)
                else:
                    lines += _added(tables.added(new[j]))
        if d < len(new):
            first, *rest = _together(old[b], new[d], "keep", "", by_old, tables)
            if (b, d) in renumbered:
                first = first._replace(renumbered=not new[d].number)  # or the number is not in the words
            elif old[b].number != new[d].number:
                first = first._replace(numbers=(old[b].number, new[d].number))
            lines += [first, *rest]
            path = new[d].leaves[-1].path
    return lines


def _left(leaves: Sequence[Leaf], move: str, path: Path) -> Iterator[MergedLine]:
    return (MergedLine("from" if move else "del", leaf, None, move, path) for leaf in leaves)


def _added(leaves: Sequence[Leaf]) -> Iterator[MergedLine]:
    return (MergedLine("ins", None, leaf, "", leaf.path) for leaf in leaves)


def _together(
    old: Unit, new: Unit, state: str, move: str, by_old: bool, tables: Tables
) -> Iterator[MergedLine]:
    """A unit of both texts: its leaf, its cells column by column, or its parts."""
    path = new.leaves[0].path
    if old.joined or new.joined:
        edits = compared_parts(old.leaves, new.leaves, by_old)
        for leaf, edited in zip(old.leaves if by_old else new.leaves, edits, strict=True):
            one, two = (leaf, new.leaves[0]) if by_old else (old.leaves[0], leaf)
            yield MergedLine(state, one, two, move, leaf.path, edited)
        return
    cells = tables.together(old, new)
    for a, b in _cells(old.leaves, new.leaves) if cells is None else cells:
        if a and b:
            yield MergedLine(state, a, b, move, path)
        elif a and state == "to":  # it stands where the row was, and is gone from where the row is
            yield MergedLine(state, a, filler(new), move, path)
        elif a:
            yield MergedLine("del", a, None, "", path)
        else:
            yield MergedLine("ins", None, b, "", path)


def _cells(old: Sequence[Leaf], new: Sequence[Leaf]) -> Iterator[tuple[Leaf | None, Leaf | None]]:
    """Which cell is which: by place, or where columns came or went, by text."""
    if len(old) == len(new):
        yield from zip(old, new, strict=True)
        return
    for op in LCSseq.opcodes([leaf.text for leaf in old], [leaf.text for leaf in new]):
        gone, come = old[op.src_start : op.src_end], new[op.dest_start : op.dest_end]
        both = min(len(gone), len(come))
        yield from zip(gone[:both], come[:both], strict=True)
        yield from ((leaf, None) for leaf in gone[both:])
        yield from ((None, leaf) for leaf in come[both:])


def _moves(pairs: Pairs, stay: set[Pair], old: Sequence[Unit]) -> dict[Pair, str]:
    """Names the passages that moved; neighbours that moved together are one passage."""
    large = [
        passage for passage in passages(pairs, stay) if sum(old[i].size for i, _ in passage) >= MOVED_WORDS
    ]
    return {link: f"m{number}" for number, passage in enumerate(large, 1) for link in passage}


def _homes(
    stay: Sequence[Pair], old: Sequence[Unit], new: Sequence[Unit], tables: Tables
) -> Callable[[Path], Path]:
    """Where a leaf that is gone belongs: in the containers of the new text that took over its own."""
    home: dict[Node, Path] = {}
    taken: set[Node] = set()
    for i, j in stay:
        path = new[j].leaves[0].path
        for depth, (a, b) in enumerate(zip(old[i].leaves[0].path, path, strict=False), 1):
            if a.tag != b.tag or (a.tag == "table" and not tables.may_hold(b, a)):
                break
            if a not in home and b not in taken:
                home[a] = path[:depth]
                taken.add(b)

    def find(path: Path) -> Path:
        for depth in range(len(path), 0, -1):
            if path[depth - 1] in home:
                return home[path[depth - 1]] + path[depth:]
        return path

    return find


def common(one: Path, two: Path) -> int:
    """How many containers two leaves share."""
    size = 0
    for a, b in zip(one, two, strict=False):
        if a is not b:
            break
        size += 1
    return size


def _weave(
    gone: Sequence[Path], come: Sequence[Path], before: Path, after: Path
) -> Iterator[tuple[bool, int]]:
    """An order of what went (True) and what came (False) that opens the fewest containers.

    So a deleted item stands in its list and a deleted row in its table. What went comes first
    where nothing else decides.
    """
    if len(gone) * len(come) > WOVEN or not gone or not come:
        yield from ((True, k) for k in range(len(gone)))
        yield from ((False, k) for k in range(len(come)))
        return
    choice = _cheapest_order(gone, come, before, after)
    i = j = 0
    was_old = True
    while i < len(gone) or j < len(come):
        was_old = choice[i, j, was_old]
        yield (was_old, i if was_old else j)
        i, j = (i + 1, j) if was_old else (i, j + 1)


def _cheapest_order(
    gone: Sequence[Path], come: Sequence[Path], before: Path, after: Path
) -> dict[tuple[int, int, bool], bool]:
    """Whether an old one is next, once i that went and j that came are written, the last old or not."""
    cost: dict[tuple[int, int, bool], int] = {}
    choice: dict[tuple[int, int, bool], bool] = {}
    for i in range(len(gone), -1, -1):
        for j in range(len(come), -1, -1):
            last = {True: gone[i - 1] if i else before, False: come[j - 1] if j else before}
            for was_old, written in last.items():
                ways = [] if i < len(gone) or j < len(come) else [(_opened(written, after), False)]
                if i < len(gone):
                    ways.append((_opened(written, gone[i]) + cost[i + 1, j, True], False))
                if j < len(come):
                    ways.append((_opened(written, come[j]) + cost[i, j + 1, False], True))
                cost[i, j, was_old], new_next = min(ways)
                choice[i, j, was_old] = not new_next
    return choice


def _opened(written: Path, following: Path) -> int:
    return len(following) - common(written, following)
