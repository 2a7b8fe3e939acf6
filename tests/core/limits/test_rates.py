"""Counting: so many at once, as many again in a while, one truth for all processes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from core.db import Database
from core.limits import rates
from core.limits.rates import Bucket, Counted, Memory, Rate
from tests.support.factories import NOW

THREE = Rate(3, timedelta(minutes=3))
THOUSANDS = Rate(10_000, timedelta(minutes=3))


def ask(database: Database, rate: Rate = THREE, now: datetime = NOW, key: str = "k") -> int:
    with database.passing() as connection:
        return rates.count(connection, key, rate, now)


def test_S35_a_burst_is_let_through_and_then_one_after_another(own_database: Database) -> None:
    assert [ask(own_database) for _ in range(5)] == [0, 0, 0, 60, 60]
    for minutes in (1, 2):
        later = NOW + timedelta(minutes=minutes)
        assert [ask(own_database, now=later) for _ in range(2)] == [0, 60]
    assert [ask(own_database, now=NOW + timedelta(hours=1)) for _ in range(4)] == [0, 0, 0, 60]


def test_S35_who_keeps_asking_gets_in_as_soon_as_anybody_else(own_database: Database) -> None:
    for _ in range(3):
        ask(own_database)
    for second in range(60):
        assert ask(own_database, now=NOW + timedelta(seconds=second)) == 60 - second
    assert ask(own_database, now=NOW + timedelta(seconds=60)) == 0


def test_S35_each_key_has_its_own_count(own_database: Database) -> None:
    assert [ask(own_database, key=key) for key in "aaaabbb"] == [0, 0, 0, 60, 0, 0, 0]


def test_S35_what_one_key_refuses_counts_for_those_before_it_alone(own_database: Database) -> None:
    """Who has used up their own share does not use up that of everybody."""
    wide, narrow = Rate(9, timedelta(minutes=9)), Rate(1, timedelta(minutes=1))
    waits = []
    for _ in range(4):
        with own_database.passing() as connection:
            keys = [Counted("a", wide), Counted("b", narrow), Counted("c", wide)]
            waits.append(rates.count_all(connection, keys, NOW))
    assert waits == [[0, 0, 0], [0, 60, 0], [0, 60, 0], [0, 60, 0]]
    with own_database.reading() as db:
        counted = dict(db.execute(select(Bucket.key, Bucket.drained_at)).all())
    filled = {key: (at - rates.micros(NOW)) // (60 * rates.SECOND) for key, at in counted.items()}
    assert filled == {"a": 4, "b": 1, "c": 1}


def test_S35_processes_at_once_let_no_more_through(own_database: Database) -> None:
    rate = Rate(20, timedelta(hours=1))
    with ThreadPoolExecutor(6) as pool:
        waits = list(pool.map(lambda _n: ask(own_database, rate), range(60)))
    assert waits.count(0) == 20


def test_F06_a_clock_that_was_put_back_locks_nobody_out(own_database: Database) -> None:
    for _ in range(4):
        ask(own_database, now=NOW + timedelta(hours=1))
    assert [ask(own_database) for _ in range(4)] == [0, 0, 0, 60]
    memory = Memory()
    for _ in range(4):
        memory.count("k", THREE, NOW + timedelta(hours=1))
    assert [memory.count("k", THREE, NOW) for _ in range(4)] == [0, 0, 0, 60]


def test_S35_empty_counts_are_swept_and_others_stay(own_database: Database) -> None:
    ask(own_database, key="old", now=NOW - timedelta(minutes=1))
    ask(own_database, key="new")
    rates.sweep(own_database, NOW)
    with own_database.reading() as db:
        assert list(db.scalars(select(Bucket.key))) == ["new"]
    assert ask(own_database, key="old") == 0


def test_S35_a_count_does_not_outlive_a_transaction_that_failed(own_database: Database) -> None:
    def fail() -> None:
        with own_database.passing() as connection:
            rates.count(connection, "k", THREE, NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with own_database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Bucket)) == 0


# On PostgreSQL the setting is the transaction's own, and gone with it.
@pytest.mark.parametrize("store", ["sqlite"], indirect=True, scope="session")
def test_F05_what_is_written_after_a_count_waits_for_the_disk_again(own_database: Database) -> None:
    for _ in range(3):
        ask(own_database)
        with own_database.engine.connect() as connection:
            assert connection.exec_driver_sql("pragma synchronous").scalar() == 2


@given(
    burst=st.integers(1, 20),
    seconds=st.integers(1, 3600),
    moments=st.lists(st.integers(0, 7200), min_size=1, max_size=80).map(sorted),
)
def test_S35_never_more_than_a_burst_and_what_has_drained(
    burst: int, seconds: int, moments: list[int]
) -> None:
    """In any stretch of time, at most ``burst`` and as many as drain in it; and what is refused would
    be let through after the wait that is told."""
    rate, memory, passed = Rate(burst, timedelta(seconds=seconds)), Memory(), list[int]()
    for moment in moments:
        wait = memory.count("k", rate, NOW + timedelta(seconds=moment))
        if wait == 0:
            passed.append(moment)
    step = rate.step / rates.SECOND
    for i, first in enumerate(passed):
        for j in range(i, len(passed)):
            assert j - i + 1 <= burst + (passed[j] - first) / step + 1e-6


def test_S35_memory_does_not_grow_for_ever_and_no_number_of_keys_switches_a_limit_off() -> None:
    memory = Memory(most=100, shared=8)
    assert [memory.count("known", THREE, NOW) for _ in range(2)] == [0, 0]
    passed = [memory.count(str(number), THREE, NOW) for number in range(5000)].count(0)
    assert passed == 99 + 8 * THREE.burst
    assert len(memory._drained_at) + len(memory._shared_until) <= 100 + 8
    # Who is known keeps a count of their own.
    assert [memory.count("known", THREE, NOW) for _ in range(2)] == [0, 60]


def test_S35_who_comes_while_memory_is_full_waits_no_longer_than_others() -> None:
    memory = Memory(most=10, shared=1)
    for number in range(1000):
        memory.count(str(number), THREE, NOW)
    wait = memory.count("honest", THREE, NOW)
    assert wait == 60
    assert memory.count("honest", THREE, NOW + timedelta(seconds=wait)) == 0
    later = NOW + THREE.per
    assert [memory.count("honest", THREE, later) for _ in range(4)] == [0, 0, 0, 60]  # a count of its own


def test_S35_limits_of_another_kind_are_not_mixed() -> None:
    memory, generous = Memory(most=1, shared=1), Rate(100, timedelta(minutes=1))
    memory.count("first", THREE, NOW)
    assert [memory.count(f"{number}", THREE, NOW) for number in range(4)] == [0, 0, 0, 60]
    assert [memory.count(f"{number}", generous, NOW) for number in range(100)] == [0] * 100


def test_transactions_that_count_many_in_any_order_wait_for_one_another(own_database: Database) -> None:
    """Two offices write together in two processes, each of them in both."""

    def count(names: tuple[str, str]) -> list[list[int]]:
        with own_database.passing() as connection:
            connection.wait_for_others("a test")
            return [
                rates.count_all(connection, [Counted(name, THOUSANDS), Counted("all", THOUSANDS)], NOW)
                for name in names
            ]

    with ThreadPoolExecutor(4) as pool:
        orders = [("Y", "X"), ("X", "Y"), ("X", "Z"), ("Z", "X")] * 15
        assert list(pool.map(count, orders)) == [[[0, 0], [0, 0]]] * len(orders)
        rates.sweep(own_database, NOW + timedelta(days=1))


def test_what_somebody_counts_in_is_left_by_the_sweep(own_database: Database) -> None:
    """The sweep waits for nobody on PostgreSQL; on SQLite it is not there at the same time."""
    with own_database.passing() as connection:
        rates.count(connection, "held", THREE, NOW)
        rates.count(connection, "free", THREE, NOW)
    later = NOW + timedelta(days=1)
    if own_database.engine.dialect.name == "postgresql":
        with own_database.passing() as connection:
            rates.count(connection, "held", THREE, later)
            rates.sweep(own_database, later)
            with own_database.reading() as db:
                assert db.scalars(select(Bucket.key)).all() == ["held"]
    rates.sweep(own_database, later + timedelta(days=1))
    with own_database.reading() as db:
        assert db.scalars(select(Bucket.key)).all() == []
