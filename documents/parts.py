"""Second counterparts: the parts of a split block and the sources of a merged one.

After every block has at most one counterpart, a pair is looked at again if one of its blocks is
linked elsewhere. It is a true part if it brings what the first counterpart left open («gain»), and
if the lengths of the parts add up to the whole (the length argument of Gale and Church 1993).
A near-duplicate put beside the original brings nothing new, and is told apart by that.
"""

from typing import NamedTuple

import numpy as np

from documents.evidence import Pairs
from documents.similarity import Floats, Ints

ASKED = -4.0  # log-odds by context from which a pair is asked about
NOTHING = -6.0  # stands for the log-odds of a link that does not exist


class Block(NamedTuple):
    """The words of a block and their weight."""

    words: frozenset[str]
    weight: float


class Parts:
    """Finds the pairs that may be second links, and the evidence for each."""

    def __init__(self, pairs: Pairs, odds: Floats, target: Ints, source: Ints) -> None:
        self.pairs, self.odds, self.target, self.source = pairs, odds, target, source
        rows = pairs.texts.words
        first = [words[:1] for words in pairs.texts.coded]
        del first
        self.idf: dict[str, float] = {}
        for block, coded in enumerate(pairs.texts.coded):
            if coded and not all(word in self.idf for word in coded):
                names = sorted(set(coded))
                self.idf.update(zip(names, rows.idf[rows.feature[rows.of(block)]].tolist(), strict=True))
        self.blocks = [self._block(coded) for coded in pairs.texts.coded]
        linked = target[pairs.old] == pairs.new
        self.strength = {i: value for i, value in zip(pairs.old[linked].tolist(), odds[linked].tolist(), strict=True)}
        self.asked = np.flatnonzero((odds > ASKED) & ~linked)

    def _block(self, coded: str) -> Block:
        words = frozenset(coded)
        return Block(words, self._weight(words))

    def _weight(self, words: frozenset[str]) -> float:
        return sum(self.idf[word] for word in words)

    def evidence(self, content: Floats) -> Floats:
        """Takes the log-odds by content; gives one row of evidence for each pair asked about."""
        pairs, like, asked = self.pairs, self.pairs.like, self.asked
        rows = [self._row(int(pairs.old[k]), int(pairs.new[k])) for k in asked]
        columns = (
            self.odds,
            content,
            like.old_kept,
            like.new_known,
            like.old_phrases,
            like.new_phrases,
            like.old_order,
            like.new_order,
        )
        return np.column_stack((np.array(rows).reshape(len(asked), -1), *(column[asked] for column in columns)))

    def _row(self, i: int, j: int) -> list[float]:
        """The pair seen as a split of old block i, then as a merge into new block j."""
        shift = self.pairs.texts.shift
        taken, holder = int(self.target[i]), int(self.source[j])
        split = self._view(i, j + shift, taken + shift if taken >= 0 else -1)
        merge = self._view(j + shift, i, holder)
        return [
            *split,
            1 / (1 + abs(j - taken)) if taken >= 0 else 0.0,
            self.strength[i] if taken >= 0 else NOTHING,
            *merge,
            1 / (1 + abs(i - holder)) if holder >= 0 else 0.0,
            self.strength[holder] if holder >= 0 else NOTHING,
            float(np.log1p(self.blocks[i].weight)),
            float(np.log1p(self.blocks[j + shift].weight)),
        ]

    def _view(self, whole: int, part: int, first: int) -> list[float]:
        """What ``part`` adds to ``first`` in covering ``whole``, and whether their lengths add up."""
        if first < 0:
            return [0.0] * 7
        all_of, asking, known = self.blocks[whole], self.blocks[part], self.blocks[first]
        open_words = all_of.words - known.words
        gain = self._weight(open_words & asking.words)
        return [
            1.0,
            gain / max(all_of.weight, 1e-9),
            gain / max(asking.weight, 1e-9),
            gain / max(self._weight(open_words), 1e-9),
            gain / max(self._weight(asking.words - known.words), 1e-9),
            self._weight(all_of.words & known.words) / max(known.weight, 1e-9),
            float(np.log(max(known.weight + asking.weight, 1e-9) / max(all_of.weight, 1e-9))),
        ]
