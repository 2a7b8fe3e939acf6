"""A file put together with the draft, where both come from one text: base, theirs, mine. Pure.

The paragraphs of the three that hang together (by their pids, by what they come from, by the links of the
file to the base) are one group, and each group is decided by itself:

- only the file changed it: the file's words, as in an import that has nothing beside it;
- only others changed it: their words, or nothing where they took the paragraph out;
- both did: the two together where that is certain (``documents.drafting.rebase``), else a clash, which
  waits for a person. Until then others' words stand.

Others' changes of which somebody said that they are to be taken back give way to the file's words. In which
order the paragraphs stand is told in ``placing``.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from documents.drafting.rebase import with_both
from documents.formats.markdown import read_markdown
from documents.imports.placing import Standing, in_order, moved
from documents.text.blocks import Block

PART = "\n\x1e\n"  # between paragraphs that are compared as one text; no text has it


class Place(NamedTuple):
    """A paragraph of the base or of the draft. origins: the pids of the last version that it comes from."""

    pid: int
    block: Block
    origins: Sequence[int] = ()
    certain: bool = True


class FileLink(NamedTuple):
    """A paragraph of the file, by its index, comes from one of the base (or of the draft, where a person
    said so). The first link of a pid is its primary one. sure: it is no guess."""

    pid: int
    index: int
    sure: bool = True


@dataclass(frozen=True)
class Settled:
    """What a person decided of a clash: take is ``mine``, ``theirs`` or ``text``, with the paragraphs typed."""

    take: str
    blocks: Sequence[Block] = ()


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


@dataclass(frozen=True)
class Piece:
    """A paragraph of the text that is put together.

    pid: that it keeps, None for a new one. sources: the paragraphs of the draft that it goes on from;
    origins: those of the last version. index: of the paragraph of the file that it is, None if the file
    has none. by: whose words they are, ``mine``, ``theirs``, ``both``, or ``person``. key: of its clash.
    """

    pid: int | None
    block: Block
    sources: tuple[int, ...]
    origins: tuple[int, ...]
    certain: bool
    index: int | None
    by: str
    key: int | None = None


@dataclass(frozen=True)
class Clash:
    """Paragraphs that both sides changed so that only a person can tell what becomes of them.

    key: a pid that names it. base, yours, theirs: the texts; nothing where a side took them out. pids: of
    the draft; indexes: of the file. block: the form of a paragraph that is typed in their stead. halfway:
    because some of others' changes of it are to be taken back, and some are not.
    """

    key: int
    base: str
    yours: str
    theirs: str
    pids: tuple[int, ...]
    indexes: tuple[int, ...]
    block: Block
    halfway: bool
    settled: Settled | None


@dataclass(frozen=True)
class Merged:
    """The text put together, in order; the clashes, in the order of the base; the saved changes that the
    file, as it is written, would undo."""

    pieces: list[Piece]
    clashes: list[Clash]
    undone: list[int]

    @property
    def undecided(self) -> list[Clash]:
        return [clash for clash in self.clashes if clash.settled is None]


def merge(inputs: Inputs) -> Merged:
    """Takes base, theirs and mine; gives the text in which all is kept that both did."""
    world = _World(inputs)
    pieces: list[list[Piece]] = []
    clashes, undone, put_back = [], set[int](), set[int]()
    for group in _groups(world):
        verdict = _Verdict(world, group)
        pieces.append(verdict.pieces)
        clashes += [verdict.clash] if verdict.clash else []
        undone |= verdict.undone
        if verdict.is_put_back:
            put_back |= set(group.theirs)
    standing = Standing(
        [place.pid for place in inputs.theirs], world.moved - put_back, len(inputs.mine), world.primary
    )
    ordered = in_order(pieces, standing)
    return Merged(ordered, clashes, sorted(undone))


class _World:
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
            self.links[link.index].append(link)
            self.targets[link.pid].append(link.index)
            self.primary.setdefault(link.pid, link.index)
        self.moved = moved(list(self.base), list(self.theirs))
        mine_order = [pid for _index, pid in sorted((at, pid) for pid, at in self.primary.items())]
        self.also_moved = moved(list(self.base), mine_order)
        self.touched_by: dict[int, set[int]] = defaultdict(set)
        for change, pids in inputs.changes.items():
            for pid in pids:
                self.touched_by[pid].add(change)


def _added_by_both(inputs: Inputs) -> Iterable[FileLink]:
    """Paragraphs of the file that are new to the base, and that others added word for word too."""
    base = {place.pid for place in inputs.base}
    linked_pids, linked = {link.pid for link in inputs.links}, {link.index for link in inputs.links}
    added: dict[Block, list[int]] = defaultdict(list)
    for place in reversed(inputs.theirs):
        if place.pid not in base and place.pid not in linked_pids:
            added[place.block].append(place.pid)
    for index, block in enumerate(inputs.mine):
        if index not in linked and added.get(block):
            yield FileLink(added[block].pop(), index)


@dataclass(frozen=True)
class _Group:
    """Paragraphs that hang together, each side in its own order."""

    base: list[int]
    theirs: list[int]
    mine: list[int]

    @property
    def key(self) -> int:
        return (self.base or self.theirs)[0]


class _Verdict:
    """What becomes of a group."""

    def __init__(self, world: _World, group: _Group) -> None:
        self.world, self.group = world, group
        base, theirs, mine = world.base, world.theirs, world.mine
        self.base = [base[pid].block for pid in group.base]
        self.theirs = [theirs[pid].block for pid in group.theirs]
        self.mine = [mine[index] for index in group.mine]
        self.theirs_is_base = set(group.theirs) == set(group.base) and all(
            theirs[pid].block == base[pid].block for pid in group.theirs
        )
        self.mine_is_one_to_one = (
            len(group.base) == len(group.mine)
            and all(len(world.targets[pid]) == 1 for pid in group.base)
            and all(len(world.links[index]) == 1 for index in group.mine)
        )
        self.mine_is_base = self.mine_is_one_to_one and all(
            mine[world.primary[pid]] == base[pid].block for pid in group.base
        )
        self.is_same = self.mine == self.theirs
        self.settled: Settled | None = None
        self.clash: Clash | None = None
        self.pieces = self._decide()

    @cached_property
    def _touched_by(self) -> tuple[set[int], set[int]]:
        """Others' saved changes of the words, and those of the place."""
        world, pids = self.world, {*self.group.base, *self.group.theirs}
        every = {change for pid in pids for change in world.touched_by.get(pid, ())}
        return every - world.inputs.moves, every & world.inputs.moves or every

    @cached_property
    def _is_shifted(self) -> bool:
        """Did others move it, and the file did not?"""
        shifted = self.world.moved - self.world.also_moved
        return bool(self.group.mine) and not shifted.isdisjoint(self.group.theirs)

    @property
    def _words_differ(self) -> bool:
        return not self.theirs_is_base and not self.is_same

    @property
    def undone(self) -> set[int]:
        """Others' saved changes that the file, as it is written, would undo here."""
        words, place = self._touched_by
        return (words if self._words_differ else set()) | (place if self._is_shifted else set())

    @property
    def is_replaced(self) -> bool:
        """Are all of others' changes of its words to be taken back?"""
        words, _place = self._touched_by
        return self._words_differ and bool(words) and words <= self.world.inputs.taken_back

    @property
    def is_put_back(self) -> bool:
        """Is it to stand where the file has it?"""
        _words, place = self._touched_by
        return self._is_shifted and bool(place) and place <= self.world.inputs.taken_back

    @property
    def is_halfway(self) -> bool:
        words, _place = self._touched_by
        return self._words_differ and bool(words & self.world.inputs.taken_back) and not self.is_replaced

    def _decide(self) -> list[Piece]:
        if self.theirs_is_base or self.is_replaced:
            return self._mine()
        if self.is_same or (self.mine_is_base and not self.is_halfway):
            return self._theirs()
        if not self.is_halfway and (both := self._both()) is not None:
            return both
        self.settled = self.world.inputs.settled.get(self.group.key)
        self.clash = self._clash()
        if self.settled is None or self.settled.take == "theirs":
            pieces = self._theirs()
        else:
            pieces = self._mine() if self.settled.take == "mine" else self._typed(self.settled.blocks)
        return [replace(piece, key=self.group.key) for piece in pieces]

    # The ways to decide it

    def _mine(self, blocks: Sequence[Block] | None = None) -> list[Piece]:
        """The paragraphs of the file; with ``blocks``, these words in their stead."""
        return [
            self._of_file(index, block, "mine" if blocks is None else "both")
            for index, block in zip(self.group.mine, self.mine if blocks is None else blocks, strict=True)
        ]

    def _of_file(self, index: int, block: Block, by: str) -> Piece:
        world = self.world
        linked = world.links[index]
        here = [link.pid for link in linked if link.pid in world.theirs]
        keeps = next((pid for pid in here if world.primary[pid] == index), None)
        is_as_it_stands = self.theirs_is_base or by == "both"
        known = {**world.base, **world.theirs} if is_as_it_stands else {**world.theirs, **world.base}
        origins = dict.fromkeys(pid for link in linked for pid in known[link.pid].origins)
        certain = all(link.sure and known[link.pid].certain for link in linked)
        return Piece(keeps, block, tuple(here), tuple(origins), certain, index, by)

    def _theirs(self, blocks: Sequence[Block] | None = None) -> list[Piece]:
        """The paragraphs of the draft; with ``blocks``, these words in their stead."""
        group, world, by = self.group, self.world, "theirs" if blocks is None else "both"
        if self.is_same:
            index_of = dict(zip(group.theirs, group.mine, strict=True))
        else:
            first = {world.primary[pid]: pid for pid in reversed(group.theirs) if pid in world.primary}
            index_of = {pid: index for index, pid in first.items()}
        return [
            Piece(pid, block, (pid,), tuple(place.origins), place.certain, index_of.get(pid), by)
            for pid, block in zip(group.theirs, self.theirs if blocks is None else blocks, strict=True)
            for place in [world.theirs[pid]]
        ]

    def _both(self) -> list[Piece] | None:
        """The changes of both, None if only a person can tell."""
        theirs_as_base = set(self.group.theirs) == set(self.group.base)
        if not self.group.base or not self.theirs or not self.mine:
            return None
        if not (theirs_as_base or self.mine_is_one_to_one):
            return None
        base, theirs, mine = self._side_by_side()
        text = with_both(_joined(base), _joined(mine), _joined(theirs))
        parts = None if text is None else text.split(PART)
        form = (mine if theirs_as_base else theirs) if parts is not None else []
        if parts is None or len(parts) != len(form) or not all(map(str.strip, parts)):
            return None
        shapes = self._shapes(base, theirs, mine)
        if shapes is None:
            return None
        blocks = [Block(*shape, part) for shape, part in zip(shapes, parts, strict=True)]
        if not all(map(_holds, blocks)):
            return None
        if theirs_as_base:  # in the order in which «mine» was laid beside the others
            return self._mine(blocks)
        return self._theirs(blocks)

    def _side_by_side(self) -> tuple[list[Block], list[Block], list[Block]]:
        """The three texts; whoever kept every paragraph as it was cut has them in the order of the others."""
        world, group = self.world, self.group
        if set(group.theirs) == set(group.base):
            order = sorted(group.base, key=lambda pid: (world.primary.get(pid, -1), pid))
            if not self.mine_is_one_to_one:
                order = group.base
            laid = [world.base[pid].block for pid in order], [world.theirs[pid].block for pid in order]
            return laid[0], laid[1], self.mine
        return self.base, self.theirs, [world.mine[world.primary[pid]] for pid in group.base]

    def _shapes(
        self, base: list[Block], theirs: list[Block], mine: list[Block]
    ) -> list[tuple[str, int]] | None:
        """Kind and level of each paragraph: of the side that changed them. None where both did."""
        shapes = [[(block.kind, block.level) for block in blocks] for blocks in (base, theirs, mine)]
        if shapes[1] == shapes[0]:
            return shapes[2]
        if shapes[2] == shapes[0]:
            return shapes[1]
        return shapes[2] if shapes[1] == shapes[2] else None

    def _typed(self, blocks: Sequence[Block]) -> list[Piece]:
        """What a person typed: in the stead of the draft's paragraphs, one by one as far as they go."""
        group, world = self.group, self.world
        places = [world.theirs[pid] for pid in group.theirs] or [world.base[pid] for pid in group.base]
        everything = tuple(dict.fromkeys(pid for place in places for pid in place.origins))
        certain = all(place.certain for place in places)
        pieces = []
        for at, block in enumerate(blocks):
            is_last = at == len(blocks) - 1
            here = group.theirs[at:] if is_last else group.theirs[at : at + 1]
            own = len(blocks) == len(places)
            origins = tuple(places[at].origins) if own else everything
            index = group.mine[at] if at < len(group.mine) else None
            sources = tuple(here or group.theirs[-1:])
            pieces.append(Piece(here[0] if here else None, block, sources, origins, certain, index, "person"))
        return pieces

    def _clash(self) -> Clash:
        block = next(iter([*self.theirs, *self.base, *self.mine]))
        return Clash(
            key=self.group.key,
            base=told(self.base),
            yours=told(self.mine),
            theirs=told(self.theirs),
            pids=tuple(self.group.theirs),
            indexes=tuple(self.group.mine),
            block=block,
            halfway=self.is_halfway,
            settled=self.settled,
        )


def told(blocks: Iterable[Block]) -> str:
    """Paragraphs as a person reads them, and types them, one after another."""
    return "\n\n".join(block.markdown for block in blocks)


def _joined(blocks: Iterable[Block]) -> str:
    return PART.join(block.markdown for block in blocks)


def _holds(block: Block) -> bool:
    """Is it still one paragraph of its kind? Of several lines, a table or a list may have come apart."""
    if "\n" not in block.markdown:
        return True
    read = read_markdown(block.markdown).blocks
    return [(each.kind, each.markdown) for each in read] == [(block.kind, block.markdown)]


def _groups(world: _World) -> list[_Group]:
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
    parts: dict[object, _Group] = {}

    def part(node: tuple[str, int]) -> _Group:
        return parts.setdefault(join.head(node), _Group([], [], []))

    for place in inputs.base:
        part(("pid", place.pid)).base.append(place.pid)
    for index in range(len(inputs.mine)):
        part(("index", index)).mine.append(index)
    for place in inputs.theirs:
        part(("pid", place.pid)).theirs.append(place.pid)
    return list(parts.values())


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
