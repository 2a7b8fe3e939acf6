"""How alike two blocks of text are, measured for the few pairs worth measuring.

No language is known here. A text is folded (case, accents and typography go), its leading label
(``3.2``, ``b)``, ``§ 4``, ``Article 12``) is set aside because renumbering says nothing about
identity, and the rest is seen in three ways: as words cut to a common length, which stands in for
stemming in inflected languages (McNamee and Mayfield 2004), as pairs of neighbouring words, and
as character trigrams. Which pairs are worth it is told by an ``index`` of the three.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq, Prefix

from documents.alignment.index import CELLS, Floats, Ints, Rows, candidates, ranges, windows

STEM = 6  # letters of a word that are compared
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
    if text.isascii():
        plain = text.lower().replace("`", "'")  # the same, sooner
    else:
        plain = unicodedata.normalize("NFKD", text.casefold()).translate(_PLAIN)
    return " ".join(plain.split())


def split_label(folded: str) -> tuple[str, str]:
    """Takes a folded text; gives its leading label (may be empty) and what follows.

    Where nothing follows, the label without its numbers is the text: «article #».
    """
    found = _LABEL.match(folded)
    cut = found.end() if found else 0
    label, body = folded[:cut].strip(), folded[cut:].strip()
    return label, body or _NUMBER.sub("#", label)


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
    place = np.zeros(max(CELLS, width), np.int32)  # where a feature stands in the rows, plus one
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
        found = place[np.repeat(offset, size) + rows.feature[entry]]
        hit = np.flatnonzero(found)
        line = np.repeat(np.arange(len(partner)), size)[hit]
        entry, other = entry[hit], found[hit] - 1
        cosine[pairs] = np.bincount(line, rows.weight[other] * rows.weight[entry], len(partner))
        shared[pairs] = np.bincount(line, rows.idf[rows.feature[entry]], len(partner))
        place[cell] = 0
    block = np.repeat(np.arange(blocks), np.diff(rows.start))
    mass = np.bincount(block, rows.idf[rows.feature], blocks).astype(float, copy=False)
    return _Overlap(cosine, shared, mass[a], mass[b])


def _pick(texts: Sequence[str], which: Ints) -> list[str]:
    return [texts[k] for k in which.tolist()]


class Likeness(NamedTuple):
    """How alike the two blocks of each pair are; one entry a pair. Shares run from 0 to 1."""

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
    old_only: Floats  # weight of the words in the old block alone (logarithm)
    new_only: Floats  # weight of the words in the new block alone (logarithm)


class Texts:
    """An old and a new text, indexed: proposes pairs of blocks and measures them.

    Blocks of both texts are numbered through: new block j is row ``shift + j``.
    """

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        self.shift, self.size = len(old), len(old) + len(new)
        folded = [split_label(fold(block)) for block in (*old, *new)]
        self.label = [label for label, _ in folded]
        self.body = [body for _, body in folded]
        self.numbers = [set(_NUMBER.findall(f"{label} {body}")) for label, body in folded]
        stems = [[word[:STEM] for word in _WORD.findall(body)] for body in self.body]
        sign = {stem: chr(FIRST_WORD + k) for k, stem in enumerate(dict.fromkeys(chain(*stems)))}
        self.coded = ["".join([sign[stem] for stem in block]) for block in stems]
        self.words = windows(self.coded, 1)
        self.phrases = windows(self.coded, 2)
        self.grams = windows([f" {body} " for body in self.body], 3)

    def propose(self) -> Ints:
        """Gives the pairs worth measuring, found from both sides by words and by trigrams.

        A pair is one number here: the old block's times the number of new blocks, plus the new one's.
        """
        old, new = range(self.shift), range(self.shift, self.size)
        views = self.words, self.grams
        (i, j), (y, x) = candidates(views, old, new), candidates(views, new, old)
        return np.union1d(i * len(new) + j, x * len(new) + y)

    def measure(self, old: Ints, new: Ints) -> Likeness:
        """Takes pairs as two arrays, the first ascending; gives their likeness."""
        a, b = old, new + self.shift
        cosine, shared, old_mass, new_mass = _overlap(self.words, a, b)
        grams, phrases = _overlap(self.grams, a, b), _overlap(self.phrases, a, b)
        sequence = process.cpdist(_pick(self.body, a), _pick(self.body, b), scorer=fuzz.ratio)
        left, right = _pick(self.coded, a), _pick(self.coded, b)
        common = process.cpdist(left, right, scorer=LCSseq.similarity)
        opening = process.cpdist(left, right, scorer=Prefix.similarity)
        return Likeness(
            words=cosine,
            grams=grams.cosine,
            sequence=sequence.astype(float) / 100,
            old_kept=shared / np.maximum(old_mass, 1e-9),
            new_known=shared / np.maximum(new_mass, 1e-9),
            old_order=common / np.maximum(1, [len(text) for text in left]),
            new_order=common / np.maximum(1, [len(text) for text in right]),
            opening=opening / np.maximum(1, common),
            old_phrases=phrases.shared / np.maximum(phrases.first, 1e-9),
            new_phrases=phrases.shared / np.maximum(phrases.second, 1e-9),
            shared=np.log1p(shared),
            old_only=np.log1p(np.maximum(old_mass - shared, 0)),
            new_only=np.log1p(np.maximum(new_mass - shared, 0)),
        )
