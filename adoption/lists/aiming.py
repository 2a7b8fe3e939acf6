"""Which act each act of a list is about: by its ref, or the participant's last.

Pure. Acts of the list and acts that were on the record before stand side by side (``Candidate``).
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from adoption.kinds import ABOUT_ANOTHER, ADOPTIONS, CONSENTS, ActKind
from adoption.lists.reading import Fault, Line, ListRefused
from core.errors import N_


@dataclass(frozen=True)
class Candidate:
    """An act that another may be about. place: its line in the list, negative for one on the record, in the
    order in which they were recorded. begins: the first day that it can have been, as corrected. whole: of a
    withdrawal, that it is from the whole; undone: that it was withdrawn or rescinded already."""

    place: int
    participant: str
    kind: str
    begins: date
    ref: str = ""
    whole: bool = False
    undone: bool = False


def aim(lines: Sequence[Line], before: Sequence[Candidate]) -> dict[int, int]:
    """What each line is about, as places of candidates by number of line; nothing for one that stands alone,
    as a withdrawal from the whole does. Raises ListRefused with every line that names nothing that fits.

    A ref names an act of the list, else one on the record, of the participant itself if it has one. Without a
    ref a correction is of the act above it, and what undoes something of the last that it can mean, that had
    happened and is not undone already; of withdrawals rather of one from the whole."""
    candidates = {each.place: each for each in (*before, *map(_candidate, lines))}
    refs = _refs(candidates.values())
    aims: dict[int, int] = {}
    faults: list[Fault] = []

    def take(line: Line, target: Candidate | None) -> None:
        fault = _fault(line, target)
        if fault is not None:
            faults.append(fault)
        elif target is not None and not _leaves_the_whole(line, target):
            aims[line.number] = target.place

    above: dict[str, Candidate] = {
        each.participant: each for each in before if each.kind != ActKind.CORRECTION
    }
    for line in lines:
        if line.about:
            take(line, _named(line, refs.get(line.about, [])))
        elif line.kind == ActKind.CORRECTION:
            take(line, above.get(line.participant))
        if line.kind != ActKind.CORRECTION:
            above[line.participant] = candidates[line.number]
    own = _Own(_as_corrected(lines, candidates, aims), aims)
    for line in lines:
        if not line.about and line.kind != ActKind.CORRECTION:
            take(line, own.last(line))
            own.undo(aims.get(line.number))
    faults += _round(lines, aims)
    if faults:
        raise ListRefused(sorted(faults, key=lambda each: each.line))
    return aims


def _candidate(line: Line) -> Candidate:
    begins = line.day.begins if line.day else date.max
    whole = line.kind == ActKind.WITHDRAWAL and line.of is None and not line.about
    return Candidate(line.number, line.participant, line.kind, begins, line.ref, whole)


def _refs(candidates: Iterable[Candidate]) -> dict[str, list[Candidate]]:
    """The acts by their refs, those of the list last."""
    refs: dict[str, list[Candidate]] = {}
    for each in sorted(candidates, key=lambda candidate: candidate.place):
        if each.ref:
            refs.setdefault(each.ref, []).append(each)
    return refs


def _named(line: Line, named: Sequence[Candidate]) -> Candidate | None:
    """The act that a ref names: of the list; else the participant's own; else the last recorded."""
    own = [each for each in named if each.place > 0 or each.participant == line.participant]
    return (own or [*named])[-1] if named else None


def _leaves_the_whole(line: Line, target: Candidate) -> bool:
    """A «withdrawal» that names the consent which it denounces is from the whole."""
    return line.kind == ActKind.WITHDRAWAL and line.of is None and target.kind in (*CONSENTS, *ADOPTIONS)


def _as_corrected(
    lines: Sequence[Line], candidates: Mapping[int, Candidate], aims: Mapping[int, int]
) -> list[Candidate]:
    """The candidates on the days that corrections of the list give them."""
    corrected = dict(candidates)
    roots: dict[int, int] = {}  # what corrections are of in the end
    for line in lines:
        if line.kind == ActKind.CORRECTION and line.number in aims:
            place = _root(line.number, candidates, aims, roots)
            if line.day is not None:
                corrected[place] = replace(corrected[place], begins=line.day.begins)
    return list(corrected.values())


def _root(
    place: int, candidates: Mapping[int, Candidate], aims: Mapping[int, int], roots: dict[int, int]
) -> int:
    """What a correction is of in the end; each way is walked once."""
    way: dict[int, None] = {}
    while place not in roots and place not in way and candidates[place].kind == ActKind.CORRECTION:
        way[place] = None
        place = aims.get(place, place)
    root = roots.get(place, place)
    roots.update(dict.fromkeys(way, root))
    return root


class _Own:
    """The candidates by participant and kind, in the order of their days: so that a list of thousands takes
    no square of its number."""

    def __init__(self, candidates: Sequence[Candidate], aims: Mapping[int, int]) -> None:
        undoing = (ActKind.WITHDRAWAL, ActKind.WITHDRAWAL_RESCINDED)
        kinds = {each.place: each.kind for each in candidates}
        self._undone = {each.place for each in candidates if each.undone}
        self._undone |= {about for place, about in aims.items() if kinds[place] in undoing}
        self._in_time: dict[tuple[str, str], list[Candidate]] = {}
        for each in sorted(candidates, key=lambda candidate: (candidate.begins, candidate.place)):
            self._in_time.setdefault((each.participant, each.kind), []).append(each)

    def undo(self, place: int | None) -> None:
        if place is not None:
            self._undone.add(place)

    def last(self, line: Line) -> Candidate | None:
        """The participant's last act of those that a line without ``about`` can mean: one that had happened,
        else one above it; one that still counts, if there is one."""
        listed = [each for kind in _meant(line) for each in self._until(line, kind)]
        return max(listed, key=lambda each: self._fits(line, each), default=None)

    def _fits(self, line: Line, each: Candidate) -> tuple[bool, bool, bool, date, int]:
        happened = line.day is None or each.begins <= line.day.day
        prefers_whole = line.kind == ActKind.WITHDRAWAL_RESCINDED and each.whole
        return (each.place not in self._undone, happened, prefers_whole, each.begins, each.place)

    def _until(self, line: Line, kind: ActKind) -> Iterator[Candidate]:
        """The acts of a kind that may be meant: back from the day of the line, so many as are undone and one
        more of each sort; and the last one above it, whatever its day."""
        days = self._in_time.get((line.participant, kind), [])
        end = bisect_right(days, line.day.day if line.day else date.max, key=lambda each: each.begins)
        for each in reversed(days[:end]):
            if each.place != line.number:
                yield each
                if each.place not in self._undone and (each.whole or line.kind == ActKind.WITHDRAWAL):
                    break
        later = [each for each in days[end:] if each.place < line.number]
        if later:
            yield max(later, key=lambda each: each.place)


def _meant(line: Line) -> Sequence[ActKind]:
    """The kinds of acts that a line can be about by what it says; none for one that stands alone, or is from
    the whole."""
    if line.kind == ActKind.WITHDRAWAL_RESCINDED:
        return (ActKind.WITHDRAWAL,)
    if line.kind != ActKind.WITHDRAWAL or line.of is None:
        return ()
    if line.of == ActKind.OBJECTION_TO_RESERVATION:  # «objection withdrawn» is said of either kind
        return (line.of, ActKind.OBJECTION)
    return (line.of,)


def _fault(line: Line, target: Candidate | None) -> Fault | None:
    """Why a line cannot be about what it names."""
    if target is None:
        if line.about:
            return Fault(line.number, N_("No act has the ref “%(ref)s”."), {"ref": line.about})
        if line.kind in ABOUT_ANOTHER and not (line.kind == ActKind.WITHDRAWAL and line.of is None):
            return Fault(
                line.number,
                N_("%(code)s has no earlier act that this can be about."),
                {"code": line.participant},
            )
        return None
    values = {"ref": line.about or target.ref}
    if target.place == line.number:
        return Fault(line.number, N_("The act is about itself."), {})
    if line.kind == ActKind.OBJECTION_TO_RESERVATION:
        if target.kind in ABOUT_ANOTHER:
            return Fault(line.number, N_("“%(ref)s” is nothing that can be objected to."), values)
        return None
    if target.participant != line.participant:
        return Fault(line.number, N_("“%(ref)s” is an act of another participant."), values)
    if line.kind == ActKind.WITHDRAWAL_RESCINDED and target.kind != ActKind.WITHDRAWAL:
        return Fault(line.number, N_("“%(ref)s” is no withdrawal."), values)
    return None


def _round(lines: Sequence[Line], aims: Mapping[int, int]) -> Iterator[Fault]:
    """Acts that are about one another in a circle."""
    ends: set[int] = set()  # from here on it has been seen that no way leads round
    for line in lines:
        way: dict[int, None] = {}
        place: int | None = line.number
        while place is not None and place not in way and place not in ends:
            way[place] = None
            place = aims.get(place)
        if place in way:
            walked = list(way)
            for number in walked[walked.index(place) :]:
                yield Fault(number, N_("The act is about itself, by way of others."), {})
        ends.update(way)
