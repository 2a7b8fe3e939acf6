"""Which act each act of a list is about: by its ref, or the participant's last.

Pure. Acts of the list and acts that were on the record before stand side by side (``Candidate``).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

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
    by_ref = {each.ref: each for each in candidates if each.ref}
    aims: dict[int, int] = {}
    faults: list[Fault] = []
    for line in lines:
        target = by_ref.get(line.about) if line.about else _last(line, candidates)
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


def _last(line: Line, candidates: Sequence[Candidate]) -> Candidate | None:
    """The participant's last act of those that a line without ``about`` can mean."""
    suits = _SUITS.get(line.kind)
    if suits is None or (line.kind == ActKind.WITHDRAWAL and line.of is None):
        return None  # it stands alone, or is from the whole
    own = [
        each
        for each in candidates
        if each.participant == line.participant and each.place != line.number and suits(line, each)
    ]
    if line.kind == ActKind.CORRECTION:  # its day is not its own: what stands above it in the list
        return max((each for each in own if each.place < line.number), key=lambda c: c.place, default=None)
    return max((each for each in own if each.day <= _day(line)), key=lambda c: (c.day, c.place), default=None)


def _withdraws(line: Line, candidate: Candidate) -> bool:
    return candidate.kind == line.of or (
        # «objection withdrawn» is said of either kind of objection
        line.of == ActKind.OBJECTION_TO_RESERVATION and candidate.kind == ActKind.OBJECTION
    )


_SUITS: Mapping[ActKind, Callable[[Line, Candidate], bool]] = {
    ActKind.CORRECTION: lambda _line, candidate: candidate.kind != ActKind.CORRECTION,
    ActKind.WITHDRAWAL: _withdraws,
    ActKind.WITHDRAWAL_RESCINDED: lambda _line, candidate: candidate.kind == ActKind.WITHDRAWAL,
}


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
    for line in lines:
        place, seen = aims.get(line.number), {line.number}
        while place is not None and place not in seen:
            seen.add(place)
            place = aims.get(place)
        if place == line.number:
            yield Fault(line.number, N_("The act is about itself, by way of others."), {})
