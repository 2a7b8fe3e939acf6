"""Chores: each is done when it is due, by one process at a time."""

import threading
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core.db import Database
from core.queue import schedule

HOUR = timedelta(hours=1)


def test_a_chore_is_due_at_first_and_then_again_after_its_time(db: Session, now: datetime) -> None:
    assert schedule.claim(db, "sweep", HOUR, now)
    assert not schedule.claim(db, "sweep", HOUR, now + HOUR - timedelta(seconds=1))
    assert schedule.claim(db, "sweep", HOUR, now + HOUR)
    assert schedule.due(db) == {"sweep": now + 2 * HOUR}


def test_chores_do_not_wait_for_one_another(db: Session, now: datetime) -> None:
    assert schedule.claim(db, "sweep", HOUR, now)
    assert schedule.claim(db, "sign", HOUR, now)


def test_of_many_processes_one_takes_a_chore(own_database: Database, now: datetime) -> None:
    taken: list[bool] = []
    ready = threading.Barrier(6)

    def look(moment: datetime) -> None:
        ready.wait()
        with own_database.writing() as db:
            found = schedule.claim(db, "sweep", HOUR, moment)
            db.commit()
        taken.append(found)

    for moment in (now, now + HOUR):  # when it was never done, and when it was
        taken.clear()
        threads = [threading.Thread(target=look, args=(moment,)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(taken) == [False] * 5 + [True]
