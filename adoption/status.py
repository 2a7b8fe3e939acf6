"""Where a participant stands on one version, on any day, from the acts and the rule alone.

1. Status belongs to one version. An act on another version is shown as such and says nothing of this one.
2. An act without scopes covers the whole text, and so each chapter. An act with scopes covers those chapters,
   and not the whole. A reservation or declaration without scopes covers what the act it goes with covers.
3. Of the acts that stand, consent goes before signature. The last instrument of consent is the one named; a
   participant counts once, and is bound from the first.
4. Consent makes a party on the day on which it takes effect, if it is proved as the rule asks.
5. A withdrawal of what is named leaves the rest: who withdraws a ratification is a signatory still. Only
   where nothing is left it is said what was withdrawn.
6. An objection to the text says no beside all that, until it is withdrawn.
7. What is over is told by the withdrawal that ends it, with its own day and proof.

Pure: over what ``adoption.fates`` and ``adoption.force`` say.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from adoption.entry_rules import EntryRule, consents
from adoption.fates import ActFacts, Fate, Reserved, fates, level
from adoption.force import Force, Span, bound, force
from adoption.kinds import SIGNATURES, STATEMENTS, ActKind, Level, Status


@dataclass(frozen=True)
class Standing:
    """Where a participant stands on one version and scope at the end of a day.

    status: one word. kind, on, precision, act, source, level: the act that it is named by, when it was and
    how exactly that is known, whose data count (a correction or the act itself), how well it is proved; of
    a withdrawal the act that was withdrawn, while ``withdrawn_from`` says from when, and ``left`` that it was
    from the whole. signed, consent: days; consent_kind: of the last instrument.
    in_force_from: the day from which the text binds it, also when still to come, once the text is in force.
    """

    status: Status = Status.NONE
    kind: ActKind | None = None
    on: date | None = None
    precision: str = "day"
    left: bool = False
    act: int | None = None
    source: int | None = None
    level: Level | None = None
    signed: date | None = None
    consent: date | None = None
    consent_kind: ActKind | None = None
    in_force_from: date | None = None
    withdrawn_from: date | None = None
    statements: tuple[ActFacts, ...] = ()
    objection: ActFacts | None = None

    @property
    def ended(self) -> bool:
        """Whether the act that it is named by stands no more."""
        return self.status == Status.WITHDRAWN

    @property
    def consented(self) -> bool:
        return self.status in (Status.CONSENTED, Status.PARTY)

    @property
    def says_something(self) -> bool:
        """Whether there is anything to tell."""
        return self.kind is not None or self.objection is not None or bool(self.statements)

    @property
    def reservations(self) -> tuple[Reserved, ...]:
        return tuple(reserved for act in self.statements for reserved in act.reservations)


NOTHING = Standing()


@dataclass(frozen=True)
class Ending:
    """A withdrawal that ends an act.

    act: its number; source: whose data count, its last correction or itself; done, precision: when it was
    done; on, on_precision: when it has effect, perhaps still to come; level: how well it is proved.
    """

    act: int
    source: int
    done: date
    precision: str
    on: date
    on_precision: str
    level: Level


@dataclass(frozen=True)
class Table:
    """Where every participant stands on one version at the end of a day, by code, and how far it is on its
    way into force."""

    force: Force
    standings: Mapping[str, Standing]

    @property
    def totals(self) -> dict[Status, int]:
        """How many stand where, in the order of the words, without those that nobody has."""
        counted = Counter(standing.status for standing in self.standings.values())
        return {status: counted[status] for status in Status if counted[status]}


def table(
    acts: Mapping[str, Iterable[ActFacts]],
    rule: EntryRule | None,
    *,
    as_of: date,
    known_at: date | None = None,
    scope: int | None = None,
) -> Table:
    """Where every participant stood on one version at the end of a day, as far as was known at the end of
    another (None: now). acts: by code, of all participants. scope: the whole text or the pid of a chapter."""
    became = {code: fates(each, as_of, known_at) for code, each in acts.items()}
    text = force(rule, became, known_at, as_of=as_of)
    return Table(
        text,
        {
            code: standing(
                each,
                text,
                as_of=as_of,
                known_at=known_at,
                scope=scope,
                taken=rule is None or rule.takes(code),
            )
            for code, each in became.items()
        },
    )


def standing(
    became: Sequence[Fate],
    text: Force,
    *,
    as_of: date,
    known_at: date | None = None,
    scope: int | None = None,
    taken: bool = True,
) -> Standing:
    """Where one participant stood, from what became of its acts on a version, and how far that is. taken:
    whether the rule opens the text to it."""
    here = [fate for fate in became if _covers(fate.act, scope)]
    if not here:
        return NOTHING
    stand = [fate for fate in here if not fate.ended(as_of)]
    binding = consents(text.rule)
    consented = [fate for fate in stand if fate.act.kind in binding]
    spans = bound(here, text, known_at) if taken and text.in_force(as_of) else []
    status = _status(here, stand, consented, spans, as_of)
    named = _named(status, here, stand, consented)
    last = _last_consent(status, consented, here, binding)
    span = _span(spans, as_of, status)
    return Standing(
        status=status,
        kind=ActKind(named.act.kind) if named else None,
        on=named.act.day if named else None,
        precision=named.act.precision if named else "day",
        left=named is not None and named.ended_by is not None and named.ended_by.about is None,
        act=named.act.id if named else None,
        source=named.source if named else None,
        level=level(named.act, known_at) if named else None,
        signed=_signed(here, as_of),
        consent=last.act.day if last else None,
        consent_kind=ActKind(last.act.kind) if last else None,
        in_force_from=span.start if span and last else None,
        withdrawn_from=_withdrawn_from(status, named, consented, span),
        statements=() if status == Status.WITHDRAWN else _statements(stand, scope),
        objection=next((f.act for f in reversed(stand) if f.act.kind == ActKind.OBJECTION), None),
    )


def ending(became: Sequence[Fate], standing: Standing, known_at: date | None = None) -> Ending | None:
    """What ends that by which a participant stands; None where nothing does. became: all its acts on the
    version; known_at: as for ``fates``."""
    fate = next((each for each in became if each.act.id == standing.act), None)
    if fate is None or standing.withdrawn_from is None:
        return None
    return ending_of(fate, became, known_at, on=standing.withdrawn_from)


def ending_of(
    fate: Fate, became: Sequence[Fate], known_at: date | None = None, *, on: date | None = None
) -> Ending | None:
    """The same of one act. on: the day on which it is over, where that is another than its withdrawal says:
    of who consents anew."""
    by, on = fate.ended_by, on or fate.ends_on
    if by is None or on is None:
        return None
    return Ending(
        act=by.id,
        source=next((each.source for each in became if each.act.id == by.id), by.id),
        done=by.day,
        precision=by.precision,
        on=on,
        on_precision=fate.ends_precision if on == fate.ends_on else "day",
        level=level(by, known_at),
    )


def standing_objections(became: Iterable[Fate], as_of: date) -> list[ActFacts]:
    """A participant's objections to a version that had not been withdrawn, whatever they cover."""
    return [f.act for f in became if f.act.kind == ActKind.OBJECTION and not f.ended(as_of)]


def _status(
    here: Sequence[Fate], stand: Sequence[Fate], consented: Sequence[Fate], spans: Sequence[Span], as_of: date
) -> Status:
    if consented:
        return Status.PARTY if any(span.covers(as_of) for span in spans) else Status.CONSENTED
    if any(fate.act.kind in SIGNATURES for fate in stand):
        return Status.SIGNATORY
    if any(_participates(fate.act) for fate in stand) or not any(_participates(fate.act) for fate in here):
        return Status.NONE
    return Status.WITHDRAWN


def _participates(act: ActFacts) -> bool:
    """Whether an act goes some way towards the text, by itself."""
    return act.kind in NAMING


# The acts that a participant’s standing is named by, the strongest last.
NAMING = (
    ActKind.ENDORSED,
    ActKind.PROVISIONAL_APPLICATION,
    ActKind.SUCCESSION_TO_SIGNATURE,
    ActKind.SIGNED_AD_REFERENDUM,
    ActKind.SIGNED_SUBJECT_TO_APPROVAL,
    ActKind.SIGNED,
    ActKind.ADOPTED_BY_GOVERNMENT,
    ActKind.ADOPTED_BY_PARLIAMENT,
    ActKind.DEFINITIVE_SIGNATURE,
    ActKind.SUCCESSION,
    ActKind.ACCESSION,
    ActKind.FORMAL_CONFIRMATION,
    ActKind.APPROVAL,
    ActKind.ACCEPTANCE,
    ActKind.RATIFICATION,
)
_STRENGTH = {kind: strength for strength, kind in enumerate(NAMING)}


def _named(
    status: Status, here: Sequence[Fate], stand: Sequence[Fate], consented: Sequence[Fate]
) -> Fate | None:
    """The act that a standing is named by: the last consent; else the strongest that stands; of what was
    withdrawn, the strongest of the last withdrawal."""
    if consented:
        return max(consented, key=lambda fate: (fate.act.day, _STRENGTH.get(ActKind(fate.act.kind), 0)))
    among = stand
    if status == Status.WITHDRAWN:
        ended = [fate for fate in here if fate.ends_on is not None and _participates(fate.act)]
        last = max(fate.ends_on for fate in ended if fate.ends_on)
        among = [fate for fate in ended if fate.ends_on == last]
    acts = (fate for fate in among if _participates(fate.act))
    return max(acts, key=lambda fate: (_STRENGTH[ActKind(fate.act.kind)], fate.act.day), default=None)


def _last_consent(
    status: Status, consented: Sequence[Fate], here: Sequence[Fate], binding: frozenset[ActKind]
) -> Fate | None:
    """The last instrument of consent that stands; of who has withdrawn, the last that there was."""
    among = consented or [fate for fate in here if status == Status.WITHDRAWN and fate.act.kind in binding]
    return max(among, key=lambda fate: (fate.act.day, _STRENGTH.get(ActKind(fate.act.kind), 0)), default=None)


def _signed(here: Sequence[Fate], as_of: date) -> date | None:
    """When it signed first, unless that signature was taken back by itself. Who leaves the whole
    has signed."""
    kept = [
        fate.act.day
        for fate in here
        if fate.act.kind in SIGNATURES
        and (not fate.ended(as_of) or (fate.ended_by is not None and fate.ended_by.about is None))
    ]
    return min(kept, default=None)


def _span(spans: Sequence[Span], as_of: date, status: Status) -> Span | None:
    """The time in which it is bound on a day; else the next one; of who has withdrawn, the last."""
    now_or_next = [span for span in spans if span.end is None or span.end > as_of]
    if now_or_next:
        return now_or_next[0]
    return spans[-1] if spans and status == Status.WITHDRAWN else None


def _withdrawn_from(
    status: Status, named: Fate | None, consented: Sequence[Fate], span: Span | None
) -> date | None:
    """From when what is named is over, also when that is still to come."""
    if status == Status.WITHDRAWN:
        return named.ends_on if named else None
    if consented and all(fate.ends_on is not None for fate in consented):
        return span.end if span else max(fate.ends_on for fate in consented if fate.ends_on)
    if not consented and named is not None:
        return named.ends_on
    return None


def _statements(stand: Sequence[Fate], scope: int | None) -> tuple[ActFacts, ...]:
    """Reservations and declarations that stand, and acts that contain some, as far as they touch a scope."""
    acts = []
    for fate in stand:
        act = fate.act
        if act.kind not in (*NAMING, *STATEMENTS):
            continue
        if scope is not None and act.reservations:
            act = act._replace(
                reservations=tuple(reserved for reserved in act.reservations if reserved.chapter == scope)
            )
        touches = bool(act.reservations) or (
            act.kind in STATEMENTS and not (scope is not None and fate.act.reservations)
        )
        if touches:
            acts.append(act)
    return tuple(acts)


def _covers(act: ActFacts, scope: int | None) -> bool:
    return not act.scopes or scope in act.scopes
