"""How alike two blocks of text are, measured for the few pairs worth measuring.

No language is known here. A text is folded (case, accents and typography go), its leading label
(``3.2``, ``b)``, ``§ 4``, ``Article 12``) is set aside because renumbering says nothing about
identity, Serbian and Macedonian Cyrillic is put in Latin letters, and the rest is seen in three ways:
as words cut to a common length, which stands in for stemming in inflected languages (McNamee and
Mayfield 2004), as pairs of neighbouring words, and as character trigrams. Which pairs are worth it
is told by an ``index`` of the three.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq, Prefix

from core.text import apart
from documents.alignment.index import CELLS, Flags, Floats, Ints, Rows, candidates, ranges, windows
from documents.text.scripts import FOLDED

STEM = 6  # letters of a word that are compared
MOST = 100  # pairs of one block that are measured
NO_NUMBERS = 0.5  # the share of numbers in common where there are none
FIRST_WORD = 0x10000  # words are written as single characters from here on, past the surrogates

_MARKS: dict[int, str | None] = dict.fromkeys(range(0x300, 0x370))
_LETTERS = {"ı": "i", "ł": "l", "đ": "d", "ø": "o"}
_PLAIN = str.maketrans(_LETTERS | dict.fromkeys("’‘ʼ`´", "'") | dict.fromkeys("“”„«»", '"')) | _MARKS
_LABEL = re.compile(
    r"^(?:[#>*+\-–•|]+\s+)*"  # marks of the source
    r"(?:\[\^?\w+\]:?\s*"  # [^2]:
    r"|\(?\d+(?:[.\-]\d+)*[.)]?(?=\s|$)"  # 3.2
    r"|\(?(?:[^\W\d_]{1,2}|[ivxlc]+)[.)](?=\s|$)"  # b) iv.
    r"|§+\s*\d+\w?"
    r"|[^\W\d_]{1,12}\.?\s+\d+(?:\.\d+)*\.?(?=\W|$))?"  # Article 12, and the same in any language
)
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """Gives the text without case, accents and typographic variants, spaces made single."""
    if text.isascii():  # the same, sooner
        return " ".join(text.lower().replace("`", "'").split())
    return " ".join(apart(text).translate(_PLAIN).split())


def in_latin(folded: str) -> str:
    """Gives a folded text in Latin letters, whichever script of Serbian or Macedonian it is in."""
    return folded if folded.isascii() else folded.translate(FOLDED)


def split_label(folded: str) -> tuple[str, str]:
    """Takes a folded text; gives its leading label and what follows; either may be empty."""
    label = _LABEL.match(folded)
    cut = label.end() if label else 0
    return folded[:cut].strip(), folded[cut:].strip()


class _Overlap(NamedTuple):
    """What pairs of blocks have in common; one entry a pair."""

    cosine: Floats
    shared: Floats  # the weight of the features in both
    first: Floats  # the weight of all features of the first block
    second: Floats


def _overlap(rows: Rows, a: Ints, b: Ints) -> _Overlap:
    """Takes pairs of blocks, ``a`` ascending; gives what they have in common.

    A few blocks at a time are laid out in a table, by feature, in which those of their partners are found.
    """
    width, blocks = len(rows.idf), len(rows.start) - 1
    cosine, shared = np.zeros(len(a)), np.zeros(len(a))
    place = np.zeros(max(CELLS, 16 * width), np.int32)  # where a feature stands in the rows, plus one
    step = len(place) // max(1, width)
    named, begins = np.unique(a, return_index=True)
    for low in range(0, len(named), step):
        mine = named[low : low + step]
        pairs = slice(begins[low], begins[low + step] if low + step < len(named) else len(a))
        size = rows.start[mine + 1] - rows.start[mine]
        entry = ranges(rows.start[mine], size)
        cell = np.repeat(np.arange(len(mine)) * width, size) + rows.feature[entry]
        place[cell] = entry + 1
        partner = b[pairs]
        size = rows.start[partner + 1] - rows.start[partner]
        entry = ranges(rows.start[partner], size)
        offset = np.searchsorted(mine, a[pairs]) * width
        positions = place[np.repeat(offset, size) + rows.feature[entry]]
        hit = np.flatnonzero(positions)
        line = np.repeat(np.arange(len(partner)), size)[hit]
        entry, other = entry[hit], positions[hit] - 1
        cosine[pairs] = np.bincount(line, rows.weight[other] * rows.weight[entry], len(partner))
        shared[pairs] = np.bincount(line, rows.idf[rows.feature[entry]], len(partner))
        place[cell] = 0
    block = np.repeat(np.arange(blocks), np.diff(rows.start))
    mass = np.bincount(block, rows.idf[rows.feature], blocks).astype(float, copy=False)
    return _Overlap(cosine, shared, mass[a], mass[b])


def _among_first(block: Ints, shared: Floats) -> Flags:
    """Whether each pair is among the MOST of its block that share most: a block that many look at, such as
    a very long one, is not measured with all of them."""
    order = np.lexsort((-shared, block))
    ranked = block[order]
    first = np.zeros(len(block), bool)
    first[order] = np.arange(len(block)) - np.searchsorted(ranked, ranked) < MOST
    return first


def _pick(texts: Sequence[str], which: Ints) -> list[str]:
    return [texts[k] for k in which.tolist()]


class Likeness(NamedTuple):
    """How alike the two blocks of each pair are; one entry a pair. Shares run from 0 to 1."""

    rest: Floats  # share of the shorter block's words past the same opening that are in common order
    anchors: Floats  # pairs of words that stand in these two blocks alone (logarithm)
    anchored: Floats  # the same for each word of the shorter block
    growth: Floats  # how much longer the new block is, in words (logarithm)
    words: Floats  # cosine of the weighted words
    grams: Floats  # cosine of the weighted trigrams
    sequence: Floats  # share of characters in common order
    old_kept: Floats  # share of the old block's word weight found in the new block
    new_known: Floats  # share of the new block's word weight found in the old block
    old_order: Floats  # share of the old block's words found in order in the new block
    new_order: Floats  # share of the new block's words found in order in the old block
    opening: Floats  # share of the words in common order that are just the same opening
    old_phrases: Floats  # share of the old block's word pairs, by weight, found in the new block
    new_phrases: Floats  # share of the new block's word pairs, by weight, found in the old block
    shared: Floats  # weight of the words in both (logarithm)
    numbers: Floats  # share of the numbers in either block that are in both
    old_only: Floats  # weight of the words in the old block alone (logarithm)
    new_only: Floats  # weight of the words in the new block alone (logarithm)


def _common(one: set[str], other: set[str]) -> float:
    """The share of numbers in both of those in either."""
    return len(one & other) / len(one | other)


class Texts:
    """An old and a new text, indexed: proposes pairs of blocks and measures them.

    Blocks of both texts are numbered through: new block j is row ``shift + j``.
    """

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        self.shift, self.size = len(old), len(old) + len(new)
        folded = [split_label(fold(block)) for block in (*old, *new)]
        self.sign = [label for label, _ in folded]  # its letters are counted in their own script
        folded = [(in_latin(label), in_latin(body)) for label, body in folded]
        self.label = [label for label, _ in folded]
        self.bare = [bool(label) and not body for label, body in folded]  # «article 4» and nothing else
        self.body = [body or _NUMBER.sub("#", label) for label, body in folded]
        self.numbers = [
            set() if bare else set(_NUMBER.findall(f"{label} {body}"))
            for (label, body), bare in zip(folded, self.bare, strict=True)
        ]
        stems = [[word[:STEM] for word in _WORD.findall(body)] for body in self.body]
        sign = {stem: chr(FIRST_WORD + k) for k, stem in enumerate(dict.fromkeys(chain(*stems)))}
        self.coded = ["".join([sign[stem] for stem in block]) for block in stems]
        self.words = windows(self.coded, 1)
        self.phrases = windows(self.coded, 2)
        self._anchors: tuple[Ints, Ints] | None = None
        self.grams = windows([f" {body} " for body in self.body], 3)

    def propose(self) -> Ints:
        """Gives the pairs worth measuring. A block whose wording stands once in either text is paired
        with it; every other one looks for candidates, from both sides, by words and by trigrams.

        A pair is one number here: the old block's times the number of new blocks, plus the new one's.
        """
        old, new = np.arange(self.shift), np.arange(self.shift, self.size)
        width, views = len(new), (self.words, self.grams)
        i, j = self._alike()
        asking_old, asking_new = np.setdiff1d(old, i), np.setdiff1d(new, j)
        a, b, by_old = candidates(views, asking_old, new)
        y, x, by_new = candidates(views, asking_new, old)
        ends, shared = (np.append(a, x), np.append(b, y)), np.append(by_old, by_new)
        some = _among_first(ends[0], shared) & _among_first(ends[1], shared)
        numbers = [i * width + j - self.shift, (ends[0] * width + ends[1] - self.shift)[some]]
        return np.unique(np.concatenate([*numbers, self._anchored()[0]]))

    def _alike(self) -> tuple[Ints, Ints]:
        """The blocks whose wording stands once in the old text and once in the new one: both rows."""
        olds, news = Counter(self.body[: self.shift]), Counter(self.body[self.shift :])
        place = {body: j + self.shift for j, body in enumerate(self.body[self.shift :])}
        same = [(i, place[b]) for i, b in enumerate(self.body[: self.shift]) if olds[b] == news[b] == 1]
        both = np.array(same, np.int64).reshape(-1, 2)
        return both[:, 0], both[:, 1]

    def _anchored(self) -> tuple[Ints, Ints]:
        """The pairs that share a pair of words which stands in one old and in one new block alone, as
        numbers ascending, and how many such pairs of words they share (after patience diff, Cohen)."""
        if self._anchors is None:
            rows, features = self.phrases, len(self.phrases.idf)
            block = np.repeat(np.arange(self.size), np.diff(rows.start))
            is_old = block < self.shift
            times_old = np.bincount(rows.feature[is_old], minlength=features)
            times_new = np.bincount(rows.feature[~is_old], minlength=features)
            once = (times_old == 1) & (times_new == 1)
            holder = np.zeros((2, features), np.int64)
            holder[0, rows.feature[is_old]] = block[is_old]
            holder[1, rows.feature[~is_old]] = block[~is_old] - self.shift
            number = holder[0, once] * (self.size - self.shift) + holder[1, once]
            self._anchors = np.unique(number, return_counts=True)
        return self._anchors

    def anchors(self, old: Ints, new: Ints) -> Floats:
        """Takes pairs; gives how many pairs of words found nowhere else each of them shares."""
        known, count = self._anchored()
        if not len(known):
            return np.zeros(len(old))
        asked = old * (self.size - self.shift) + new
        place = np.minimum(np.searchsorted(known, asked), len(known) - 1)
        return np.where(known[place] == asked, count[place], 0).astype(float)

    def _numbers(self, a: Ints, b: Ints) -> Floats:
        """The share of numbers in common of each pair of blocks."""
        some = np.array([bool(numbers) for numbers in self.numbers], bool)
        asked = np.flatnonzero(some[a] | some[b])
        shares = np.full(len(a), NO_NUMBERS)
        ends = zip(a[asked].tolist(), b[asked].tolist(), strict=True)
        shares[asked] = [_common(self.numbers[i], self.numbers[j]) for i, j in ends]
        return shares

    def measure(self, old: Ints, new: Ints) -> Likeness:
        """Takes pairs as two arrays, the first ascending; gives their likeness."""
        a, b = old, new + self.shift
        cosine, shared, old_mass, new_mass = _overlap(self.words, a, b)
        grams, phrases = _overlap(self.grams, a, b), _overlap(self.phrases, a, b)
        sequence = process.cpdist(_pick(self.body, a), _pick(self.body, b), scorer=fuzz.ratio)
        left, right = _pick(self.coded, a), _pick(self.coded, b)
        common = process.cpdist(left, right, scorer=LCSseq.similarity)
        opening = process.cpdist(left, right, scorer=Prefix.similarity)
        old_size = np.maximum(1, np.array([len(text) for text in left], np.int64))
        new_size = np.maximum(1, np.array([len(text) for text in right], np.int64))
        least, anchors = np.minimum(old_size, new_size), self.anchors(old, new)
        return Likeness(
            rest=(common - opening) / np.maximum(1, least - opening),
            anchors=np.log1p(anchors),
            anchored=anchors / least,
            growth=np.log(new_size / old_size),
            words=cosine,
            grams=grams.cosine,
            sequence=sequence.astype(float) / 100,
            old_kept=shared / np.maximum(old_mass, 1e-9),
            new_known=shared / np.maximum(new_mass, 1e-9),
            old_order=common / old_size,
            new_order=common / new_size,
            opening=opening / np.maximum(1, common),
            old_phrases=phrases.shared / np.maximum(phrases.first, 1e-9),
            new_phrases=phrases.shared / np.maximum(phrases.second, 1e-9),
            shared=np.log1p(shared),
            numbers=self._numbers(a, b),
            old_only=np.log1p(np.maximum(old_mass - shared, 0)),
            new_only=np.log1p(np.maximum(new_mass - shared, 0)),
        )
