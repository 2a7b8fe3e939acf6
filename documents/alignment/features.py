"""The pairs under consideration, and what speaks for and against each.

Three questions are put to a pair, each answered with log-odds by a classifier (``classifiers``):

content  do the two texts look like one? (likeness, and how far ahead the pair is of the runner-up)
context  given what the neighbours became, is it this one? (order before and after, the section, the way
         labels are renumbered, and for a heading mostly what stands below it)
part     may the block have a second counterpart? (``split_merge``)
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np

from documents.alignment import neighbours
from documents.alignment.classifiers import SURE
from documents.alignment.index import Floats, Ints
from documents.alignment.similarity import Likeness, Texts, in_latin

FAR: Final = 6.0  # a lead over the runner-up is not trusted beyond this

_LAST = re.compile(r"\d{1,9}(?=\D*$)|(?<![^\W\d_])[^\W\d_](?=[.)]*$)")  # the last number, or one letter


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


def _labels(texts: Texts) -> tuple[neighbours.Labels, neighbours.Labels]:
    """The labels of the old and of the new text. Two are of one sort if they differ in the last number
    only (``article 4`` and ``article 7``); a letter counts as a number (``b)``)."""
    sorts: dict[str, int] = {}
    sort, number = np.full(texts.size, -1), np.zeros(texts.size, np.int64)
    for block, label in enumerate(texts.sign):
        if ending := _LAST.search(label):
            last = ending.group()
            sign = "a" if last.isalpha() else "#"
            shape = in_latin(f"{label[: ending.start()]}{sign}{label[ending.end() :]}")
            sort[block] = sorts.setdefault(shape, len(sorts))
            number[block] = int(last) if last.isdecimal() else ord(last)
    cut = texts.shift
    return neighbours.Labels(sort[:cut], number[:cut]), neighbours.Labels(sort[cut:], number[cut:])


class Pairs:
    """The pairs of blocks under consideration, ascending, with the features of their content."""

    def __init__(self, texts: Texts, old_types: Sequence[str], new_types: Sequence[str]) -> None:
        self.texts = texts
        self.sizes = texts.shift, texts.size - texts.shift
        self.old_types, self.new_types = np.array(old_types, object), np.array(new_types, object)
        self.old_heads = np.array([kind.startswith("h") for kind in old_types], bool)
        self.new_heads = np.array([kind.startswith("h") for kind in new_types], bool)
        self.old, self.new = np.zeros((2, 0), np.int64)
        self.like = Likeness(*(np.zeros(0) for _ in Likeness._fields))
        self.labels = _labels(texts)
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
        bare, label = np.array(texts.bare, bool), _numbered(texts.label)
        self.bare = bare[old] & bare[new + texts.shift]
        labelled = np.array([bool(text) for text in texts.label], bool)
        self.same_label = labelled[old] & (label[old] == label[new + texts.shift])

    def _content(self) -> Floats:
        """The features of the two texts alone, one row a pair."""
        like = self.like
        overall = (like.words + like.grams + like.sequence) / 3
        columns = (
            *like,
            self.same_body,
            self.only_body,
            self.same_label & ~self.bare,
            self.bare,
            self.old_types[self.old] == self.new_types[self.new],
            self.headings,
            self.short,
            overall - runner_up(self.old, overall, 0.0),
            overall - runner_up(self.new, overall, 0.0),
        )
        return np.column_stack(columns).astype(float)

    def context(self, content: Floats, target: Ints, source: Ints) -> Floats:
        """Takes the log-odds by content and the links so far, as the new block of each old one and
        the reverse (-1 for none); gives the features of the context."""
        like, ends = self.like, (self.old, self.new)
        columns = (
            content,
            np.clip(content - runner_up(self.old, content, -SURE), -FAR, FAR),
            np.clip(content - runner_up(self.new, content, -SURE), -FAR, FAR),
            *neighbours.continuation(target, source, *ends),
            *neighbours.sections(self.old_heads, self.new_heads, target, source, *ends),
            self.headings,
            self.same_body,
            self.only_body,
            self.short,
            like.sequence,
            like.words,
            like.old_kept,
            like.new_known,
            like.opening,
            like.rest,
            like.anchors,
            self.same_label,
            self.bare,
            *neighbours.renumbering(*self.labels, target, *ends),
            *neighbours.surroundings(target, source, *ends),
        )
        return np.column_stack(columns).astype(float)
