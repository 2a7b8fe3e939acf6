"""What speaks for and against two blocks being the same provision, and how much it weighs.

Three questions are put to a pair, each answered with log-odds by a small judge:

content  do the two texts look like one? (likeness, and how far ahead the pair is of the runner-up)
context  given what the neighbours became, is it this one? (order before and after, the section,
         and for a heading mostly what stands below it)
part     may the block have a second counterpart? (what it adds to what the first one covers,
         and whether the lengths add up, after Gale and Church 1993)

A judge is a logistic model with one layer of eight hidden units, because the same likeness means
different things for a short and a long text, or with and without a rival. Its few hundred
weights stand in ``evidence.json``; they were fitted on scripted and hand-read revisions in
several languages and know nothing of any language.
"""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from documents.alignment.index import Floats, Ints
from documents.alignment.similarity import Likeness, Texts

SURE: Final = 12.0  # log-odds are not trusted beyond this
FAR: Final = 6.0  # nor is a lead over the runner-up

Judge = dict[str, NDArray[np.float64]]


def load_judges(path: Path) -> dict[str, Judge]:
    """Reads the weights of the three judges."""
    return {
        name: {part: np.asarray(values, float) for part, values in judge.items()}
        for name, judge in json.loads(path.read_text("utf-8")).items()
    }


def weigh(judge: Judge, evidence: Floats) -> Floats:
    """Takes one row of evidence a pair; gives the log-odds that the two belong together."""
    hidden = np.tanh(evidence @ judge["inner"] + judge["inner_bias"])
    return np.clip(hidden @ judge["outer"] + judge["outer_bias"], -SURE, SURE)


def runner_up(block: Ints, score: Floats, none: float) -> Floats:
    """For each pair, the best score of another pair of the same block, or ``none``."""
    size = int(block.max(initial=-1)) + 1
    best, second = np.full((2, size), -np.inf)
    np.maximum.at(best, block, score)
    leads = np.flatnonzero(score == best[block])
    first = np.zeros(size, np.int64)
    first[block[leads]] = leads  # one of those with the best score
    others = np.ones(len(block), bool)
    others[first[block]] = False
    np.maximum.at(second, block[others], score[others])
    second[np.bincount(block, minlength=size) < 2] = none
    return np.where(others, best[block], second[block])


def _numbered(texts: Sequence[str]) -> Ints:
    """Gives each text a number, the same one for the same text."""
    names: dict[str, int] = {}
    return np.array([names.setdefault(text, len(names)) for text in texts], np.int64)


def _common(one: set[str], other: set[str]) -> float:
    """The share of numbers in both of those in either; a half where there are none."""
    return len(one & other) / len(one | other) if one or other else 0.5


class Pairs:
    """The pairs of blocks under consideration, ascending, with the evidence of their content."""

    def __init__(self, texts: Texts, old_types: Sequence[str], new_types: Sequence[str]) -> None:
        self.texts = texts
        self.sizes = texts.shift, texts.size - texts.shift
        self.old_types, self.new_types = np.array(old_types, object), np.array(new_types, object)
        self.old_heads = np.array([kind.startswith("h") for kind in old_types], bool)
        self.new_heads = np.array([kind.startswith("h") for kind in new_types], bool)
        self.old, self.new = np.zeros((2, 0), np.int64)
        self.like = Likeness(*(np.zeros(0) for _ in Likeness._fields))
        self._add(texts.propose())

    def add(self, pairs: set[tuple[int, int]]) -> None:
        """Takes more pairs into consideration; only new ones are measured."""
        old, new = np.array(list(pairs), np.int64).reshape(-1, 2).T
        self._add(old * self.sizes[1] + new)

    def _add(self, numbers: Ints) -> None:
        fresh = np.setdiff1d(numbers, self.old * self.sizes[1] + self.new)
        old, new = np.divmod(fresh, self.sizes[1])
        like = self.texts.measure(old, new)
        like = Likeness(*(np.append(*both) for both in zip(self.like, like, strict=True)))
        self.old, self.new = np.append(self.old, old), np.append(self.new, new)
        order = np.lexsort((self.new, self.old))
        self.old, self.new = self.old[order], self.new[order]
        self.like = Likeness(*(column[order] for column in like))
        self._compare()
        self.content = self._content()

    def _compare(self) -> None:
        """Compares what is not measured by degrees: wording, length and type."""
        texts, old, new = self.texts, self.old, self.new
        times = Counter(texts.body[: texts.shift]), Counter(texts.body[texts.shift :])
        once = np.array([times[0][body] == times[1][body] == 1 for body in texts.body], bool)
        body, length = _numbered(texts.body), np.array([len(words) for words in texts.coded])
        self.same_body = body[old] == body[new + texts.shift]
        self.only_body = self.same_body & once[old]
        self.short = 1 / (1 + np.minimum(length[old], length[new + texts.shift]) / 3)
        self.headings = self.old_heads[old] & self.new_heads[new]

    def _content(self) -> Floats:
        """The evidence of the two texts alone, one row a pair."""
        texts, like = self.texts, self.like
        a, b = self.old, self.new + texts.shift
        label = _numbered(texts.label)
        labelled = np.array([bool(text) for text in texts.label], bool)
        overall = (like.words + like.grams + like.sequence) / 3
        columns = (
            *like,
            self.same_body,
            self.only_body,
            (label[a] == label[b]) & labelled[a],
            self.old_types[self.old] == self.new_types[self.new],
            self.headings,
            self.short,
            overall - runner_up(self.old, overall, 0.0),
            overall - runner_up(self.new, overall, 0.0),
            [
                _common(texts.numbers[i], texts.numbers[j])
                for i, j in zip(a.tolist(), b.tolist(), strict=True)
            ],
        )
        return np.column_stack(columns).astype(float)

    def context(self, content: Floats, target: Ints, source: Ints) -> Floats:
        """Takes the log-odds by content and the links so far, as the new block of each old one and
        the reverse (-1 for none); gives the evidence of the context."""
        like = self.like
        before, after = continuation(target, source, self.old, self.new)
        stay, come, links = self._sections(target, source)
        columns = (
            content,
            np.clip(content - runner_up(self.old, content, -SURE), -FAR, FAR),
            np.clip(content - runner_up(self.new, content, -SURE), -FAR, FAR),
            before,
            after,
            stay,
            come,
            links,
            self.headings,
            self.same_body,
            self.only_body,
            self.short,
            like.sequence,
            like.words,
            like.old_kept,
            like.new_known,
            like.opening,
        )
        return np.column_stack(columns).astype(float)

    def _sections(self, target: Ints, source: Ints) -> tuple[Floats, Floats, Floats]:
        """The share of the old block's section that went to the new block's, the share of the new one's
        that came from the old one's, and (as logarithm) the number of such links, the pair's own left out."""
        old, new = np.cumsum(self.old_heads), np.cumsum(self.new_heads)
        width = int(new[-1]) + 1
        linked = target >= 0
        goes = np.where(linked, new[target], -1)
        comes = np.where(source >= 0, old[source], -1)
        known, count = np.unique(old[linked] * width + goes[linked], return_counts=True)
        asked = old[self.old] * width + new[self.new]
        place = np.minimum(np.searchsorted(known, asked), max(0, len(known) - 1))
        both = np.where(known[place] == asked, count[place], 0) if len(known) else np.zeros(len(asked))
        out = both - (goes[self.old] == new[self.new])
        back = both - (comes[self.new] == old[self.old])
        leaving = np.bincount(old[linked], minlength=old[-1] + 1)[old[self.old]] - linked[self.old]
        arriving = np.bincount(new[source >= 0], minlength=width)[new[self.new]] - (source >= 0)[self.new]
        stay = np.where(leaving > 0, out / np.maximum(leaving, 1), 0.3)
        come = np.where(arriving > 0, back / np.maximum(arriving, 1), 0.3)
        return stay, come, np.log1p(np.maximum(out, back))


def continuation(target: Ints, source: Ints, old: Ints, new: Ints) -> tuple[Floats, Floats]:
    """How well each pair continues the links of its neighbours, before it and after it.

    1 if the nearest linked neighbour is as far away in both texts; less as the distances differ. The
    second neighbour counts too, as the first may itself have moved; both sides are asked.
    """
    views = np.array(
        [
            trust * np.array(_steps(link, here, there, skip))
            for link, here, there in ((target, old, new), (source, new, old))
            for skip, trust in ((0, 1.0), (1, 0.9))
        ]
    )
    before, after = views.max(0)
    return before, after


def _steps(link: Ints, here: Ints, there: Ints, skip: int) -> tuple[Floats, Floats]:
    """Continuation of the links of one side, past ``skip`` linked neighbours: before, after."""
    known = np.flatnonzero(link >= 0)
    if not len(known):
        return np.zeros(len(here)), np.zeros(len(here))
    result = []
    for place, sign in (
        (np.searchsorted(known, here) - 1 - skip, 1),
        (np.searchsorted(known, here, side="right") + skip, -1),
    ):
        neighbour = known[np.clip(place, 0, len(known) - 1)]
        mine, theirs = sign * (here - neighbour), sign * (there - link[neighbour])
        right = (place >= 0) & (place < len(known)) & (theirs > 0)
        distance = np.abs(mine - theirs) / 2 + 0.15 * np.maximum(np.minimum(mine, theirs) - 1, 0)
        result.append(np.where(right, 1 / (1 + distance), 0.0))
    return result[0], result[1]
