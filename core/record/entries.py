"""The record: an append-only log of every public change, in a hash chain.

Entry ``n`` holds a commitment to its payload and the digest of entry ``n - 1``:

    commitment = SHA-256(salt bytes + canonical JSON of the payload)
    digest     = SHA-256(canonical JSON of {seq, at, actor, action, subject, commitment, previous})

The payload and its salt sit in a table apart and can be erased; the chain stays valid, and without
the salt the commitment tells nothing of what it covered. An erasure is itself an entry: a payload
that is missing without one was taken away. ``docs/verification.md`` is the format byte by byte.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, Protocol

from sqlalchemy import JSON, Executable, ForeignKey, String, delete, insert, select, update
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from core.db import Base, upsert
from core.errors import N_, NotFound, Refused
from core.personal import MACHINE, NUMBER, PROCESS
from core.record import public, states
from core.record.canonical import canonical, digest, new_salt, timestamp

START = "0" * 64  # what the first entry names as its previous digest
# Actors where nobody acted under a mandate:
SYSTEM = "system"  # nobody asked for it
OPERATOR = "operator"  # whoever runs the site, by a command
MEMBER = "member"  # a person for themselves
PUBLIC = "public"  # somebody who needs no account
ERASED = "record.payload_erased"
KEY = "record.key"  # the public key that signs heads from this entry on


class Entry(Base):
    """One public change. ``subject`` names what it is about."""

    __tablename__ = "record_entry"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=PROCESS)
    at: Mapped[datetime] = mapped_column(info=PROCESS)
    actor: Mapped[str] = mapped_column(String(80), info=PROCESS)
    action: Mapped[str] = mapped_column(String(60), info=PROCESS)
    subject: Mapped[str] = mapped_column(String(120), info=PROCESS)
    commitment: Mapped[str] = mapped_column(String(64), info=PROCESS)
    previous: Mapped[str] = mapped_column(String(64), info=PROCESS)
    digest: Mapped[str] = mapped_column(String(64), info=PROCESS)

    payload: Mapped["Payload | None"] = relationship(back_populates="entry")

    def computed_digest(self) -> str:
        """The digest that the other fields call for."""
        return digest(
            {
                "seq": self.seq,
                "at": timestamp(self.at),
                "actor": self.actor,
                "action": self.action,
                "subject": self.subject,
                "commitment": self.commitment,
                "previous": self.previous,
            }
        )


class Payload(Base):
    """What an entry covers, and the salt of its commitment. Erasable."""

    __tablename__ = "record_payload"

    seq: Mapped[int] = mapped_column(ForeignKey("record_entry.seq"), primary_key=True, info=PROCESS)
    salt: Mapped[str] = mapped_column(String(32), info=PROCESS)
    body: Mapped[dict[str, Any]] = mapped_column(JSON, info=PROCESS)

    entry: Mapped[Entry] = relationship(back_populates="payload")

    def computed_commitment(self) -> str:
        return commitment(self.salt, self.body)


class Head(Base):
    """The last entry, in one row that a writer locks: entries come one after another. The first
    migration lays the row down, with sequence 0."""

    __tablename__ = "record_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=NUMBER)
    seq: Mapped[int] = mapped_column(info=MACHINE)
    digest: Mapped[str] = mapped_column(String(64), info=MACHINE)


class LastEntry(Base):
    """The newest entry about each subject: a page that shows a subject is as new as this number.

    Derived from the entries, and no part of the chain.
    """

    __tablename__ = "record_subject"

    subject: Mapped[str] = mapped_column(String(120), primary_key=True, info=MACHINE)
    seq: Mapped[int] = mapped_column(info=MACHINE)


ENTRIES, PAYLOADS, HEADS, SUBJECTS = (
    Base.metadata.tables[kind.__tablename__] for kind in (Entry, Payload, Head, LastEntry)
)
# Statements that each entry needs, made once.
_LAST = select(HEADS.c.seq, HEADS.c.digest).where(HEADS.c.id == 1).with_for_update()
_ENTRY, _PAYLOAD, _HEAD = insert(ENTRIES), insert(PAYLOADS), update(HEADS)
_FIELDS = tuple(column.key for column in ENTRIES.c)


@dataclass(frozen=True)
class Fault:
    """An entry that does not hold, and why."""

    seq: int
    reason: str


def commitment(salt: str, body: dict[str, Any]) -> str:
    """What an entry publishes of its payload. ``salt`` is 32 hexadecimal digits."""
    return hashlib.sha256(bytes.fromhex(salt) + canonical(body)).hexdigest()


class Acting(Protocol):
    """What somebody may act under: a mandate."""

    @property
    def actor(self) -> str:
        """How the record names it."""


def actor_of(by: Acting | None, otherwise: str = OPERATOR) -> str:
    """The actor of an entry: the mandate it was done under, or who else did it."""
    return by.actor if by else otherwise


class Draft(NamedTuple):
    """An entry that is to be written."""

    at: datetime
    actor: str
    action: str
    subject: str
    body: dict[str, Any]


def draft(db: Session, *, at: datetime, actor: str, action: str, subject: str, body: dict[str, Any]) -> Draft:
    """An entry for ``append_all``. Flushes.

    body: what the entry says. To its ``objects`` the digests of the public rows are added that the
    transaction has changed so far; ``lists`` the caller names.
    """
    objects = {**public.changes(db), **body.get("objects", {})}
    return Draft(at, actor, action, subject, {**body, "objects": objects} if objects else body)


def append(
    db: Session, *, at: datetime, actor: str, action: str, subject: str, body: dict[str, Any]
) -> Entry:
    """Write the next entry inside the caller's transaction; as ``draft`` takes it. Flushes."""
    return append_all(db, [draft(db, at=at, actor=actor, action=action, subject=subject, body=body)])[0]


def append_all(db: Session, drafts: Sequence[Draft]) -> list[Entry]:
    """Write the next entries inside the caller's transaction, at least one. Every write of the product ends
    here, so it is done in the fewest statements, without objects, however many they are."""
    connection = db.connection()
    last = connection.execute(_LAST).one()  # locked until the end: entries wait for one another
    previous = last.digest
    entries: list[Entry] = []
    payloads: list[dict[str, Any]] = []
    for seq, each in enumerate(drafts, last.seq + 1):
        salt = new_salt()
        entry = Entry(
            seq=seq,
            at=each.at,
            actor=each.actor,
            action=each.action,
            subject=each.subject,
            commitment=commitment(salt, each.body),
            previous=previous,
        )
        entry.digest = previous = entry.computed_digest()
        entries.append(entry)
        payloads.append({"seq": seq, "salt": salt, "body": each.body})
    connection.execute(_ENTRY, [{name: getattr(entry, name) for name in _FIELDS} for entry in entries])
    connection.execute(_PAYLOAD, payloads)
    connection.execute(_HEAD, {"seq": entries[-1].seq, "digest": previous})
    newest = {entry.subject: entry.seq for entry in entries}
    newest_of = [{"subject": subject, "seq": newest[subject]} for subject in sorted(newest)]
    connection.execute(_of_subject(connection.dialect.name), newest_of)
    states.note(db, _last_states(entries, drafts))
    return entries


def _last_states(entries: Sequence[Entry], drafts: Sequence[Draft]) -> dict[str, public.Recorded]:
    """What the last of some entries about each public row or list says of it."""
    return {
        name: public.Recorded(value, entry.seq)
        for entry, each in zip(entries, drafts, strict=True)
        for form in ("objects", "lists")
        for name, value in each.body.get(form, {}).items()
    }


@cache
def _of_subject(dialect: str) -> Executable:
    """The statement that says which entry about a subject is the newest."""
    last = upsert(dialect, SUBJECTS)
    return last.on_conflict_do_update(index_elements=["subject"], set_={"seq": last.excluded.seq})


def erase_payload(db: Session, seq: int, *, at: datetime, actor: str, reason: str = "") -> Entry | None:
    """Take the payload of an entry and its salt away for good, and say so in an entry of its own about
    the same subject, which names again what nobody has changed of the public rows that were named there;
    None if it is gone already. Flushes.

    reason: why, in public. Raises NotFound for an entry that is not there, Refused for a key: signed
    heads could not be checked without it.
    """
    db.get_one(Head, 1, with_for_update=True, populate_existing=True)
    entry = entry_by_seq(db, seq)
    if entry is None:
        raise NotFound(N_("The record has no such entry."))
    if entry.action == KEY:
        raise Refused(N_("A key on the record is not erased: signed heads could not be checked without it."))
    named = entry.payload.body if entry.payload else {}
    removed = db.execute(delete(Payload).where(Payload.seq == seq))
    db.expire(entry, ["payload"])
    if not removed.rowcount:  # type: ignore[attr-defined]
        return None
    body: dict[str, Any] = {"entry": seq, "reason": reason}
    changed = public.changes(db)
    for form in ("objects", "lists"):
        still = states.last_named(db, [name for name in named.get(form, ()) if name not in changed], seq)
        body |= {form: still} if still else {}
    body |= {"objects": {**body.get("objects", {}), **changed}} if changed else {}
    return append(db, at=at, actor=actor, action=ERASED, subject=entry.subject, body=body)


def last_seq(db: Session, subject: str) -> int:
    """The number of the newest entry about a subject, 0 if there is none: one indexed read."""
    return db.scalar(select(LastEntry.seq).where(LastEntry.subject == subject)) or 0


def verify(db: Session) -> Fault | None:
    """Walk the whole chain as it is in the database now; the first fault, or None."""
    return next(faults(db), None)


def faults(db: Session, see: Callable[[Entry, Payload | None], None] | None = None) -> Iterator[Fault]:
    """Walk the whole chain as it is in the database now; every fault in turn. ``see`` is shown each entry
    with its content."""
    rows = select(Entry, Payload).outerjoin(Payload, Payload.seq == Entry.seq).order_by(Entry.seq)
    previous, seq = START, 0
    withheld: set[int] = set()
    erased: set[int] = set()
    with db.execute(rows.execution_options(yield_per=1000, populate_existing=True)) as chain:
        for entry, payload in chain:
            reason = _fault(entry, payload, seq + 1, previous)
            if reason:
                yield Fault(seq + 1, reason)
            previous, seq = entry.digest, entry.seq
            if payload is None:
                withheld.add(seq)
                if entry.action == KEY:
                    yield Fault(seq, "its content is missing, and it is never erased")
            elif entry.action == ERASED:
                erased.add(payload.body.get("entry", 0))
            if see is not None:
                see(entry, payload)
    last = db.get_one(Head, 1, populate_existing=True)
    if (last.seq, last.digest) != (seq, previous):
        yield Fault(seq + 1, "the end of the record is missing")
    for lost in sorted(withheld - erased):
        yield Fault(lost, "its content is missing, and no entry says that it was erased")


def _fault(entry: Entry, payload: Payload | None, seq: int, previous: str) -> str:
    """What is wrong with the entry at place ``seq``; empty if it holds."""
    if entry.seq != seq:
        return "missing"
    if entry.previous != previous:
        return "does not follow the entry before it"
    if entry.computed_digest() != entry.digest:
        return "its fields were altered"
    if payload is not None and not covers(entry, payload):
        return "its content was altered"
    return ""


def covers(entry: Entry, payload: Payload) -> bool:
    """Whether a payload is the one that was put there with the entry."""
    try:
        return payload.computed_commitment() == entry.commitment
    except (TypeError, ValueError):  # a salt or a body that no entry was ever written with
        return False


def head(db: Session) -> Head:
    """The number and digest of the last entry; 0 and START before the first."""
    return db.get_one(Head, 1, populate_existing=True)


def entries(db: Session, *, after: int = 0, limit: int = 1000) -> list[Entry]:
    """The entries that follow number ``after``, with their payloads, in order."""
    return list(
        db.scalars(
            select(Entry)
            .where(Entry.seq > after)
            .order_by(Entry.seq)
            .limit(limit)
            .options(joinedload(Entry.payload))
        )
    )


def actions(db: Session, seqs: Sequence[int]) -> dict[int, str]:
    """What happened in each of these entries, by number."""
    return dict(db.execute(select(Entry.seq, Entry.action).where(Entry.seq.in_(seqs))).all())


def entry_by_seq(db: Session, seq: int) -> Entry | None:
    return db.get(Entry, seq, options=[joinedload(Entry.payload)])
