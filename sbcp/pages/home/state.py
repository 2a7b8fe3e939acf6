"""What the first page shows: the state of the policy, gathered across the rooms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from adoption import ruling
from adoption.entry_rules import EntryRule
from adoption.queries import Days, DocumentStatus, document_status, documents_with_acts
from consultation.kinds import RoundState
from core.record.entries import Entry
from process import overview
from process.lifecycle import Stage
from process.overview import Card, Round
from process.timeline import Timeline, timelines
from sbcp.notifications import events

# What moves a text on. Comments are counted, and proofs shown, where they are made.
TOLD = (
    "version.published",
    "act.recorded",
    *events.ROUNDS,
    *events.STEPS,
    *events.STANCES,
    *events.FORCE,
)
MOST_LANES, MOST_TOLD = 3, 5


@dataclass(frozen=True)
class State:
    """adoption: of the text that governments act on, None where there is none. texts: at most three
    documents in time, of ``documents`` in all; rules: of entry into force, by the document's id. last: the
    newest entries of the record that move a text on, the newest first."""

    adoption: DocumentStatus | None
    open_now: Sequence[Round]
    announced: Sequence[Round]
    texts: Sequence[Timeline]
    rules: dict[int, EntryRule | None]
    documents: int
    last: Sequence[Entry]
    good_until: datetime | None


def state(db: Session, now: datetime) -> State:
    """The state of the policy at an instant."""
    cards = overview.cards(db, now)
    main = _main(cards, documents_with_acts(db))
    shown = sorted((card for card in cards if card.stage != Stage.WITHDRAWN), key=_place)[:MOST_LANES]
    rules = ruling.rules_of(db, [card.document.id for card in shown])
    return State(
        adoption=document_status(db, main.document, Days(now.date())) if main else None,
        open_now=overview.in_state(cards, RoundState.OPEN),
        announced=overview.in_state(cards, RoundState.ANNOUNCED),
        texts=timelines(db, shown, now),
        rules={card.document.id: ruling.chosen(rules.get(card.document.id, ()), None) for card in shown},
        documents=len(cards),
        last=events.last_entries(db, actions=TOLD, limit=MOST_TOLD),
        good_until=overview.good_until(cards, now),
    )


def _main(cards: Sequence[Card], with_acts: set[int]) -> Card | None:
    """The text that governments act on: the newest that waits for acts, else that is in force, else on which
    there are any. None before a version is published."""
    published = [card for card in cards if card.last is not None]
    for wanted in (
        [card for card in published if card.stage == Stage.ADOPTION],
        [card for card in published if card.in_force.number],
        [card for card in published if card.document.id in with_acts],
    ):
        if wanted:
            return wanted[0]
    return None


def _place(card: Card) -> int:
    """What governments act on first, then what readers can answer, or soon will, then what is worked on."""
    states = {each.state for each in card.rounds}
    if card.in_force.number and card.stage != Stage.SUPERSEDED:
        return 0
    if card.stage != Stage.ADOPTION and RoundState.OPEN in states:
        return 1
    if card.stage != Stage.ADOPTION and RoundState.ANNOUNCED in states:
        return 2
    order: dict[str, int] = {Stage.ADOPTION: 0, Stage.REVISION: 3, Stage.IN_FORCE: 4, Stage.SUPERSEDED: 6}
    return order.get(card.stage, 5)
