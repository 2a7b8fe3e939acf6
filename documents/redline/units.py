"""What is kept or moved as one, and which of several pairs of it stayed in order (the heaviest increasing
subsequence)."""

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Sequence
from functools import cached_property

from documents.redline.leaves import Leaf, Node

Pair = tuple[int, int]
Pairs = dict[Pair, float]  # old and new unit that are the same one, and the words they share


class Unit:
    """What is kept or moved as one: a leaf, a table row with its cells, or (``joined``) the parts of what is
    one unit in the other text."""

    def __init__(self, leaves: Sequence[Leaf], joined: bool = False) -> None:
        self.leaves = list(leaves)
        self.joined = joined
        self.row = next((n for n in leaves[0].path if n.tag == "tr"), None)
        self.table = next((n for n in leaves[0].path if n.tag == "table"), None)

    @cached_property
    def kind(self) -> str:
        """What a reader takes it for."""
        return "tr" if self.row else self.leaves[0].kind

    @cached_property
    def number(self) -> int:
        """The number of the list item that it begins, or 0."""
        path = self.leaves[0].path
        item = path[-1] if path else None
        counted = item is not None and item.tag == "li" and len(path) > 1 and path[-2].tag == "ol"
        return item.number if item and counted else 0

    @cached_property
    def reading(self) -> Hashable:
        """Equal for units of one kind that read the same, however they look."""
        return self.kind, self.text or tuple(leaf.identity for leaf in self.leaves)

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
    groups: list[list[Leaf]] = []
    table_row: Node | None = None
    for leaf in leaves:
        here = next((n for n in leaf.path if n.tag == "tr"), None)
        if here is not None and here is table_row:
            groups[-1].append(leaf)
        else:
            groups.append([leaf])
        table_row = here
    return [Unit(group) for group in groups]


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


def passages(pairs: Iterable[Pair], stay: set[Pair]) -> list[list[Pair]]:
    """The pairs that did not stay; neighbours that went together are one passage."""
    runs: list[list[Pair]] = []
    for i, j in sorted(set(pairs) - stay):
        if runs and runs[-1][-1] == (i - 1, j - 1):
            runs[-1].append((i, j))
        else:
            runs.append([(i, j)])
    return runs
