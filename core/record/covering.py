"""Beginning to cover a kind of public row: what stands goes on the record as it is, in entries that say so.

The record names each kind that it covers (``kind:comment``), so that none can be taken from an instance
unseen. Who verifies is told from which entry on a kind is covered: of what was there before, the record
says how it stood then, and no more.
"""

from collections.abc import Mapping
from datetime import datetime
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.record import entries
from core.record.canonical import digest
from core.record.entries import SYSTEM
from core.record.public import KINDS, Kind, ListKind, Row
from core.record.states import RecordedState

ACTION = "record.covered"
SUBJECT = "record"
AT_ONCE = 1000  # digests in one entry


def declaration(kind: Kind[object] | ListKind) -> Row:
    """What the record says of a kind: the row of ``kind:NAME``."""
    return {"name": kind.name, "rows": "objects" if isinstance(kind, Kind) else "lists"}


def uncovered(db: Session) -> list[str]:
    """The kinds that the record does not name yet."""
    names = {name: f"kind:{name}" for name in KINDS}
    known = set(db.scalars(select(RecordedState.name).where(RecordedState.name.in_(names.values()))))
    return [name for name, recorded in names.items() if recorded not in known]


def cover(db: Session, now: datetime) -> None:
    """Put the kinds that the record does not name yet on it, and every row of theirs that stands. Flushes."""
    new = uncovered(db)
    if not new:
        return
    kinds = {f"kind:{name}": digest(declaration(KINDS[name])) for name in new}
    _put_on_record(db, new, "objects", kinds, now)
    for name in new:
        form = declaration(KINDS[name])["rows"]
        standing = KINDS[name].digests(db)
        while some := dict(islice(standing, AT_ONCE)):
            _put_on_record(db, [name], form, some, now)


def _put_on_record(
    db: Session, kinds: list[str], form: str, digests: Mapping[str, str], now: datetime
) -> None:
    entries.append(
        db,
        at=now,
        actor=SYSTEM,
        action=ACTION,
        subject=SUBJECT,
        body={"kinds": kinds, form: digests},
    )
