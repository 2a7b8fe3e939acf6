"""What somebody did to the sheet, told by the runs of it that changed. Pure.

The sheet keeps of each block its ``sources``: the paragraphs of the saved draft whose words are in it. A
split leaves them on both parts, a join unites them, what is cut and pasted keeps them, a copy has none. From
them alone it is known what was edited, split, merged, moved, added and deleted, so lineage stays exact.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from documents.text.blocks import Block


class Sent(NamedTuple):
    """A block of the sheet. ``key``: how the browser calls it. ``block``: its paragraph; None for one that is
    as it was. ``blank``: it has no words, so that it is no paragraph."""

    key: str
    sources: tuple[int, ...]
    block: Block | None
    blank: bool = False


class Window(NamedTuple):
    """A run of the sheet. ``after``: the paragraph before it, None for the beginning. ``was``: the paragraphs
    that stood there, each with the change that it began from. ``now``: what stands there."""

    after: int | None
    was: Sequence[tuple[int, int]]
    now: Sequence[Sent]


class Piece(NamedTuple):
    """Paragraphs that share their words: ``old`` before, ``new`` after, each by its pid."""

    old: tuple[int, ...]
    new: tuple[int, ...]


@dataclass
class Changes:
    """What became of the paragraphs of some windows.

    ``pids``: the pid of each block by its key; a new one has a negative number, to be given one. ``texts``:
    the new words by pid. ``sources``: of each of these the paragraphs whose words it has. ``pieces``: what
    was edited, split, merged, added and deleted, in the order of the text. ``moved``: the paragraphs that
    stand elsewhere. ``runs``: for each window the paragraph before it and those that stand there now.
    """

    pids: dict[str, int] = field(default_factory=dict)
    texts: dict[int, Block] = field(default_factory=dict)
    sources: dict[int, list[int]] = field(default_factory=dict)
    pieces: list[Piece] = field(default_factory=list)
    moved: set[int] = field(default_factory=set)
    runs: list[tuple[int | None, list[int]]] = field(default_factory=list)


def together(windows: Sequence[Window]) -> list[list[int]]:
    """The windows that share a paragraph, by their index: they are saved together or not at all."""
    owner: dict[int, int] = {}
    groups: dict[int, list[int]] = {}
    for index, window in enumerate(windows):
        pids = [pid for pid, _began in window.was]
        pids += [pid for sent in window.now for pid in sent.sources]
        known = sorted({owner[pid] for pid in pids if pid in owner})
        home = known[0] if known else index
        members = sorted([index, *(each for other in known for each in groups.pop(other))])
        groups[home] = members
        owner |= dict.fromkeys(pids, home)
        owner = {pid: home if at in known else at for pid, at in owner.items()}
    return [groups[home] for home in sorted(groups)]


def changes(windows: Sequence[Window], draft: Collection[int], ended: Mapping[int, int | None]) -> Changes:
    """What was done in windows that belong together. ``draft``: the paragraphs that it has. ``ended``: those
    that it once had, which may be brought back, each with the one that it was merged into."""
    was = [pid for window in windows for pid, _began in window.was if pid in draft]
    own = {*was, *ended}
    result = Changes(pids=_given([sent for window in windows for sent in window.now], own))
    first_unchanged = {result.pids[s.key] for w in windows for s in w.now if s.block is None and not s.blank}
    for window in windows:
        stored = [result.pids[sent.key] for sent in window.now if sent.key in result.pids]
        result.runs.append((window.after, stored))
        for sent in window.now:
            if sent.block is not None and sent.key in result.pids:
                result.texts[result.pids[sent.key]] = sent.block
    result.sources = {
        result.pids[sent.key]: [pid for pid in sent.sources if pid in own and pid not in first_unchanged]
        for window in windows
        for sent in window.now
        if sent.key in result.pids and sent.block is not None
    }
    changed = [pid for pid in was if pid not in first_unchanged]
    result.pieces = list(_pieces(changed, result.sources, ended))
    result.moved = _moved(was, [pid for _after, run in result.runs for pid in run])
    stood = {pid: at for at, window in enumerate(windows) for pid, _began in window.was}
    stands = {pid: at for at, (_after, run) in enumerate(result.runs) for pid in run}
    result.moved |= {pid for pid in was if pid in stands and stands[pid] != stood[pid]}
    return result


def _given(sent: Sequence[Sent], own: Collection[int]) -> dict[str, int]:
    """The pid of each block that is a paragraph: that of the first of its sources which no block before it
    has taken; those that are as they were keep theirs."""
    given = {each.key: each.sources[0] for each in sent if each.block is None and not each.blank}
    taken, fresh = set(given.values()), 0
    for each in sent:
        if each.blank or each.key in given:
            continue
        free = [pid for pid in each.sources if pid in own and pid not in taken]
        if free:
            given[each.key] = free[0]
        else:
            fresh -= 1
            given[each.key] = fresh
        taken.add(given[each.key])
    return given


def _pieces(
    was: Sequence[int], sources: Mapping[int, Sequence[int]], ended: Mapping[int, int | None]
) -> Iterator[Piece]:
    """The paragraphs that share words, in the order of the old text, then of the new one; those that came
    from nothing one after the other are one piece, and so are those that end one after the other."""
    members: dict[int, list[int]] = {pid: [pid] for pid in was}  # old pids joined, by their first
    home = {pid: pid for pid in was}
    home |= {pid: into for pid, into in ended.items() if into is not None and into in members}
    for pids in sources.values():
        homes = list(dict.fromkeys(home[pid] for pid in pids if pid in home))
        for other in homes[1:]:
            members[homes[0]] += members.pop(other)
            home |= dict.fromkeys(members[homes[0]], homes[0])
    news: dict[int, list[int]] = {}
    alone: list[list[int]] = []
    joins_on = False
    for pid, pids in sources.items():
        homes = [home[each] for each in pids if each in home]
        if homes:
            news.setdefault(homes[0], []).append(pid)
        elif joins_on and pid < 0:
            alone[-1].append(pid)
        else:
            alone.append([pid])
        joins_on = not homes and pid < 0
    deleted: list[int] = []
    for first, olds in members.items():
        if first in news:
            yield Piece(tuple(sorted(olds, key=was.index)), tuple(news[first]))
        else:
            deleted += olds
    yield from (Piece((), tuple(pids)) for pids in alone)
    if deleted:
        yield Piece(tuple(sorted(deleted, key=was.index)), ())


def _moved(was: Sequence[int], now: Iterable[int]) -> set[int]:
    """The fewest paragraphs of which it can be said that they, and no others, stand elsewhere: all but a
    longest series in the old order (patience sorting; Fredman 1975)."""
    places = {pid: place for place, pid in enumerate(was)}
    both = [pid for pid in now if pid in places]
    tops: list[int] = []  # place of the last of the best series of each length
    ends: list[int] = []  # and where it is in ``both``
    before: list[int] = []
    for at, pid in enumerate(both):
        length = bisect_left(tops, places[pid])
        tops[length : length + 1] = [places[pid]]
        ends[length : length + 1] = [at]
        before.append(ends[length - 1] if length else -1)
    staying, at = set(), ends[-1] if ends else -1
    while at >= 0:
        staying.add(both[at])
        at = before[at]
    return {pid for pid in both if pid not in staying}
