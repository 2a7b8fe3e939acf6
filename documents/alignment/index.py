"""An inverted index over blocks of text: which few pairs of blocks are worth measuring.

Comparing all pairs in full would grow with the square of the text. The rarest features name the
candidates instead: each block may look at a fixed number of index entries, rarest feature first, and
keeps the few blocks that collect most weight. Features are weighted by TF-IDF (Spärck Jones 1972),
so boilerplate weighs little.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

LOOKUPS = 1000  # index entries a block may look at in each view
KEPT = 8  # candidates a block keeps
FLOOR = 0.1  # shared weight that is worth a look; the most is one for each view
CELLS = 200_000  # cells of a table held at a time; more would not stay in the processor's cache
LAID_OUT = 4  # cells of a table for each entry at which it is still laid out
CODES = 4_000_000  # codes that are ranked by a table; more are sorted


class Rows(NamedTuple):
    """Sparse rows of unit length: block k has ``feature[start[k]:start[k + 1]]`` with those weights."""

    start: Ints
    feature: Ints
    weight: Floats
    idf: Floats

    def of(self, block: int) -> slice:
        """Where the features of a block stand."""
        return slice(int(self.start[block]), int(self.start[block + 1]))

    def take(self, blocks: Ints) -> "Rows":
        """The rows of some blocks, in the order they are named."""
        size = self.start[blocks + 1] - self.start[blocks]
        entry = ranges(self.start[blocks], size)
        return Rows(np.append(0, np.cumsum(size)), self.feature[entry], self.weight[entry], self.idf)


def _ranked(codes: Ints) -> tuple[Ints, int]:
    """Numbers the codes from 0 in their order; gives the number of each, and how many there are."""
    most = int(codes.max(initial=-1)) + 1
    if most > CODES:
        names, ranks = np.unique(codes, return_inverse=True)
        return ranks, len(names)
    known = np.zeros(most, bool)
    known[codes] = True
    rank = np.cumsum(known) - 1
    return rank[codes], int(known.sum())


def _rows(block: Ints, feature: Ints, blocks: int) -> Rows:
    """Counts (block, feature) occurrences into TF-IDF rows."""
    feature, names = _ranked(feature)
    size = max(1, names)
    cell, count = np.unique(block * size + feature, return_counts=True)
    owner, column = cell // size, cell % size
    idf = np.log((blocks + 1) / (np.bincount(column, minlength=size) + 1)) + 1
    weight = (1 + np.log(count)) * idf[column]
    length = np.sqrt(np.bincount(owner, weights=weight**2, minlength=blocks))
    return Rows(np.searchsorted(owner, np.arange(blocks + 1)), column, weight / length[owner], idf)


def windows(texts: Sequence[str], width: int) -> Rows:
    """Rows by runs of ``width`` characters that stay inside a text."""
    code = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32).astype(np.int64)
    block = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    size = max(0, len(code) - width + 1)
    code, letters = _ranked(code)
    window = code[:size]
    for k in range(1, width):
        window, _ = _ranked(window * letters + code[k : size + k])
    whole = block[:size] == block[width - 1 :] if size else np.zeros(0, bool)
    return _rows(block[:size][whole], window[whole], len(texts))


def ranges(first: Ints, count: Ints) -> Ints:
    """Gives first[0], first[0] + 1, … (count[0] of them), then the same for the next."""
    ends = np.cumsum(count)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - count, count) + np.repeat(first, count)


class _Index:
    """The inverted index of some rows: for each feature, who has it and with what weight."""

    def __init__(self, rows: Rows) -> None:
        self.width = len(rows.start) - 1
        order = np.argsort(rows.feature, kind="stable")
        self.owner = np.repeat(np.arange(self.width), np.diff(rows.start))[order]
        self.weight = rows.weight[order]
        self.bounds = np.searchsorted(rows.feature[order], np.arange(len(rows.idf) + 1))

    def shared(self, asking: Rows, low: int, high: int) -> tuple[Ints, Floats]:
        """The weight that asking rows low..high share with indexed ones, by the features they can afford.

        Gives cells of a flat table, in which all indexed blocks for the first asking one come first, and
        what is to be summed up in each.
        """
        asker, feature, weight = self._affordable(asking, low, high)
        count = self.bounds[feature + 1] - self.bounds[feature]
        entry = ranges(self.bounds[feature], count)
        cell = np.repeat(asker * self.width, count) + self.owner[entry]
        return cell, np.repeat(weight, count) * self.weight[entry]

    def _affordable(self, rows: Rows, low: int, high: int) -> tuple[Ints, Ints, Floats]:
        """The rarest features of rows low..high, within each one's look-ups: which row, feature, weight."""
        mine = slice(rows.start[low], rows.start[high])
        asker = np.repeat(np.arange(high - low), np.diff(rows.start[low : high + 1]))
        feature, weight = rows.feature[mine], rows.weight[mine]
        price = self.bounds[feature + 1] - self.bounds[feature]
        rank = asker * (price.max(initial=0) + 1) + price
        order = np.sort(rank * len(rank) + np.arange(len(rank))) % max(1, len(rank))
        asker, feature, weight = asker[order], feature[order], weight[order]
        spent = np.cumsum(price[order])
        before = np.append(0, spent)[np.searchsorted(asker, np.arange(high - low))]
        use = (spent - before[asker] <= LOOKUPS) & (price[order] > 0)
        return asker[use], feature[use], weight[use]


def candidates(views: Sequence[Rows], asking: Ints, asked: Ints) -> tuple[Ints, Ints, Floats]:
    """For each asking block, the asked blocks that share most weight of its rarest features: both ends, and
    that weight."""
    indexes = [_Index(rows.take(asked)) for rows in views]
    questions = [rows.take(asking) for rows in views]
    step = max(1, CELLS // min(max(1, len(asked)), LOOKUPS))
    kept_pairs: list[tuple[Ints, Ints, Floats]] = [
        (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    ]
    for low in range(0, len(asking), step):
        high = min(low + step, len(asking))
        parts = [index.shared(rows, low, high) for index, rows in zip(indexes, questions, strict=True)]
        cell, shared = _summed(parts, (high - low) * len(asked))
        line, column = np.divmod(cell, len(asked))
        order = np.lexsort((-shared, line))
        line, column, shared = line[order], column[order], shared[order]
        kept = np.arange(len(line)) - np.searchsorted(line, line) < KEPT
        kept_pairs.append((line[kept] + low, column[kept], shared[kept]))
    lines, columns, weights = (np.concatenate(column) for column in zip(*kept_pairs, strict=True))
    return asking[lines], asked[columns], weights


def _summed(parts: Sequence[tuple[Ints, Floats]], size: int) -> tuple[Ints, Floats]:
    """The cells of a table of so many, ascending, that hold more than is negligible, and what they hold. A
    table that would mostly be empty is not laid out."""
    entries = sum(len(cell) for cell, _ in parts)
    if size <= max(CELLS, LAID_OUT * entries):
        table = np.zeros(size)
        for cell, value in parts:
            table += np.bincount(cell, weights=value, minlength=size)
        cell = np.flatnonzero(table > FLOOR)
        return cell, table[cell]
    cell, place = np.unique(np.concatenate([cell for cell, _ in parts]), return_inverse=True)
    total = np.bincount(place, np.concatenate([value for _, value in parts]), len(cell))
    return cell[total > FLOOR], total[total > FLOOR].astype(float, copy=False)
