"""The rounds that are about to close: one with different responses that wait to be sent, one with the same
words again and again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from benchmarks.closing.sizes import PARTS, Hour
from benchmarks.world import data
from consultation.models import Comment, Consultation, Wording
from core import clock
from core.db import Database
from core.record import covering, entries, public
from core.record.states import RecordedState
from members.models import Mandate
from sbcp.operation import schema
from sbcp.urls import url

SAME_WORDS = "We ask that this paragraph stay as it is: our members rely on it."
PARAGRAPH = 2  # the one of which everybody reads the comments


@dataclass(frozen=True)
class Round:
    """A round, and the tokens of its unsent responses by the part in which they are sent."""

    id: int
    slug: str
    tokens: Mapping[str, list[str]]

    @property
    def action(self) -> str:
        """Where responses are sent."""
        return url("en", "respond_send", consultation=self.id)

    def pages(self) -> dict[str, str]:
        """What people read while a round closes, by what they call it."""
        return {
            "home": url("en", "home"),
            "reading page": url("en", "version", slug=self.slug, n=1),
            "comments": url("en", "comments", consultation=self.id),
            "thread": url("en", "paragraph", slug=self.slug, n=1, pid=PARAGRAPH),
            "record": url("en", "record"),
        }

    def mixed(self) -> dict[str, str]:
        """These, and what programs and the curious ask for."""
        return self.pages() | {
            "document": url("en", "document", slug=self.slug),
            "adoption": url("en", "adoption"),
            "API: text": url("en", "api_version", slug=self.slug, n=1),
            "API: comments": url("en", "api_comments", consultation=self.id),
            "API: record": url("en", "api_record"),
        }


def make(database: Database, hour: Hour, parts: tuple[str, ...]) -> dict[str, Round]:
    """Fill an empty database; the round of each part."""
    schema.upgrade(database.engine)
    with database.writing() as db:
        by = data.make_members(db)
        open_ = _round(
            db, "closing", hour, by, [part for part in PARTS if part in parts and part != "campaign"]
        )
        data.add_comments(db, db.get_one(Consultation, open_.id), hour.before)
        rounds = dict.fromkeys(open_.tokens, open_)
        if "campaign" in parts:
            rounds["campaign"] = _round(db, "campaign", hour, by, ["campaign"])
            _say_the_same(db, rounds["campaign"])
        put_on_record(db)
        db.commit()
    data.settle(database)
    return rounds


def put_on_record(db: Session) -> None:
    """What was put into the tables by the thousand, as it stands: else the record could not hold."""
    db.flush()
    for kind in public.KINDS.values():
        form = covering.declaration(kind)["rows"]
        known = dict(db.execute(select(RecordedState.name, RecordedState.digest)).all())
        new = (each for each in kind.digests(db) if known.get(each[0]) != each[1])
        for some in _batches(new):
            body = {"kinds": [], form: some}
            entries.append(
                db,
                at=data.START,
                actor=entries.SYSTEM,
                action=covering.ACTION,
                subject=covering.SUBJECT,
                body=body,
            )


def _batches(digests: Iterator[tuple[str, str]]) -> Iterator[dict[str, str]]:
    while some := dict(islice(digests, covering.AT_ONCE)):
        yield some


def _round(db: Session, slug: str, hour: Hour, by: Mandate, parts: list[str]) -> Round:
    round_ = data.make_round(db, data.make_document(db, slug, hour.text, by))
    many = sum(hour.responses(part) for part in parts)
    tokens = iter(data.add_unsent_responses(db, round_, many, clock.now()))
    return Round(round_.id, slug, {part: list(islice(tokens, hour.responses(part))) for part in parts})


def _say_the_same(db: Session, round_: Round) -> None:
    """Of all that waits to be sent in a round of its own."""
    document = db.get_one(Consultation, round_.id).document_id
    comments = select(Comment.id).where(Comment.document_id == document)
    db.execute(update(Comment).where(Comment.document_id == document).values(pid=PARAGRAPH))
    db.execute(
        update(Wording).where(Wording.comment_id.in_(comments)).values(body=SAME_WORDS, kind="general")
    )
