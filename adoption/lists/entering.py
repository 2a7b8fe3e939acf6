"""Putting the acts of a list on the record: all of them, in one transaction, or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from adoption import loading
from adoption.fates import Fate, fates, void
from adoption.kinds import ActKind
from adoption.lists.aiming import Candidate, aim
from adoption.lists.reading import Fault, Line, ListRefused, read_lines
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
    refuse_twice(db, version, source.sha256)
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


def checked_lines(db: Session, table: Sequence[Sequence[str]], now: datetime) -> list[Line]:
    """The acts of rows of cells. Raises ListRefused with all that is wrong with any line by itself, with
    countries that are not in the process, and days to come."""
    lines, faults = read_lines(table)
    countries = {country.code: country for country in participants(db)}
    faults += [fault for line in lines for fault in _faults(line, countries, now.date())]
    if faults:
        raise ListRefused(sorted(faults, key=lambda fault: fault.line))
    return lines


def _store(db: Session, acts: Sequence[Act]) -> None:
    """The acts with numbers in the order of the list, but what an act is about before it."""
    for act in in_order(acts):
        if act.about is not None and act.about.id is None:
            db.flush()
        db.add(act)
    db.flush()


def in_order(acts: Sequence[Act]) -> list[Act]:
    """The acts of a list in the order in which they are numbered: that of the list, but what an act is about
    before it. What is on the record already is not among them."""
    placed: dict[int, Act] = {}
    for act in acts:
        ahead: list[Act] = []
        step: Act | None = act
        while step is not None and step.id is None and id(step) not in placed:
            ahead.append(step)
            step = step.about
        placed |= {id(each): each for each in reversed(ahead)}
    return list(placed.values())


def plan(db: Session, version: Version, lines: Sequence[Line], now: datetime) -> list[Act]:
    """The acts as they would be put on the record, in the order of the list; not stored. Raises
    ListRefused."""
    countries = {country.code: country for country in participants(db)}
    before = loading.acts(db, Act.version_id == version.id)
    faults = [fault for line in lines for fault in _faults(line, countries, now.date())]
    if faults:
        raise ListRefused(faults)
    by_place = dict(enumerate(sorted(before, key=lambda act: act.id), -len(before)))
    aims = aim(lines, _candidates(by_place))
    depths = _depths(lines, aims)
    corrections = _Corrections(by_place)
    for line in sorted(lines, key=lambda each: (depths[each.number], each.number)):
        # What an act is about comes before it.
        about = by_place.get(aims[line.number]) if line.number in aims else None
        act = by_place[line.number] = _act(line, version, countries[line.participant], about, now)
        if act.kind == ActKind.CORRECTION and about is not None:
            _restate(act, line, corrections.last(about, line.number))
        corrections.add(line.number, act)
    return [by_place[line.number] for line in lines]


def refuse_twice(db: Session, version: Version, sha256: str) -> None:
    """Raises Conflict for a list that has been taken in on a version already, by its digest."""
    same = select(ActList).where(ActList.version_id == version.id, ActList.sha256 == sha256)
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
    for day in (line.day.day if line.day and line.day.begins > today else None, line.recorded):
        if day is not None and day > today:
            message = N_("%(day)s is in the future.")
            faults.append(Fault(line.number, message, {"day": day.isoformat()}))
    return faults


def _candidates(by_place: Mapping[int, Act]) -> list[Candidate]:
    """Acts on the record by their places, as others may be about them: as corrected, and whether something
    undid them."""
    became: dict[int, Fate] = {}
    undone: set[int] = set()
    for facts in loading.facts_by_country(by_place.values()).values():
        became |= {fate.act.id: fate for fate in fates(facts, date.max)}
        undone |= void({each.id: each for each in facts}, date.max)
    candidates = []
    for place, act in by_place.items():
        fate = became.get(act.id)
        stated = fate.act if fate else loading.facts(act)
        candidates.append(
            Candidate(
                place,
                act.participant.code,
                act.kind,
                stated.begun or stated.day,
                act.ref,
                whole=act.kind == ActKind.WITHDRAWAL and act.about_id is None,
                undone=act.id in undone or (fate is not None and fate.ends_on is not None),
            )
        )
    return candidates


def _depths(lines: Sequence[Line], aims: Mapping[int, int]) -> dict[int, int]:
    """How many acts each act of the list rests on, one after another, by number of line."""
    depths: dict[int, int] = {}
    for line in lines:
        way: list[int] = []
        place: int | None = line.number
        while place is not None and place not in depths:
            way.append(place)
            place = aims.get(place)
        depth = -1 if place is None else depths[place]
        for number, each in enumerate(reversed(way), depth + 1):
            depths[each] = number
    return depths


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
        restates=_said(line),
        statement="",
        language="",
    )


def _said(line: Line) -> list[str]:
    """Which days a correction corrects, as ``adoption.fates`` calls them."""
    if line.kind != ActKind.CORRECTION:
        return []
    day = ["day", "begun", "precision"] if line.day else []
    return day + (["effective"] if line.effective else []) or ["precision"]


def _instrument(line: Line) -> Instrument | None:
    """The paper, as far as the list knows it."""
    if line.paper is None:
        return None
    words = dict(line.paper)
    return Instrument(title=words.pop("instrument"), language="", title_en="", languages=[], **words)


def _restate(act: Act, line: Line, last: Act) -> None:
    """A correction says all of the act as it should have been: what its line leaves out stays as the last
    correction before it, or the act itself, has it."""
    if line.day is None:
        act.done_on, act.done_precision = last.done_on, last.done_precision
        act.deposited_on, act.depositary = last.deposited_on, last.depositary
    if line.effective is None:
        act.effective_on, act.effective_precision = last.effective_on, last.effective_precision
    act.instrument = act.instrument or last.instrument
    act.scopes, act.statement, act.language = list(last.scopes), last.statement, last.language
    act.reservations = [Reservation(pid=each.pid, text=each.text) for each in last.reservations]


class _Corrections:
    """The corrections of each act, also those of corrections, with their places, as they come."""

    def __init__(self, by_place: Mapping[int, Act]) -> None:
        self._roots: dict[int, Act] = {}
        self._listed: dict[int, list[tuple[int, Act]]] = {}
        for place, act in sorted(by_place.items(), key=lambda each: each[1].id):
            self.add(place, act)

    def add(self, place: int, act: Act) -> None:
        """An act, once that which it is about has been added."""
        if act.kind == ActKind.CORRECTION and act.about is not None:
            root = self._roots[id(act)] = self._root(act.about)
            self._listed.setdefault(id(root), []).append((place, act))

    def last(self, about: Act, before: int) -> Act:
        """The last correction of an act that stands before a place, or the act itself."""
        root = self._root(about)
        listed = reversed(self._listed.get(id(root), []))
        return next((act for place, act in listed if place < before), root)

    def _root(self, act: Act) -> Act:
        """The act that a correction is of in the end."""
        return self._roots.get(id(act), act)
