"""What became of acts: corrected, withdrawn, or standing.

Three times count. An act *happened* on its day (of deposit, where it was deposited; of the act else; the last
day of a month or year if no more is known). It is *known* from the day on which it was recorded, or on which
a list of the past says that it was told; where a list says nothing, it always was. It may *end* on a later
day than the one on which its withdrawal was made.

The rules:

1. A correction restates the act that it is about (days, scopes, reservations, statement, instrument) as soon
   as it is known, for all days; of several the last one known wins. One that came in by a list restates what
   its line says, and leaves the rest as it was by then. What kind of act it is, and what it is about, is not
   corrected: withdraw it and record the right one. How well the act was proved counts on for the rule.
2. A withdrawal ends the act that it is about, with what goes with that act, on its day of effect or its own.
3. A withdrawal that names no act is from the whole: it ends everything that was done before its day, but not
   an objection, which is taken back by itself. What a participant that is bound does on the same day is done
   anew, and stands; statements made until it has effect fall with it, unless they came with a new consent.
4. A withdrawal that is itself withdrawn or rescinded never counted, from that day on.

Pure: the functions look at values that a query has gathered. The order in which acts were recorded plays no
part, but between two corrections of one act that became known on the same day.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from adoption.kinds import ADOPTIONS, CONSENTS, LEVELS, STATEMENTS, ActKind, Level

UNDOING = (ActKind.WITHDRAWAL, ActKind.WITHDRAWAL_RESCINDED)
# What a withdrawal from the whole does not end.
BESIDE_PARTICIPATION = (ActKind.OBJECTION, ActKind.OBJECTION_TO_RESERVATION, ActKind.CHANGE_OF_NAME)


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
    """What status needs to know of an act.

    day: on which it happened; begun: the first day that it can be, where only a month or year is known, and
    precision says so; effective_precision the same of ``effective``. known: from when on it was known
    here, None for always. number: to tell apart what is otherwise alike. scopes: pids of chapters, none for
    the whole. about: id of an act. restates: of a correction from a list, which days it corrects; empty for
    one that restates all.
    """

    id: int
    kind: str
    day: date
    known: date | None = None
    number: int = 0
    effective: date | None = None
    scopes: tuple[int, ...] = ()
    about: int | None = None
    reservations: tuple[Reserved, ...] = ()
    statement: str = ""
    language: str = ""
    proofs: tuple[Proof, ...] = ()
    begun: date | None = None
    precision: str = "day"
    restates: tuple[str, ...] = ()
    effective_precision: str = "day"


class Fate(NamedTuple):
    """What has become of an act by a day.

    act: as corrected, under its own id. source: id of the act whose data these are, the last correction or
    the act itself. first: as it was recorded. ended_by: the withdrawal that ends it, if one does, as
    corrected; ends_on: from when.
    """

    act: ActFacts
    source: int
    first: ActFacts
    ended_by: ActFacts | None = None
    ends_on: date | None = None

    def ended(self, as_of: date) -> bool:
        """Whether it stands no more at the end of a day."""
        return self.ends_on is not None and self.ends_on <= as_of

    @property
    def ends_precision(self) -> str:
        """How exactly that day is known."""
        if self.ended_by is None:
            return "day"
        return self.ended_by.effective_precision if self.ended_by.effective else self.ended_by.precision


def known_by(act: ActFacts, known_at: date | None) -> bool:
    """Whether an act was known at the end of a day; None for now, when everything recorded is."""
    return known_at is None or act.known is None or act.known <= known_at


def level(act: ActFacts, known_at: date | None = None) -> Level:
    """How well an act was proved, as far as was known at the end of a day."""
    reached = (
        LEVELS.index(Level(proof.level))
        for proof in act.proofs
        if known_at is None or proof.at.date() <= known_at
    )
    return LEVELS[max(reached, default=0)]


def fates(acts: Iterable[ActFacts], as_of: date, known_at: date | None = None) -> list[Fate]:
    """What had become by the end of a day of each act of one participant on one version that had happened,
    as far as was known then, by the day on which they happened.

    Corrections have no fate of their own: they are in that of the act they are about.
    """
    known = {act.id: act for act in acts if known_by(act, known_at)}
    restated = {act.id: [act] for act in known.values()}  # each act with its states, the last one last
    uncounted = void(known, as_of)
    sources: dict[int, int] = {}
    for correction in _counted(known, uncounted):
        about = root(correction, known)
        restated[about].append(_restate(restated[about][-1], correction))
        sources[about] = correction.id
    now = {id: states[-1] for id, states in restated.items()}
    undone = void(now, as_of)
    happened = [
        Fate(act, sources.get(act.id, act.id), known[act.id])
        for act in now.values()
        if act.kind != ActKind.CORRECTION and act.day <= as_of
    ]
    happened.sort(key=_when)
    withdrawals = [
        fate.act for fate in happened if fate.act.kind == ActKind.WITHDRAWAL and fate.act.id not in undone
    ]
    consents = {each.id: _consents(happened, withdrawals, each) for each in withdrawals}
    ended = [_ended(fate, withdrawals, consents) for fate in happened]
    by_id = {fate.act.id: fate for fate in ended}
    return [_with_company(fate, by_id, known) for fate in ended]


def void(known: Mapping[int, ActFacts], as_of: date) -> set[int]:
    """The acts about acts that never counted: a withdrawal that was rescinded or withdrawn by the end of a
    day, a correction that was withdrawn, unless that itself was undone."""
    undoing = [
        act for act in known.values() if act.kind in UNDOING and act.about is not None and act.day <= as_of
    ]
    void_acts: set[int] = set()
    for act in sorted(undoing, key=lambda each: -_depth(each, known)):  # whoever undoes another comes first
        if act.id in void_acts or act.about is None:
            continue
        void_acts.add(act.about)
        if act.kind == ActKind.WITHDRAWAL_RESCINDED:  # of a withdrawal, also where it names its correction
            void_acts.add(_root_of(act.about, known))
    about_others = (*UNDOING, ActKind.CORRECTION)
    return {id for id in void_acts if id in known and known[id].kind in about_others}


def _depth(act: ActFacts, by_id: Mapping[int, ActFacts]) -> int:
    """How many acts an act rests on, one after another."""
    depth, seen = 0, {act.id}
    while act.about is not None and act.about in by_id and act.about not in seen:
        act = by_id[act.about]
        seen.add(act.id)
        depth += 1
    return depth


def root(act: ActFacts, by_id: Mapping[int, ActFacts]) -> int:
    """The act that a correction, or a correction of a correction, is about."""
    seen = {act.id}
    while act.kind == ActKind.CORRECTION and act.about is not None:
        earlier = by_id.get(act.about)
        if earlier is None or earlier.id in seen:
            break
        act = earlier
        seen.add(act.id)
    return act.id


def _root_of(act_id: int, by_id: Mapping[int, ActFacts]) -> int:
    """The same of an act by its id, which may be unknown."""
    return root(by_id[act_id], by_id) if act_id in by_id else act_id


def _of_kind(known: Mapping[int, ActFacts], kind: ActKind) -> list[ActFacts]:
    return [act for act in known.values() if act.kind == kind]


def _counted(known: Mapping[int, ActFacts], uncounted: set[int]) -> list[ActFacts]:
    """The corrections that count, the last known last."""
    corrections = sorted(_of_kind(known, ActKind.CORRECTION), key=_when_known)
    return [each for each in corrections if each.id not in uncounted]


def _restate(act: ActFacts, correction: ActFacts) -> ActFacts:
    """The act as the correction puts it; what it is, what it is about and since when it is known, stay."""
    if correction.restates:
        days = {name: getattr(correction, name) for name in correction.restates}
        if "effective" in days:
            days["effective_precision"] = correction.effective_precision
        return act._replace(**days, proofs=act.proofs + correction.proofs)
    return correction._replace(id=act.id, kind=act.kind, about=act.about, known=act.known, number=act.number)


def _ended(
    fate: Fate,
    withdrawals: Sequence[ActFacts],
    consents: Mapping[int, "Consents"],
) -> Fate:
    """The act with the withdrawal that ends it first."""
    ends = [
        (withdrawal.effective or withdrawal.day, withdrawal)
        for withdrawal in withdrawals
        if _ends(withdrawal, fate.act, consents[withdrawal.id])
    ]
    if not ends:
        return fate
    ends_on, withdrawal = min(ends, key=lambda each: (each[0], each[1].day, each[1].number))
    return fate._replace(ended_by=withdrawal, ends_on=ends_on)


class Consents(NamedTuple):
    """Of a withdrawal from the whole: whether the participant was bound before it, and the days from its own
    on, until it has effect, on which it consented anew."""

    before: bool
    anew: tuple[date, ...]


def _consents(happened: Sequence[Fate], withdrawals: Sequence[ActFacts], withdrawal: ActFacts) -> Consents:
    given = [fate.act for fate in happened if fate.act.kind in (*CONSENTS, *ADOPTIONS)]
    before = any(
        act.day < withdrawal.day
        and not any(
            other.about is None and act.day <= other.day and (other.effective or other.day) < withdrawal.day
            for other in withdrawals
        )
        for act in given
    )
    until = withdrawal.effective or withdrawal.day
    return Consents(before, tuple(act.day for act in given if withdrawal.day <= act.day <= until))


def _ends(withdrawal: ActFacts, act: ActFacts, consents: Consents) -> bool:
    """Whether a withdrawal ends an act: by name, or as part of the whole."""
    if withdrawal.about is not None:
        return withdrawal.about == act.id  # of a correction: then that is void, and the act stands
    if act.kind in (*BESIDE_PARTICIPATION, *UNDOING):
        return False
    if act.kind in STATEMENTS:
        anew = consents.before and any(day <= act.day for day in consents.anew)
        return not anew and act.day <= (withdrawal.effective or withdrawal.day)
    if act.day >= withdrawal.day and act.kind in (*CONSENTS, *ADOPTIONS):
        return not consents.before and (act.begun or act.day) <= withdrawal.day
    return act.day <= withdrawal.day


def _with_company(fate: Fate, by_id: Mapping[int, Fate], known: Mapping[int, ActFacts]) -> Fate:
    """A reservation or declaration covers what the act it goes with covers, and ends with it."""
    if fate.act.about is None or fate.act.kind not in STATEMENTS:
        return fate
    base = by_id.get(_root_of(fate.act.about, known))
    if base is None or base.act.id == fate.act.id:
        return fate
    act = fate.act if fate.act.scopes else fate.act._replace(scopes=base.act.scopes)
    first = base if fate.ends_on is None or (base.ends_on or date.max) < fate.ends_on else fate
    return fate._replace(act=act, ended_by=first.ended_by, ends_on=first.ends_on)


def _when_known(act: ActFacts) -> tuple[date, int]:
    return act.known or date.min, act.number


def _when(fate: Fate) -> tuple[date, int, int]:
    """By the day; of one day, as the enumeration goes, so that the order of recording plays no part."""
    return fate.act.day, KIND_ORDER[ActKind(fate.act.kind)], fate.act.number


KIND_ORDER = {kind: place for place, kind in enumerate(ActKind)}
