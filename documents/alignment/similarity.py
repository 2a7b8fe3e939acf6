"""How alike two blocks of text are, measured for the few pairs worth measuring.

No language is known here. A text is folded (case, accents and typography go), its leading label
(``3.2``, ``b)``, ``§ 4``, ``Article 12``) is set aside because renumbering says nothing about
identity, and the rest is seen in three ways: as words cut to a common length, which stands in for
stemming in inflected languages (McNamee and Mayfield 2004), as pairs of neighbouring words, and
as character trigrams. All are weighted by TF-IDF (Spärck Jones 1972), so boilerplate weighs little.

Comparing all pairs in full would grow with the square of the text. An inverted index of the
rarest features names the candidates instead: each block may look at a fixed number of index
entries, rarest feature first, and keeps the few blocks that collect most weight.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq, Prefix

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STEM = 6  # letters of a word that are compared
LOOKUPS = 2000  # index entries a block may look at in each view
KEPT = 12  # candidates a block keeps
FLOOR = 0.1  # shared weight that is worth a look; the most is one for each view
CELLS = 1_000_000  # cells of the table of shared weights held at a time
FIRST_WORD = 0x10000  # words are written as single characters from here on, past the surrogates

_MARKS = dict.fromkeys(range(0x300, 0x370))
_LETTERS = {"ı": "i", "ł": "l", "đ": "d", "ø": "o"}
_PLAIN = str.maketrans(_LETTERS | dict.fromkeys("’‘ʼ`´", "'") | dict.fromkeys("“”„«»", '"'))
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
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_MARKS).translate(_PLAIN)
    return " ".join(plain.split())


def split_label(folded: str) -> tuple[str, str]:
    """Takes a folded text; gives its leading label (may be empty) and what follows.

    Where nothing follows, the label without its numbers is the text: «article #».
    """
    found = _LABEL.match(folded)
    cut = found.end() if found else 0
    label, body = folded[:cut].strip(), folded[cut:].strip()
    return label, body or _NUMBER.sub("#", label)


class Rows(NamedTuple):
    """Sparse rows of unit length: block k has ``feature[start[k]:start[k + 1]]`` with those weights."""

    start: Ints
    feature: Ints
    weight: Floats
    idf: Floats

    def of(self, block: int) -> slice:
        """Where the features of a block stand."""
        return slice(int(self.start[block]), int(self.start[block + 1]))


def _rows(block: Ints, feature: Ints, blocks: int) -> Rows:
    """Counts (block, feature) occurrences into TF-IDF rows."""
    names, feature = np.unique(feature, return_inverse=True)
    size = max(1, len(names))
    cell, count = np.unique(block * size + feature, return_counts=True)
    row, column = cell // size, cell % size
    idf = np.log((blocks + 1) / (np.bincount(column, minlength=size) + 1)) + 1
    weight = (1 + np.log(count)) * idf[column]
    length = np.sqrt(np.bincount(row, weights=weight**2, minlength=blocks))
    return Rows(np.searchsorted(row, np.arange(blocks + 1)), column, weight / length[row], idf)


def _windows(texts: Sequence[str], width: int) -> Rows:
    """Rows by runs of ``width`` characters that stay inside a text."""
    code = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32).astype(np.int64)
    block = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    size = max(0, len(code) - width + 1)
    window = np.zeros(size, np.int64)
    for k in range(width):
        window = window << 21 | code[k : size + k]
    whole = block[:size] == block[width - 1 :] if size else np.zeros(0, bool)
    return _rows(block[:size][whole], window[whole], len(texts))


def _ranges(first: Ints, count: Ints) -> Ints:
    """Gives first[0], first[0] + 1, … (count[0] of them), then the same for the next."""
    ends = np.cumsum(count)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - count, count) + np.repeat(first, count)


class _Index:
    """The inverted index of some blocks: for each feature, who has it and with what weight."""

    def __init__(self, rows: Rows, blocks: range) -> None:
        self.rows, self.width = rows, len(blocks)
        start = rows.start[blocks.start : blocks.stop + 1]
        order = np.argsort(rows.feature[start[0] : start[-1]], kind="stable")
        feature = rows.feature[start[0] : start[-1]][order]
        self.owner = np.repeat(np.arange(self.width), np.diff(start))[order]
        self.weight = rows.weight[start[0] : start[-1]][order]
        self.bounds = np.searchsorted(feature, np.arange(len(rows.idf) + 1))

    def shared(self, low: int, high: int) -> Floats:
        """The weight that blocks low..high share with each indexed one, by the features they can afford."""
        row, feature, weight = self._affordable(low, high)
        count = self.bounds[feature + 1] - self.bounds[feature]
        entry = _ranges(self.bounds[feature], count)
        cell = np.repeat(row * self.width, count) + self.owner[entry]
        value = np.repeat(weight, count) * self.weight[entry]
        table = np.bincount(cell, weights=value, minlength=(high - low) * self.width).astype(
            float, copy=False
        )
        return table.reshape(high - low, self.width)

    def _affordable(self, low: int, high: int) -> tuple[Ints, Ints, Floats]:
        """The rarest features of blocks low..high, within each one's look-ups: row, feature, weight."""
        rows = self.rows
        mine = slice(rows.start[low], rows.start[high])
        row = np.repeat(np.arange(high - low), np.diff(rows.start[low : high + 1]))
        feature, weight = rows.feature[mine], rows.weight[mine]
        price = self.bounds[feature + 1] - self.bounds[feature]
        order = np.lexsort((price, row))
        row, feature, weight = row[order], feature[order], weight[order]
        spent = np.cumsum(price[order])
        before = np.append(0, spent)[np.searchsorted(row, np.arange(high - low))]
        use = spent - before[row] <= LOOKUPS
        return row[use], feature[use], weight[use]


def _candidates(views: Sequence[Rows], asking: range, asked: range) -> set[tuple[int, int]]:
    """For each asking block, the asked blocks that share most weight of its rarest features."""
    indexes = [_Index(rows, asked) for rows in views]
    step = max(1, CELLS // len(asked))
    found: set[tuple[int, int]] = set()
    for low in range(asking.start, asking.stop, step):
        high = min(low + step, asking.stop)
        shared = np.sum([index.shared(low, high) for index in indexes], axis=0)
        line, column = np.nonzero(shared > FLOOR)
        order = np.lexsort((-shared[line, column], line))
        line, column = line[order], column[order]
        kept = np.arange(len(line)) - np.searchsorted(line, line) < KEPT
        found.update(zip((line[kept] + low - asking.start).tolist(), column[kept].tolist(), strict=True))
    return found


def _overlap(rows: Rows, a: Ints, b: Ints) -> tuple[Floats, Floats, Floats, Floats]:
    """For pairs of blocks, ``a`` ascending: cosine, shared weight, and the whole weight of each."""
    block = np.repeat(np.arange(len(rows.start) - 1), np.diff(rows.start))
    mass = np.bincount(block, weights=rows.idf[rows.feature], minlength=len(rows.start) - 1).astype(
        float, copy=False
    )
    weights = np.zeros(len(rows.idf))
    cosine, shared = np.zeros(len(a)), np.zeros(len(a))
    bounds = np.append(np.flatnonzero(np.diff(a, prepend=-1)), len(a))
    for low, high in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        mine = rows.of(a[low])
        weights[rows.feature[mine]] = rows.weight[mine]
        first = rows.start[b[low:high]]
        count = rows.start[b[low:high] + 1] - first
        entry = _ranges(first, count)
        known = weights[rows.feature[entry]]
        line = np.repeat(np.arange(high - low), count)
        cosine[low:high] = np.bincount(line, weights=known * rows.weight[entry], minlength=high - low)
        shared[low:high] = np.bincount(
            line, weights=(known > 0) * rows.idf[rows.feature[entry]], minlength=high - low
        )
        weights[rows.feature[mine]] = 0
    return cosine, shared, mass[a], mass[b]


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
        ids: dict[str, int] = {}
        stems = ([word[:STEM] for word in _WORD.findall(body)] for body in self.body)
        self.coded = [
            "".join(chr(FIRST_WORD + ids.setdefault(stem, len(ids))) for stem in block) for block in stems
        ]
        self.words = _windows(self.coded, 1)
        self.phrases = _windows(self.coded, 2)
        self.grams = _windows([f" {body} " for body in self.body], 3)

    def propose(self) -> set[tuple[int, int]]:
        """Gives the pairs (old, new) worth measuring, found from both sides by words and by trigrams."""
        old, new = range(self.shift), range(self.shift, self.size)
        views = self.words, self.grams
        return _candidates(views, old, new) | {(i, j) for j, i in _candidates(views, new, old)}

    def measure(self, old: Ints, new: Ints) -> Likeness:
        """Takes pairs as two arrays, the first ascending; gives their likeness."""
        a, b = old, new + self.shift
        words, shared, old_mass, new_mass = _overlap(self.words, a, b)
        grams, _, _, _ = _overlap(self.grams, a, b)
        _, phrases, old_phrases, new_phrases = _overlap(self.phrases, a, b)
        sequence = process.cpdist([self.body[k] for k in a], [self.body[k] for k in b], scorer=fuzz.ratio)
        left, right = [self.coded[k] for k in a], [self.coded[k] for k in b]
        common = process.cpdist(left, right, scorer=LCSseq.similarity)
        opening = process.cpdist(left, right, scorer=Prefix.similarity)
        return Likeness(
            words=words,
            grams=grams,
            sequence=sequence.astype(float) / 100,
            old_kept=shared / np.maximum(old_mass, 1e-9),
            new_known=shared / np.maximum(new_mass, 1e-9),
            old_order=common / np.maximum(1, [len(text) for text in left]),
            new_order=common / np.maximum(1, [len(text) for text in right]),
            opening=opening / np.maximum(1, common),
            old_phrases=phrases / np.maximum(old_phrases, 1e-9),
            new_phrases=phrases / np.maximum(new_phrases, 1e-9),
            shared=np.log1p(shared),
            old_only=np.log1p(np.maximum(old_mass - shared, 0)),
            new_only=np.log1p(np.maximum(new_mass - shared, 0)),
        )
