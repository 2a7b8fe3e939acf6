"""Signed heads: made when they are due, once, with a key that is on the record."""

import threading
from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from core.db import Database
from core.errors import Refused
from core.record import entries, signed_heads
from core.record.canonical import digest
from core.record.signed_heads import HeadFault, SignedHead
from tests.support.servers.databases import unguard

ORIGIN = "https://policy.example.org"
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
OTHER = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def sign(db: Session, now: datetime, key: Ed25519PrivateKey = KEY) -> SignedHead | None:
    return signed_heads.sign_due(db, key, origin=ORIGIN, occasions=("great.act",), now=now)


def add(db: Session, now: datetime, action: str = "small.act") -> int:
    return entries.append(db, at=now, actor="mandate:1", action=action, subject="thing", body={"n": 1}).seq


def test_the_first_head_covers_the_entry_that_names_its_key(db: Session, now: datetime) -> None:
    add(db, now)
    head = sign(db, now)
    assert head is not None
    named = entries.entry_by_seq(db, 2)
    assert named is not None
    assert named.payload is not None
    assert (named.action, named.actor, named.subject) == ("record.key", "system", "record")
    assert named.payload.body == {"algorithm": "Ed25519", "key": head.key, "replaces": None}
    assert (head.number, head.seq, head.digest, head.cause) == (1, 2, named.digest, None)


def test_a_head_can_be_checked_from_the_documented_formula_alone(db: Session, now: datetime) -> None:
    add(db, now)
    head = sign(db, now)
    assert head is not None
    signed = (
        f'{{"at":"2027-03-01T12:00:00.000000Z","digest":"{head.digest}","key":"{head.key}",'
        f'"origin":"https://policy.example.org","seq":2}}'
    )
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(head.key))
    key.verify(bytes.fromhex(head.signature), signed.encode())


def test_a_head_is_signed_each_day_whether_something_happened_or_not(db: Session, now: datetime) -> None:
    add(db, now)
    assert sign(db, now)
    add(db, now)
    midnight = now.replace(hour=0, minute=0) + DAY
    assert sign(db, midnight - MINUTE) is None
    second = sign(db, midnight)
    assert second is not None
    added = 4  # after the entry of the first head
    assert (second.seq, second.cause) == (added, None)
    third = sign(db, midnight + 3 * DAY)
    assert third is not None
    assert (third.number, third.seq) == (3, added + 1), "nothing but the second head, and that is sworn to"


def test_each_head_is_named_by_the_entry_after_it(db: Session, now: datetime) -> None:
    head = sign(db, now)
    assert head is not None
    named = entries.entry_by_seq(db, head.seq + 1)
    assert named is not None
    assert named.payload is not None
    assert (named.action, named.payload.body) == (
        "record.signed",
        {"number": 1, "objects": {"head:1": digest(head.published())}},
    )
    assert entries.head(db).seq == named.seq


def test_a_head_is_signed_soon_after_an_entry_that_calls_for_one(db: Session, now: datetime) -> None:
    sign(db, now)
    add(db, now)
    assert sign(db, now) is None
    great = add(db, now, "great.act")
    add(db, now)
    assert signed_heads.is_due(db, occasions=("great.act",), now=now)
    head = sign(db, now + MINUTE)
    assert head is not None
    assert (head.seq, head.cause) == (great + 1, great)
    assert not signed_heads.is_due(db, occasions=("great.act",), now=now + MINUTE)


def test_F06_a_clock_that_jumps_back_signs_nothing_twice(db: Session, now: datetime) -> None:
    sign(db, now)
    assert sign(db, now - timedelta(hours=1)) is None
    add(db, now, "great.act")
    head = sign(db, now - timedelta(hours=1))
    assert head is not None
    assert head.number == 2
    assert signed_heads.verify(db) is None, "order is by number"


def test_the_first_head_that_covers_an_entry_is_found(db: Session, now: datetime) -> None:
    first = add(db, now)
    sign(db, now)
    second = add(db, now)
    assert signed_heads.covering(db, second) is None
    sign(db, now + DAY)
    sign(db, now + 2 * DAY)
    found = [signed_heads.covering(db, seq) for seq in (first, second)]
    assert [head.number for head in found if head] == [1, 2]


def test_a_head_is_due_by_the_end_of_the_day_in_UTC(now: datetime) -> None:
    assert signed_heads.due_by(now).isoformat() == "2027-03-02T00:00:00+00:00"


def test_a_new_key_is_on_the_record_before_it_signs_and_the_old_one_signs_no_more(
    db: Session, now: datetime
) -> None:
    sign(db, now)
    second = sign(db, now + DAY, OTHER)
    assert second is not None
    named = entries.entry_by_seq(db, second.seq)
    assert named is not None
    assert named.payload is not None
    assert named.payload.body["replaces"] == signed_heads.public_key(KEY)
    assert signed_heads.verify(db) is None
    with pytest.raises(Refused, match="signs no more"):
        sign(db, now + 2 * DAY, KEY)
    assert [first.key for first in signed_heads.keys(db)] == [
        signed_heads.public_key(KEY),
        signed_heads.public_key(OTHER),
    ]


def test_a_key_on_the_record_is_not_erased(db: Session, now: datetime) -> None:
    sign(db, now)
    with pytest.raises(Refused, match="not erased"):
        entries.erase_payload(db, 1, at=now, actor="mandate:1")


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE {table} SET seq = 1 WHERE number = 2", "its signature is not that of its key"),
        ("UPDATE {table} SET signature = 'x' WHERE number = 2", "its signature is not that of its key"),
        ("UPDATE {table} SET number = 7 WHERE number = 2", "missing"),
        ("DELETE FROM {table} WHERE number = 2", "missing"),
    ],
)
def test_F25_a_head_that_was_tampered_with_is_named(
    db: Session, now: datetime, statement: str, expected: str
) -> None:
    for day in range(3):
        add(db, now)
        sign(db, now + day * DAY)
    unguard(db.connection())
    db.connection().exec_driver_sql(statement.format(table="signed_head"))
    db.expire_all()
    assert entries.verify(db) is None
    assert signed_heads.verify(db) == HeadFault(2, expected)


def test_S42_a_signed_head_is_neither_changed_nor_removed(db: Session, now: datetime) -> None:
    sign(db, now)
    for statement in ("UPDATE signed_head SET cause = 1", "DELETE FROM signed_head"):
        with pytest.raises(DBAPIError, match="is append-only"), db.begin_nested():
            db.connection().exec_driver_sql(statement)


def test_processes_that_sign_at_once_sign_once(own_database: Database, now: datetime) -> None:
    signed: list[int] = []
    ready = threading.Barrier(4)

    def look() -> None:
        ready.wait()
        with own_database.writing() as db:
            head = sign(db, now)
            db.commit()
            if head is not None:
                signed.append(head.number)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert signed == [1]
    with own_database.reading() as db:
        assert (len(signed_heads.heads(db)), entries.head(db).seq) == (1, 3), (
            "one head, its key and itself named once, after what a fresh database says"
        )
