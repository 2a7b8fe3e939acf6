"""What hangs together in a file, the draft, and the text that both come from. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import NamedTuple

from documents.lineage import longest_in_order
from documents.text.blocks import Block


class Place(NamedTuple):
    """A paragraph of the base or of the draft. origins: the pids of the last version that it comes from."""

    pid: int
    block: Block
    origins: Sequence[int] = ()
    certain: bool = True


class FileLink(NamedTuple):
    """A paragraph of the file, named by its index, comes from one of the base, or of the draft where a
    person said so. The first link of a pid is its primary one. sure: it is no guess."""

    pid: int
    target: int
    sure: bool = True


@dataclass(frozen=True)
class Settled:
    """What a person decided of a clash. take: ``mine``, ``theirs`` or ``text``, which is in blocks. on: the
    digest of the texts that they saw; nothing if it holds whatever they were."""

    take: str
    blocks: Sequence[Block] = ()
    on: str = ""


@dataclass(frozen=True)
class Inputs:
    """What is put together.

    changes: for each saved change since the base the pids that it touched; moves: those of them that only
    moved something; taken_back: those that the file is to take back. settled: what a person decided of a
    clash, by its key.
    """

    base: Sequence[Place]
    theirs: Sequence[Place]
    mine: Sequence[Block]
    links: Sequence[FileLink]
    changes: Mapping[int, AbstractSet[int]] = field(default_factory=dict)
    moves: AbstractSet[int] = frozenset()
    taken_back: AbstractSet[int] = frozenset()
    settled: Mapping[int, Settled] = field(default_factory=dict)


class World:
    """The three texts, to be asked by pid and by index."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self.base = {place.pid: place for place in inputs.base}
        self.theirs = {place.pid: place for place in inputs.theirs}
        self.mine = inputs.mine
        self.links: dict[int, list[FileLink]] = defaultdict(list)
        self.primary: dict[int, int] = {}
        self.targets: dict[int, list[int]] = defaultdict(list)
        for link in [*inputs.links, *_added_by_both(inputs)]:
            self.links[link.target].append(link)
            self.targets[link.pid].append(link.target)
            self.primary.setdefault(link.pid, link.target)
        self.moved = moved(list(self.base), list(self.theirs))
        mine_order = [pid for _index, pid in sorted((at, pid) for pid, at in self.primary.items())]
        self.shifted = self.moved - moved(list(self.base), mine_order)  # by others, and not by the file
        self.touched_by: dict[int, set[int]] = defaultdict(set)
        for change, pids in inputs.changes.items():
            for pid in pids:
                self.touched_by[pid].add(change)


def _added_by_both(inputs: Inputs) -> Iterable[FileLink]:
    """Paragraphs of the file that are new to the base, and that others added word for word too."""
    base = {place.pid for place in inputs.base}
    linked_pids, linked = {link.pid for link in inputs.links}, {link.target for link in inputs.links}
    added: dict[Block, list[int]] = defaultdict(list)
    for place in reversed(inputs.theirs):
        if place.pid not in base and place.pid not in linked_pids:
            added[place.block].append(place.pid)
    for index, block in enumerate(inputs.mine):
        if index not in linked and added.get(block):
            yield FileLink(added[block].pop(), index)


@dataclass(frozen=True)
class Group:
    """Paragraphs that hang together, each side in its own order."""

    base: list[int]
    theirs: list[int]
    mine: list[int]

    @property
    def key(self) -> int:
        return (self.base or self.theirs)[0]


def groups_of(world: World) -> list[Group]:
    """Everything that hangs together, in the order of the base, then of the file, then of the draft."""
    inputs, join = world.inputs, _Join()
    holders: dict[int, list[int]] = defaultdict(list)
    for place in [*inputs.base, *inputs.theirs]:
        for origin in place.origins:
            holders[origin].append(place.pid)
    alone = world.base.keys() ^ world.theirs.keys()
    for pids in holders.values():
        if not alone.isdisjoint(pids):  # cut, joined, taken out or put in since
            for pid in pids[1:]:
                join.together(("pid", pids[0]), ("pid", pid))
    for index, links in world.links.items():
        for link in links:
            join.together(("pid", link.pid), ("index", index))
    parts: dict[object, Group] = {}

    def part(node: tuple[str, int]) -> Group:
        return parts.setdefault(join.head(node), Group([], [], []))

    for place in inputs.base:
        part(("pid", place.pid)).base.append(place.pid)
    for index in range(len(inputs.mine)):
        part(("index", index)).mine.append(index)
    for place in inputs.theirs:
        part(("pid", place.pid)).theirs.append(place.pid)
    return list(parts.values())


def moved(before: Sequence[int], after: Sequence[int]) -> set[int]:
    """What both have and what does not stand in the longest run that keeps the order."""
    both = set(before).intersection(after)
    kept = longest_in_order(before, [(pid, pid) for pid in after if pid in both])
    return both - {pid for pid, _same in kept}


class _Join:
    """Which nodes hang together (union-find, with halved paths)."""

    def __init__(self) -> None:
        self.above: dict[tuple[str, int], tuple[str, int]] = {}

    def head(self, node: tuple[str, int]) -> tuple[str, int]:
        while (above := self.above.get(node, node)) != node:
            self.above[node] = self.above.get(above, above)
            node = above
        return node

    def together(self, one: tuple[str, int], other: tuple[str, int]) -> None:
        self.above[self.head(one)] = self.head(other)
