"""What was answered as received against what is stored."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select

from benchmarks.beside.answers import require
from benchmarks.cases import submissions
from benchmarks.cases.submissions import Stored
from benchmarks.closing.crowd import SENT, Visit
from consultation.models import Submission
from core import clock
from core.db import Database
from core.record import checking
from core.tokens import token_hash


class Kept(NamedTuple):
    """``sent``: how many responses; ``acknowledged``: answered by a receipt; ``unanswered``: broken off, of
    which nobody knows; and what is stored of them."""

    sent: int
    acknowledged: int
    unanswered: int
    stored: Stored


class Account:
    """Of one round, from now on."""

    def __init__(self, database: Database, round_: int) -> None:
        self._database, self._round = database, round_
        self._before = submissions.stored(database, round_)

    def settle(self, visits: Sequence[Visit]) -> Kept:
        """Hold what was answered against what is stored. Raises WrongAnswer if a receipt was given for what
        is not stored, if anything is stored that was refused, or if anything is stored in part."""
        sends = [visit for visit in visits if visit.token]
        acknowledged = {visit.token for visit in sends if visit.status == str(SENT)}
        unanswered = {visit.token for visit in sends if not visit.status[:1].isdigit()}
        now = submissions.stored(self._database, self._round)
        more = Stored(*(after - before for before, after in zip(self._before, now, strict=True)))
        there = self._received({visit.token for visit in sends})
        require(acknowledged <= there, f"{len(acknowledged - there)} have a receipt and are not stored")
        others = there - acknowledged - unanswered
        require(not others, f"{len(others)} were refused and are stored all the same")
        require(set(more) == {len(there)}, f"{len(there)} are stored as received, and {more}")
        return Kept(len(sends), len(acknowledged), len(unanswered), more)

    def _received(self, tokens: set[str]) -> set[str]:
        """Which of these are stored as received."""
        hashes = {token_hash(token): token for token in tokens}
        received = select(Submission.token_hash).where(
            Submission.consultation_id == self._round, Submission.received_at.is_not(None)
        )
        with self._database.reading() as db:
            return {hashes[each] for each in db.scalars(received) if each in hashes}


def require_the_record_to_hold(database: Database) -> None:
    """Raises WrongAnswer with the first fault of the record, of its heads, or of what people read."""
    with database.reading() as db:
        fault = next(checking.faults(db, clock.now()), None)
    require(fault is None, f"the record does not hold: {fault}")
