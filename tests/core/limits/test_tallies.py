"""What is counted in one row is never more than it may be, however many count at once."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from core.db import Database
from core.limits import tallies
from core.limits.tallies import Tally


def amount(db: Session) -> int:
    return db.scalar(select(Tally.amount).where(Tally.name == "things")) or 0


def test_what_is_too_much_is_not_counted(db: Session) -> None:
    assert tallies.add(db, "things", 7, 10)
    assert not tallies.add(db, "things", 4, 10)
    assert tallies.add(db, "things", 3, 10)
    assert amount(db) == 10


def test_the_first_is_not_too_much_either(db: Session) -> None:
    assert not tallies.add(db, "things", 11, 10)
    assert amount(db) == 0


def test_less_is_always_counted_and_never_less_than_nothing(db: Session) -> None:
    tallies.add(db, "things", 8, 10)
    assert tallies.add(db, "things", -3, 1)  # the most was lowered meanwhile
    assert amount(db) == 5
    assert tallies.add(db, "things", -9, 1)
    assert amount(db) == 0


def test_names_are_counted_apart(db: Session) -> None:
    assert tallies.add(db, "things", 10, 10)
    assert tallies.add(db, "others", 10, 10)


def test_it_can_be_counted_anew(db: Session) -> None:
    tallies.count_anew(db, "things", select(literal(4)))
    tallies.count_anew(db, "things", select(literal(6)))
    assert amount(db) == 6


def test_S35_who_count_at_once_pass_no_limit_together(own_database: Database) -> None:
    def add(_number: int) -> bool:
        with own_database.writing() as db:
            counted = tallies.add(db, "things", 3, 20)
            db.commit()
        return counted

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(add, range(24))) == 6
    with own_database.reading() as db:
        assert amount(db) == 18
