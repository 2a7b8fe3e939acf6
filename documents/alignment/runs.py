"""One block and a run of neighbouring ones: a provision cut into points, or points drawn together.

A point alone may look more like something else than like the whole it was cut from, and its pair is then
not even considered, or lost to a look-alike. So the whole is laid beside the run as if the run were
one text. Both are read as words in order (longest common subsequence), each word weighed by how rare it
is; the likeness is what they share of all they have (Dice 1945). A run is chosen where it is much more
like the whole than any one block of it, and each of its blocks is mostly words of the whole.

Only blocks that went nowhere else are in a run: what is linked surely is not asked again.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Final, NamedTuple

import numpy as np
from rapidfuzz.distance import LCSseq, Opcode

from documents.alignment.features import Pairs
from documents.alignment.index import Floats, Ints
from documents.alignment.similarity import FIRST_WORD

LONGEST: Final = 2000  # words of a whole that is looked at
WIDEST: Final = 40  # blocks of a run
ASKED: Final = 4  # runs of free blocks that a whole is laid beside
ALIKE: Final = 0.7  # likeness from which a run is taken
ALIKE_BESIDES: Final = 0.85  # the same, if the whole is linked to one of its blocks already
ALIKE_ELSEWHERE: Final = 0.93  # the same, if it is linked to another block
OPEN_KEPT: Final = 0.45  # share of the different words left open that a stretch must have to be measured
KEPT: Final = 0.6  # the same of all, where the whole is linked to no block
KEPT_ELSEWHERE: Final = 0.85  # the same, where it is linked to a block elsewhere
SOME: Final = 0.1  # share of words that may be left before they are looked at for another order
SWAPPED: Final = 0.9  # what common words count for that stand in another order
GAIN: Final = 0.04  # how much more alike a run is than the best of its blocks
OWN: Final = 0.5  # share of a block's words, by weight, that the whole has


class Run(NamedTuple):
    """Pairs of one whole with each of its parts in turn; ``alike`` from 0 to 1. splits: the whole is old.
    taken: it is linked so; if not, it only speaks against what its blocks are linked to."""

    ends: Sequence[tuple[int, int]]
    alike: float
    splits: bool
    taken: bool


class Side(NamedTuple):
    """One direction: wholes of one text and parts of the other, each by its words.

    goes: the part each whole is linked to, comes: the reverse; -1 for none. tied: parts that are never in
    a run, such as headings.
    """

    wholes: Sequence[str]
    parts: Sequence[str]
    goes: Sequence[int]
    comes: Sequence[int]
    tied: Sequence[bool]

    def takes(self, whole: int, parts: Sequence[int], alike: float) -> bool:
        """Whether a run so like a whole is enough to link it: more is asked where it is linked already."""
        partner = self.goes[whole]
        least = ALIKE if partner < 0 else ALIKE_BESIDES if partner in parts else ALIKE_ELSEWHERE
        return alike >= least


class Measured(NamedTuple):
    """The weight of the whole's words, and of each part's: all, and those in common."""

    own: float
    size: Floats
    common: Floats

    def alike(self) -> float:
        """What the whole and all parts share of all they have."""
        return float(2 * self.common.sum() / (self.own + self.size.sum()))


def find_runs(pairs: Pairs, odds: Floats, target: Ints, source: Ints) -> Iterator[Run]:
    """Takes the pairs with their log-odds, and the links one to one as the new block of each old one and
    the reverse; gives the splits of old blocks, then the merges into new ones."""
    texts, cut, weight = pairs.texts, pairs.texts.shift, pairs.texts.words.idf
    goes, comes = target.tolist(), source.tolist()
    old, new = texts.coded[:cut], texts.coded[cut:]
    splits = Side(old, new, goes, comes, pairs.new_heads.tolist())
    free = source[pairs.new] < 0
    for whole, parts, alike in _found(splits, _seeds(pairs.old[free], pairs.new[free], odds[free]), weight):
        yield Run([(whole, part) for part in parts], alike, True, splits.takes(whole, parts, alike))
    merges = Side(new, old, comes, goes, pairs.old_heads.tolist())
    free = target[pairs.old] < 0
    for whole, parts, alike in _found(merges, _seeds(pairs.new[free], pairs.old[free], odds[free]), weight):
        yield Run([(part, whole) for part in parts], alike, False, merges.takes(whole, parts, alike))


def _seeds(wholes: Ints, parts: Ints, odds: Floats) -> dict[int, list[int]]:
    """The parts that each whole has been paired with, the likeliest first."""
    seeds: dict[int, list[int]] = defaultdict(list)
    for k in np.argsort(-odds, kind="stable").tolist():
        seeds[int(wholes[k])].append(int(parts[k]))
    return seeds


def _found(
    side: Side, seeds: dict[int, list[int]], weight: Floats
) -> Iterator[tuple[int, Sequence[int], float]]:
    """Each whole with the parts of its run and their likeness."""
    for whole, words in enumerate(side.wholes):
        partner = side.parts[side.goes[whole]] if side.goes[whole] >= 0 else ""
        if not 1 < len(words) <= LONGEST or words == partner:
            continue
        bag = set(words)
        left = bag.difference(partner)
        if len(left) < GAIN * len(bag):
            continue
        runs = [
            _best(side, whole, stretch, weight)
            for stretch in _stretches(side, whole, seeds.get(whole, ()))
            if _promises(side, whole, stretch, bag, left)
        ]
        alike, parts = max(runs, default=(0.0, ()), key=itemgetter(0))
        if len(parts) < 2 or (partner and alike < _measured(words, [partner], weight).alike() + GAIN):
            continue
        yield whole, parts, alike


def _promises(side: Side, whole: int, stretch: range, bag: set[str], left: set[str]) -> bool:
    """Whether a stretch has so many of the different words of a whole, or of those left open by the block
    that it is linked to, that it is worth measuring."""
    words, partner = "".join(side.parts[stretch.start : stretch.stop]), side.goes[whole]
    if partner in stretch:
        return len(left.intersection(words)) >= max(GAIN * len(bag), OPEN_KEPT * len(left))
    return len(bag.intersection(words)) >= (KEPT if partner < 0 else KEPT_ELSEWHERE) * len(bag)


def _stretches(side: Side, whole: int, seeds: Sequence[int]) -> Iterator[range]:
    """The stretches of blocks that are free, or linked to the whole itself: around what it is linked to,
    beside what its neighbours are linked to, and around its seeds."""
    goes = side.goes
    before = goes[whole - 1] + 1 if whole else 0
    after = goes[whole + 1] - 1 if whole + 1 < len(goes) else len(side.parts) - 1
    end, most = len(side.parts), len(side.wholes[whole]) * 2
    seen: set[int] = set()
    asked = 0

    def closed(part: int, room: int) -> bool:
        return side.comes[part] not in (-1, whole) or side.tied[part] or len(side.parts[part]) > room

    for part in (goes[whole], before, after, *seeds):
        if part in seen or not 0 <= part < end or closed(part, most):
            continue
        reach = []
        for step in (-1, 1):
            at, room = part + step, most
            while 0 <= at < end and abs(at - part) <= WIDEST and not closed(at, room):
                room -= len(side.parts[at])
                at += step
            reach.append(at)
        low, high = reach[0] + 1, reach[1]
        seen.update(range(low, high))
        if high - low > 1:
            yield range(low, high)
            asked += 1
        if asked == ASKED:
            break


def _best(side: Side, whole: int, stretch: range, weight: Floats) -> tuple[float, Sequence[int]]:
    """How like the whole the best run within a stretch is, and its parts; none if it is not like enough,
    or if one block alone is as like."""
    measured = _measured(side.wholes[whole], [side.parts[part] for part in stretch], weight)
    low, high = _densest(measured)
    run = Measured(measured.own, measured.size[low:high], measured.common[low:high])
    owns = run.common >= OWN * run.size
    chosen = [part for part, mine in zip(stretch[low:high], owns, strict=True) if mine]
    single = float((2 * run.common / (run.own + run.size)).max())
    alike = run.alike()
    return (alike, chosen) if alike >= max(ALIKE, single + GAIN) else (alike, ())


def _measured(whole: str, parts: Sequence[str], weight: Floats) -> Measured:
    """Weighs the words that the parts, one after the other, have in the order of the whole; then, of those
    left on both sides, once more, as points may have changed places."""
    joined = "".join(parts)
    mine, its = _weights(whole, weight), _weights(joined, weight)
    shared = np.zeros(len(joined))
    left, free = np.ones(len(whole), bool), np.ones(len(joined), bool)
    for _, a, b, c, d in _equal(whole, joined):
        left[a:b] = free[c:d] = False
    shared[~free] = 1.0
    here, there = np.flatnonzero(left), np.flatnonzero(free)
    if len(here) > SOME * len(whole) and len(there) > SOME * len(whole):
        rest = _equal("".join([whole[k] for k in here]), "".join([joined[k] for k in there]))
        for _, _, _, c, d in rest:
            shared[there[c:d]] = SWAPPED
    ends = np.cumsum([len(part) for part in parts])
    sums, common = np.append(0.0, np.cumsum(its)), np.append(0.0, np.cumsum(its * shared))
    return Measured(float(mine.sum()), np.diff(sums[np.append(0, ends)]), np.diff(common[np.append(0, ends)]))


def _equal(one: str, two: str) -> list[Opcode]:
    return [block for block in LCSseq.opcodes(one, two) if block.tag == "equal"]


def _weights(words: str, weight: Floats) -> Floats:
    return weight[np.frombuffer(words.encode("utf-32-le"), np.uint32) - FIRST_WORD]


def _densest(measured: Measured) -> tuple[int, int]:
    """Where the run begins and ends whose common weight is the greatest share of both texts."""
    size, common = np.append(0.0, np.cumsum(measured.size)), np.append(0.0, np.cumsum(measured.common))
    shared = np.triu(common[None, 1:] - common[:-1, None])
    alike = shared / (measured.own + np.triu(size[None, 1:] - size[:-1, None]))
    low, high = np.unravel_index(np.argmax(alike), alike.shape)
    return int(low), int(high) + 1
