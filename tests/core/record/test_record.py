"""The record: entries chain, and whoever alters one is found out."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from core.db import Database
from core.errors import NotFound
from core.record import entries
from core.record.canonical import canonical
from core.record.entries import START, Entry, Fault, Payload
from tests.support.servers.databases import unguard

AT = datetime(2027, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


def add(db: Session, number: int = 1, **values: Any) -> Entry:
    given: dict[str, Any] = {
        "at": AT + timedelta(seconds=number),
        "actor": "mandate:1",
        "action": "version.published",
        "subject": "document:policy",
        "body": {"number": number, "label": "нацрт «0»"},
    }
    return entries.append(db, **{**given, **values})


@pytest.fixture
def five(db: Session) -> Session:
    """A record of five entries whose guards are off."""
    for number in range(1, 6):
        add(db, number)
    unguard(db.connection())
    return db


def tamper(db: Session, *statements: str, **values: Any) -> Fault | None:
    """Change rows behind the product's back; what the verifier says."""
    for statement in statements:
        db.execute(text(statement), values)
    db.expire_all()
    return entries.verify(db)


def test_an_empty_record_holds(db: Session) -> None:
    assert entries.verify(db) is None
    assert (entries.head(db).seq, entries.head(db).digest) == (0, START)


def test_each_entry_follows_the_one_before(db: Session) -> None:
    first, second = add(db, 1), add(db, 2)
    assert [first.seq, second.seq] == [1, 2]
    assert (first.previous, second.previous) == (START, first.digest)
    assert (entries.head(db).seq, entries.head(db).digest) == (2, second.digest)
    assert entries.verify(db) is None


def test_an_entry_reads_the_same_from_the_database(db: Session) -> None:
    written = add(db).digest
    db.expire_all()
    found = db.get_one(Entry, 1)
    assert found.at == AT + timedelta(seconds=1)
    assert found.digest == found.computed_digest() == written
    assert found.payload is not None
    assert found.payload.body == {"number": 1, "label": "нацрт «0»"}


def test_the_digest_can_be_recomputed_from_the_documented_formula_alone(db: Session) -> None:
    import hashlib

    entry = add(db)
    payload = db.get_one(Payload, 1)
    covered = bytes.fromhex(payload.salt) + '{"label":"нацрт «0»","number":1}'.encode()
    assert entry.commitment == hashlib.sha256(covered).hexdigest()
    fields = {
        "seq": 1,
        "at": "2027-03-01T12:00:01.123456Z",
        "actor": "mandate:1",
        "action": "version.published",
        "subject": "document:policy",
        "commitment": entry.commitment,
        "previous": "0" * 64,
    }
    assert entry.digest == hashlib.sha256(canonical(fields)).hexdigest()


def test_equal_payloads_have_unequal_commitments(db: Session) -> None:
    assert add(db, body={"same": 1}).commitment != add(db, body={"same": 1}).commitment


def test_an_entry_that_is_rolled_back_leaves_no_gap(db: Session) -> None:
    add(db, 1)
    nested = db.begin_nested()
    add(db, 2)
    nested.rollback()
    assert add(db, 3).seq == 2
    assert entries.verify(db) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("actor", "mandate:2"),
        ("action", "version.withdrawn"),
        ("subject", "document:other"),
        ("at", "2027-03-01 12:00:09.000000"),
        ("commitment", "f" * 64),
        ("digest", "f" * 64),
    ],
)
def test_F25_an_altered_field_is_named_by_its_entry(five: Session, field: str, value: str) -> None:
    fault = tamper(five, f"UPDATE record_entry SET {field} = :value WHERE seq = 3", value=value)
    assert fault == Fault(3, "its fields were altered")


def test_F25_an_altered_link_is_named_by_its_entry(five: Session) -> None:
    fault = tamper(five, "UPDATE record_entry SET previous = :value WHERE seq = 3", value="f" * 64)
    assert fault == Fault(3, "does not follow the entry before it")


def test_F25_an_entry_rewritten_with_a_fitting_digest_breaks_the_next(five: Session) -> None:
    entry = five.get_one(Entry, 3)
    entry.actor = "mandate:2"
    entry.digest = entry.computed_digest()
    five.flush()
    assert entries.verify(five) == Fault(4, "does not follow the entry before it")


@pytest.mark.parametrize(
    "change",
    [
        """body = '{"number": 4, "label": "нацрт «0»"}'""",
        "body = '{}'",
        """body = '{"number": 1.5}'""",
        "body = 'null'",
        "salt = '00000000000000000000000000000000'",
        "salt = 'not hexadecimal'",
    ],
)
def test_F25_altered_content_is_named_by_its_entry(five: Session, change: str) -> None:
    fault = tamper(five, f"UPDATE record_payload SET {change} WHERE seq = 3")
    assert fault == Fault(3, "its content was altered")


def test_F25_the_first_of_two_altered_entries_is_named(five: Session) -> None:
    fault = tamper(
        five,
        "UPDATE record_entry SET actor = 'x' WHERE seq = 4",
        "UPDATE record_payload SET body = '{}' WHERE seq = 2",
    )
    assert fault == Fault(2, "its content was altered")


@pytest.mark.parametrize(("removed", "expected"), [(1, 1), (3, 3)])
def test_F25_a_removed_entry_is_missed(five: Session, removed: int, expected: int) -> None:
    fault = tamper(
        five,
        "DELETE FROM record_payload WHERE seq = :seq",
        "DELETE FROM record_entry WHERE seq = :seq",
        seq=removed,
    )
    assert fault == Fault(expected, "missing")


def test_F25_a_record_cut_off_at_the_end_is_missed(five: Session) -> None:
    fault = tamper(five, "DELETE FROM record_payload WHERE seq > 3", "DELETE FROM record_entry WHERE seq > 3")
    assert fault == Fault(4, "the end of the record is missing")


def test_F26_an_erased_payload_leaves_the_chain_whole_and_is_itself_an_entry(five: Session) -> None:
    erased = entries.erase_payload(five, 3, at=AT, actor="mandate:1", reason="asked for by its author")
    assert erased is not None
    assert (erased.seq, erased.action, erased.subject) == (6, "record.payload_erased", "document:policy")
    assert tamper(five) is None
    assert five.get(Payload, 3) is None
    entry = entries.entry_by_seq(five, 3)
    assert entry is not None
    assert entry.payload is None


def test_F26_what_is_erased_already_makes_no_second_entry(five: Session) -> None:
    entries.erase_payload(five, 3, at=AT, actor="mandate:1")
    assert entries.erase_payload(five, 3, at=AT, actor="mandate:1") is None
    assert entries.head(five).seq == 6


def test_F26_an_entry_that_is_not_there_has_nothing_to_erase(five: Session) -> None:
    with pytest.raises(NotFound):
        entries.erase_payload(five, 6, at=AT, actor="mandate:1")
    assert entries.head(five).seq == 5


def test_F25_content_taken_away_without_an_entry_is_missed(five: Session) -> None:
    fault = tamper(five, "DELETE FROM record_payload WHERE seq IN (3, 4)")
    assert fault == Fault(3, "its content is missing, and no entry says that it was erased")


def test_F25_contents_put_at_each_others_place_are_named(five: Session) -> None:
    fault = tamper(
        five,
        "UPDATE record_payload SET salt = (SELECT salt FROM record_payload WHERE seq = 4), "
        "body = (SELECT body FROM record_payload WHERE seq = 4) WHERE seq = 3",
    )
    assert fault == Fault(3, "its content was altered")


def test_the_last_entry_about_a_subject_is_found(db: Session) -> None:
    add(db, 1, subject="document:one")
    add(db, 2, subject="document:two")
    add(db, 3, subject="document:one")
    assert [entries.last_seq(db, f"document:{name}") for name in ("one", "two", "three")] == [3, 2, 0]


@pytest.mark.parametrize("body", [{"share": 0.5}, {"deep": [{"share": 1.0}]}])
def test_content_whose_text_is_not_portable_is_refused(db: Session, body: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        add(db, body=body)


def test_S42_entries_written_at_once_all_land_and_chain(own_database: Database) -> None:
    def write(writer: int) -> None:
        for number in range(15):
            with own_database.writing() as db:
                add(db, number, actor=f"mandate:{writer}")
                db.commit()

    in_threads(write, 6)
    with own_database.reading() as db:
        written = select(func.count()).select_from(Entry).where(Entry.subject == "document:policy")
        assert db.scalar(written) == 6 * 15
        assert entries.head(db).seq == 6 * 15 + 1, "and what a fresh database says"
        assert entries.verify(db) is None


def in_threads(work: Callable[[int], None], count: int) -> None:
    """Run ``work(0)`` … at the same time; the first error is raised."""
    with ThreadPoolExecutor(count) as pool:
        for future in [pool.submit(work, number) for number in range(count)]:
            future.result()
