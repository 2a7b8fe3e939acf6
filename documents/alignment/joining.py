"""The links found pair by pair, and those of runs, put together."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np

from documents.alignment.classifiers import SURE
from documents.alignment.features import Pairs
from documents.alignment.index import Flags, Floats, Ints
from documents.alignment.runs import Run, find_runs
from documents.alignment.similarity import FIRST_WORD

EVEN: Final = 0.66  # likeness at which a run is as likely as not
STEEP: Final = 16.0  # how the log-odds of a run rise from there with its likeness
BRINGS: Final = 0.3  # share of a block's words that the run of its whole leaves open, for a link beside it
COMPLETE: Final = 0.93  # likeness of a run from which that is asked
ITEMS: Final = ("item", "li")  # kinds of blocks that are points of a list


class Links(NamedTuple):
    """Pairs in ascending order, one entry each: the old and the new block, log-odds, whether they are
    linked, and whether that is the first link of the old block."""

    old: Ints
    new: Ints
    odds: Floats
    chosen: Flags
    primary: Flags


def with_runs(pairs: Pairs, links: Links, target: Ints, source: Ints) -> Links:
    """Takes the links found pair by pair, and those of them that are one to one as the new block of each
    old one and the reverse; gives all links with those of the runs.

    A link that leads from a block of a run out of it is given up if it is less sure than the run, but for
    one of the whole to a block that brings what the run leaves open. Of a split into points the words that
    introduce them are the primary link.
    """
    width = pairs.sizes[1]
    runs = _compatible(find_runs(pairs, links.odds, target, source))
    asked = np.array([i * width + j for run in runs for i, j in run.ends], np.int64)
    links = _widened(links, np.setdiff1d(asked, links.old * width + links.new), width)
    place = np.searchsorted(links.old * width + links.new, asked).tolist()
    by_old, by_new = _touching(links)
    is_point = _points(pairs)
    start = 0
    for run in runs:
        rows, start = place[start : start + len(run.ends)], start + len(run.ends)
        sure = max(0.0, STEEP * (run.alike - EVEN))
        links.odds[rows] = np.maximum(links.odds[rows], sure)
        if not run.taken:
            continue
        touching = {at for i, j in run.ends for at in (*by_old[i], *by_new[j])}.difference(rows)
        for at in touching:
            links.chosen[at] &= links.odds[at] > sure or _leaves_room(pairs, run, links, at)
        links.chosen[rows] = True
        if not run.splits:
            links.primary[rows] = True
            continue
        mine = [at for at in {*by_old[run.ends[0][0]], *rows} if links.chosen[at]]
        points = is_point[[j for _, j in run.ends]]
        if (not points[0] and points[1:].all()) or not links.primary[mine].any():
            links.primary[mine] = False
            links.primary[rows[0]] = True
    return links


def _leaves_room(pairs: Pairs, run: Run, links: Links, at: int) -> bool:
    """Whether a link leads from the whole of a run to a block that may bring what the run leaves open."""
    end, shift = (int(links.old[at]), int(links.new[at])), pairs.texts.shift
    mine, its = (0, 1) if run.splits else (1, 0)
    if end[mine] != run.ends[0][mine]:
        return False
    if run.alike < COMPLETE:
        return True
    coded, weight = pairs.texts.coded, pairs.texts.words.idf
    words = [coded[block + shift * side] for side, block in enumerate(end)]
    parts = {word for each in run.ends for word in coded[each[its] + shift * its]}
    left = set(words[mine]) - parts
    brought = sum(weight[ord(word) - FIRST_WORD] for word in words[its] if word in left)
    return bool(brought >= BRINGS * sum(weight[ord(word) - FIRST_WORD] for word in words[its]))


def _points(pairs: Pairs) -> Flags:
    """Whether each new block is a point of a list: an item, or labelled as one."""
    labels = pairs.texts.label[pairs.texts.shift :]
    kinds = pairs.new_types.tolist()
    return np.array([bool(label) or kind in ITEMS for label, kind in zip(labels, kinds, strict=True)], bool)


def _widened(links: Links, numbers: Ints, width: int) -> Links:
    """The links with room for more pairs, which are named by their numbers; copied."""
    old, new = np.append(links.old, numbers // width), np.append(links.new, numbers % width)
    order, none = np.lexsort((new, old)), np.zeros(len(numbers), bool)
    return Links(
        old[order],
        new[order],
        np.append(links.odds, np.full(len(numbers), -SURE))[order],
        np.append(links.chosen, none)[order],
        np.append(links.primary, none)[order],
    )


def _touching(links: Links) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """The rows of the links of each old block, and of each new one."""
    by_old, by_new = defaultdict[int, list[int]](list), defaultdict[int, list[int]](list)
    for at in np.flatnonzero(links.chosen).tolist():
        by_old[int(links.old[at])].append(at)
        by_new[int(links.new[at])].append(at)
    return by_old, by_new


def _compatible(found: Iterable[Run]) -> list[Run]:
    """The runs most alike first, leaving out those with a block that is in one already."""
    kept: list[Run] = []
    taken: set[tuple[int, int]] = set()
    for run in sorted(found, key=lambda run: (not run.taken, -run.alike)):
        blocks = {(side, block) for end in run.ends for side, block in enumerate(end)}
        if not blocks & taken:
            taken |= blocks
            kept.append(run)
    return kept
