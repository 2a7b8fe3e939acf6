"""Comments that are sent: the whole POST, with its entry in the record, safe on disk."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx2
from sqlalchemy import func, select

from benchmarks.beside import bare
from benchmarks.beside.answers import fetch, require
from benchmarks.beside.load import Load, Target
from benchmarks.beside.pairs import Bench, Row
from benchmarks.beside.serving import Server
from benchmarks.world.made import World
from consultation.models import Comment, Consultation, Submission
from core.db import Database
from core.record.entries import Entry

SENDER = {"Sec-Fetch-Site": "same-origin"}
ACTION = "submission.received"
SENT = 303  # to the receipt


class Stored(NamedTuple):
    """What stands in the database of one round: responses received, their numbered comments, and the
    entries in the record."""

    responses: int
    comments: int
    entries: int


def measure(bench: Bench, world: World, bare_url: str, folder: Path) -> Iterator[Row]:
    """The POST that sends a response with one comment, beside one bare row."""
    for many, tokens in world.tokens.items():
        path = f"/en/consultations/{world.rounds[many]}/respond/send"
        _send_one(bench.ours, path, tokens[0])
        bodies = folder / f"send-{many}"
        bodies.write_text("".join(f"token={token}\n" for token in tokens[1:]))
        ledger = Ledger(world, many, bare_url)
        yield bench.loads(
            "comment submission",
            f"{many:,} comments before",
            Target(path, SENDER, bodies, expect=SENT),
            Target("/write", {}, bodies, expect=SENT),
            after=ledger.check,
        )


def _send_one(ours: Server, path: str, token: str) -> None:
    """One response alone: the answer leads to its receipt, which shows a numbered comment."""
    answer = httpx2.post(ours.url(path), data={"token": token}, headers=SENDER)
    require(answer.status_code == SENT, f"{path} answered {answer.status_code}")
    receipt = httpx2.URL(answer.headers["location"]).path
    require(receipt == f"/en/receipts/{token}", f"{path} leads to {receipt}")
    page = fetch(ours.url(receipt), {"Accept-Encoding": "identity"})
    require("/comments/" in page.text, f"{receipt} shows no comment")


def stored(database: Database, round_: int) -> Stored:
    """What stands there now."""
    with database.reading() as db:
        subject = db.get_one(Consultation, round_).document.subject
        received = (Submission.consultation_id == round_, Submission.received_at.is_not(None))
        responses = select(func.count(Submission.id)).where(*received, Submission.entry.is_not(None))
        comments = select(func.count(Comment.id)).join(Comment.submission).where(
            *received, Comment.number.is_not(None)
        )  # fmt: skip
        entries = select(func.count(Entry.seq)).where(Entry.subject == subject, Entry.action == ACTION)
        # In one statement, that all three are of the same moment.
        parts = [part.scalar_subquery() for part in (responses, comments, entries)]
        return Stored(*db.execute(select(*parts)).one())


class Ledger:
    """Holds all that was answered against all that stands in both databases since."""

    def __init__(self, world: World, many: int, bare_url: str) -> None:
        self.world, self.many, self.bare_url = world, many, bare_url
        self._stored, self._rows = self._count(), bare.stored(bare_url)
        self._ours: list[Load] = []
        self._beside: list[Load] = []

    def check(self, ours: Load, beside: Load) -> None:
        """After a load of each. Raises WrongAnswer. Had the forms run out, some would have been sent twice,
        which stores nothing."""
        self._ours.append(ours)
        self._beside.append(beside)
        for name, before, now in zip(Stored._fields, self._stored, self._count(), strict=True):
            _compare(name, now - before, self._ours)
        _compare("bare rows", bare.stored(self.bare_url) - self._rows, self._beside)

    def _count(self) -> Stored:
        return stored(self.world.database, self.world.rounds[self.many])


def _compare(name: str, stored: int, loads: list[Load]) -> None:
    answered, most = sum(load.requests for load in loads), sum(load.most for load in loads)
    require(
        answered <= stored <= most,
        f"{answered} were answered as sent, {most} at most without an answer, and {stored} {name} stored",
    )
