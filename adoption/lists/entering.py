"""Putting the acts of a list on the record: all of them, in one transaction, or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from adoption import loading
from adoption.kinds import ActKind
from adoption.lists.aiming import Candidate, aim
from adoption.lists.reading import Fault, Line, ListRefused
from adoption.models import Act, ActList, Instrument, Reservation
from core.days import PartialDay, Precision
from core.errors import N_, Conflict
from core.record import entries
from core.text import checked_line, checked_reason
from documents.models import Document, Version
from members.models import Mandate, Participant
from members.queries import participants


@dataclass(frozen=True)
class Source:
    """The list as it came: the name of its file, the SHA-256 of its bytes, and why it is taken in."""

    name: str
    sha256: str
    reason: str


def enter_list(
    db: Session,
    version: Version,
    lines: Sequence[Line],
    source: Source,
    *,
    asked_by: Mandate | None,
    approved_by: Mandate | None,
    now: datetime,
) -> ActList:
    """Put acts of the past on the record, whatever the stage of the document is. What the pages would refuse
    is taken: ``adoption.lists.unusual`` names it. The operator does it by a command; on a page it takes two
    persons.

    Raises ListRefused with every line that cannot be taken in, Conflict for a list that is there already,
    Invalid without a reason.
    """
    document: Document = version.document
    db.refresh(document, with_for_update=True)
    reason = checked_reason(source.reason)
    _refuse_twice(db, version, source)
    planned = plan(db, version, lines, now)
    act_list = ActList(
        version=version,
        name=checked_line(source.name, "name", limit=160),
        sha256=source.sha256,
        reason=reason,
        entered_at=now,
        asked_by=asked_by,
        approved_by=approved_by,
    )
    for act in planned:
        act.act_list, act.recorded_by = act_list, approved_by
    db.add(act_list)
    _store(db, planned)
    entries.append(
        db,
        at=now,
        actor=entries.actor_of(approved_by),
        action="acts.listed",
        subject=document.subject,
        body={
            "list": act_list.id,
            "version": version.number,
            "acts": len(planned),
            "participants": len({act.participant.code for act in planned}),
            "name": act_list.name,
            "sha256": act_list.sha256,
            "reason": reason,
            "asked_by": asked_by.actor if asked_by else None,
        },
    )
    return act_list


def _store(db: Session, acts: Sequence[Act]) -> None:
    """The acts with numbers in the order of the list, but what an act is about before it."""
    for act in acts:
        ahead: list[Act] = []
        step: Act | None = act
        while step is not None and step.id is None and step not in db:
            ahead.append(step)
            step = step.about
        for each in reversed(ahead):
            if each.about is not None and each.about.id is None:
                db.flush()
            db.add(each)
    db.flush()


def plan(db: Session, version: Version, lines: Sequence[Line], now: datetime) -> list[Act]:
    """The acts as they would be put on the record, in the order of the list; not stored. Raises
    ListRefused."""
    countries = {country.code: country for country in participants(db)}
    before = loading.acts(db, Act.version_id == version.id)
    faults = [fault for line in lines for fault in _faults(line, countries, now.date())]
    if faults:
        raise ListRefused(faults)
    by_place = dict(enumerate(_in_time(before), -len(before)))
    candidates = [
        Candidate(place, act.participant.code, act.kind, act.deposited_on or act.done_on, act.ref)
        for place, act in by_place.items()
    ]
    aims = aim(lines, candidates)
    ordered = sorted(lines, key=lambda line: _depth(line.number, aims))
    for line in ordered:  # what an act is about comes before it
        about = by_place.get(aims[line.number]) if line.number in aims else None
        by_place[line.number] = _act(line, version, countries[line.participant], about, now)
        _restate(by_place[line.number], line, by_place, aims)
    return [by_place[line.number] for line in lines]


def _refuse_twice(db: Session, version: Version, source: Source) -> None:
    same = select(ActList).where(ActList.version_id == version.id, ActList.sha256 == source.sha256)
    earlier = db.scalars(same).first()
    if earlier is not None:
        raise Conflict(
            N_("This list is on the record already, as list number %(number)s."), number=earlier.id
        )


def _faults(line: Line, countries: Mapping[str, Participant], today: date) -> list[Fault]:
    faults = []
    if line.participant not in countries:
        message = N_("There is no country “%(code)s” in the process.")
        faults.append(Fault(line.number, message, {"code": line.participant}))
    for day in (line.day.day if line.day and _begun(line.day) > today else None, line.recorded):
        if day is not None and day > today:
            message = N_("%(day)s is in the future.")
            faults.append(Fault(line.number, message, {"day": day.isoformat()}))
    return faults


def _begun(day: PartialDay) -> date:
    """The first day that a day known in part can be: this month is not the future."""
    if day.precision == Precision.DAY:
        return day.day
    return day.day.replace(day=1) if day.precision == Precision.MONTH else day.day.replace(month=1, day=1)


def _in_time(acts: Sequence[Act]) -> list[Act]:
    return sorted(acts, key=lambda act: (act.deposited_on or act.done_on, act.id))


def _depth(number: int, aims: Mapping[int, int]) -> tuple[int, int]:
    """How many acts of the list an act rests on, one after another."""
    depth, place = 0, aims.get(number)
    while place is not None:
        depth, place = depth + 1, aims.get(place)
    return depth, number


def _act(line: Line, version: Version, country: Participant, about: Act | None, now: datetime) -> Act:
    day = line.day or PartialDay(date.min)
    return Act(
        participant=country,
        version=version,
        kind=line.kind,
        scopes=[],
        instrument=_instrument(line),
        done_on=day.day,
        done_precision=day.precision,
        effective_on=line.effective.day if line.effective else None,
        effective_precision=line.effective.precision if line.effective else Precision.DAY,
        depositary="",
        early_reason="",
        recorded_at=now,
        on_behalf=False,
        known_on=line.recorded,
        ref=line.ref,
        name=line.name,
        note=line.note,
        about=about,
        statement="",
        language="",
    )


def _instrument(line: Line) -> Instrument | None:
    """The paper, as far as the list knows it."""
    if line.paper is None:
        return None
    words = dict(line.paper)
    return Instrument(title=words.pop("instrument"), language="", title_en="", languages=[], **words)


def _restate(act: Act, line: Line, by_place: Mapping[int, Act], aims: Mapping[int, int]) -> None:
    """A correction says all of the act as it should have been: what its line leaves out stays as the last
    correction before it, or the act itself, has it."""
    if act.kind != ActKind.CORRECTION or act.about is None:
        return
    root = _root(act.about)
    above = [
        other
        for place, other in by_place.items()
        if place < line.number
        and other is not act
        and other.kind == ActKind.CORRECTION
        and _root(other) is root
    ]
    last = above[-1] if above else root
    if line.day is None:
        act.done_on, act.done_precision = last.done_on, last.done_precision
        act.deposited_on, act.depositary = last.deposited_on, last.depositary
    if line.effective is None:
        act.effective_on, act.effective_precision = last.effective_on, last.effective_precision
    act.instrument = act.instrument or last.instrument
    act.scopes, act.statement, act.language = list(last.scopes), last.statement, last.language
    act.reservations = [Reservation(pid=each.pid, text=each.text) for each in last.reservations]


def _root(act: Act) -> Act:
    while act.kind == ActKind.CORRECTION and act.about is not None:
        act = act.about
    return act
