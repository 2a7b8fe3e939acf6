"""Whether the record holds, and whether what people read is what it says, as both are in the database now.

The same that an outsider finds with the verifier, which shares no code with this, and what only the inside
knows: the key that signs here, and the table of last states, which the record's entries must give again.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.record import entries, signed_heads
from core.record.canonical import digest
from core.record.covering import ACTION, declaration
from core.record.entries import Entry, Payload
from core.record.public import KINDS, Objects, list_digest
from core.record.states import RecordedState

NOTHING = list_digest([])  # of a list without rows, which is not there to be read
# Heads are signed daily, soon after a day has begun: no entry is without one for longer.
UNSIGNED = timedelta(days=1, minutes=10)
Noted = tuple[int, str]  # number and digest of an entry, as somebody has them from elsewhere


class Named:
    """What the entries say of public rows: by name the last digest, and the entry that names it."""

    def __init__(self) -> None:
        self.digests: Objects = {}
        self.entries: dict[str, int] = {}
        self.again: list[tuple[int, str]] = []  # kinds that an entry begins to cover a second time

    def see(self, entry: Entry, payload: Payload | None) -> None:
        """Take in an entry, each after the one before it."""
        if payload is None:
            return
        named: Objects = {**payload.body.get("objects", {}), **payload.body.get("lists", {})}
        if entry.action == ACTION:
            kinds = [name for name in named if name.startswith("kind:")]
            self.again += [(entry.seq, name) for name in kinds if self.digests.get(name) == named[name]]
        self.digests |= named
        self.entries |= dict.fromkeys(named, entry.seq)


def faults(db: Session, now: datetime, *, key: str = "", noted: Sequence[Noted] = ()) -> Iterator[str]:
    """Everything that does not hold, the first one first, each in a sentence.

    key: the public key that signs here. noted: entries that somebody knows from elsewhere.
    """
    named = Named()
    for fault in entries.faults(db, named.see):
        yield f"Entry {fault.seq} of the record does not hold: {fault.reason}."
    for head_fault in signed_heads.faults(db):
        yield f"Signed head no. {head_fault.number} does not hold: {head_fault.reason}."
    yield from _heads(db, now, key)
    for seq, value in noted:
        entry = entries.entry_by_seq(db, seq)
        if entry is None or entry.digest != value:
            what = "is another" if entry else "is gone"
            yield f"Entry {seq}, whose digest was noted, {what}: the past was rewritten, or its end cut off."
    yield from _rows(db, named)
    yield from _states(db, named)


def _heads(db: Session, now: datetime, key: str) -> Iterator[str]:
    """Whether heads are signed as they should be: daily, with the key of this instance."""
    newest = signed_heads.newest(db)
    if newest is not None and key and newest.key != key:
        yield f"Signed head no. {newest.number} is signed with another key than that of this instance."
    covered = newest.seq if newest else 0
    waiting = db.scalar(select(Entry).where(Entry.seq > covered).order_by(Entry.seq).limit(1))
    if waiting is not None and now - waiting.at > UNSIGNED:
        yield f"Entry {waiting.seq} is older than a day, and no signed head covers it."


def _rows(db: Session, named: Named) -> Iterator[str]:
    """Public rows that are not what the entries say, or that no entry names; then those that are gone."""
    for seq, name in named.again:
        yield f"{name} was covered before, and entry {seq} says again how its rows stand."
    there: set[str] = set()
    for name, value in _standing(db):
        if name in there:
            yield f"{name} is there twice."
        there.add(name)
        if name not in named.digests:
            if value != NOTHING:
                yield f"{name} is public, and no entry names it."
        elif named.digests[name] is None:
            yield f"{name} was altered: it was public no more from entry {named.entries[name]} on."
        elif named.digests[name] != value:
            yield f"{name} was altered: it is not the one that entry {named.entries[name]} names."
    for name, digest_named in named.digests.items():
        kind = name.partition(":")[0]
        lost = name not in there and digest_named not in (None, NOTHING)
        if lost and (kind == "kind" or kind in KINDS):  # else the kind itself is gone, and named
            yield f"{name} is gone, and entry {named.entries[name]} names it."


def _standing(db: Session) -> Iterator[tuple[str, str]]:
    """The digest of every kind, row and list that people are given, by its name on the record."""
    for kind in KINDS.values():
        yield f"kind:{kind.name}", digest(declaration(kind))
        yield from kind.digests(db)


def _states(db: Session, named: Named) -> Iterator[str]:
    """Where the table of last states, which pages and writers rely on, is not what the entries give."""
    rows = db.execute(select(RecordedState.name, RecordedState.digest, RecordedState.seq))
    kept = {name: (value, seq) for name, value, seq in rows}
    given = {name: (value, named.entries[name]) for name, value in named.digests.items()}
    for name in sorted(kept.keys() | given.keys()):
        if kept.get(name) != given.get(name):
            yield f"{name} has another last state in the table record_state than the entries give it."
