"""A word diff: which words of a passage were kept, so that what changed is few, whole and readable.

The shortest list of changed words is not the best one to read: words that two sentences share by
chance cut a change into crumbs. So a change has two prices, one for each word in it and one for
beginning it, and the cheapest set of changes is found exactly (Gotoh 1982, with rows as numpy
arrays). Long passages are first cut where whole sentences stayed; what remains too long for the
exact way is matched by plain common order, or taken as replaced.
"""

from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from documents.redline.leaves import Word

BEGIN = 3.0  # price of a change, in words
SIGN = 0.05  # price of a changed sign
EXACT = 4_000_000  # pairs of words that are compared exactly
COMMON = 400_000_000  # pairs for plain common order
PARTED = 10_000  # pairs of words of a change that is looked through for small ones
STAYED = 0.6  # share of the words of one side that has to stay
MOST_ADDED = 2.5  # times the words that stayed, all that a change has become
LONG = 60  # words of a sentence that is taken in parts
STOPS = frozenset(".!?;:…\u037e")

Floats = NDArray[np.float32]


class Change(NamedTuple):
    """old[a:b] became new[c:d]; one of the two may be empty."""

    a: int
    b: int
    c: int
    d: int


def changes(old: Sequence[Word], new: Sequence[Word]) -> list[Change]:
    """Takes the words of a passage before and after; gives what changed, in order."""
    ids: dict[Hashable, int] = {}
    left = [ids.setdefault(word.key, len(ids)) for word in old]
    right = [ids.setdefault(word.key, len(ids)) for word in new]
    kept = _kept(left, right, old, new, (0, len(left), 0, len(right)), 0)
    joined = _join(_gaps(kept, len(left), len(right)), old, new)
    parted = [part for change in joined for part in _parted(change, left, right, old, new)]
    edits = _slide(parted, left, right, old, new)
    return _with_spelling(edits, old, new)


def _kept(
    left: list[int],
    right: list[int],
    old: Sequence[Word],
    new: Sequence[Word],
    box: tuple[int, int, int, int],
    depth: int,
) -> list[tuple[int, int]]:
    """Pairs of kept words inside the box, in order."""
    a, b, c, d = box
    head, tail = [], []
    while a < b and c < d and left[a] == right[c]:
        head.append((a, c))
        a, c = a + 1, c + 1
    while a < b and c < d and left[b - 1] == right[d - 1]:
        b, d = b - 1, d - 1
        tail.append((b, d))
    if a == b or c == d:
        middle = []
    elif (b - a) * (d - c) <= EXACT and b - a <= d - c:
        middle = _exact(left[a:b], right[c:d], old[a:b], new[c:d], a, c)
    elif (b - a) * (d - c) <= EXACT:
        middle = [(i, j) for j, i in _exact(right[c:d], left[a:b], new[c:d], old[a:b], c, a)]
    elif depth == 0:
        middle = _by_sentences(left, right, old, new, (a, b, c, d))
    elif (b - a) * (d - c) <= COMMON:
        middle = _common(left[a:b], right[c:d], a, c)
    else:
        middle = []
    return head + middle + tail[::-1]


def _common(left: Sequence[Hashable], right: Sequence[Hashable], a: int, c: int) -> list[tuple[int, int]]:
    """Pairs by longest common order."""
    return [
        (a + block.a + k, c + block.b + k)
        for block in LCSseq.editops(left, right).as_matching_blocks()
        for k in range(block.size)
    ]


def _by_sentences(
    left: list[int],
    right: list[int],
    old: Sequence[Word],
    new: Sequence[Word],
    box: tuple[int, int, int, int],
) -> list[tuple[int, int]]:
    """Pairs found by matching whole sentences first, then the words between them."""
    a, b, c, d = box
    mine, theirs = _sentences(left, old, a, b), _sentences(right, new, c, d)
    if len(mine) * len(theirs) > COMMON:
        return []
    matched = _common([s[1] for s in mine], [s[1] for s in theirs], 0, 0)
    kept: list[tuple[int, int]] = []
    for i, j in [*matched, (len(mine), len(theirs))]:
        stop, end = (mine[i][0], theirs[j][0]) if i < len(mine) else (b, d)
        kept += _kept(left, right, old, new, (a, stop, c, end), 1)
        if i < len(mine):
            size = len(mine[i][1])
            kept += [(stop + k, end + k) for k in range(size)]
            a, c = stop + size, end + size
    return kept


def _sentences(
    ids: list[int], words: Sequence[Word], low: int, high: int
) -> list[tuple[int, tuple[int, ...]]]:
    """Start and words of each sentence; one that does not end is cut at words that do so in both texts."""
    sentences, start = [], low
    for at in range(low, high):
        long = at - start > LONG and ids[at] % 16 == 0
        if long or ends_sentence(words, at) or at == high - 1:
            sentences.append((start, tuple(ids[start : at + 1])))
            start = at + 1
    return sentences


def ends_sentence(words: Sequence[Word], at: int) -> bool:
    """True if a sentence ends with words[at]: a stop, or a quote, bracket or footnote sign right after one.

    The stop of an initial (``J. Doe``, ``U.S.``) ends nothing.
    """
    if words[at].weight or (at + 1 < len(words) and not words[at + 1].space):
        return False
    stop = at
    while stop > 0 and stop > at - 4 and not words[stop].weight and not _is_stop(words[stop]):
        stop -= 1
    return _is_stop(words[stop]) and not (stop and _is_initial(words[stop - 1]))


def _is_stop(word: Word) -> bool:
    return word.pieces[0][0] in STOPS


def _is_initial(word: Word) -> bool:
    return len(word.pieces[0][0]) == 1 and word.pieces[0][0].isupper()


def _price(words: Sequence[Word]) -> Floats:
    return np.array([1.0 if word.weight else SIGN for word in words], np.float32)


def _exact(
    left: list[int], right: list[int], old: Sequence[Word], new: Sequence[Word], a: int, c: int
) -> list[tuple[int, int]]:
    """Pairs of the cheapest changes: table of prices row by row, then the way back."""
    down, across = _price(old), _price(new)
    ids = np.array(right, np.int64)
    rows, columns = len(left) + 1, len(right) + 1
    keep = np.full((rows, columns), np.inf, np.float32)
    change = np.full((rows, columns), np.inf, np.float32)
    run = np.concatenate((np.zeros(1, np.float32), np.cumsum(across)))
    keep[0, 0] = 0
    change[0, 1:] = BEGIN + run[1:]
    for i in range(1, rows):
        match = ids == left[i - 1]
        before = np.minimum(keep[i - 1, :-1], change[i - 1, :-1])
        keep[i, 1:][match] = before[match]
        best = np.minimum(change[i - 1], keep[i - 1] + BEGIN) + down[i - 1] - run
        best[1:] = np.minimum(best[1:], keep[i, :-1] + BEGIN - run[:-1])
        change[i] = np.minimum.accumulate(best) + run
    return _back(keep, change, down, across, a, c)


def _back(
    keep: Floats, change: Floats, down: Floats, across: Floats, a: int, c: int
) -> list[tuple[int, int]]:
    """Reads the cheapest way from the end of the table."""
    i, j = keep.shape[0] - 1, keep.shape[1] - 1
    kept = []
    keeping = keep[i, j] <= change[i, j]
    while i or j:
        if keeping:
            i, j = i - 1, j - 1
            kept.append((a + i, c + j))
            keeping = keep[i, j] <= change[i, j]
            continue
        ways = []
        if i:
            ways += [
                (change[i - 1, j] + down[i - 1], 1, False),
                (keep[i - 1, j] + BEGIN + down[i - 1], 1, True),
            ]
        if j:
            ways += [
                (change[i, j - 1] + across[j - 1], 0, False),
                (keep[i, j - 1] + BEGIN + across[j - 1], 0, True),
            ]
        _, up, keeping = min(ways)
        i, j = (i - 1, j) if up else (i, j - 1)
    return kept[::-1]


def _gaps(kept: list[tuple[int, int]], old: int, new: int) -> list[Change]:
    """What lies between the kept words."""
    gaps, a, c = [], 0, 0
    for i, j in [*kept, (old, new)]:
        if i > a or j > c:
            gaps.append(Change(a, i, c, j))
        a, c = i + 1, j + 1
    return gaps


def _with_spelling(found: list[Change], old: Sequence[Word], new: Sequence[Word]) -> list[Change]:
    """Adds the words that were kept but are spelled another way, apart from what changed around them."""
    every: list[Change] = []
    a = c = 0
    for change in [*found, Change(len(old), len(old), len(new), len(new))]:
        pairs = zip(range(a, change.a), range(c, change.c), strict=True)
        other = [Change(i, i + 1, j, j + 1) for i, j in pairs if _other_spelling(old[i], new[j])]
        every += [*_join(other, old, new), change]
        a, c = change.b, change.d
    return every[:-1]


def _other_spelling(one: Word, two: Word) -> bool:
    return one.pieces != two.pieces and one.text != two.text


def _one_sided(change: Change) -> bool:
    """Whether words only came, or only went."""
    return change.a == change.b or change.c == change.d


def _weigh(words: Sequence[Word], low: int, high: int) -> int:
    return sum(word.weight for word in words[low:high])


def _join(found: list[Change], old: Sequence[Word], new: Sequence[Word]) -> list[Change]:
    """Joins changes that are parted only by words kept by chance."""
    joined: list[Change] = []
    sizes: list[int] = []
    for change in found:
        joined.append(change)
        sizes.append(_weigh(old, change.a, change.b) + _weigh(new, change.c, change.d))
        while len(joined) > 1:
            one, two = joined[-2:]
            between = _weigh(new, one.d, two.c)
            stranded = between <= 3 and sizes[-2] + sizes[-1] >= 4 * between + 2
            small = 0 if _one_sided(one) and _one_sided(two) else 1
            if between > (3 if stranded else min(small, sizes[-2] + sizes[-1])):
                break
            joined[-2:] = [Change(one.a, two.b, one.c, two.d)]
            sizes[-2:] = [sizes[-2] + sizes[-1] + 2 * between]
    return joined


def _parted(
    change: Change, left: list[int], right: list[int], old: Sequence[Word], new: Sequence[Word]
) -> list[Change]:
    """A change as the small ones that it is made of, if most words of one side stayed and are not few among
    all that it has become: «bold, fast» became «not bold, not fast». Else what stayed did so by chance.
    """
    a, b, c, d = change
    size = b - a, d - c
    if not all(size) or size[0] * size[1] > PARTED:
        return [change]
    kept = _common(left[a:b], right[c:d], a, c)
    stayed = sum(old[i].weight for i, _ in kept)
    fewer, more = sorted((_weigh(old, a, b), _weigh(new, c, d)))
    if stayed < max(1, STAYED * fewer) or more > MOST_ADDED * stayed:
        return [change]
    gaps = _gaps([(i - a, j - c) for i, j in kept], *size)
    return [Change(gap.a + a, gap.b + a, gap.c + c, gap.d + c) for gap in gaps]


def _slide(
    found: list[Change], left: list[int], right: list[int], old: Sequence[Word], new: Sequence[Word]
) -> list[Change]:
    """Moves a pure insertion or deletion to where a reader would put it: at whole sentences."""
    moved: list[Change] = []
    for at, change in enumerate(found):
        if (change.a == change.b) == (change.c == change.d):
            moved.append(change)
            continue
        inserted = change.a == change.b
        ids, words = (right, new) if inserted else (left, old)
        low, high = (change.c, change.d) if inserted else (change.a, change.b)
        floor = (moved[-1].d if inserted else moved[-1].b) if moved else 0
        following = found[at + 1] if at + 1 < len(found) else Change(len(left), 0, len(right), 0)
        roof = following.c if inserted else following.a
        shift = _best_shift(ids, words, (low, high), (floor + bool(moved), roof - (at + 1 < len(found))))
        moved.append(Change(*(x + shift for x in change)))
    return moved


def _best_shift(ids: list[int], words: Sequence[Word], span: tuple[int, int], limits: tuple[int, int]) -> int:
    low, high = span
    first = last = 0
    while low + first > limits[0] and ids[low + first - 1] == ids[high + first - 1]:
        first -= 1
    while high + last < limits[1] and ids[low + last] == ids[high + last]:
        last += 1
    return max(range(first, last + 1), key=lambda s: (_seam(words, low + s, high + s), s))


def _seam(words: Sequence[Word], low: int, high: int) -> float:
    """How natural it is to cut before words[low] and before words[high]."""
    score = 0.0
    for at in (low, high):
        if at == 0 or at == len(words) or ends_sentence(words, at - 1):
            score += 4
        elif not words[at - 1].weight:
            score += 1 if words[at].space or words[at - 1].space else 0
        elif not words[at].weight:
            score += 0.5
    return score
