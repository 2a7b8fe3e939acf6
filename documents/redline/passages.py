"""Sentences that left one paragraph for another, found among what was deleted and what was inserted."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import Indel

from documents.redline.kinds import is_form
from documents.redline.leaves import Word
from documents.redline.marking import Edited, Span
from documents.redline.word_diff import changes, ends_sentence

LEAST = 8  # words; shorter passages stand in several places by chance
MOST = 400  # words; a longer one is only found if it is the same
ALIKE = 0.6
PAIRS = 1_000_000  # passages compared by likeness; beyond that only equal ones are found


class _Passage(NamedTuple):
    """Words low to high of one side of a leaf; ``letters`` has one character for each."""

    leaf: int
    low: int
    high: int
    letters: str  # each word as one character


def find_moved(leaves: Sequence[Edited], first: int) -> list[Edited]:
    """Takes edited leaves; gives them with the passages that moved, named from ``first`` on."""
    ids: dict[object, int] = {}
    gone = [p for n, leaf in enumerate(leaves) for p in _passages(n, leaf, True, ids)]
    come = [p for n, leaf in enumerate(leaves) for p in _passages(n, leaf, False, ids)]
    away: dict[int, list[Span]] = {}
    here: dict[int, list[Span]] = {}
    for number, chain in enumerate(_chains(sorted(_match(gone, come)), gone, come), first):
        i, j = [gone[i] for i, _ in chain], [come[j] for _, j in chain]
        before = leaves[i[0].leaf].old[i[0].low : i[-1].high]
        away.setdefault(i[0].leaf, []).append(Span(i[0].low, i[-1].high, f"m{number}"))
        here.setdefault(j[0].leaf, []).append(Span(j[0].low, j[-1].high, f"m{number}", before))
    return [_without(leaf, away.get(n, []), here.get(n, [])) for n, leaf in enumerate(leaves)]


def _without(leaf: Edited, away: list[Span], here: list[Span]) -> Edited:
    """The leaf with its moved passages set apart, and what remains of it compared anew."""
    if not away and not here:
        return leaf
    again = changes(_apart(leaf.old, away, "away"), _apart(leaf.new, here, "here"))
    away, here = (sorted(spans, key=lambda span: span.low) for spans in (away, here))
    return leaf._replace(changes=again, away=away, here=here)


def _apart(words: Sequence[Word], spans: Sequence[Span], name: str) -> list[Word]:
    """The words, those of the spans equal to no other."""
    apart = list(words)
    for span in spans:
        for at in range(span.low, span.high):
            apart[at] = words[at]._replace(key=(name, at))
    return apart


def _passages(number: int, leaf: Edited, old: bool, ids: dict[object, int]) -> Iterator[_Passage]:
    """Sentences, and parts of one, that a leaf lost or gained."""
    words = leaf.old if old else leaf.new
    for change in leaf.changes:
        if is_form(leaf.old[change.a : change.b], leaf.new[change.c : change.d]):
            continue
        low, high = (change.a, change.b) if old else (change.c, change.d)
        for at in range(low, high):
            if not ends_sentence(words, at) and at < high - 1:
                continue
            part = words[low : at + 1]
            if sum(word.weight for word in part) >= LEAST:
                numbers = (ids.setdefault(word.key, len(ids)) for word in part if word.weight)
                letters = "".join(chr(0x100 + each % 0xD000) for each in numbers)
                yield _Passage(number, low, at + 1, letters)
            low = at + 1


def _match(gone: Sequence[_Passage], come: Sequence[_Passage]) -> list[tuple[int, int]]:
    """Passages that are the same or nearly so, each used once, best first."""
    matches: list[tuple[int, int]] = []
    where: dict[str, list[int]] = {}
    for j, passage in enumerate(come):
        where.setdefault(passage.letters, []).append(j)
    for i, passage in enumerate(gone):
        if where.get(passage.letters):
            matches.append((i, where[passage.letters].pop(0)))
    used_old, used_new = {i for i, _ in matches}, {j for _, j in matches}
    mine = [i for i in range(len(gone)) if i not in used_old and len(gone[i].letters) <= MOST]
    theirs = [j for j in range(len(come)) if j not in used_new and len(come[j].letters) <= MOST]
    if not mine or not theirs or len(mine) * len(theirs) > PAIRS:
        return matches
    table = process.cdist(
        [gone[i].letters for i in mine],
        [come[j].letters for j in theirs],
        scorer=Indel.normalized_similarity,
        score_cutoff=ALIKE,
    )
    for _, x, y in sorted((-float(table[x][y]), x, y) for x, y in zip(*table.nonzero(), strict=True)):
        if mine[x] not in used_old and theirs[y] not in used_new:
            used_old.add(mine[x])
            used_new.add(theirs[y])
            matches.append((mine[x], theirs[y]))
    return matches


def _chains(
    links: Sequence[tuple[int, int]], gone: Sequence[_Passage], come: Sequence[_Passage]
) -> list[list[tuple[int, int]]]:
    """Sentences that followed one another and still do are one passage."""
    chains: list[list[tuple[int, int]]] = []
    for i, j in links:
        if chains and chains[-1][-1] == (i - 1, j - 1) and _follow(gone, i) and _follow(come, j):
            chains[-1].append((i, j))
        else:
            chains.append([(i, j)])
    return chains


def _follow(passages: Sequence[_Passage], at: int) -> bool:
    before, here = passages[at - 1], passages[at]
    return before.leaf == here.leaf and before.high == here.low
