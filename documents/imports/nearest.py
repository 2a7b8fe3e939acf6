"""Which paragraphs have most of their words in common with another: what to offer a person first
(shared words weighted by inverse document frequency, IDF).

This proposes and decides nothing; the alignment decides.
"""

import math
import re
from collections import defaultdict
from collections.abc import Sequence

from documents.alignment.similarity import fold, in_latin

_WORD = re.compile(r"\w+")
LOOKUPS = 1000  # entries of the index that one question may read
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
        """The numbers of the texts with most in common, the closest first; rare words count for more, and
        are looked up first: words that many texts have are left out once there have been LOOKUPS."""
        bag = _words(text)
        length = self._weight(bag)
        shared: dict[int, float] = defaultdict(float)
        left = LOOKUPS
        for word in sorted(bag & self.holders.keys(), key=lambda word: (len(self.holders[word]), word)):
            rarity, holders = self.rarity[word], self.holders[word][:left]
            left -= len(holders)
            for at in holders:
                shared[at] += rarity
        near = {at: weight / math.sqrt(length * self.lengths[at]) for at, weight in shared.items() if weight}
        return sorted(near, key=lambda at: (-near[at], at))[:limit]

    def _weight(self, bag: set[str]) -> float:
        return sum(self.rarity.get(word, self.unknown) for word in bag)


def _words(text: str) -> set[str]:
    return {word[:STEM] for word in _WORD.findall(in_latin(fold(text)))}
