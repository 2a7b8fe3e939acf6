"""One database, two kinds: nothing written is lost, and times are instants."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, literal, select, text, update
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from core.db import SQLITE_PRAGMAS, Database, Instant

counter = Table("counter", MetaData(), Column("id", Integer, primary_key=True), Column("value", Integer))


def test_F01_read_then_write_from_six_threads_loses_no_update(own_database: Database) -> None:
    with own_database.engine.begin() as connection:
        counter.create(connection)
        connection.execute(insert(counter).values(id=1, value=0))

    def count(_worker: int) -> None:
        for _ in range(60):
            with own_database.writing() as db:
                value = db.scalar(select(counter.c.value).where(counter.c.id == 1).with_for_update())
                assert value is not None
                db.execute(update(counter).values(value=value + 1))
                db.commit()

    with ThreadPoolExecutor(6) as pool:
        for future in [pool.submit(count, worker) for worker in range(6)]:
            future.result()
    with own_database.reading() as db:
        assert db.scalar(select(counter.c.value)) == 6 * 60


def test_a_reader_is_not_held_up_by_a_writer(own_database: Database) -> None:
    with own_database.engine.begin() as connection:
        counter.create(connection)
        connection.execute(insert(counter).values(id=1, value=1))
    with own_database.writing() as writer:
        writer.execute(update(counter).values(value=2))
        with own_database.reading() as reader:
            assert reader.scalar(select(counter.c.value)) == 1
        writer.rollback()


# On PostgreSQL durability is the operator's setting, not ours.
@pytest.mark.parametrize("store", ["sqlite"], indirect=True, scope="session")
def test_F05_what_is_answered_as_stored_survives_a_power_cut(own_database: Database) -> None:
    assert "synchronous=FULL" in SQLITE_PRAGMAS
    with own_database.engine.connect() as connection:
        asked = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        found = [connection.exec_driver_sql(f"pragma {name}").scalar() for name in asked]
    assert found == ["wal", 2, 1, 10000]


@pytest.mark.parametrize(
    "written",
    [
        datetime(2027, 3, 1, 12, 0, 0, 123456, tzinfo=UTC),
        datetime(2027, 3, 1, 14, 0, 0, 123456, tzinfo=timezone(timedelta(hours=2))),
    ],
)
def test_an_instant_comes_back_in_utc_to_the_microsecond(db: Session, written: datetime) -> None:
    found = db.scalar(select(literal(written, Instant)))
    assert found == written
    assert found is not None
    assert found.utcoffset() == timedelta(0)


def test_a_time_without_a_zone_is_refused(db: Session) -> None:
    naive = datetime(2027, 3, 1, 12)  # noqa: DTZ001  the point of the test
    with pytest.raises(StatementError, match="an instant needs a zone"):
        db.scalar(select(literal(naive, Instant)))


def test_no_instant_is_no_instant(db: Session) -> None:
    assert db.scalar(select(literal(None, Instant))) is None


def test_a_reference_to_nothing_is_refused(db: Session) -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        db.execute(text("INSERT INTO record_payload (seq, salt, body) VALUES (99, '', '{}')"))


def test_a_commit_that_fails_holds_up_nobody(own_database: Database) -> None:
    """SQLite leaves the transaction of such a commit open, and with it the lock that all who write need."""
    with own_database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE place (id INTEGER PRIMARY KEY)")
        late = "REFERENCES place (id) DEFERRABLE INITIALLY DEFERRED"
        connection.exec_driver_sql(f"CREATE TABLE thing (place_id INTEGER {late})")
    for place in (1, 2):
        with own_database.writing() as db:
            db.execute(text(f"INSERT INTO thing VALUES ({place})"))
            with pytest.raises(IntegrityError):
                db.commit()
    with own_database.writing() as db:
        db.execute(text("INSERT INTO place VALUES (1)"))
        db.execute(text("INSERT INTO thing VALUES (1)"))
        db.commit()
        assert db.scalars(text("SELECT place_id FROM thing")).all() == [1]
