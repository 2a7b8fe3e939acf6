"""A paragraph that became several, or several that became one: compared as one text with its parts.

Words that stayed are then kept words, whichever part they are in now; only what joins or parts the pieces
is marked.
"""

from collections.abc import Hashable, Mapping, Sequence
from itertools import accumulate

from rapidfuzz.distance import LCSseq

from documents.redline.leaves import Leaf, Word
from documents.redline.marking import Edited
from documents.redline.units import Pairs, Unit
from documents.redline.word_diff import Change, changes

PART = 0.6  # share of the words of a part that have to stand in the whole
PARTS = 0.8  # the same for all parts together
WHOLE = 0.8  # share of the words of the whole that have to stand in its parts
LEAST = 8  # words of a paragraph that is worth taking apart
LONGEST = 3_000  # words that are compared
KINDS = ("p", "li", "blockquote")
REACH = 40  # units beside one another that are looked at


def compared_parts(old: Sequence[Leaf], new: Sequence[Leaf], by_old: bool = False) -> list[Edited]:
    """For each leaf of the new side (or the old one) what of the other side became it, and how."""
    before, after = _run(old), _run(new)
    edits = changes(before, after)
    if by_old:
        turned = _cut(after, before, [Change(e.c, e.d, e.a, e.b) for e in edits], old)
        return [_turned(part) for part in turned]
    return _cut(before, after, edits, new)


def _run(leaves: Sequence[Leaf]) -> list[Word]:
    """The words of all leaves, those of one parted from those of the next."""
    words: list[Word] = []
    for leaf in leaves:
        first, rest = leaf.words[:1], leaf.words[1:]
        words += [word._replace(space=word.space or " ") if words else word for word in first]
        words += rest
    return words


def _cut(
    before: Sequence[Word], after: Sequence[Word], edits: Sequence[Change], leaves: Sequence[Leaf]
) -> list[Edited]:
    """The comparison of two runs of words as one for each leaf that ``after`` is made of."""
    parts: list[Edited] = []
    a = c = first = 0
    for end in accumulate(len(leaf.words) for leaf in leaves):
        b, d = (_place(edits, end), end) if end < len(after) else (len(before), end)
        inside = []
        for at in range(first, len(edits)):
            edit = edits[at]
            if edit.a > b or edit.c > d:
                break
            part = Change(max(edit.a, a), min(edit.b, b), max(edit.c, c), min(edit.d, d))
            if part.a < part.b or part.c < part.d:
                inside.append(
                    Change(part.a - a, max(part.a, part.b) - a, part.c - c, max(part.c, part.d) - c)
                )
            if edit.b <= b and edit.d <= d:
                first = at + 1
        parts.append(Edited(before[a:b], after[c:d], inside))
        a, c = b, d
    return parts


def _place(edits: Sequence[Change], c: int) -> int:
    """Where in the one text a place of the other is. What is gone there belongs to what stands before."""
    b = d = 0
    for edit in edits:
        if edit.c > c or (edit.c == c and edit.d > c):
            break
        if edit.d > c:
            return edit.b
        b, d = edit.b, edit.d
    return b + c - d


def _turned(part: Edited) -> Edited:
    """The same comparison seen from the other text."""
    return Edited(part.new, part.old, [Change(e.c, e.d, e.a, e.b) for e in part.changes])


def gather(old: Sequence[Unit], new: Sequence[Unit], pairs: Pairs) -> tuple[list[Unit], list[Unit], Pairs]:
    """Takes both rows of units and which is which; gives them with the parts of what was split or merged
    as one unit, paired with the whole."""
    after, split = _gathered(old, new, pairs)
    before, merged = _gathered(after, old, _turned_pairs(split))
    return before, after, _turned_pairs(merged)


def _turned_pairs(pairs: Pairs) -> Pairs:
    return {(j, i): size for (i, j), size in pairs.items()}


def _gathered(whole: Sequence[Unit], parts: Sequence[Unit], pairs: Pairs) -> tuple[list[Unit], Pairs]:
    """The parts, those that make up one of the wholes as one unit, and the pairs by their new places."""
    partner = dict(sorted(pairs))
    free = set(range(len(parts))) - set(partner.values())
    groups: dict[int, list[int]] = {}  # the first of the parts of a whole → all of them
    gathered: list[int] = []
    last = -1
    for i, unit in enumerate(whole):
        mine = partner.get(i)
        if free and _may_be_whole(unit) and not (mine is not None and parts[mine].reading == unit.reading):
            beside = _beside(last + 1 if mine is None else mine, free, parts)
            group = _group(unit, parts, beside, mine) if len(beside) > 1 else []
            if group:
                groups[group[0]] = group
                partner[i] = group[0]
                gathered.append(i)
                free -= set(group)
        last = partner.get(i, last)
    sizes = {i: size for (i, _), size in pairs.items()} | {i: float(whole[i].size) for i in gathered}
    return _regrouped(parts, partner, groups, sizes)


def _may_be_whole(unit: Unit) -> bool:
    return unit.kind in KINDS and unit.size >= LEAST and not unit.joined


def _beside(start: int, free: set[int], parts: Sequence[Unit]) -> list[int]:
    """The free parts in a row around a place, with the one that stands there."""
    low = high = start
    while low - 1 in free and start - low < REACH and parts[low - 1].kind in KINDS:
        low -= 1
    while high + 1 in free and high - start < REACH and parts[high + 1].kind in KINDS:
        high += 1
    return list(range(low, high + 1)) if start < len(parts) and parts[start].kind in KINDS else []


def _group(whole: Unit, parts: Sequence[Unit], beside: Sequence[int], mine: int | None) -> list[int]:
    """Those of the parts that are of the whole and stand in a row with its counterpart, if they are more."""
    ids: dict[Hashable, int] = {}
    letters = _letters(_words(whole), ids)
    sizes = {j: _words(parts[j]) for j in beside}
    runs: list[list[int]] = [[]]
    for j in beside:
        shared = LCSseq.similarity(letters, _letters(sizes[j], ids))
        if sizes[j] and (shared >= PART * len(sizes[j]) or j == mine):
            runs[-1].append(j)
        else:
            runs.append([])
    run = max(runs, key=lambda run: (mine in run, sum(len(sizes[j]) for j in run)))
    if len(run) < 2 or (mine is not None and mine not in run):
        return []
    every = [word for j in run for word in sizes[j]]
    shared = LCSseq.similarity(letters, _letters(every, ids))
    alone = LCSseq.similarity(letters, _letters(sizes[mine], ids)) if mine is not None else 0
    rest = len(every) - (len(sizes[mine]) if mine is not None else 0)
    fits = shared >= WHOLE * len(letters) and shared >= PARTS * len(every)
    return run if fits and shared - alone >= PART * rest else []


def _words(unit: Unit) -> list[Hashable]:
    """What the words of a unit are compared by, without signs."""
    return [word.key for leaf in unit.leaves for word in leaf.words if word.weight][:LONGEST]


def _letters(words: Sequence[Hashable], ids: dict[Hashable, int]) -> str:
    """Words as single characters, for fast comparison."""
    return "".join(chr(0x100 + ids.setdefault(word, len(ids)) % 0xD000) for word in words)


def _regrouped(
    parts: Sequence[Unit],
    partner: Mapping[int, int],
    groups: Mapping[int, Sequence[int]],
    sizes: Mapping[int, float],
) -> tuple[list[Unit], Pairs]:
    place: dict[int, int] = {}
    gathered: list[Unit] = []
    inner = {j for group in groups.values() for j in group[1:]}
    for j, unit in enumerate(parts):
        if j in inner:
            continue
        place[j] = len(gathered)
        group = groups.get(j)
        leaves = [leaf for k in group for leaf in parts[k].leaves] if group else []
        gathered.append(Unit(leaves, joined=True) if group else unit)
    return gathered, {(i, place[j]): sizes.get(i, 1.0) for i, j in partner.items() if j in place}
