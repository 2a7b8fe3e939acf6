"""Which act each act of a list is about: by its ref, or the participant's last.

Pure. Acts of the list and acts that were on the record before stand side by side (``Candidate``).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from sys import maxsize

from adoption.kinds import ABOUT_ANOTHER, STATEMENTS, ActKind
from adoption.lists.reading import Fault, Line, ListRefused
from core.errors import N_


@dataclass(frozen=True)
class Candidate:
    """An act that another may be about. place: its line in the list, negative for one on the record, in the
    order in which they happened. day: when it was, of a correction the one that it gives."""

    place: int
    participant: str
    kind: str
    day: date
    ref: str = ""


def aim(lines: Sequence[Line], before: Sequence[Candidate]) -> dict[int, int]:
    """What each line is about, as places of candidates by number of line; nothing for one that stands alone,
    as a withdrawal from the whole does. Raises ListRefused with every line that names nothing that fits."""
    here = [Candidate(each.number, each.participant, each.kind, _day(each), each.ref) for each in lines]
    candidates = [*before, *here]
    own = _Own(candidates)
    by_ref = {each.ref: each for each in candidates if each.ref}
    aims: dict[int, int] = {}
    faults: list[Fault] = []
    for line in lines:
        target = by_ref.get(line.about) if line.about else own.last(line)
        fault = _fault(line, target)
        if fault is not None:
            faults.append(fault)
        elif target is not None:
            aims[line.number] = target.place
    faults += _round(lines, aims)
    if faults:
        raise ListRefused(sorted(faults, key=lambda each: each.line))
    return aims


def _day(line: Line) -> date:
    return line.day.day if line.day else date.max


class _Own:
    """The candidates by participant, in the order of their days and of their places: so that a list of
    thousands takes no square of its number."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self.by_place = {each.place: each for each in candidates}
        self._in_time: dict[tuple[str, str], list[tuple[date, int]]] = {}
        self._to_correct: dict[str, list[int]] = {}
        for each in candidates:
            self._in_time.setdefault((each.participant, each.kind), []).append((each.day, each.place))
            if each.kind != ActKind.CORRECTION:
                self._to_correct.setdefault(each.participant, []).append(each.place)
        for days in self._in_time.values():
            days.sort()
        for places in self._to_correct.values():
            places.sort()

    def last(self, line: Line) -> Candidate | None:
        """The participant's last act of those that a line without ``about`` can mean."""
        if line.kind == ActKind.CORRECTION:  # its day is not its own: what stands above it in the list
            places = self._to_correct.get(line.participant, [])
            above = bisect_left(places, line.number)
            return self.by_place[places[above - 1]] if above else None
        last = max((day for kind in _meant(line) if (day := self._until(line, kind))), default=None)
        return self.by_place[last[1]] if last else None

    def _until(self, line: Line, kind: ActKind) -> tuple[date, int] | None:
        """The day and the place of the last one of a kind by the day of the line, but for itself."""
        days = self._in_time.get((line.participant, kind), [])
        for place in range(bisect_right(days, (_day(line), maxsize)) - 1, -1, -1):
            if days[place][1] != line.number:
                return days[place]
        return None


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
        if target.kind not in STATEMENTS:
            return Fault(line.number, N_("“%(ref)s” is neither a reservation nor a declaration."), values)
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
