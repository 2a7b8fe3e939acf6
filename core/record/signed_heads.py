"""Signed heads (signed checkpoints): what the record was at an instant, sworn with a key that is not in
the database.

    signature = Ed25519(canonical JSON of {origin, seq, digest, at, key})

Whoever keeps a head can hold it against the record later: a past that was rewritten, or an end that
was cut off, no longer leads to it. The public key is put on the record before it signs, so that a
change of key is seen and old heads can be checked for ever.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base
from core.errors import N_, Refused
from core.personal import PROCESS
from core.record import entries
from core.record.canonical import canonical, timestamp
from core.record.entries import KEY, SYSTEM, Entry, Head, Payload

SUBJECT = "record"  # what the record calls itself
ALGORITHM = "Ed25519"


class SignedHead(Base):
    """A head as it was signed. Append-only.

    ``origin`` is the address of the instance, ``key`` the public key in hexadecimal. ``cause`` is the
    number of the entry that called for it; missing for one that was made because a day had begun.
    """

    __tablename__ = "signed_head"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=PROCESS)
    origin: Mapped[str] = mapped_column(String(200), info=PROCESS)
    seq: Mapped[int] = mapped_column(index=True, info=PROCESS)
    digest: Mapped[str] = mapped_column(String(64), info=PROCESS)
    at: Mapped[datetime] = mapped_column(info=PROCESS)
    key: Mapped[str] = mapped_column(String(64), info=PROCESS)
    signature: Mapped[str] = mapped_column(String(128), unique=True, info=PROCESS)
    cause: Mapped[int | None] = mapped_column(info=PROCESS)

    def signed(self) -> dict[str, Any]:
        """The fields that the signature covers, as they are written into the signed text."""
        at = timestamp(self.at)
        return {"origin": self.origin, "seq": self.seq, "digest": self.digest, "at": at, "key": self.key}

    def published(self) -> dict[str, Any]:
        """The head as the public reads it."""
        return {"number": self.number, **self.signed(), "signature": self.signature, "cause": self.cause}

    def is_signed(self) -> bool:
        """Whether the signature is that of the key over these fields."""
        try:
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.key))
            key.verify(bytes.fromhex(self.signature), canonical(self.signed()))
        except (ValueError, InvalidSignature):
            return False
        return True


@dataclass(frozen=True)
class HeadFault:
    """The first signed head that does not hold, and why."""

    number: int
    reason: str


def public_key(key: Ed25519PrivateKey) -> str:
    """The public half, 64 hexadecimal digits."""
    return key.public_key().public_bytes_raw().hex()


def is_due(db: Session, *, occasions: Sequence[str], now: datetime) -> bool:
    """Whether a head is to be signed: a day (UTC) has begun since the last one, or there is an entry
    since then whose action is one of ``occasions``."""
    last = newest(db)
    return last is None or last.at.date() < now.date() or _cause(db, last.seq, occasions) is not None


def sign_due(
    db: Session, key: Ed25519PrivateKey, *, origin: str, occasions: Sequence[str], now: datetime
) -> SignedHead | None:
    """Sign the record as it stands if that is due; None if it is not, or somebody else was quicker. Flushes.

    origin: the address of the instance. A key that is new is put on the record first. Raises Refused
    for a key that another one has replaced.
    """
    db.get_one(Head, 1, with_for_update=True, populate_existing=True)  # one signer after another
    if not is_due(db, occasions=occasions, now=now):
        return None
    last = newest(db)
    cause = _cause(db, last.seq if last else 0, occasions)
    _introduce(db, public_key(key), last, now)
    current = entries.head(db)
    head = SignedHead(
        number=last.number + 1 if last else 1,
        origin=origin,
        seq=current.seq,
        digest=current.digest,
        at=now,
        key=public_key(key),
        cause=cause,
    )
    head.signature = key.sign(canonical(head.signed())).hex()
    db.add(head)
    db.flush()
    return head


def newest(db: Session) -> SignedHead | None:
    return db.scalar(select(SignedHead).order_by(SignedHead.number.desc()).limit(1))


def heads(db: Session, *, after: int = 0, limit: int = 1000) -> list[SignedHead]:
    """The signed heads that follow number ``after``, in order."""
    query = select(SignedHead).where(SignedHead.number > after).order_by(SignedHead.number)
    return list(db.scalars(query.limit(limit)))


def head_by_number(db: Session, number: int) -> SignedHead | None:
    return db.get(SignedHead, number)


def covering(db: Session, seq: int) -> SignedHead | None:
    """The first signed head that an entry is under; None until it is signed."""
    query = select(SignedHead).where(SignedHead.seq >= seq).order_by(SignedHead.seq, SignedHead.number)
    return db.scalar(query.limit(1))


def due_by(at: datetime) -> datetime:
    """When an entry of that instant is under a signed head at the latest: the end of its day in UTC."""
    return datetime.combine(at.date(), time(), at.tzinfo) + timedelta(days=1)


def keys(db: Session) -> list[SignedHead]:
    """The first head under each key, in order: it covers the entry that put the key on the record."""
    first = select(func.min(SignedHead.number)).group_by(SignedHead.key)
    query = select(SignedHead).where(SignedHead.number.in_(first)).order_by(SignedHead.number)
    return list(db.scalars(query))


def verify(db: Session) -> HeadFault | None:
    """Check every signed head against the record as it is in the database now, which must hold by
    itself; the first fault, or None."""
    known = _keys_on_record(db)
    rows = db.execute(
        select(SignedHead, Entry.digest)
        .outerjoin(Entry, Entry.seq == SignedHead.seq)
        .order_by(SignedHead.number)
        .execution_options(populate_existing=True)
    )
    for number, (head, entry_digest) in enumerate(rows, start=1):
        reason = _fault(head, number, entry_digest, known)
        if reason:
            return HeadFault(number, reason)
    return None


def _fault(head: SignedHead, number: int, entry_digest: str | None, known: list[tuple[int, str]]) -> str:
    """What is wrong with the head at place ``number``; empty if it holds."""
    if head.number != number:
        return "missing"
    if not head.is_signed():
        return "its signature is not that of its key"
    if head.key != next((key for seq, key in reversed(known) if seq <= head.seq), None):
        return "its key is not the one that was on the record then"
    if entry_digest is None:
        return f"it covers entry {head.seq}, which the record no longer has"
    if entry_digest != head.digest:
        return f"entry {head.seq} is not the one that it covers: the past was rewritten"
    return ""


def _cause(db: Session, after: int, occasions: Sequence[str]) -> int | None:
    """The newest entry after a number that calls for a head."""
    query = select(Entry.seq).where(Entry.seq > after, Entry.action.in_(occasions))
    return db.scalar(query.order_by(Entry.seq.desc()).limit(1))


def _keys_on_record(db: Session) -> list[tuple[int, str]]:
    """Every key on the record, with the number of the entry from which on it signs. Reads all of it."""
    rows = db.execute(
        select(Entry.seq, Payload.body)
        .join(Payload, Payload.seq == Entry.seq)
        .where(Entry.action == KEY)
        .order_by(Entry.seq)
    )
    return [(seq, body["key"]) for seq, body in rows]


def _introduce(db: Session, key: str, last: SignedHead | None, now: datetime) -> None:
    """Put a key on the record that is not the one of the last head."""
    before = last.key if last else None
    if key == before:
        return
    if any(key == first.key for first in keys(db)):
        raise Refused(N_("This key was replaced by another one and signs no more. Make a new one."))
    body = {"algorithm": ALGORITHM, "key": key, "replaces": before}
    entries.append(db, at=now, actor=SYSTEM, action=KEY, subject=SUBJECT, body=body)
