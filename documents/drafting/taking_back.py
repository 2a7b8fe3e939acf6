"""What taking a change back would do to the draft as it stands now. Pure: no database.

A change falls into parts: the paragraphs that one split or merge joined, or one paragraph alone. A part
whose words nobody has touched since goes back as it was. Where they were changed since, what is taken back
and what was changed are put together by ``documents.drafting.rebase``; where that is not certain, a person
decides.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from core.enumeration import Labelled
from core.errors import N_
from documents import lineage
from documents.drafting.rebase import rebase
from documents.drafting.states import Kept, words
from documents.references import FOLLOW, without_names
from documents.text.blocks import Block

SEAM = "\n\n\ue000\n\n"  # between the paragraphs of a part; no text has this private sign
PUT_TOGETHER = ("paragraph", "heading", "item", "quote")  # one run of words each

Words = tuple[str, int, str]  # kind, level, Markdown


class Way(Labelled):
    """How a part of a change can be taken back."""

    CLEAN = "clean", N_("Goes back as it was")
    TOGETHER = "together", N_("Goes back, and what was changed since stays")
    DOUBTFUL = "doubtful", N_("Was changed since: taking it back loses that")
    DONE = "done", N_("Nothing to take back any more")
    PLACE_UNKNOWN = "place unknown", N_("Where it stood was not kept: move it by hand")


class Change(Protocol):
    """A saved change, as much of it as is looked at here."""

    operation: str
    before: list[Kept]
    after: list[Kept]


class Result(NamedTuple):
    """A paragraph as it will stand. ``placed``: it goes after ``after``, the beginning if None."""

    pid: int
    words: Block
    placed: bool = False
    after: int | None = None


class Part(NamedTuple):
    """A part of a change. ``now``: the paragraphs that it concerns and the draft has. ``results``: what they
    become; those of ``now`` that are not among them end. ``before``, ``after``: what the change kept."""

    way: Way
    now: tuple[int, ...]
    results: tuple[Result, ...]
    before: Sequence[Kept] = ()
    after: Sequence[Kept] = ()
    alone: bool = False  # are its origins its own, though the change may have joined paragraphs?

    @property
    def is_open(self) -> bool:
        """Can it be taken back at all?"""
        return self.way not in (Way.DONE, Way.PLACE_UNKNOWN)

    @property
    def is_sure(self) -> bool:
        """Is nothing lost by it?"""
        return self.way in (Way.CLEAN, Way.TOGETHER)


def plan(
    changes: Sequence[Change],
    draft: Mapping[int, Words],
    moved_since: Collection[int] = (),
    chosen: Collection[int] | None = None,
) -> list[Part]:
    """The parts of a change set, the last saved first, in the order in which they are to be taken back.

    changes: its revisions, the first first. draft: the paragraphs as they stand now, in order.
    moved_since: those that were put elsewhere since. chosen: the indexes of the parts that are taken back,
    on which the earlier ones rest; all that are sure if None.
    """
    text = dict(draft)
    followed = dict(zip(draft, [None, *draft], strict=False))
    parts: list[Part] = []
    for change in reversed(changes):
        if change.operation == FOLLOW:
            continue  # references follow back by themselves
        for before, after in _groups(change):
            part = _part(before, after, text, _elsewhere(after, followed, moved_since))._replace(
                before=before, after=after, alone=change.operation in ("import", "take back")
            )
            taken = part.is_sure if chosen is None else len(parts) in chosen
            if taken and part.is_open:
                for pid in part.now:
                    text.pop(pid, None)
                text.update({result.pid: result.words for result in part.results})
            parts.append(part)
    return parts


def moved(operation: str, before: Sequence[Kept], after: Sequence[Kept]) -> set[int]:
    """The paragraphs that a change put elsewhere."""
    old, new = ({state["pid"]: state for state in states} for states in (before, after))
    both = old.keys() & new.keys()
    if operation != "import":
        return both if operation == "move" else {pid for pid in both if "after" in old[pid]}
    was, now = ({pid: state["markdown"] for pid, state in states.items()} for states in (old, new))
    lines = lineage.lines(was, now, {pid: [pid] for pid in new})
    kinds = (lineage.LineageKind.MOVED, lineage.LineageKind.MOVED_AND_EDITED)
    return {line.new for line in lines if line.new is not None and line.kind in kinds}


def _groups(change: Change) -> Iterable[tuple[list[Kept], list[Kept]]]:
    """The states before and after of each part, in the order of the text before."""
    if change.operation in ("split", "merge"):
        yield change.before, change.after
        return
    old, new = ({state["pid"]: state for state in states} for states in (change.before, change.after))
    elsewhere = moved(change.operation, change.before, change.after)
    whole = change.operation == "import"  # which lists the text in order
    followed, follows = (dict(zip(pids, [None, *pids], strict=False)) if whole else {} for pids in (old, new))
    changed = [pid for pid in {**old, **new} if pid in elsewhere or _differ(old.get(pid), new.get(pid))]
    for pids in _together(changed, old, new):
        before, after = ([states[pid] for pid in pids if pid in states] for states in (old, new))
        for states, others, places in ((before, new, followed), (after, old, follows)):
            for at, state in enumerate(states):
                pid = state["pid"]
                if pid in places and (pid in elsewhere or pid not in others):
                    states[at] = state | {"after": places[pid]}
        yield before, after


def _differ(before: Kept | None, after: Kept | None) -> bool:
    """Is a paragraph not as it was, in its words or in what it comes from?"""
    if before is None or after is None:
        return True
    return words(before) != words(after) or before.get("origins") != after.get("origins")


def _together(pids: Sequence[int], old: Mapping[int, Kept], new: Mapping[int, Kept]) -> Iterable[list[int]]:
    """These paragraphs by what they come from: those with an origin in common hang together, as the halves
    of what a file divided do."""
    first: dict[int, int] = {}  # of each origin the group that has it
    group = {pid: pid for pid in pids}

    def root(pid: int) -> int:
        while group[pid] != pid:
            group[pid] = group[group[pid]]
            pid = group[pid]
        return pid

    for pid in pids:
        for states in (old, new):
            for origin in {pid, *states.get(pid, {}).get("origins", ())}:
                group[root(pid)] = root(first.setdefault(origin, pid))
    members: dict[int, list[int]] = {}
    for pid in pids:
        members.setdefault(root(pid), []).append(pid)
    return members.values()


def _elsewhere(
    after: Sequence[Kept], followed: Mapping[int, int | None], moved_since: Collection[int]
) -> bool:
    """Has somebody put the paragraph elsewhere since?"""
    return any(
        state["pid"] in moved_since
        and not ("after" in state and followed.get(state["pid"]) == state["after"])
        for state in after
    )


def _part(before: Sequence[Kept], after: Sequence[Kept], text: Mapping[int, Words], elsewhere: bool) -> Part:
    left = {state["pid"]: state for state in after}
    there = tuple(pid for pid in left if pid in text)
    if not after:
        missing = [state for state in before if state["pid"] not in text]
        way = Way.CLEAN if missing else Way.DONE
        return Part(way, (), tuple(_as_it_was(state, text) for state in missing))
    if not there:
        return Part(Way.DONE, (), ())
    # What the change took out may have come back since, and have other words by now.
    again = [state for state in before if state["pid"] not in left and state["pid"] in text]
    untouched = all(text.get(state["pid"]) == words(state) for state in [*after, *again])
    there += tuple(state["pid"] for state in again)
    if not before:
        untouched = untouched or all(_alike(text.get(state["pid"]), words(state)) for state in after)
        return Part(Way.CLEAN if untouched else Way.DOUBTFUL, there, ())
    if (
        len(before) == len(after) == 1
        and words(before[0]) == words(after[0])
        and not _differ(*before, *after)
    ):
        return _put_back(before[0], text, elsewhere)
    results = tuple(_as_it_was(state, text) for state in before)
    if untouched:
        return Part(Way.CLEAN, there, results)
    if again or len(there) < len(after):
        return Part(Way.DOUBTFUL, there, results)
    return _put_together(before, after, text) or Part(Way.DOUBTFUL, there, results)


def _alike(one: Words | None, two: Words) -> bool:
    """Are these the same words, but for what references call their paragraphs?"""
    return one is not None and [*one[:2], without_names(one[2])] == [*two[:2], without_names(two[2])]


def _as_it_was(state: Kept, text: Mapping[int, Words]) -> Result:
    placed = "after" in state or state["pid"] not in text
    return Result(state["pid"], Block(*words(state)), placed, state.get("after"))  # type: ignore[arg-type]


def _put_back(state: Kept, text: Mapping[int, Words], elsewhere: bool) -> Part:
    """A paragraph that was moved and kept its words."""
    pid = state["pid"]
    if "after" not in state:
        return Part(Way.PLACE_UNKNOWN, (pid,), ())
    result = Result(pid, Block(*text[pid]), True, state["after"])  # type: ignore[arg-type]
    return Part(Way.DOUBTFUL if elsewhere else Way.CLEAN, (pid,), (result,))


def _put_together(before: Sequence[Kept], after: Sequence[Kept], text: Mapping[int, Words]) -> Part | None:
    """The part taken back with what was changed since; None if a person must look."""
    now = [text[state["pid"]] for state in after]
    if not {kind for kind, _level, _markdown in [*map(words, [*before, *after]), *now]} <= set(PUT_TOGETHER):
        return None
    base, proposed = (SEAM.join(state["markdown"] for state in states) for states in (after, before))
    current = SEAM.join(markdown for _kind, _level, markdown in now)
    together = rebase(base, proposed, current)
    texts = together.text.split(SEAM) if together.text else []
    if not together.certain or len(texts) != len(before) or not all(map(str.strip, texts)):
        return None
    forms = {state["pid"]: words(state)[:2] for state in after}
    results = []
    for state, markdown in zip(before, texts, strict=True):
        pid, form = state["pid"], words(state)[:2]
        if pid in text and text[pid][:2] != forms.get(pid):
            form = text[pid][:2]  # another form since: that stays
        was = _as_it_was(state, text)
        results.append(was._replace(words=Block(*form, markdown)))  # type: ignore[arg-type]
    there = tuple(state["pid"] for state in after)
    if {each.pid: tuple(each.words) for each in results} == {pid: text[pid] for pid in there}:
        return Part(Way.DONE, there, ())
    return Part(Way.TOGETHER, there, tuple(results))
