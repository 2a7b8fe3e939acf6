"""Second counterparts: the parts of a split block and the sources of a merged one.

After every block has at most one counterpart, a pair is looked at again if one of its blocks is
linked elsewhere. It is a true part if it brings what the first counterpart left open («gain»), and
if the lengths of the parts add up to the whole (the length argument of Gale and Church 1993).
A near-duplicate put beside the original brings nothing new, and is told apart by that. A doubtful
pair whose blocks are both still free is heard here a second time, by the same classifier.
"""

import math

import numpy as np

from documents.alignment.features import Pairs
from documents.alignment.index import Floats, Ints

ASKED = -4.0  # log-odds by context from which a pair is asked about
NOTHING = -6.0  # stands for the log-odds of a link that does not exist


class Parts:
    """Finds the pairs that may be second links, and the features of each."""

    def __init__(self, pairs: Pairs, odds: Floats, target: Ints, source: Ints) -> None:
        self.pairs, self.odds, self.target, self.source = pairs, odds, target, source
        self._known: dict[int, dict[int, float]] = {}
        linked = target[pairs.old] == pairs.new
        self.strength = dict(zip(pairs.old[linked].tolist(), odds[linked].tolist(), strict=True))
        self.asked = np.flatnonzero((odds > ASKED) & ~linked)

    def _block(self, block: int) -> dict[int, float]:
        """The words of a block and the weight of each, looked up once."""
        if block not in self._known:
            rows = self.pairs.texts.words
            feature = rows.feature[rows.of(block)]
            self._known[block] = dict(zip(feature.tolist(), rows.idf[feature].tolist(), strict=True))
        return self._known[block]

    def features(self, content: Floats) -> Floats:
        """Takes the log-odds by content; gives one row of features for each pair asked about."""
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
        return np.column_stack((np.array(rows), *(column[asked] for column in columns)))

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
            math.log1p(sum(self._block(i).values())),
            math.log1p(sum(self._block(j + shift).values())),
        ]

    def _view(self, whole: int, part: int, first: int) -> list[float]:
        """What ``part`` adds to ``first`` in covering ``whole``, and whether their lengths add up."""
        if first < 0:
            return [0.0] * 7
        all_of, asking, known = self._block(whole), self._block(part), self._block(first)
        size, asks, knows = (max(sum(block.values()), 1e-9) for block in (all_of, asking, known))
        left = {word: weight for word, weight in all_of.items() if word not in known}
        gain = sum(weight for word, weight in left.items() if word in asking)
        own = sum(weight for word, weight in asking.items() if word not in known)
        return [
            1.0,
            gain / size,
            gain / asks,
            gain / max(sum(left.values()), 1e-9),
            gain / max(own, 1e-9),
            sum(weight for word, weight in known.items() if word in all_of) / knows,
            math.log((knows + asks) / size),
        ]
