"""What authority costs: the entry in the record in a write, the session and permission in a page."""

import time
from collections.abc import Callable, Iterator
from datetime import date

from sqlalchemy import insert

from benchmarks.load import Target
from benchmarks.pairs import Bench, Row, times
from core import clock
from core.db import Database
from core.queue.schedule import Chore
from core.record import entries
from members.models import Mandate, Participant
from members.signin import sessions
from sbcp import permissions

WRITES = 50  # transactions in one measure
CHECKS = 20_000
PAGE = "/en/record"  # made anew for everybody, and the same for members but for their name
# A reader with the cookie of a response gets no kept page.
NOBODY = {"Cookie": "__Host-response=none"}


def measure(bench: Bench, database: Database, repeats: int) -> Iterator[Row]:
    """Everything about authority, on one database, with the product running on it."""
    yield from record_entries(bench.database, database, repeats)
    yield sessions_in_pages(bench, database)
    yield permission_checks(bench.database, repeats)


def record_entries(name: str, database: Database, repeats: int) -> Iterator[Row]:
    """A durable write of one row with its entry in the record, beside the same without."""
    number = time.time_ns()

    def writes(*, entry: bool) -> Callable[[], None]:
        def write() -> None:
            nonlocal number
            for _ in range(WRITES):
                number += 1
                with database.writing() as db:
                    db.execute(insert(Chore).values(name=f"bench-{number}", due_at=clock.now()))
                    if entry:
                        body = {"number": number, "reason": "To be clearer", "version": 3}
                        entries.append(
                            db, at=clock.now(), actor="mandate:1", action="bench", subject="bench", body=body
                        )
                    db.commit()

        return write

    with_entry, without = writes(entry=True), writes(entry=False)
    with_entry()
    without()
    yield times(name, "write with its record entry", f"{WRITES} writes", [with_entry] * repeats, without)


def sessions_in_pages(bench: Bench, database: Database) -> Row:
    """A page for a member with a second factor, beside the same page for nobody: the difference is
    the cookie's digest, the session with person and mandates, and the permissions of the page."""
    with database.writing() as db:
        person = db.get_one(Mandate, 1).person
        token = sessions.begin(db, person=person, method="link", now=clock.now(), second_factor=True)
        db.commit()
    member = Target(PAGE, {"Cookie": f"__Host-signin={token}"})
    beside = Bench(bench.database, bench.ours, bench.ours, bench.pairs, bench.seconds)
    return beside.loads("page for a member", "beside the page for nobody", member, Target(PAGE, NOBODY))


def permission_checks(name: str, repeats: int) -> Row:
    """Permission checks alone, beside the call of a function that only says yes."""
    country = Participant(code="RS", position=1)
    held = [
        Mandate(role=role, participant=country, starts_on=date(2026, 1, 1))
        for role in ("observer", "working_group", "government")
    ]

    def check() -> None:
        for _ in range(CHECKS):
            permissions.can("adoption:record", held, stage="adoption", country="RS")

    def say_yes() -> None:
        for _ in range(CHECKS):
            _yes("adoption:record", held, stage="adoption", country="RS")

    return times(name, "permission check", f"{CHECKS:,} checks", [check] * repeats, say_yes)


def _yes(action: str, mandates: object, *, stage: str | None, country: str | None) -> bool:
    return True
