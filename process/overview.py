"""Where documents stand, gathered across the rooms: for the first page, for lists and for a page of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session, joinedload

from adoption import versions as adopted
from adoption.versions import VersionPlace
from consultation import period
from consultation.answers.progress import answered_of
from consultation.counts import CommentCount
from consultation.kinds import RoundState
from consultation.models import Consultation
from documents import queries
from documents.models import Document, Version
from process.models import Step
from process.queries import InForce, in_force, stages_of, steps_taken


@dataclass(frozen=True)
class Round:
    """A consultation as lists show it."""

    consultation: Consultation
    state: RoundState
    days_left: int
    comments: int


@dataclass(frozen=True)
class Card:
    """A document as lists show it."""

    document: Document
    stage: str
    last: Version | None
    rounds: list[Round]
    answered: int = 0
    comments: int = 0
    in_force: InForce = field(default_factory=InForce)


def rounds_by_document(db: Session, documents: Sequence[Document], now: datetime) -> dict[int, list[Round]]:
    """Every round of these documents with its state and number of comments, newest first."""
    rows = db.execute(
        select(Consultation, _comments_in_round())
        .where(Consultation.document_id.in_([document.id for document in documents]))
        .order_by(Consultation.opens_at.desc())
        .options(joinedload(Consultation.version), joinedload(Consultation.document))
    )
    listed: dict[int, list[Round]] = {}
    for consultation, comments in rows:
        state = consultation.state(now)
        days = max((consultation.closes_at - now).days, 0)
        listed.setdefault(consultation.document_id, []).append(Round(consultation, state, days, comments))
    return listed


def in_state(listed: Sequence[Card], state: RoundState) -> list[Round]:
    """The rounds that are announced, or open, or closed: the one that closes soonest first."""
    rounds = [each for card in listed for each in card.rounds if each.state == state]
    return sorted(rounds, key=lambda each: each.consultation.closes_at)


def next_change(rounds: Sequence[Round], now: datetime) -> datetime | None:
    """When any of these rounds opens or closes next, or a day count shown changes."""
    instants = []
    for shown in rounds:
        consultation = shown.consultation
        change = period.next_change(consultation.opens_at, consultation.closes_at, now)
        if change is not None:
            instants += [change, consultation.closes_at - timedelta(days=shown.days_left)]
    return min((instant for instant in instants if instant > now), default=None)


def good_until(cards: Sequence[Card], now: datetime) -> datetime | None:
    """Until when a page about these documents is true: their rounds may change, and what is in force."""
    instants = [next_change([each for card in cards for each in card.rounds], now)]
    instants += [card.in_force.good_until for card in cards]
    return min((instant for instant in instants if instant is not None), default=None)


def _comments_in_round() -> ScalarSelect[int]:
    """How many comments have been sent in a round, as a column."""
    return (
        select(func.coalesce(func.sum(CommentCount.count), 0))
        .where(CommentCount.consultation_id == Consultation.id)
        .correlate(Consultation)
        .scalar_subquery()
    )


@dataclass(frozen=True)
class DocumentPage:
    """A document as its own page shows it."""

    document: Document
    card: Card
    versions: list[Version]
    places: Mapping[int, VersionPlace]  # of versions that are adopted, in force or superseded, by number
    steps: list[Step]
    good_until: datetime | None


def document(db: Session, document: Document, now: datetime) -> DocumentPage:
    """Stage, versions, rounds, the steps taken and those that could follow."""
    about = card(db, document, now)
    adoption = adopted.of_document(db, document, now.date())
    return DocumentPage(
        document=document,
        card=about,
        versions=queries.versions(db, document)[::-1],
        places=adoption.places,
        steps=steps_taken(db, [document])[document.id],
        good_until=good_until([about], now),
    )


def card(db: Session, document: Document, now: datetime) -> Card:
    """One document."""
    [only] = _cards(db, [document], now)
    return only


def cards(db: Session, now: datetime) -> list[Card]:
    """Every document, the newest first."""
    return _cards(db, queries.documents(db), now)


def _cards(db: Session, documents: Sequence[Document], now: datetime) -> list[Card]:
    """The cards of some documents, in a constant number of statements."""
    stages = stages_of(db, documents)
    rounds = rounds_by_document(db, documents, now)
    received = answered_of(db, documents)
    last = queries.last_versions(db, documents)
    force = in_force(db, documents, now.date())
    return [
        Card(
            document=document,
            stage=stages[document.id],
            last=last.get(document.id),
            rounds=rounds.get(document.id, []),
            answered=received[document.id].answered,
            comments=received[document.id].comments,
            in_force=force[document.id],
        )
        for document in documents
    ]
