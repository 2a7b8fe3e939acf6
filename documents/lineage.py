"""Which paragraphs of a version come from which of an earlier one. Pure.

The exact relation between two neighbouring versions comes from the editor (``origins`` of the
draft's paragraphs); between distant ones it is composed; the kinds are named anew each time.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from core.enumeration import Labelled
from core.errors import N_
from documents.text.scripts import script_alone


class LineageKind(Labelled):
    """What became of a paragraph from one version to a later one."""

    UNCHANGED = "unchanged", N_("Unchanged")
    EDITED = "edited", N_("Edited")
    MOVED = "moved", N_("Moved")
    MOVED_AND_EDITED = "moved and edited", N_("Moved and edited")
    SPLIT = "split", N_("Split")
    MERGED = "merged", N_("Merged")
    ADDED = "added", N_("Added")
    DELETED = "deleted", N_("Deleted")


class Line(NamedTuple):
    """One old paragraph and one new one that comes from it. ``old`` is None for an added
    paragraph, ``new`` for a deleted one. ``certain`` is False where an import guessed it."""

    old: int | None
    new: int | None
    kind: str
    certain: bool = True


class Link(NamedTuple):
    """What became what, several to several: ``split`` has many new, ``merged`` many old."""

    kind: str
    old: tuple[int, ...]
    new: tuple[int, ...]


TOGETHER = 2500  # pairs through one paragraph, 50 that became one and then 50, that are told one by one

TextByPid = Mapping[int, str]  # pid → markdown, in the order of the document
Pairs = dict[tuple[int, int], bool]  # (old pid, new pid) → whether it is certain


def lines(
    old: TextByPid,
    new: TextByPid,
    origins: Mapping[int, Sequence[int]],
    uncertain: frozenset[int] = frozenset(),
) -> list[Line]:
    """Name every line between two texts.

    origins: for each new pid the old pids it comes from. uncertain: the new pids whose origins
    were guessed. Gives the lines in the order of the new text, deleted ones at the end.
    """
    pairs = {(source, pid): pid not in uncertain for pid in new for source in origins.get(pid, ())}
    return named(old, new, pairs)


def named(old: TextByPid, new: TextByPid, known: Pairs) -> list[Line]:
    """The lines that these pairs make between two texts, in the order of the new text, deleted ones
    at the end. A pair with a pid that a text does not have is left out."""
    by_new: dict[int, list[int]] = defaultdict(list)
    for source, pid in known:
        if source in old and pid in new:
            by_new[pid].append(source)
    pairs = [(source, pid) for pid in new for source in by_new.get(pid, ())]
    targets, sources = _degrees(pairs)
    in_order = longest_in_order(old, [p for p in pairs if targets[p[0]] == 1 and sources[p[1]] == 1])
    by_pid: dict[int, list[Line]] = defaultdict(list)
    for pair in pairs:
        source, pid = pair
        if sources[pid] > 1:
            kind = LineageKind.MERGED
        elif targets[source] > 1:
            kind = LineageKind.SPLIT
        else:
            kind = _one_to_one(_same(old[source], new[pid]), pair in in_order)
        by_pid[pid].append(Line(source, pid, kind, known[pair]))
    result = [line for pid in new for line in by_pid.get(pid) or [Line(None, pid, LineageKind.ADDED)]]
    return result + [Line(pid, None, LineageKind.DELETED) for pid in old if pid not in targets]


def links(all_lines: Iterable[Line]) -> list[Link]:
    """Group lines that hang together, in their order: a split is one link with several new."""
    all_lines = list(all_lines)
    by_old, by_new = defaultdict(list), defaultdict(list)
    for line in all_lines:
        by_old[line.old].append(line)
        by_new[line.new].append(line)
    place = {line: index for index, line in enumerate(all_lines)}
    seen: set[Line] = set()
    result = []
    for line in all_lines:
        if line not in seen:
            group = _connected(line, by_old, by_new)
            seen |= group
            result.append(_link(sorted(group, key=place.__getitem__)))
    return result


def pairs_of(all_lines: Iterable[Line]) -> Pairs:
    """Which paragraph comes from which, without the kinds."""
    return {
        (line.old, line.new): line.certain
        for line in all_lines
        if line.old is not None and line.new is not None
    }


def compose(first: Pairs, second: Pairs) -> Pairs:
    """Which paragraph of the last text comes from which of the first, through the one between.

    A pair is certain if one way leads there whose every step is. Where a paragraph between gathered very
    many and became very many, nobody can tell which became which: enough uncertain pairs are given to keep
    them together.
    """
    before: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    onward: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for (source, between), certain in first.items():
        before[between].append((source, certain))
    for (between, pid), certain in second.items():
        onward[between].append((pid, certain))
    composed: Pairs = {}
    for between, targets in onward.items():
        sources = before.get(between, [])
        if len(sources) * len(targets) > TOGETHER:
            loose = [(source, targets[0][0]) for source, _ in sources]
            loose += [(sources[0][0], pid) for pid, _ in targets]
            for pair in loose:
                composed.setdefault(pair, False)
            continue
        for pid, certain in targets:
            for source, was_certain in sources:
                composed[source, pid] = composed.get((source, pid), False) or (certain and was_certain)
    return composed


def with_returned(old: TextByPid, new: TextByPid, pairs: Pairs) -> Pairs:
    """The pairs, and one for each paragraph that ended on the way and came back: it has its pid again, and
    nothing else went on from it or became it."""
    gone_on = {pid for pair in pairs for pid in pair}
    again = {(pid, pid): True for pid in old if pid in new and pid not in gone_on}
    return pairs | again


def reversed_pairs(pairs: Pairs) -> Pairs:
    """The same, looking back."""
    return {(new, old): certain for (old, new), certain in pairs.items()}


def _degrees(pairs: Iterable[tuple[int, int]]) -> tuple[dict[int, int], dict[int, int]]:
    targets: dict[int, int] = defaultdict(int)
    sources: dict[int, int] = defaultdict(int)
    for source, pid in pairs:
        targets[source] += 1
        sources[pid] += 1
    return targets, sources


def _same(old: str, new: str) -> bool:
    """In the other script of Serbian a paragraph is unchanged: what was said of it still holds."""
    return old == new or script_alone(old, new)


def _one_to_one(same: bool, in_order: bool) -> LineageKind:
    if in_order:
        return LineageKind.UNCHANGED if same else LineageKind.EDITED
    return LineageKind.MOVED if same else LineageKind.MOVED_AND_EDITED


def longest_in_order(old: Iterable[int], pairs: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """The longest run of pairs that keeps the old order; what is not in it has moved. The pairs stand in
    the new order.

    Longest increasing subsequence by patience sorting (Fredman 1975), O(n log n).
    """
    place = {pid: index for index, pid in enumerate(old)}
    tops: list[int] = []  # the smallest last place of a run of each length
    ends: list[int] = []  # the pair that ends it
    before: list[int | None] = []
    for index, (source, _pid) in enumerate(pairs):
        length = bisect_left(tops, place[source])
        before.append(ends[length - 1] if length else None)
        if length == len(tops):
            tops.append(place[source])
            ends.append(index)
        else:
            tops[length], ends[length] = place[source], index
    kept: set[tuple[int, int]] = set()
    at = ends[-1] if ends else None
    while at is not None:
        kept.add(pairs[at])
        at = before[at]
    return kept


def _connected(
    line: Line, by_old: Mapping[int | None, list[Line]], by_new: Mapping[int | None, list[Line]]
) -> set[Line]:
    """The lines that hang together with one; each paragraph's are looked up once."""
    group, waiting = {line}, [line]
    olds: set[int] = set()
    news: set[int] = set()
    while waiting:
        at = waiting.pop()
        if at.old is None or at.new is None:
            continue
        beside = [] if at.old in olds else by_old[at.old]
        beside = beside if at.new in news else beside + by_new[at.new]
        olds.add(at.old)
        news.add(at.new)
        waiting += [other for other in beside if other not in group]
        group.update(beside)
    return group


def _link(group: Sequence[Line]) -> Link:
    old = tuple(dict.fromkeys(line.old for line in group if line.old is not None))
    new = tuple(dict.fromkeys(line.new for line in group if line.new is not None))
    kinds = {line.kind for line in group}
    kind = (
        group[0].kind
        if len(kinds) == 1
        else (LineageKind.MERGED if len(old) > len(new) else LineageKind.SPLIT)
    )
    return Link(kind, old, new)
