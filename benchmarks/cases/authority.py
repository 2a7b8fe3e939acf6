"""What authority costs: the entry in the record in a write, the session and permission in a page."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import count
from typing import NamedTuple

from sqlalchemy import func, insert, select

from benchmarks.beside.answers import fetch, require
from benchmarks.beside.load import Target
from benchmarks.beside.pairs import Bench, Row, times
from core import clock
from core.db import Database
from core.queue.schedule import Chore
from core.record import entries
from members.models import Mandate, Participant
from members.signin import sessions
from sbcp import permissions

WRITES = 50  # transactions in one measure
CHECKS = 20_000
ACTION = "bench"
PAGE = "/en/record"  # made anew for everybody, and the same for members but for their name
# A reader with the cookie of a response gets no kept page.
NOBODY = {"Cookie": "__Host-response=none"}
SIGNED_IN = "Sign out"


class Written(NamedTuple):
    """What stands in the database: rows, and entries in the record."""

    rows: int
    entries: int


def measure(bench: Bench, database: Database, repeats: int) -> Iterator[Row]:
    """Everything about authority, on one database, with the product running on it."""
    yield record_entries(bench.database, database, repeats)
    yield sessions_in_pages(bench, database)
    yield permission_checks(bench.database, repeats)


def record_entries(name: str, database: Database, repeats: int) -> Row:
    """A durable write of one row with its entry in the record, beside the same without."""
    numbers = count(1)

    def writes(*, entry: bool) -> Callable[[], None]:
        def write() -> None:
            for _ in range(WRITES):
                number = next(numbers)
                with database.writing() as db:
                    db.execute(insert(Chore).values(name=f"{ACTION}-{number}", due_at=clock.now()))
                    if entry:
                        body = {"number": number, "reason": "To be clearer", "version": 3}
                        entries.append(
                            db, at=clock.now(), actor="mandate:1", action=ACTION, subject=ACTION, body=body
                        )
                    db.commit()

        return write

    with_entry, without = writes(entry=True), writes(entry=False)
    with_entry()
    without()
    stood = _written(database)

    def check(_ours: None, _bare: None) -> None:
        nonlocal stood
        stands = _written(database)
        require(
            stands == (stood.rows + 2 * WRITES, stood.entries + WRITES),
            f"{2 * WRITES} writes, half of them with an entry, made {stood} into {stands}",
        )
        stood = stands

    ours = [with_entry] * repeats
    return times(name, "write with its record entry", f"{WRITES} writes", ours, without, check=check)


def _written(database: Database) -> Written:
    rows = select(func.count(Chore.name)).where(Chore.name.startswith(f"{ACTION}-"))
    records = select(func.count(entries.Entry.seq)).where(entries.Entry.action == ACTION)
    with database.reading() as db:
        return Written(db.scalar(rows) or 0, db.scalar(records) or 0)


def sessions_in_pages(bench: Bench, database: Database) -> Row:
    """A page for a member with a second factor, beside the same page for nobody: the difference is
    the cookie's digest, the session with person and mandates, and the permissions of the page."""
    with database.writing() as db:
        person = db.get_one(Mandate, 1).person
        token = sessions.begin(db, person=person, method="link", now=clock.now(), second_factor=True)
        db.commit()
    member = Target(PAGE, {"Cookie": f"__Host-signin={token}"})
    beside = Bench(bench.database, bench.ours, bench.ours, bench.pairs, bench.seconds)
    _look(bench, member, signed_in=True)
    _look(bench, Target(PAGE, NOBODY), signed_in=False)
    row = beside.loads("page for a member", "beside the page for nobody", member, Target(PAGE, NOBODY))
    _look(bench, member, signed_in=True)
    return row


def _look(bench: Bench, target: Target, *, signed_in: bool) -> None:
    answer = fetch(bench.ours.url(target.path), {**target.headers, "Accept-Encoding": "identity"})
    require(ACTION in answer.text, f"{PAGE} does not show what was written")
    require((SIGNED_IN in answer.text) == signed_in, f"{PAGE}: signed in is not {signed_in}")
    require("etag" not in answer.headers, f"{PAGE} is a kept page")


def permission_checks(name: str, repeats: int) -> Row:
    """Permission checks alone, beside the call of a function that only says yes."""
    country = Participant(code="RS", position=1)
    held = [
        Mandate(role=role, participant=country, starts_on=date(2026, 1, 1))
        for role in ("observer", "working_group", "government")
    ]

    def check() -> bool:
        for _ in range(CHECKS):
            may = permissions.can("adoption:record", held, stage="adoption", country="RS")
        return may

    def say_yes() -> bool:
        for _ in range(CHECKS):
            may = _yes("adoption:record", held, stage="adoption", country="RS")
        return may

    def both(may: bool, _yes: bool) -> None:
        require(may, "a government may not record the adoption of its own country")

    return times(name, "permission check", f"{CHECKS:,} checks", [check] * repeats, say_yes, check=both)


def _yes(action: str, mandates: object, *, stage: str | None, country: str | None) -> bool:
    return True
