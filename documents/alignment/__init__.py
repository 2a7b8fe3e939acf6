"""Which block of an old text is which block of the new one.

A comment follows its paragraph into the next version only if the two are the same provision, so
a wrong link is worse than none. The decision is taken for the whole text at once:

1. Candidates: an inverted index of rare words and trigrams proposes a few pairs a block, and each
   is measured (``similarity``). What the likeness says alone is the pair's log-odds by content.
2. Backbone: the heaviest chain of pairs that keeps the order of both texts (Jacobson and Vo 1992)
   is what did not move. Blocks between and beside its links are added as candidates, so a
   heading with new words, or one of many equal lines, can still be known by its place.
3. Context: with the links so far, each pair is classified again by what its neighbours and its section
   became, and links are given out anew, strongest first, one to a block. Repeated, this settles
   (relaxation labelling, Rosenfeld, Hummel and Zucker 1976). A pair whose odds are against it is
   left out: having no counterpart is an answer, and a close runner-up counts against both.
4. Parts: a pair with one block already linked may be a second link, a split or a merge; doubtful
   pairs of two free blocks get a second hearing (``split_merge``). A block cut into points, or points
   drawn together, are laid beside each other whole (``runs``, put together in ``joining``).
5. Kinds: links off the longest chain in order are moves.

The confidence of a link is its probability, reduced by what speaks for the best rival left over.
``features`` says what is measured, ``classifiers`` how it is weighed. Measuring grows linearly with
the text.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from documents.alignment.classifiers import SURE, load_classifiers, weigh
from documents.alignment.features import Pairs, runner_up
from documents.alignment.index import Flags, Floats, Ints
from documents.alignment.joining import Links, with_runs
from documents.alignment.similarity import Texts
from documents.alignment.split_merge import Parts
from documents.text.scripts import script_alone

CERTAIN: Final = 0.95  # a placement below this confidence must be called uncertain
ROUNDS: Final = 3  # classifications by context
GAP: Final = 100  # pairs added from one gap of the backbone
REPEATS: Final = 30  # equal blocks past a link that are added
HEADSTART: Final = 1.0  # log-odds that a link of the backbone is given before the first of them

CLASSIFIERS: Final = load_classifiers(Path(__file__).with_name("weights.json"))


class Link(NamedTuple):
    """What became of a block: ``old`` is None for an added one, ``new`` for a deleted one.

    kind: unchanged, edited, moved, moved and edited, split, merged, deleted or added. A text in the
    other script of Serbian is unchanged.
    confidence: the probability that this is right, from 0 to 1.
    """

    old: int | None
    new: int | None
    kind: str
    confidence: float


def match(
    old: Sequence[str],
    new: Sequence[str],
    old_types: Sequence[str] | None = None,
    new_types: Sequence[str] | None = None,
) -> list[Link]:
    """Takes the blocks of both texts and, if known, their types (a heading's begins with «h»).

    Gives every link, in the order of the old blocks, then the added ones. Of several links of an
    old block the first is its primary one: where its comments go.
    """
    if not old or not new:
        return [Link(i, None, "deleted", 1.0) for i in range(len(old))] + [
            Link(None, j, "added", 1.0) for j in range(len(new))
        ]
    pairs = Pairs(Texts(old, new), old_types or [""] * len(old), new_types or [""] * len(new))
    content, odds, target, source = settle(pairs)
    chosen = target[pairs.old] == pairs.new
    parts = Parts(pairs, odds, target, source)
    if len(parts.asked):
        verdict = weigh(CLASSIFIERS["part"], parts.features(content))
        odds[parts.asked] = verdict
        chosen[parts.asked[verdict > 0]] = True
    primary = target[pairs.old] == pairs.new
    links = with_runs(pairs, Links(pairs.old, pairs.new, odds, chosen, primary), target, source)
    return _describe(links, old, new)


def match_sentences(old: Sequence[str], new: Sequence[str]) -> list[Link]:
    """Takes the sentences of a paragraph and of its counterpart; gives their links as ``match`` does."""
    return match(old, new)


def align(
    old_blocks: Sequence[str],
    new_blocks: Sequence[str],
    old_types: Sequence[str] | None = None,
    new_types: Sequence[str] | None = None,
) -> list[tuple[int | None, int | None, str]]:
    """The links of ``match`` as plain rows; a block moved and edited is called moved."""
    links = match(old_blocks, new_blocks, old_types, new_types)
    return [(link.old, link.new, link.kind.removesuffix(" and edited")) for link in links]


def settle(pairs: Pairs) -> tuple[Floats, Floats, Ints, Ints]:
    """Gives the log-odds by content and by context, and the links one to one: the new block of each
    old one and the old block of each new one, -1 for none."""
    content, target, source = begin(pairs)
    odds = content
    for _ in range(ROUNDS):
        odds = weigh(CLASSIFIERS["context"], pairs.context(content, target, source))
        target, source = assign(pairs, odds)
    return content, odds, target, source


def begin(pairs: Pairs) -> tuple[Floats, Ints, Ints]:
    """Links by content and order alone, after the pairs around the backbone have been added."""
    odds = _muted(pairs, weigh(CLASSIFIERS["content"], pairs.content))
    spine = backbone(pairs, odds)
    target, _ = _headstart(pairs, odds, spine)
    pairs.add(_beside(pairs, target) | _between(pairs, spine))
    content = weigh(CLASSIFIERS["content"], pairs.content)
    odds = _muted(pairs, content)
    return content, *_headstart(pairs, odds, backbone(pairs, odds))


def _muted(pairs: Pairs, content: Floats) -> Floats:
    """Two bare numbers («Article 4») say nothing yet: they are known by what stands below them."""
    return np.where(pairs.bare, -SURE, content)


def _headstart(pairs: Pairs, odds: Floats, spine: list[int]) -> tuple[Ints, Ints]:
    bonus = np.zeros(len(odds))
    bonus[spine] = HEADSTART
    return assign(pairs, odds + bonus, HEADSTART / 2)


def assign(pairs: Pairs, odds: Floats, least: float = 0.0) -> tuple[Ints, Ints]:
    """Gives out links one to one, strongest first; ``odds`` below ``least`` make no link."""
    target, source = np.full(pairs.sizes[0], -1), np.full(pairs.sizes[1], -1)
    strong = np.flatnonzero(odds >= least)
    for k in strong[np.argsort(-odds[strong], kind="stable")].tolist():
        i, j = pairs.old[k], pairs.new[k]
        if target[i] < 0 and source[j] < 0:
            target[i], source[j] = j, i
    return target, source


def backbone(pairs: Pairs, odds: Floats) -> list[int]:
    """The numbers of the pairs on the heaviest chain in order, by positive log-odds."""
    good = np.flatnonzero(odds > 0)
    chain = heaviest_chain(pairs.old[good].tolist(), pairs.new[good].tolist(), odds[good].tolist())
    return [int(good[k]) for k in chain]


def heaviest_chain(old: Sequence[int], new: Sequence[int], weight: Sequence[float]) -> list[int]:
    """Takes pairs and their weights; gives the numbers of those on the heaviest strictly increasing chain.

    One pass over the pairs with a Fenwick tree that keeps the best chain up to each new block.
    """
    size = max(new, default=-1) + 2
    best: list[tuple[float, int]] = [(0.0, -1)] * (size + 1)
    before = [-1] * len(old)

    def up_to(end: int) -> tuple[float, int]:
        heaviest = (0.0, -1)
        while end > 0:
            heaviest = max(heaviest, best[end])
            end -= end & -end
        return heaviest

    for k in sorted(range(len(old)), key=lambda k: (old[k], -new[k])):
        total, before[k] = up_to(new[k])
        place = new[k] + 1
        while place <= size:
            best[place] = max(best[place], (total + weight[k], k))
            place += place & -place
    chain, k = [], up_to(size)[1]
    while k >= 0:
        chain.append(k)
        k = before[k]
    return chain[::-1]


def _beside(pairs: Pairs, target: Ints) -> set[tuple[int, int]]:
    """Pairs next to a link, the headings above it, and runs of equal text that continue it (Heckel 1978)."""
    candidates: set[tuple[int, int]] = set()
    (height, width), body, shift = pairs.sizes, pairs.texts.body, pairs.texts.shift
    old_head, new_head = _headings(pairs.old_heads), _headings(pairs.new_heads)
    for i in np.flatnonzero(target >= 0).tolist():
        j = int(target[i])
        candidates.update((i + x, j + y) for x, y in ((1, 1), (-1, -1), (1, 2), (2, 1), (-1, -2), (-2, -1)))
        candidates.add((old_head[i], new_head[j]))
        for step in (1, -1):
            for away in range(step, step * REPEATS, step):
                x, y = i + away, j + away
                if not (0 <= x < height and 0 <= y < width) or body[x] != body[y + shift] or target[x] == y:
                    break
                candidates.add((x, y))
    return {(i, j) for i, j in candidates if 0 <= i < height and 0 <= j < width}


def _headings(heads: Flags) -> list[int]:
    """The heading above each block, or the block itself if it is one; -1 before the first."""
    own = np.where(heads, np.arange(len(heads)), -1)
    return [int(head) for head in np.maximum.accumulate(own)]


def _between(pairs: Pairs, spine: list[int]) -> set[tuple[int, int]]:
    """All pairs inside the small gaps of the backbone."""
    candidates: set[tuple[int, int]] = set()
    i = j = -1
    for x, y in [*((int(pairs.old[k]), int(pairs.new[k])) for k in spine), pairs.sizes]:
        if (x - i - 1) * (y - j - 1) <= GAP:
            candidates.update((a, b) for a in range(i + 1, x) for b in range(j + 1, y))
        i, j = x, y
    return candidates


def _describe(links: Links, old: Sequence[str], new: Sequence[str]) -> list[Link]:
    """Names the kind and the confidence of every chosen link and of every block without one."""
    odds, first = links.odds, links.primary
    numbers = sorted(
        np.flatnonzero(links.chosen).tolist(), key=lambda k: (links.old[k], not first[k], -odds[k])
    )
    sure = confidence(links, len(old), len(new)).tolist()
    ends = [(int(links.old[k]), int(links.new[k])) for k in numbers]
    kinds = _kinds(ends, old, new)
    result = [Link(i, j, kind, sure[k]) for (i, j), kind, k in zip(ends, kinds, numbers, strict=True)]
    deleted = _alone(links.old, odds, {i for i, _ in ends}, len(old))
    added = _alone(links.new, odds, {j for _, j in ends}, len(new))
    result += [Link(i, None, "deleted", certainty) for i, certainty in deleted]
    result.sort(key=lambda link: link.old or 0)
    return result + [Link(None, j, "added", certainty) for j, certainty in added]


def _alone(side: Ints, odds: Floats, linked: set[int], size: int) -> list[tuple[int, float]]:
    """The blocks of one side without a link, and the probability that none of their pairs is one."""
    best = np.full(size, -np.inf)
    np.maximum.at(best, side, odds)
    lone = (1 - _probability(best)).tolist()
    return [(block, lone[block]) for block in range(size) if block not in linked]


def _probability(odds: Floats) -> Floats:
    return 1 / (1 + np.exp(-odds))


def confidence(links: Links, olds: int, news: int) -> Floats:
    """The probability of each pair, no more than its share against the best rival that was left out.

    A rival that is held by a link of its own counts only by as much as it is stronger than that link.
    """
    odds, chosen = links.odds, links.chosen
    held = np.maximum(0.0, odds[chosen])
    by_old, by_new = np.zeros(olds), np.zeros(news)
    np.maximum.at(by_old, links.old[chosen], held)
    np.maximum.at(by_new, links.new[chosen], held)
    for_old = np.where(chosen, -np.inf, odds - by_new[links.new])
    for_new = np.where(chosen, -np.inf, odds - by_old[links.old])
    rival = np.maximum(runner_up(links.old, for_old, -np.inf), runner_up(links.new, for_new, -np.inf))
    return np.minimum(_probability(odds), _probability(odds - rival))


def _kinds(ends: Sequence[tuple[int, int]], old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Names each link: several ends first, then place, then wording."""
    targets, sources = Counter(i for i, _ in ends), Counter(j for _, j in ends)
    single = [(i, j) for i, j in ends if targets[i] == 1 and sources[j] == 1]
    chain = heaviest_chain([i for i, _ in single], [j for _, j in single], [1.0] * len(single))
    in_order = {single[k] for k in chain}
    kinds = []
    for i, j in ends:
        same = same_words(old[i], new[j])
        if targets[i] > 1:
            kinds.append("split")
        elif sources[j] > 1:
            kinds.append("merged")
        elif (i, j) in in_order:
            kinds.append("unchanged" if same else "edited")
        else:
            kinds.append("moved" if same else "moved and edited")
    return kinds


def same_words(old: str, new: str) -> bool:
    """Whether the words are the same: spaces do not count, nor does the script of Serbian."""
    one, two = " ".join(old.split()), " ".join(new.split())
    return one == two or script_alone(one, two)
