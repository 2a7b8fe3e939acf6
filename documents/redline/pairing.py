"""Which block of the old text is which of the new, as a reader sees it; and which of them stayed in order."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Indel, LCSseq

from documents.redline.leaves import Leaf, Node

Pair = tuple[int, int]
Pairs = dict[Pair, float]  # old and new unit that are the same one, and the words they share

ALIKE = 0.3  # share of common words from which a block in its place is the same block, edited
MOVED = 0.6  # the same for a block elsewhere
MOVED_WORDS = 5  # a shorter passage is no move: it may stand anywhere by chance
CELLS = 1_500_000  # pairs of blocks that are compared for likeness
EQUALS = 1_000_000_000  # pairs of blocks that are compared for being the same
LONGEST = 1_500  # words of a block that are compared


class Unit:
    """What is kept or moved as one: a leaf, or a table row with its cells."""

    def __init__(self, leaves: Sequence[Leaf]) -> None:
        self.leaves = list(leaves)
        self.row = next((n for n in leaves[0].path if n.tag == "tr"), None)

    @cached_property
    def kind(self) -> str:
        """What a reader takes it for."""
        return "tr" if self.row else self.leaves[0].kind

    @cached_property
    def identity(self) -> Hashable:
        """Equal for units that read and look the same."""
        return tuple(leaf.identity for leaf in self.leaves)

    @cached_property
    def text(self) -> str:
        """Its words as one line."""
        return " ".join(leaf.text for leaf in self.leaves)

    @cached_property
    def size(self) -> int:
        """How many words it has."""
        return len(self.text.split())


def units(leaves: Sequence[Leaf]) -> list[Unit]:
    """Takes leaves; gives units."""
    found: list[list[Leaf]] = []
    row: Node | None = None
    for leaf in leaves:
        here = next((n for n in leaf.path if n.tag == "tr"), None)
        if here is not None and here is row:
            found[-1].append(leaf)
        else:
            found.append([leaf])
        row = here
    return [Unit(group) for group in found]


class Sides(NamedTuple):
    """Both texts' units, and the words of each as a string of one character a word."""

    old: Sequence[Unit]
    new: Sequence[Unit]
    left: list[str]
    right: list[str]


def pair(old: Sequence[Unit], new: Sequence[Unit]) -> Pairs:
    """Which unit is which: equal ones, then alike ones in place, then alike ones elsewhere."""
    pairs = _equal(old, new)
    stay = chain({(i, j): old[i].size for i, j in pairs})
    free_old = set(range(len(old))) - {i for i, _ in pairs}
    free_new = set(range(len(new))) - {j for _, j in pairs}
    ids: dict[str, int] = {}
    sides = Sides(old, new, _strings(old, free_old, ids), _strings(new, free_new, ids))
    for (a, c), (b, d) in pairwise([(-1, -1), *stay, (len(old), len(new))]):
        mine = [i for i in range(a + 1, b) if i in free_old]
        theirs = [j for j in range(c + 1, d) if j in free_new]
        if mine and theirs and len(mine) * len(theirs) <= CELLS:
            alike = _in_order(mine, theirs, sides)
            pairs += alike
            free_old -= {i for i, _ in alike}
            free_new -= {j for _, j in alike}
    same = {(i, j): float(old[i].size) for i, j in pairs if not (sides.left[i] or sides.right[j])}
    others = [p for p in pairs if p not in same] + _elsewhere(sorted(free_old), sorted(free_new), sides)
    return same | {(i, j): _shared(sides, i, j) for i, j in others}


def _shared(sides: Sides, i: int, j: int) -> float:
    return float(LCSseq.similarity(sides.left[i][:LONGEST], sides.right[j][:LONGEST]))


def _equal(old: Sequence[Unit], new: Sequence[Unit]) -> list[Pair]:
    """Units that are the same: in common order, and elsewhere those that stand once."""
    ids: dict[Hashable, int] = {}
    left = [ids.setdefault(unit.identity, len(ids)) for unit in old]
    right = [ids.setdefault(unit.identity, len(ids)) for unit in new]
    pairs = _in_common_order(left, right)
    one, two = Counter(left), Counter(right)
    used_old, used_new = {i for i, _ in pairs}, {j for _, j in pairs}
    where = {name: i for i, name in enumerate(left) if one[name] == 1 and i not in used_old}
    for j, name in enumerate(right):
        if j not in used_new and two[name] == 1 and name in where:
            pairs.append((where[name], j))
    return pairs


def _in_common_order(left: list[int], right: list[int]) -> list[Pair]:
    """Equal units in the longest order that both texts have; what is too long for that only by its ends."""
    head = 0
    while head < min(len(left), len(right)) and left[head] == right[head]:
        head += 1
    tail = 0
    while tail < min(len(left), len(right)) - head and left[-1 - tail] == right[-1 - tail]:
        tail += 1
    pairs = [(k, k) for k in range(head)]
    mine, theirs = left[head : len(left) - tail], right[head : len(right) - tail]
    if len(mine) * len(theirs) <= EQUALS:
        for block in LCSseq.editops(mine, theirs).as_matching_blocks():
            pairs += [(head + block.a + k, head + block.b + k) for k in range(block.size)]
    return pairs + [(len(left) - k, len(right) - k) for k in range(tail, 0, -1)]


def _strings(side: Sequence[Unit], wanted: set[int], ids: dict[str, int]) -> list[str]:
    """The words of wanted units as single characters, for fast comparison."""
    strings = [""] * len(side)
    for n in wanted:
        numbers = (ids.setdefault(word, len(ids)) for word in side[n].text.split())
        strings[n] = "".join(chr(0x100 + number % 0xD000) for number in numbers)
    return strings


def _in_order(mine: list[int], theirs: list[int], sides: Sides) -> list[Pair]:
    """The pairs, in order, that have most words in common."""
    rows, columns = len(mine), len(theirs)
    size = np.add.outer([len(sides.left[i]) for i in mine], [len(sides.right[j]) for j in theirs])
    same = np.equal.outer([sides.old[i].kind for i in mine], [sides.new[j].kind for j in theirs])
    gain = np.where(same, _likeness(mine, theirs, sides, ALIKE) * size, 0)
    best = np.zeros((rows + 1, columns + 1))
    for x in range(rows - 1, -1, -1):
        row = np.maximum(best[x + 1, :-1], best[x + 1, 1:] + gain[x])
        best[x, :-1] = np.maximum.accumulate(row[::-1])[::-1]
    found, x, y = [], 0, 0
    while x < rows and y < columns:
        if best[x, y] == best[x, y + 1]:
            y += 1
        elif best[x, y] == best[x + 1, y]:
            x += 1
        else:
            found.append((mine[x], theirs[y]))
            x, y = x + 1, y + 1
    return found


def _likeness(mine: list[int], theirs: list[int], sides: Sides, least: float) -> NDArray[np.float32]:
    """How alike units are, 0 to 1, or 0 if less than ``least``; very long ones by their beginning."""
    left, right = [sides.left[i][:LONGEST] for i in mine], [sides.right[j][:LONGEST] for j in theirs]
    table: NDArray[np.float32] = process.cdist(
        left, right, scorer=Indel.normalized_similarity, score_cutoff=least
    )
    return table


def _elsewhere(mine: list[int], theirs: list[int], sides: Sides) -> list[Pair]:
    """The most alike pairs, wherever they stand."""
    mine = [i for i in mine if len(sides.left[i]) >= MOVED_WORDS]
    theirs = [j for j in theirs if len(sides.right[j]) >= MOVED_WORDS]
    if not mine or not theirs or len(mine) * len(theirs) > CELLS:
        return []
    table = _likeness(mine, theirs, sides, MOVED)
    ranked = sorted((-float(table[x, y]), x, y) for x, y in zip(*table.nonzero(), strict=True))
    used_old: set[int] = set()
    used_new: set[int] = set()
    found = []
    for _, x, y in ranked:
        if x not in used_old and y not in used_new:
            used_old.add(x)
            used_new.add(y)
            found.append((mine[x], theirs[y]))
    return found


def chain(pairs: Pairs) -> list[Pair]:
    """The pairs that stay: the heaviest chain in the order of both texts."""
    ordered = sorted(pairs)
    back = [-1] * len(ordered)
    weight = [0.0] * len(ordered)
    front: list[tuple[int, float, int]] = []  # (new index, weight, pair), both growing
    for at, (i, j) in enumerate(ordered):
        where = bisect_left(front, (j, -1, -1))
        before = front[where - 1] if where else None
        weight[at] = pairs[i, j] + 1 + (before[1] if before else 0)
        back[at] = before[2] if before else -1
        stop = where
        while stop < len(front) and front[stop][1] <= weight[at]:
            stop += 1
        front[where:stop] = [(j, weight[at], at)]
    stay, at = [], front[-1][2] if front else -1
    while at >= 0:
        stay.append(ordered[at])
        at = back[at]
    return stay[::-1]
