"""What becomes of paragraphs that hang together in a file, the draft, and the text both come from. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256

from documents.drafting.rebase import with_both
from documents.formats.markdown import read_markdown
from documents.imports.groups import Group, Settled, World
from documents.text.blocks import Block, BlockKind

PART = "\n\x1e\n"  # between paragraphs that are compared as one text; no text has it


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
    because some of others' changes of it are to be taken back, and some are not. changes: others' saved
    changes of it. settled: what a person decided; before: what was decided
    when the texts were others.
    """

    key: int
    base: str
    yours: str
    theirs: str
    pids: tuple[int, ...]
    indexes: tuple[int, ...]
    block: Block
    halfway: bool
    changes: tuple[int, ...]
    settled: Settled | None
    before: Settled | None

    @property
    def on(self) -> str:
        """A digest of what a person sees who decides."""
        return sha256(PART.join([self.base, self.yours, self.theirs]).encode()).hexdigest()


class Verdict:
    """What becomes of a group."""

    def __init__(self, world: World, group: Group) -> None:
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
        return bool(self.group.mine) and not self.world.shifted.isdisjoint(self.group.theirs)

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
    def gave_way(self) -> set[int]:
        """Those of ``undone`` that do give way: as things are decided, their words or their place go."""
        words, place = self._touched_by
        typed = self.is_halfway and [piece.block for piece in self.pieces] != self.theirs
        return (words if self.is_replaced or typed else set()) | (place if self.is_put_back else set())

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
        self.clash = self._clash()
        self.settled = self.clash.settled
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
        first, then = world.base, world.theirs
        if self.theirs_is_base or by == "both":
            first, then = then, first
        places = [first.get(link.pid) or then[link.pid] for link in linked]
        origins = dict.fromkeys(pid for place in places for pid in place.origins)
        certain = all(link.sure for link in linked) and all(place.certain for place in places)
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
    ) -> list[tuple[BlockKind, int]] | None:
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
        clash = Clash(
            key=self.group.key,
            base=told(self.base),
            yours=told(self.mine),
            theirs=told(self.theirs),
            pids=tuple(self.group.theirs),
            indexes=tuple(self.group.mine),
            block=block,
            halfway=self.is_halfway,
            changes=tuple(sorted(self._touched_by[0])),
            settled=None,
            before=self.world.inputs.settled.get(self.group.key),
        )
        if clash.before is None or clash.before.on not in ("", clash.on):
            return clash
        return replace(clash, settled=clash.before, before=None)


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
