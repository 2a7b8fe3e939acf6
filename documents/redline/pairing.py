"""Which block of the old text is which of the new, as a reader sees it."""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Indel, LCSseq

from documents.redline.units import Pair, Pairs, Unit, chain

ALIKE = 0.3  # share of common words from which a block in its place is the same block, edited
MOVED = 0.6  # the same for a block elsewhere
MOVED_WORDS = 5  # a shorter passage is no move: it may stand anywhere by chance
CELLS = 1_500_000  # pairs of blocks that are compared for likeness
EQUALS = 1_000_000_000  # pairs of blocks that are compared for being the same
LONGEST = 1_500  # words of a block that are compared


def pair(old: Sequence[Unit], new: Sequence[Unit]) -> Pairs:
    """Takes the units of both texts; gives which is which, and how many words they share.

    Those that read the same come first, then alike ones in place, then alike ones elsewhere. What is
    short, a heading that says ``Article 31``, counts by what stands around it: it is rather the one
    before, renumbered, than the one elsewhere.
    """
    return _Pairing(old, new).run()


class _Pairing:
    """The pairs found so far.

    left, right: the words of each unit that is still free, as a string of one character a word.
    """

    def __init__(self, old: Sequence[Unit], new: Sequence[Unit]) -> None:
        self.old, self.new = old, new
        self.pairs: list[Pair] = []
        self.free_old, self.free_new = set(range(len(old))), set(range(len(new)))
        self.left: list[str] = []
        self.right: list[str] = []

    def run(self) -> Pairs:
        """Goes from what is sure to what is likely."""
        self._take(_equal(self.old, self.new))
        ids: dict[str, int] = {}
        self.left = _strings(self.old, self.free_old, ids)
        self.right = _strings(self.new, self.free_new, ids)
        for mine, theirs in self._gaps():
            if len(mine) * len(theirs) <= CELLS:
                self._take(self._in_order(mine, theirs))
        self._take(self._elsewhere(sorted(self.free_old), sorted(self.free_new)))
        self._take(list(self._beside()))
        return {(i, j): self._shared(i, j) for i, j in self.pairs}

    def _take(self, pairs: list[Pair]) -> None:
        self.pairs += pairs
        self.free_old -= {i for i, _ in pairs}
        self.free_new -= {j for _, j in pairs}

    def _shared(self, i: int, j: int) -> float:
        if self._same(i, j):
            return float(self.old[i].size)
        return float(LCSseq.similarity(self.left[i][:LONGEST], self.right[j][:LONGEST]))

    def _gaps(self) -> Iterator[tuple[list[int], list[int]]]:
        """What is free on both sides between units that stayed.

        A gap too large to compare all with all is cut where units read the same and stand once.
        """
        stay = chain({(i, j): self.old[i].size for i, j in self.pairs})
        for (a, c), (b, d) in pairwise([(-1, -1), *stay, (len(self.old), len(self.new))]):
            mine = [i for i in range(a + 1, b) if i in self.free_old]
            theirs = [j for j in range(c + 1, d) if j in self.free_new]
            if not mine or not theirs:
                continue
            if len(mine) * len(theirs) <= CELLS:
                yield mine, theirs
            else:
                yield from self._parts(mine, theirs)

    def _parts(self, mine: list[int], theirs: list[int]) -> Iterator[tuple[list[int], list[int]]]:
        """The parts of a large gap; its cuts become pairs."""
        left, right = [self.old[i].reading for i in mine], [self.new[j].reading for j in theirs]
        size = {name: self.old[i].size for i, name in zip(mine, left, strict=True)}
        cuts = chain({(x, y): size[left[x]] for x, y in _once(left, right)})
        if not cuts:
            cuts = _in_common_order(*_numbered(left, right))
        self._take([(mine[x], theirs[y]) for x, y in cuts])
        for (a, c), (b, d) in pairwise([(-1, -1), *cuts, (len(mine), len(theirs))]):
            if mine[a + 1 : b] and theirs[c + 1 : d]:
                yield mine[a + 1 : b], theirs[c + 1 : d]

    def _beside(self) -> Iterator[Pair]:
        """Short units that read the same and stand beside a pair on both sides, as its heading does."""
        for i, j in sorted(self.pairs):
            for step in (-1, 1):
                x, y = i + step, j + step
                while x in self.free_old and y in self.free_new and self._same(x, y):
                    yield x, y
                    self.free_old.remove(x)
                    self.free_new.remove(y)
                    x, y = x + step, y + step

    def _same(self, i: int, j: int) -> bool:
        return self.old[i].reading == self.new[j].reading

    def _in_order(self, mine: list[int], theirs: list[int]) -> list[Pair]:
        """The pairs, in order, that have most words in common."""
        rows, columns = len(mine), len(theirs)
        if rows == columns and all(map(self._same, mine, theirs)):
            return list(zip(mine, theirs, strict=True))
        size = np.add.outer([len(self.left[i]) for i in mine], [len(self.right[j]) for j in theirs])
        same = np.equal.outer([self.old[i].kind for i in mine], [self.new[j].kind for j in theirs])
        gain = np.where(same, self._likeness(mine, theirs, ALIKE) * size, 0)
        left, right = _numbered([self.old[i].reading for i in mine], [self.new[j].reading for j in theirs])
        gain += np.equal.outer(left, right) * 0.5  # a rule has no words and is a rule nevertheless
        best = np.zeros((rows + 1, columns + 1))
        for x in range(rows - 1, -1, -1):
            line = np.maximum(best[x + 1, :-1], best[x + 1, 1:] + gain[x])
            best[x, :-1] = np.maximum.accumulate(line[::-1])[::-1]
        pairs, x, y = [], 0, 0
        while x < rows and y < columns:
            if best[x, y] == best[x, y + 1]:
                y += 1
            elif best[x, y] == best[x + 1, y]:
                x += 1
            else:
                pairs.append((mine[x], theirs[y]))
                x, y = x + 1, y + 1
        return pairs

    def _likeness(self, mine: list[int], theirs: list[int], least: float) -> NDArray[np.float32]:
        """How alike units are, 0 to 1, or 0 if less than ``least``; very long ones by their beginning."""
        left, right = [self.left[i][:LONGEST] for i in mine], [self.right[j][:LONGEST] for j in theirs]
        table: NDArray[np.float32] = process.cdist(
            left, right, scorer=Indel.normalized_similarity, score_cutoff=least
        )
        return table

    def _elsewhere(self, mine: list[int], theirs: list[int]) -> list[Pair]:
        """The most alike pairs, wherever they stand."""
        mine = [i for i in mine if len(self.left[i]) >= MOVED_WORDS]
        theirs = [j for j in theirs if len(self.right[j]) >= MOVED_WORDS]
        if not mine or not theirs or len(mine) * len(theirs) > CELLS:
            return []
        table = self._likeness(mine, theirs, MOVED)
        ranked = sorted((-float(table[x, y]), x, y) for x, y in zip(*table.nonzero(), strict=True))
        used_old: set[int] = set()
        used_new: set[int] = set()
        pairs = []
        for _, x, y in ranked:
            if x not in used_old and y not in used_new:
                used_old.add(x)
                used_new.add(y)
                pairs.append((mine[x], theirs[y]))
        return pairs


def _equal(old: Sequence[Unit], new: Sequence[Unit]) -> list[Pair]:
    """Units that read the same and are no few words: in common order, and elsewhere those that stand once."""
    mine = [i for i, unit in enumerate(old) if unit.size >= MOVED_WORDS]
    theirs = [j for j, unit in enumerate(new) if unit.size >= MOVED_WORDS]
    left, right = _numbered([old[i].reading for i in mine], [new[j].reading for j in theirs])
    pairs = _in_common_order(left, right)
    used_old, used_new = {i for i, _ in pairs}, {j for _, j in pairs}
    pairs += [(x, y) for x, y in _once(left, right) if x not in used_old and y not in used_new]
    return [(mine[x], theirs[y]) for x, y in pairs]


def _numbered(left: Sequence[Hashable], right: Sequence[Hashable]) -> tuple[list[int], list[int]]:
    """Names as numbers, the same for the same name."""
    ids: dict[Hashable, int] = {}
    numbers = [ids.setdefault(name, len(ids)) for name in left]
    return numbers, [ids.setdefault(name, len(ids)) for name in right]


def _once(left: Sequence[Hashable], right: Sequence[Hashable]) -> list[Pair]:
    """Where the names are that stand once on either side."""
    one, two = Counter(left), Counter(right)
    where = {name: x for x, name in enumerate(left) if one[name] == 1}
    return [(where[name], y) for y, name in enumerate(right) if two[name] == 1 and name in where]


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
