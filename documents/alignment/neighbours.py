"""What the links around a pair of blocks say about it. Pure functions on arrays.

``target`` is the new block of each old one and ``source`` the reverse, -1 for none; ``old`` and ``new``
are the two ends of the pairs asked about. Every function gives one entry a pair.
"""

from typing import Final, NamedTuple

import numpy as np

from documents.alignment.index import Floats, Ints

AROUND: Final = 4  # blocks on either side that are looked at
UNKNOWN: Final = 0.3  # what a share counts for where nothing is linked yet


class Labels(NamedTuple):
    """The labels of one text: the sort of each block's label, -1 where there is none or it has no
    number, and the number."""

    sort: Ints
    number: Ints


def continuation(target: Ints, source: Ints, old: Ints, new: Ints) -> tuple[Floats, Floats]:
    """How well each pair continues the links of its neighbours, before it and after it.

    1 if the nearest linked neighbour is as far away in both texts; less as the distances differ. The
    second neighbour counts too, as the first may itself have moved; both sides are asked.
    """
    views = np.array(
        [
            trust * np.array(_steps(link, here, there, skip))
            for link, here, there in ((target, old, new), (source, new, old))
            for skip, trust in ((0, 1.0), (1, 0.9))
        ]
    )
    before, after = views.max(0)
    return before, after


def _steps(link: Ints, here: Ints, there: Ints, skip: int) -> tuple[Floats, Floats]:
    """Continuation of the links of one side, past ``skip`` linked neighbours: before, after."""
    known = np.flatnonzero(link >= 0)
    if not len(known):
        return np.zeros(len(here)), np.zeros(len(here))
    result = []
    for place, sign in (
        (np.searchsorted(known, here) - 1 - skip, 1),
        (np.searchsorted(known, here, side="right") + skip, -1),
    ):
        neighbour = known[np.clip(place, 0, len(known) - 1)]
        mine, theirs = sign * (here - neighbour), sign * (there - link[neighbour])
        right = (place >= 0) & (place < len(known)) & (theirs > 0)
        distance = np.abs(mine - theirs) / 2 + 0.15 * np.maximum(np.minimum(mine, theirs) - 1, 0)
        result.append(np.where(right, 1 / (1 + distance), 0.0))
    return result[0], result[1]


def surroundings(target: Ints, source: Ints, old: Ints, new: Ints) -> tuple[Floats, Floats]:
    """Of the linked blocks around the old one, the share that went near the new one; and the reverse."""
    return _gone_along(target, old, new), _gone_along(source, new, old)


def _gone_along(link: Ints, here: Ints, there: Ints) -> Floats:
    padded = np.pad(link, AROUND, constant_values=-1)
    along, linked = np.zeros(len(here)), np.zeros(len(here))
    for step in (*range(-AROUND, 0), *range(1, AROUND + 1)):
        goes = padded[here + step + AROUND]
        linked += goes >= 0
        along += (goes >= 0) & (np.abs(goes - there - step) <= AROUND)
    return (along + UNKNOWN) / (linked + 1)


def renumbering(old_labels: Labels, new_labels: Labels, target: Ints, old: Ints, new: Ints) -> list[Floats]:
    """Whether the number in a block's label changes as it does in the nearest links whose labels are of
    the same sort, before it and after it: 1 if it does, 0 if not, a half where nothing can be compared.
    """
    linked = (target >= 0) & (old_labels.sort >= 0) & (old_labels.sort == new_labels.sort[target])
    change = np.where(linked, new_labels.number[target] - old_labels.number, 0)
    size = len(target)
    place = old_labels.sort * size + np.arange(size)  # by sort, then in the order of the text
    known = np.sort(place[linked])
    alike = (old_labels.sort[old] >= 0) & (old_labels.sort[old] == new_labels.sort[new])
    mine = new_labels.number[new] - old_labels.number[old]
    result = []
    for nearest in (np.searchsorted(known, place[old]) - 1, np.searchsorted(known, place[old], side="right")):
        inside = alike & (nearest >= 0) & (nearest < len(known))
        other = known[np.where(inside, nearest, 0)] if len(known) else np.zeros(len(old), np.int64)
        inside &= other // size == old_labels.sort[old]
        result.append(np.where(inside, change[other % size] == mine, 0.5))
    return result


def sections(
    old_heads: Ints, new_heads: Ints, target: Ints, source: Ints, old: Ints, new: Ints
) -> tuple[Floats, Floats, Floats]:
    """Takes which blocks are headings; gives the share of the old block's section that went to the new
    block's, the share of the new one's that came from the old one's, and (as logarithm) the number of
    such links, the pair's own left out."""
    old_section, new_section = np.cumsum(old_heads), np.cumsum(new_heads)
    width = int(new_section[-1]) + 1
    linked = target >= 0
    goes = np.where(linked, new_section[target], -1)
    comes = np.where(source >= 0, old_section[source], -1)
    known, count = np.unique(old_section[linked] * width + goes[linked], return_counts=True)
    asked = old_section[old] * width + new_section[new]
    place = np.minimum(np.searchsorted(known, asked), max(0, len(known) - 1))
    both = np.where(known[place] == asked, count[place], 0) if len(known) else np.zeros(len(asked))
    out = both - (goes[old] == new_section[new])
    back = both - (comes[new] == old_section[old])
    leaving = np.bincount(old_section[linked], minlength=old_section[-1] + 1)[old_section[old]] - linked[old]
    arriving = np.bincount(new_section[source >= 0], minlength=width)[new_section[new]] - (source >= 0)[new]
    stay = np.where(leaving > 0, out / np.maximum(leaving, 1), UNKNOWN)
    come = np.where(arriving > 0, back / np.maximum(arriving, 1), UNKNOWN)
    return stay, come, np.log1p(np.maximum(out, back))
