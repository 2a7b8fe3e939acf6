"""How alike two blocks of text are, measured for the few pairs worth measuring.

No language is known here. A text is folded (case, accents and typography go), its leading label
(``3.2``, ``b)``, ``§ 4``, ``Article 12``) is set aside because renumbering says nothing about
identity, and the rest is seen in two ways: as words cut to a common length, which stands in for
stemming in inflected languages (McNamee and Mayfield 2004), and as character trigrams. Both
are weighted by TF-IDF (Spärck Jones 1972), so boilerplate weighs little.

Comparing all pairs would grow with the square of the text. An inverted index of the rarest
features names the candidates instead: each block may look at a fixed number of index entries,
rarest feature first, and keeps the few blocks that collect most weight. Only those pairs
are measured in full.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STEM = 6  # letters of a word that are compared
LOOKUPS = 3000  # index entries a block may look at
KEPT = 8  # candidates a block keeps from each view
FIRST_WORD_CHARACTER = 0x10000  # words are written as single characters from here on

_MARKS = dict.fromkeys((c for c in range(0x300, 0x370)), None)
_PLAIN = str.maketrans(
    {"ı": "i", "ł": "l", "đ": "d", "ø": "o"} | {c: "'" for c in "’‘ʼ`´"} | {c: '"' for c in "“”„«»"}
)
_LABEL = re.compile(
    r"^(?:[#>*+\-–•|]+\s+)*"  # marks of the source
    r"(?:\[\^?\w+\]:?\s*|\(?\d+(?:[.\-]\d+)*[.)]?(?=\s|$)|\(?[^\W\d_]{1,2}[.)](?=\s|$)|\(?[ivxlc]+[.)](?=\s|$)"
    r"|§+\s*\d+\w?|[^\W\d_]{1,12}\.?\s+\d+(?:\.\d+)*\.?(?=\W|$))?"
)
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """Gives the text without case, accents and typographic variants, spaces made single."""
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_MARKS).translate(_PLAIN)
    return " ".join(plain.split())


def split_label(folded: str) -> tuple[str, str]:
    """Takes a folded text; gives its leading label (may be empty) and what follows."""
    end = _LABEL.match(folded)
    cut = end.end() if end else 0
    return folded[:cut].strip(), folded[cut:].strip()


class Side(NamedTuple):
    """One of the two texts, prepared: its blocks as folded bodies, labels and words."""

    label: list[str]
    body: list[str]
    words: list[list[str]]


def prepare(blocks: Sequence[str]) -> Side:
    """Takes the blocks of a text; gives them in the forms that are compared."""
    parts = [split_label(fold(block)) for block in blocks]
    bodies = [body or _NUMBER.sub("#", label) for label, body in parts]
    words = [[word[:STEM] for word in _WORD.findall(body)] for body in bodies]
    return Side([label for label, _ in parts], bodies, words)


class Rows(NamedTuple):
    """Sparse rows: block k has features ``feature[start[k]:start[k + 1]]`` with unit-length weights."""

    start: Ints
    feature: Ints
    weight: Floats
    idf: Floats


def _rows(block: Ints, feature: Ints, blocks: int) -> Rows:
    """Counts (block, feature) occurrences into TF-IDF rows of unit length."""
    names, feature = np.unique(feature, return_inverse=True)
    size = max(1, len(names))
    cell, count = np.unique(block * size + feature, return_counts=True)
    row, column = cell // size, cell % size
    idf = np.log((blocks + 1) / (np.bincount(column, minlength=size) + 1)) + 1
    weight = (1 + np.log(count)) * idf[column]
    length = np.sqrt(np.bincount(row, weight**2, minlength=blocks))
    weight = weight / length[row]
    return Rows(np.searchsorted(row, np.arange(blocks + 1)), column, weight, idf)


def word_rows(sides: Sequence[Side]) -> tuple[Rows, list[str]]:
    """Gives the rows of all blocks by words, and each block's words as one string of private characters."""
    ids: dict[str, int] = {}
    numbered = [[ids.setdefault(word, len(ids)) for word in words] for side in sides for words in side.words]
    block = np.repeat(np.arange(len(numbered)), [len(words) for words in numbered])
    feature = np.fromiter((word for words in numbered for word in words), np.int64, len(block))
    strings = ["".join(chr(FIRST_WORD_CHARACTER + word) for word in words) for words in numbered]
    return _rows(block, feature, len(numbered)), strings


def pair_rows(strings: Sequence[str]) -> Rows:
    """Gives the rows of all blocks by pairs of neighbouring words: what shares them shares phrases."""
    code = np.frombuffer("".join(strings).encode("utf-32-le"), np.uint32).astype(np.int64)
    block = np.repeat(np.arange(len(strings)), [len(text) for text in strings])
    whole = block[1:] == block[:-1]
    return _rows(block[1:][whole], (code[:-1] << 21 | code[1:])[whole], len(strings))


def gram_rows(sides: Sequence[Side]) -> Rows:
    """Gives the rows of all blocks by character trigrams."""
    texts = [f" {body} " for side in sides for body in side.body]
    code = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32).astype(np.int64)
    block = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    whole = block[2:] == block[:-2]
    gram = (code[:-2] << 42 | code[1:-1] << 21 | code[2:])[whole]
    return _rows(block[2:][whole], gram, len(texts))


def _ranges(first: Ints, count: Ints) -> Ints:
    """Gives first[0], first[0]+1, … (count[0] of them), then the same for the next."""
    ends = np.cumsum(count)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - count, count) + np.repeat(first, count)


def candidates(rows: Rows, asking: range, asked: range) -> tuple[Ints, Ints]:
    """For each asking block, the asked blocks that share most weight of its rarest features.

    Two rankings are kept: by shared weight, which finds a larger block that took this one in, and by
    shared weight over the length looked at, which finds the block most like it.
    """
    width = len(asked)
    inside = slice(rows.start[asked.start], rows.start[asked.stop])
    owner = np.repeat(np.arange(width), np.diff(rows.start[asked.start : asked.stop + 1]))
    order = np.argsort(rows.feature[inside], kind="stable")
    owner, posted = owner[order], rows.weight[inside][order]
    bounds = np.searchsorted(rows.feature[inside][order], np.arange(len(rows.idf) + 1))
    found: list[tuple[Ints, Ints]] = []
    step = max(1, 2_000_000 // max(1, width))
    for low in range(asking.start, asking.stop, step):
        high = min(low + step, asking.stop)
        mine = slice(rows.start[low], rows.start[high])
        row = np.repeat(np.arange(high - low), np.diff(rows.start[low : high + 1]))
        feature, weight = rows.feature[mine], rows.weight[mine]
        number = bounds[feature + 1] - bounds[feature]
        rare = np.lexsort((number, row))
        row, feature, weight, number = row[rare], feature[rare], weight[rare], number[rare]
        spent = np.cumsum(number)
        before = np.concatenate(([0], spent))[np.searchsorted(row, np.arange(high - low))]
        use = spent - before[row] <= LOOKUPS
        row, feature, weight, number = row[use], feature[use], weight[use], number[use]
        entry = _ranges(bounds[feature], number)
        cell = np.repeat(row, number) * width + owner[entry]
        shared = np.bincount(cell, np.repeat(weight, number) * posted[entry], minlength=(high - low) * width)
        shared = shared.reshape(high - low, width)
        kept = min(KEPT, width)
        best = np.argpartition(-shared, kept - 1, axis=1)[:, :kept]
        line = np.repeat(np.arange(high - low), kept)
        hit = shared[line, best.ravel()] > 0
        found.append((line[hit] + low - asking.start, best.ravel()[hit]))
    return np.concatenate([i for i, _ in found]), np.concatenate([j for _, j in found])


class Likeness(NamedTuple):
    """How alike the two blocks of each pair are; one entry a pair, all from 0 to 1."""

    words: Floats  # cosine of the weighted words
    grams: Floats  # cosine of the weighted trigrams
    sequence: Floats  # share of characters in common order
    old_kept: Floats  # share of the old block's word weight found in the new block
    new_known: Floats  # share of the new block's word weight found in the old block
    old_order: Floats  # share of the old block's words found in order in the new block
    new_order: Floats  # share of the new block's words found in order in the old block
    shared: Floats
    phrases: Floats
    phrased: Floats
    old_phrases: Floats
    new_phrases: Floats


class Texts:
    """Both texts, indexed: proposes pairs and measures them."""

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        self.old, self.new = prepare(old), prepare(new)
        self.words, self.strings = word_rows((self.old, self.new))
        self.phrases = pair_rows(self.strings)
        self.grams = gram_rows((self.old, self.new))
        self.shift = len(old)

    def propose(self) -> set[tuple[int, int]]:
        """Gives the pairs (old, new) worth measuring, found from both sides in both views."""
        old, new = range(self.shift), range(self.shift, len(self.strings))
        pairs: set[tuple[int, int]] = set()
        for rows in (self.words, self.grams):
            i, j = candidates(rows, old, new)
            pairs.update(zip(i.tolist(), j.tolist(), strict=True))
            j, i = candidates(rows, new, old)
            pairs.update(zip(i.tolist(), j.tolist(), strict=True))
        return pairs

    def measure(self, i: Ints, j: Ints) -> Likeness:
        """Takes pairs as two arrays; gives their likeness."""
        a, b = i, j + self.shift
        words, shared, old_kept, new_known = _products(self.words, a, b)
        grams, _, _, _ = _products(self.grams, a, b)
        phrases, phrased, old_phrases, new_phrases = _products(self.phrases, a, b)
        sequence = process.cpdist(
            [self.old.body[k] for k in i], [self.new.body[k] for k in j], scorer=fuzz.ratio
        )
        left, right = [self.strings[k] for k in a], [self.strings[k] for k in b]
        common = process.cpdist(left, right, scorer=LCSseq.similarity)
        return Likeness(
            words,
            grams,
            sequence.astype(float) / 100,
            old_kept,
            new_known,
            common / np.maximum(1, [len(x) for x in left]),
            common / np.maximum(1, [len(x) for x in right]),
            shared,
            phrases,
            phrased,
            old_phrases,
            new_phrases,
        )


def _products(rows: Rows, a: Ints, b: Ints) -> tuple[Floats, Floats, Floats, Floats]:
    """For pairs of blocks: cosine, and the share of each one's weight found in the other."""
    order = np.argsort(a, kind="stable")
    mass = np.add.reduceat(np.append(rows.idf[rows.feature], 0), rows.start[:-1]) * (np.diff(rows.start) > 0)
    dense = np.zeros(len(rows.idf))
    cosine, shared = np.zeros(len(a)), np.zeros(len(a))
    ends = list(accumulate(np.unique(a, return_counts=True)[1].tolist()))
    for low, high in zip([0, *ends], ends, strict=False):
        pairs = order[low:high]
        k = a[pairs[0]]
        mine = rows.feature[rows.start[k] : rows.start[k + 1]]
        dense[mine] = rows.weight[rows.start[k] : rows.start[k + 1]]
        first = rows.start[b[pairs]]
        number = rows.start[b[pairs] + 1] - first
        entry = _ranges(first, number)
        theirs = rows.feature[entry]
        weight = dense[theirs]
        line = np.repeat(np.arange(len(pairs)), number)
        cosine[pairs] = np.bincount(line, weight * rows.weight[entry], minlength=len(pairs))
        shared[pairs] = np.bincount(line, (weight > 0) * rows.idf[theirs], minlength=len(pairs))
        dense[mine] = 0
    return cosine, shared, shared / np.maximum(mass[a], 1e-9), shared / np.maximum(mass[b], 1e-9)


def lines(i: Ints, size: int) -> Iterator[Ints]:
    """Gives, for each block, the numbers of its pairs."""
    order = np.argsort(i, kind="stable")
    yield from np.split(order, np.searchsorted(i[order], np.arange(1, size)))
