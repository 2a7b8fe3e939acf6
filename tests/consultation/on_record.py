"""What an outsider finds of the public rows on the record, for tests."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.record.canonical import digest
from core.record.entries import Payload
from core.record.public import KINDS, Kind, list_digest, recorded


def standing(db: Session) -> dict[str, str]:
    """The digest of every public row, and of every list of them, as it stands now."""
    return dict(_standing(db))


def folded(db: Session) -> dict[str, str | None]:
    """The last digest of each name in the contents that are left, read one after another."""
    named: dict[str, str | None] = {}
    for payload in db.scalars(select(Payload).order_by(Payload.seq)):
        named |= payload.body.get("objects", {}) | payload.body.get("lists", {})
    return named


def assert_all_recorded(db: Session) -> None:
    """Every public row is as the record names it last: by its own states, and by the contents left."""
    db.expire_all()
    now, last = standing(db), folded(db)
    assert {name: last.digest for name, last in recorded(db, now).items()} == now
    assert {name: last.get(name) for name in now} == now


def _standing(db: Session) -> Iterator[tuple[str, str]]:
    for kind in KINDS.values():
        if isinstance(kind, Kind):
            for name, row in kind.rows(db):
                yield name, digest(row)
        else:
            for key, each in kind.lists(db):
                yield kind.named(key), list_digest(kind.rows(db, each))
