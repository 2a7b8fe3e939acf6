"""What somebody does who has the database, with its guards off, and perhaps a key as well."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from core.record import entries as record
from core.record import signed_heads
from core.record.canonical import canonical, digest
from core.record.entries import Entry, Head
from core.record.signed_heads import SignedHead


def change(db: Session, statement: str, **values: Any) -> None:
    """As somebody with the database would: in SQL, behind the product's back."""
    done = db.execute(text(statement), values)
    assert done.rowcount > 0, "nothing was tampered with"  # type: ignore[attr-defined]
    db.expire_all()


def recompute(db: Session, start: int, key: Ed25519PrivateKey | None = None) -> None:
    """Make the chain fit again from an entry on; with a key, sign the heads anew too, each in its place."""
    entries = db.scalars(select(Entry).order_by(Entry.seq)).all()
    heads = {head.number: head for head in signed_heads.heads(db)} if key else {}
    for before, entry in zip([None, *entries], entries, strict=False):
        if entry.seq >= start:
            _name_heads(entry, heads)
            if entry.payload is not None:
                entry.commitment = entry.payload.computed_commitment()
            entry.previous = before.digest if before else record.START
            entry.digest = entry.computed_digest()
        for head in heads.values():
            if head.seq == entry.seq and key is not None:
                head.digest, head.key = entry.digest, signed_heads.public_key(key)
                head.signature = key.sign(canonical(head.signed())).hex()
    last = db.get_one(Head, 1)
    last.seq, last.digest = entries[-1].seq, entries[-1].digest
    db.flush()


def _name_heads(entry: Entry, heads: dict[int, SignedHead]) -> None:
    """An entry names the head that was signed before it as that is now."""
    head = heads.get(entry.payload.body.get("number", 0)) if entry.payload else None
    if head is not None and entry.action == signed_heads.SIGNED and entry.payload is not None:
        objects = {f"head:{head.number}": digest(head.published())}
        entry.payload.body = {**entry.payload.body, "objects": objects}


def cut_off(db: Session, last: int) -> None:
    change(db, "DELETE FROM record_payload WHERE seq > :last", last=last)
    change(db, "DELETE FROM record_entry WHERE seq > :last", last=last)
    change(
        db,
        "UPDATE record_head SET seq = :last, digest = (SELECT digest FROM record_entry WHERE seq = :last)",
        last=last,
    )
