"""Which paragraphs have most of their words in common with another: what to offer a person first
(shared words weighted by inverse document frequency, IDF).

This proposes and decides nothing; the alignment decides.
"""

import math
import re
from collections import defaultdict
from collections.abc import Sequence

_WORD = re.compile(r"\w+")
STEM = 6  # letters: inflected languages change the end of a word


class Closest:
    """Some texts, to be asked which of them are like another. Built in time linear in the words."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.holders: dict[str, list[int]] = defaultdict(list)
        bags = [_words(text) for text in texts]
        for at, bag in enumerate(bags):
            for word in bag:
                self.holders[word].append(at)
        size = len(texts)
        self.rarity = {word: math.log((1 + size) / len(held)) for word, held in self.holders.items()}
        self.unknown = math.log(1 + size)  # of a word that none of them has
        self.lengths = [self._weight(bag) for bag in bags]

    def to(self, text: str, limit: int) -> list[int]:
        """The numbers of the texts with most in common, the closest first; rare words count for more."""
        bag = _words(text)
        length = self._weight(bag)
        shared: dict[int, float] = defaultdict(float)
        for word in bag:
            rarity = self.rarity.get(word, 0.0)
            for at in self.holders.get(word, ()):
                shared[at] += rarity
        near = {at: weight / math.sqrt(length * self.lengths[at]) for at, weight in shared.items() if weight}
        return sorted(near, key=lambda at: (-near[at], at))[:limit]

    def _weight(self, bag: set[str]) -> float:
        return sum(self.rarity.get(word, self.unknown) for word in bag)


def _words(text: str) -> set[str]:
    return {word[:STEM] for word in _WORD.findall(text.casefold())}
