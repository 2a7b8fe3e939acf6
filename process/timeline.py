"""A document in time: its versions, its rounds, when governments act on it and when it is in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from consultation.kinds import RoundState
from consultation.models import Consultation
from documents import queries
from documents.models import Document, Version
from process.lifecycle import Stage
from process.models import Step
from process.overview import Card
from process.queries import steps_taken

OVER = (Stage.SUPERSEDED, Stage.WITHDRAWN)


class Kind(StrEnum):
    """What a stretch of time is."""

    ROUND = "round"
    ADOPTION = "adoption"  # open to governments
    IN_FORCE = "in force"


@dataclass(frozen=True)
class Stretch:
    """A stretch of the life of a document. end: its last day, None while it goes on and nobody knows until
    when. number: of the round among those of the document, or of the version in force. promised: it is to
    come; open: it is now, and wants an answer."""

    kind: Kind
    start: date
    end: date | None
    number: int = 0
    promised: bool = False
    open: bool = False
    round: Consultation | None = None


@dataclass(frozen=True)
class Timeline:
    """What happened to a document, what is now, and what is promised, each in the order of time."""

    card: Card
    stretches: tuple[Stretch, ...]
    versions: tuple[Version, ...]
    steps: tuple[Step, ...]

    @property
    def document(self) -> Document:
        return self.card.document

    def last(self, kind: Kind) -> Stretch | None:
        """The last stretch of a kind that is not over, or else None."""
        of_kind = [each for each in self.stretches if each.kind == kind]
        return next((each for each in reversed(of_kind) if each.end is None or each.promised), None)


def timelines(db: Session, cards: Sequence[Card], now: datetime) -> list[Timeline]:
    """Each of these documents in time, in a constant number of statements."""
    documents = [card.document for card in cards]
    versions, steps = queries.versions_of(db, documents), steps_taken(db, documents)
    return [timeline(card, versions[card.document.id], steps[card.document.id], now) for card in cards]


def timeline(card: Card, versions: Sequence[Version], steps: Sequence[Step], now: datetime) -> Timeline:
    """One document in time. steps: those it has taken, the first first."""
    stretches = [*_rounds(card, now), *_adoptions(card, steps), *_force(card)]
    ordered = sorted(stretches, key=lambda each: (each.start, each.promised))
    return Timeline(card, tuple(ordered), tuple(versions), tuple(steps))


def _rounds(card: Card, now: datetime) -> list[Stretch]:
    """Rounds in the order in which they open. Of one that is open, what is over and what is still to come."""
    stretches = []
    opened = sorted((each.consultation for each in card.rounds), key=lambda each: each.opens_at)
    for number, consultation in enumerate(opened, 1):
        start, end = consultation.opens_at.date(), consultation.closes_at.date()
        state = consultation.state(now)
        if state != RoundState.OPEN:
            promised = state == RoundState.ANNOUNCED
            stretches.append(Stretch(Kind.ROUND, start, end, number, promised=promised, round=consultation))
            continue
        stretches.append(Stretch(Kind.ROUND, start, now.date(), number, open=True, round=consultation))
        stretches.append(
            Stretch(Kind.ROUND, now.date(), end, number, promised=True, open=True, round=consultation)
        )
    return stretches


def _adoptions(card: Card, steps: Sequence[Step]) -> list[Stretch]:
    """When governments could act on it. What has come into force they can act on until it is superseded,
    whatever its next edition goes through."""
    stretches: list[Stretch] = []
    begun, before = None, ""
    for step in steps:
        taken_back = before == Stage.ADOPTION and step.stage != Stage.IN_FORCE and not card.in_force.number
        if begun is None and step.stage == Stage.ADOPTION:
            begun = step.taken_at.date()
        elif begun is not None and (step.stage in OVER or taken_back):
            stretches.append(Stretch(Kind.ADOPTION, begun, step.taken_at.date()))
            begun = None
        before = step.stage
    return stretches + ([Stretch(Kind.ADOPTION, begun, None)] if begun else [])


def _force(card: Card) -> list[Stretch]:
    """Since when a version is in force, and from when another one will be."""
    force, stretches = card.in_force, []
    if force.since is not None:
        stretches.append(Stretch(Kind.IN_FORCE, force.since, force.changes_on, force.number))
    if force.changes_on is not None:
        stretches.append(Stretch(Kind.IN_FORCE, force.changes_on, None, promised=True))
    return stretches
