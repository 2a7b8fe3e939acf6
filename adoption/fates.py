"""What became of acts: corrected, withdrawn, or standing.

Three times count. An act *happened* on its day (of deposit, where it was deposited; of the act else; the last
day of a month or year if no more is known). It is *known* from the day on which it was recorded, or on which
a list of the past says that it was told; where a list says nothing, it always was. It may *end* on a later
day than the one on which its withdrawal was made.

The rules:

1. A correction restates the act that it is about (days, scopes, reservations, statement, instrument) as soon
   as it is known, for all days; the last one known wins. What kind of act it is, and what it is about, is
   not corrected: withdraw it and record the right one.
2. A withdrawal ends the act that it is about, with what goes with that act, on its day of effect or its own.
3. A withdrawal that names no act is from the whole: it ends everything that was done before its day, but not
   an objection, which says no to the text and is taken back by itself. What is done on the same day by a
   participant that was bound before is done anew, and stands.
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

    day: on which it happened. known: from when on it was known here, None for always. number: to tell
    apart what is otherwise alike. scopes: pids of chapters, none for the whole. about: id of an act.
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


class Fate(NamedTuple):
    """What has become of an act by a day.

    act: as corrected, under its own id. source: id of the act whose data these are, the last correction or
    the act itself. ended_by: the withdrawal that ends it, if one does, as corrected; ends_on: from when.
    """

    act: ActFacts
    source: int
    ended_by: ActFacts | None = None
    ends_on: date | None = None

    def ended(self, as_of: date) -> bool:
        """Whether it stands no more at the end of a day."""
        return self.ends_on is not None and self.ends_on <= as_of


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
    undone = void(known, as_of)
    restated: dict[int, ActFacts] = {}
    for correction in sorted(_of_kind(known, ActKind.CORRECTION), key=_when_known):
        if correction.id not in undone:
            restated[root(correction, known)] = correction
    happened = [
        Fate(act if act.id not in restated else _restate(act, restated[act.id]), _source(act, restated))
        for act in known.values()
        if act.kind != ActKind.CORRECTION
    ]
    happened = sorted((fate for fate in happened if fate.act.day <= as_of), key=_when)
    withdrawals = [
        fate.act for fate in happened if fate.act.kind == ActKind.WITHDRAWAL and fate.act.id not in undone
    ]
    ended = [_ended(fate, withdrawals, happened, known) for fate in happened]
    by_id = {fate.act.id: fate for fate in ended}
    return [_with_company(fate, by_id, known) for fate in ended]


def void(known: Mapping[int, ActFacts], as_of: date) -> set[int]:
    """The acts about acts that never counted: a withdrawal that was rescinded or withdrawn by the end of a
    day, a correction that was withdrawn, unless that itself was undone."""
    undoing: dict[int, list[ActFacts]] = {}
    for act in known.values():
        if act.kind in UNDOING and act.about is not None and act.day <= as_of:
            undoing.setdefault(root_of(act.about, known), []).append(act)
            undoing.setdefault(act.about, []).append(act)

    def is_void(act_id: int, above: frozenset[int] = frozenset()) -> bool:
        over = above | {act_id}
        return any(each.id not in over and not is_void(each.id, over) for each in undoing.get(act_id, ()))

    return {
        act.id for act in known.values() if act.kind in (*UNDOING, ActKind.CORRECTION) and is_void(act.id)
    }


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


def root_of(act_id: int, by_id: Mapping[int, ActFacts]) -> int:
    """The same of an act by its id, which may be unknown."""
    return root(by_id[act_id], by_id) if act_id in by_id else act_id


def _of_kind(known: Mapping[int, ActFacts], kind: ActKind) -> list[ActFacts]:
    return [act for act in known.values() if act.kind == kind]


def _source(act: ActFacts, restated: Mapping[int, ActFacts]) -> int:
    return restated[act.id].id if act.id in restated else act.id


def _restate(act: ActFacts, correction: ActFacts) -> ActFacts:
    """The act as the correction puts it; what it is, what it is about and since when it is known, stay."""
    return correction._replace(id=act.id, kind=act.kind, about=act.about, known=act.known, number=act.number)


def _ended(
    fate: Fate, withdrawals: Sequence[ActFacts], happened: Sequence[Fate], known: Mapping[int, ActFacts]
) -> Fate:
    """The act with the withdrawal that ends it first."""
    ends = [
        (withdrawal.effective or withdrawal.day, withdrawal)
        for withdrawal in withdrawals
        if _ends(withdrawal, fate.act, happened, known)
    ]
    if not ends:
        return fate
    ends_on, withdrawal = min(ends, key=lambda each: (each[0], each[1].day, each[1].number))
    return fate._replace(ended_by=withdrawal, ends_on=ends_on)


def _ends(
    withdrawal: ActFacts, act: ActFacts, happened: Sequence[Fate], known: Mapping[int, ActFacts]
) -> bool:
    """Whether a withdrawal ends an act: by name, or as part of the whole."""
    if withdrawal.about is not None:
        return root_of(withdrawal.about, known) == act.id
    if act.kind in (*BESIDE_PARTICIPATION, *UNDOING):
        return False
    if act.day == withdrawal.day and act.kind in (*CONSENTS, *ADOPTIONS, *STATEMENTS):
        return not any(
            earlier.act.kind in (*CONSENTS, *ADOPTIONS) and earlier.act.day < withdrawal.day
            for earlier in happened
        )
    return act.day <= withdrawal.day


def _with_company(fate: Fate, by_id: Mapping[int, Fate], known: Mapping[int, ActFacts]) -> Fate:
    """A reservation or declaration covers what the act it goes with covers, and ends with it."""
    if fate.act.about is None or fate.act.kind not in STATEMENTS:
        return fate
    base = by_id.get(root_of(fate.act.about, known))
    if base is None or base.act.id == fate.act.id:
        return fate
    act = fate.act if fate.act.scopes else fate.act._replace(scopes=base.act.scopes)
    first = min((each for each in (fate, base) if each.ends_on), key=lambda each: each.ends_on, default=fate)  # type: ignore[arg-type, return-value]
    return fate._replace(act=act, ended_by=first.ended_by, ends_on=first.ends_on)


def _when_known(act: ActFacts) -> tuple[date, int]:
    return act.known or date.min, act.number


def _when(fate: Fate) -> tuple[date, int, int]:
    """By the day; of one day, as the enumeration goes, so that the order of recording plays no part."""
    return fate.act.day, KIND_ORDER[ActKind(fate.act.kind)], fate.act.number


KIND_ORDER = {kind: place for place, kind in enumerate(ActKind)}
