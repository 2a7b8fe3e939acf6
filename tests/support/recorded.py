"""What tests ask of the record and of what it covers."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from core.record import covering, entries, public
from core.record.entries import Entry

NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)


def content(entry: Entry | None) -> dict[str, Any]:
    """What an entry says, without the digests of the rows that it covers."""
    assert entry is not None
    assert entry.payload is not None
    return {name: value for name, value in entry.payload.body.items() if name not in ("objects", "lists")}


def put_what_is_left_on_record(db: Session, now: datetime = NOW) -> None:
    """An entry for the public rows that a test has made or changed by itself, if it has."""
    objects = public.changes(db)
    if objects:
        entries.append(
            db,
            at=now,
            actor=entries.SYSTEM,
            action=covering.ACTION,
            subject=covering.SUBJECT,
            body={"kinds": [], "objects": objects},
        )
