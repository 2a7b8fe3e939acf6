"""Where a participant stands on one version, on any day, from the acts alone.

Two times count. An act *happened* on ``done_on`` and was *recorded* at ``recorded_at``. A day's
status is made of the acts that had happened by that day and had been recorded by its end in UTC:
it says again what the page said on that day. An act recorded later never changes an earlier day.

The rules:

1. Status belongs to one version. An act on an earlier version says nothing of a later one.
2. An act without scopes covers the whole text, and so each chapter. An act with scopes covers those
   chapters, and not the whole. A reservation or declaration without scopes covers what the act it
   goes with covers.
3. Of the acts of adoption that stand, the strongest counts, and of equally strong ones the one that
   happened last: endorsed, signed, adopted by government, adopted by parliament, acceded. The order
   is that of how firmly an act binds the participant; accession joins a text already in force.
4. An objection stands over all of them until it is withdrawn.
5. A reservation or declaration stands until it, or the act it goes with, is withdrawn. A later act
   of adoption does not lift it unsaid.
6. A withdrawal ends the act it is about, with what goes with that act; if it names none, it ends
   everything recorded before it. A withdrawal can itself be withdrawn: then it never counted.
7. A correction restates the act it is about (dates, scopes, reservations, statement, instrument)
   and counts from the moment it is recorded; the last one recorded wins. The kind of an act is not
   corrected: withdraw it and record the right one.
8. The day on which an act takes effect is shown and changes nothing.

Pure: the functions look at values that a query has gathered.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from adoption.kinds import ActKind, Level, Status

# Acts of adoption, the strongest last, and where they leave a participant.
ADOPTIONS = {
    ActKind.ENDORSED: Status.ENDORSED,
    ActKind.SIGNED: Status.SIGNED,
    ActKind.ADOPTED_BY_GOVERNMENT: Status.ADOPTED_BY_GOVERNMENT,
    ActKind.ADOPTED_BY_PARLIAMENT: Status.ADOPTED_BY_PARLIAMENT,
    ActKind.ACCESSION: Status.ACCEDED,
}
STRENGTH = {kind: strength for strength, kind in enumerate(ADOPTIONS)}

# Acts that go with another one and share its scopes and its end.
COMPANIONS = (ActKind.RESERVATION, ActKind.DECLARATION)

# Words that say that a participant has adopted, not only supported.
ADOPTED = (Status.ADOPTED_BY_GOVERNMENT, Status.ADOPTED_BY_PARLIAMENT, Status.ACCEDED)

LEVELS = tuple(Level)


class Reserved(NamedTuple):
    """A paragraph that an act does not accept, or not wholly. ``chapter`` is the pid of the
    chapter's heading, None before the first chapter; ``act`` is the act whose words these are."""

    act: int
    pid: int
    text: str
    language: str = ""
    chapter: int | None = None


class Proof(NamedTuple):
    """A level of verification, and since when."""

    level: str
    at: datetime


class ActFacts(NamedTuple):
    """What status needs to know of an act. ``scopes`` are pids of chapters, none for the whole."""

    id: int
    kind: str
    done_on: date
    recorded_at: datetime
    effective_on: date | None = None
    scopes: tuple[int, ...] = ()
    about: int | None = None
    reservations: tuple[Reserved, ...] = ()
    statement: str = ""
    language: str = ""
    proofs: tuple[Proof, ...] = ()


class Fate(NamedTuple):
    """What has become of an act by a day.

    act: as corrected, under its own id. source: id of the act whose data these are, the last
    correction or the act itself. ended_by: the withdrawal that ended it, if one did.
    """

    act: ActFacts
    source: int
    ended_by: ActFacts | None = None


@dataclass(frozen=True)
class Standing:
    """Where a participant stands on one version and scope.

    word: the status. on: since when. act: the act it rests on; source: the one whose data count,
    a correction or the act itself. level: how well that is proved.
    """

    word: Status = Status.NO_INFORMATION
    on: date | None = None
    effective_on: date | None = None
    act: int | None = None
    source: int | None = None
    level: str = ""
    reservations: tuple[Reserved, ...] = ()
    declarations: tuple[ActFacts, ...] = ()

    @property
    def adopted(self) -> bool:
        return self.word in ADOPTED


def status(acts: Iterable[ActFacts], *, scope: int | None = None, as_of: date) -> Standing:
    """Where a participant stood at the end of a day, from all its acts on one version.

    ``scope`` is the whole text (None) or the pid of a chapter's heading.
    """
    here = [fate for fate in fates(acts, as_of) if _covers(fate.act, scope)]
    standing = [fate for fate in here if fate.ended_by is None]
    reservations = tuple(
        reserved
        for fate in standing
        for reserved in fate.act.reservations
        if scope is None or reserved.chapter == scope
    )
    declarations = tuple(fate.act for fate in standing if fate.act.kind == ActKind.DECLARATION)
    stated = {reserved.act for reserved in reservations} | {act.id for act in declarations}
    word, rests_on = _word(here, standing, stated)
    if rests_on is None:
        return Standing()
    return Standing(
        word=word,
        on=rests_on.act.done_on,
        effective_on=rests_on.act.effective_on,
        act=rests_on.act.id,
        source=rests_on.source,
        level=level(rests_on.act, as_of),
        reservations=reservations,
        declarations=declarations,
    )


def fates(acts: Iterable[ActFacts], as_of: date) -> list[Fate]:
    """What had become of each act by a day, in the order in which they were recorded.

    Corrections have no fate of their own: they are in that of the act they are about.
    """
    known = known_by(acts, as_of)
    by_id = {act.id: act for act in known}
    ended = endings(known)
    restated = {
        _root(act, by_id): act for act in known if act.kind == ActKind.CORRECTION and act.id not in ended
    }
    by_act = {act.id: _fate(act, restated, ended, by_id) for act in known if act.kind != ActKind.CORRECTION}
    return [_with_company(fate, by_act, by_id) for fate in by_act.values()]


def known_by(acts: Iterable[ActFacts], as_of: date) -> list[ActFacts]:
    """The acts that had happened and been recorded by the end of a day, in the order of recording."""
    end = end_of(as_of)
    known = (act for act in acts if act.done_on <= as_of and act.recorded_at <= end)
    return sorted(known, key=lambda act: (act.recorded_at, act.id))


def level(act: ActFacts, as_of: date) -> str:
    """How well an act was proved by the end of a day."""
    end = end_of(as_of)
    reached = [LEVELS.index(proof.level) for proof in act.proofs if proof.at <= end]
    return LEVELS[max(reached, default=0)]


def endings(known: Sequence[ActFacts]) -> dict[int, ActFacts]:
    """The withdrawal that ended each act, by the id of the act; ``known`` in the order of recording.

    Taken from the last to the first, so that a withdrawal which was itself withdrawn ends nothing.
    """
    ended: dict[int, ActFacts] = {}
    for place in range(len(known) - 1, -1, -1):
        act = known[place]
        if act.kind != ActKind.WITHDRAWAL or act.id in ended:
            continue
        named = [earlier.id for earlier in known[:place]] if act.about is None else [act.about]
        for about in named:
            ended.setdefault(about, act)
    return ended


def standing_objections(acts: Iterable[ActFacts], as_of: date) -> list[ActFacts]:
    """A participant's objections on one version that had not been withdrawn, whatever they cover."""
    return [f.act for f in fates(acts, as_of) if f.act.kind == ActKind.OBJECTION and f.ended_by is None]


def standing_reservations(acts: Iterable[ActFacts], as_of: date) -> list[Reserved]:
    """A participant's reservations on one version that stood at the end of a day, on any part."""
    return [
        reservation
        for fate in fates(acts, as_of)
        if not fate.ended_by
        for reservation in fate.act.reservations
    ]


def end_of(day: date) -> datetime:
    """The last instant of a day in UTC."""
    return datetime.combine(day, time.max, tzinfo=UTC)


def _root(act: ActFacts, by_id: Mapping[int, ActFacts]) -> int:
    """The act that a correction, or a correction of a correction, is about."""
    seen = {act.id}
    while act.kind == ActKind.CORRECTION and act.about is not None:
        earlier = by_id.get(act.about)
        if earlier is None or earlier.id in seen:
            break
        act = earlier
        seen.add(act.id)
    return act.id


def _fate(
    act: ActFacts,
    restated: Mapping[int, ActFacts],
    ended: Mapping[int, ActFacts],
    by_id: Mapping[int, ActFacts],
) -> Fate:
    """An act with its last correction in it, and what ended it."""
    ended_by = ended.get(act.id)
    if ended_by is not None and ended_by.id in restated:
        ended_by = _restate(ended_by, restated[ended_by.id])
    correction = restated.get(act.id)
    if correction is None:
        return Fate(act, act.id, ended_by)
    return Fate(_restate(act, correction), correction.id, ended_by)


def _restate(act: ActFacts, correction: ActFacts) -> ActFacts:
    """The act as the correction puts it; what it is, and what it is about, stay."""
    return correction._replace(id=act.id, kind=act.kind, about=act.about, recorded_at=act.recorded_at)


def _with_company(fate: Fate, found: Mapping[int, Fate], by_id: Mapping[int, ActFacts]) -> Fate:
    """A reservation or declaration covers what the act it goes with covers, and ends with it."""
    about = by_id.get(fate.act.about) if fate.act.about is not None else None
    if about is None or fate.act.kind not in COMPANIONS:
        return fate
    base = found.get(_root(about, by_id))
    if base is None or base.act.id == fate.act.id:
        return fate
    act = fate.act if fate.act.scopes else fate.act._replace(scopes=base.act.scopes)
    return Fate(act, fate.source, fate.ended_by or base.ended_by)


def _covers(act: ActFacts, scope: int | None) -> bool:
    return not act.scopes or scope in act.scopes


def _word(here: Sequence[Fate], standing: Sequence[Fate], stated: set[int]) -> tuple[Status, Fate | None]:
    """The word for a scope, and the act it rests on. ``stated``: acts that reserve or declare."""
    objection = _last(fate for fate in standing if fate.act.kind == ActKind.OBJECTION)
    if objection:
        return Status.OBJECTS, objection
    adoption = max((fate for fate in standing if fate.act.kind in ADOPTIONS), key=_weight, default=None)
    if adoption:
        return ADOPTIONS[ActKind(adoption.act.kind)], adoption
    statement = _last(fate for fate in standing if stated & {fate.act.id, fate.source})
    return (Status.STATEMENT_ONLY, statement) if statement else _withdrawn(here)


def _withdrawn(here: Sequence[Fate]) -> tuple[Status, Fate | None]:
    """What is said where nothing stands any more: of an adoption rather than of an objection."""
    for word, kinds in (
        (Status.WITHDRAWN, tuple(ADOPTIONS)),
        (Status.OBJECTION_WITHDRAWN, (ActKind.OBJECTION,)),
    ):
        ended = _last(Fate(f.ended_by, f.ended_by.id) for f in here if f.ended_by and f.act.kind in kinds)
        if ended:
            return word, ended
    return Status.NO_INFORMATION, None


def _last(found: Iterable[Fate]) -> Fate | None:
    return max(found, key=_when, default=None)


def _when(fate: Fate) -> tuple[date, datetime, int]:
    return fate.act.done_on, fate.act.recorded_at, fate.act.id


def _weight(fate: Fate) -> tuple[int, date, datetime, int]:
    return STRENGTH[ActKind(fate.act.kind)], *_when(fate)
