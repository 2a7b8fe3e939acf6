"""What is measured on: texts, rounds, comments and acts, the same on every run.

Texts go through the product's own services, so that they are what a publication makes. Comments
are put into the tables by the thousand, each sent alone, with its place in the record.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from adoption.models import Act, Instrument
from benchmarks.world import words
from consultation.fields import quotable_sentences
from consultation.models import Comment, Consultation, Respondent, Submission, Wording
from core.db import Base, Database
from core.record import entries as record
from core.tokens import token_hash
from documents import queries
from documents.formats.markdown import read_markdown
from documents.imports import importing
from documents.models import ChangeSet, Document, Revision, Version
from documents.text.typed import TYPED_VERSION
from members import services as members
from members.models import Mandate, Participant
from process.services import publish_version

SEED = 1
BATCH = 5000
EDITED = 0.15
QUOTED = 1 / 3
START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
CLOSES = datetime(2099, 1, 1, tzinfo=UTC)  # a round that is open whenever the benchmark runs
# The countries of the process, and more participants under codes of their own: two hundred in all.
BALKANS = ("AL", "BA", "BG", "GR", "HR", "ME", "MK", "RO", "RS", "SI", "TR")
COUNTRIES = (*BALKANS, *(f"X{number:03}" for number in range(200 - len(BALKANS))))


def make_members(db: Session) -> Mandate:
    """The countries, and a secretariat to act."""
    for position, code in enumerate(COUNTRIES):
        members.add_participant(db, code=code, position=position)
    return members.give_mandate(
        db,
        members.add_person(db, name="Secretariat", email="secretariat@example.org"),
        members.Terms(
            organisation=members.add_organisation(db, name="Secretariat", tier="coordinator"),
            role="secretariat",
            starts_on=START.date(),
            basis="Benchmark",
        ),
        now=START,
        by="operator",
    )


def make_document(db: Session, slug: str, paragraphs: int, by: Mandate) -> Version:
    """A document with a first version of so many paragraphs."""
    title = f"Policy {slug}"
    document = importing.create_document(db, slug=slug, title=title, language="en", now=START, by=by)
    reading = read_markdown(words.text(Random(f"{SEED} {slug}"), paragraphs))
    importing.import_first(db, document, reading, file_name="text.md", by=by, now=START)
    return publish_version(db, document, label="first", by=by, now=START)


def edit(db: Session, document: Document, by: Mandate) -> None:
    """Change one sentence in 15 % of the draft's paragraphs, in one revision."""
    rows = [row for row in queries.draft(db, document) if row.kind == "paragraph"]
    last = queries.last_version(db, document)
    base = last.number if last else 0
    random = Random(f"{SEED} {document.slug} {base}")
    change_set = ChangeSet(
        document=document,
        base=base,
        number=1,
        reason="After the comments",
        opened_at=START,
        closed_at=START,
        made_by=by,
    )
    revision = Revision(
        document=document,
        change_set=change_set,
        base=base,
        operation="edit",
        before=[],
        after=[],
        made_at=START,
        made_by=by,
    )
    db.add(revision)
    db.flush()
    for row in random.sample(rows, int(len(rows) * EDITED)):
        sentences = row.markdown.split(". ")
        sentences[0] = words.sentence(random).rstrip(".")
        row.markdown, row.changed_in = ". ".join(sentences), revision.id
    db.flush()


def make_round(db: Session, version: Version) -> Consultation:
    """A round on a version that is open now."""
    made = Consultation(
        document_id=version.document_id,
        version_id=version.id,
        opens_at=START,
        closes_at=CLOSES,
        zone="Europe/Brussels",
    )
    db.add(made)
    db.flush()
    record.append(
        db,
        at=START,
        actor=record.OPERATOR,
        action="consultation.opened",
        subject=version.document.subject,
        body={"consultation": made.id},
    )
    return made


def add_comments(db: Session, round_: Consultation, many: int) -> None:
    """So many comments on a round, one a submission, spread evenly over the paragraphs; a third of them
    quote a sentence."""
    document = round_.document
    random = Random(f"{SEED} {document.slug} comments")
    paragraphs = queries.paragraphs(db, round_.version)
    sentences = [quotable_sentences(row) for row in paragraphs]
    for first in range(1, many + 1, BATCH):
        numbers = range(first, min(first + BATCH, many + 1))
        tokens = [f"sent {document.slug} {number}" for number in numbers]
        entries = _record(db, document, [number_of_comment(number) for number in numbers])
        ids = _submissions(db, round_, tokens, list(entries), START)
        rows = [
            {
                **_comment(round_, submission),
                "number": number,
                "pid": paragraphs[number % len(paragraphs)].pid,
                "quote": _quote(random, sentences[number % len(paragraphs)]),
            }
            for number, submission in zip(numbers, ids, strict=True)
        ]
        _say(db, random, rows, START)
    document.next_comment = many + 1
    db.flush()


def add_unsent_responses(db: Session, round_: Consultation, many: int, now: datetime) -> list[str]:
    """So many responses that only wait to be sent; their tokens. They are begun ``now``: the product lets
    go of unsent responses that nobody has come back to for long, and would do so as soon as it starts."""
    if not many:
        return []
    random = Random(f"{SEED} {round_.document.slug} drafts")
    pids = [row.pid for row in queries.paragraphs(db, round_.version)]
    tokens = [hashlib.sha256(f"{round_.id} {number}".encode()).hexdigest() for number in range(many)]
    ids = _submissions(db, round_, tokens, None, now)
    rows = [{**_comment(round_, id_), "pid": random.choice(pids)} for id_ in ids]
    _say(db, random, rows, now)
    db.execute(insert(Respondent), [{"submission_id": id_, "name": "Somebody"} for id_ in ids])
    return tokens


def add_acts(db: Session, version: Version, many: int, by: Mandate) -> None:
    """So many acts on a version, by the countries in turn."""
    countries = list(db.scalars(select(Participant).order_by(Participant.position)))
    paper = Instrument(title="Odluka", language="sr-Latn", title_en="Decision", body="Government")
    db.add(paper)
    db.flush()
    kinds = ("signed", "ratification", "reservation", "declaration", "endorsed")
    rows: list[dict[str, object]] = [
        {
            "participant_id": countries[number % len(countries)].id,
            "version_id": version.id,
            "kind": kinds[number // len(countries) % len(kinds)],
            "scopes": [],
            "instrument_id": paper.id,
            "done_on": date(2026, 2, 1) + timedelta(days=number % 200),
            "effective_on": None,
            "recorded_at": START,
            "recorded_by_id": by.id,
            "about_id": None,
            "statement": "We support this text.",
            "language": "en",
        }
        for number in range(many)
    ]
    db.execute(insert(Act), rows)
    record.append(
        db,
        at=START,
        actor=record.OPERATOR,
        action="acts.made",  # no letter tells of them
        subject=version.document.subject,
        body={"acts": many},
    )


def settle(database: Database) -> None:
    """What the database does by itself in time: know how much is in each table."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if database.engine.dialect.name == "postgresql" else "SELECT 1"))


def number_of_comment(number: int) -> dict[str, Any]:
    """What the record keeps of a comment in this data."""
    return {"comments": [{"number": number}]}


def _comment(round_: Consultation, submission: int) -> dict[str, Any]:
    return {
        "document_id": round_.document_id,
        "submission_id": submission,
        "key": "only",
        "version_id": round_.version_id,
        "quote": [],
    }


def _say(db: Session, random: Random, comments: list[dict[str, Any]], at: datetime) -> None:
    """Write comments with what they say, as it is kept of those that are sent."""
    ids = db.scalars(insert(Comment).returning(Comment.id, sort_by_parameter_order=True), comments)
    wordings: list[dict[str, Any]] = []
    for comment in ids.all():
        body, kept = words.paragraph(random), {"html": "", "renderer": 0}
        if "number" in comments[0]:
            kept = {"html": f"<p>{body}</p>", "renderer": TYPED_VERSION}
        kind = random.choice(("general", "substantive", "editorial"))
        said = {"number": 1, "kind": kind, "body": body, "language": "en", "written_at": at}
        wordings.append({"comment_id": comment, **said, **kept})
    db.execute(insert(Wording), wordings)


def _quote(random: Random, sentences: Sequence[str]) -> list[str]:
    """One sentence of the paragraph, in every third comment."""
    return [random.choice(sentences)] if sentences and random.random() < QUOTED else []


def _submissions(
    db: Session, round_: Consultation, tokens: Sequence[str], entries: Sequence[int] | None, at: datetime
) -> list[int]:
    """Submissions with these tokens, of that time: sent, with their entries in the record, or unsent;
    their ids."""
    ids = _ids(db, Submission, len(tokens))
    rows: list[dict[str, Any]] = [
        {
            "id": id_,
            "consultation_id": round_.id,
            "token_hash": token_hash(token),
            "created_at": at,
            "received_at": at if entries else None,
            "kind": "person",
            "language": "en",
            "country": "",
            "digest": "0" * 64 if entries else "",
            "entry": entries[index] if entries else None,
        }
        for index, (id_, token) in enumerate(zip(ids, tokens, strict=True))
    ]
    db.execute(insert(Submission), rows)
    return ids


def _ids(db: Session, table: type[Base], many: int) -> list[int]:
    """Free ids, taken from the sequence where the database has one."""
    if db.get_bind().dialect.name == "postgresql":
        name = f"{table.__tablename__}_id_seq"
        taken = text(f"SELECT nextval('{name}') FROM generate_series(1, :many)")
        return list(db.scalars(taken, {"many": many}))
    last = db.scalar(text(f"SELECT max(id) FROM {table.__tablename__}")) or 0
    return list(range(last + 1, last + many + 1))


def _record(db: Session, document: Document, bodies: Sequence[dict[str, Any]]) -> Iterator[int]:
    """Chained entries about a document, as ``record.append`` makes them; their numbers."""
    head = db.get_one(record.Head, 1)
    salt = "5a" * 16
    entries, payloads = [], []
    for seq, body in zip(count(head.seq + 1), bodies, strict=False):
        entry = record.Entry(
            seq=seq,
            at=START,
            actor="public",
            action="submission.received",
            subject=document.subject,
            commitment=record.commitment(salt, body),
            previous=head.digest,
        )
        entry.digest = entry.computed_digest()
        head.seq, head.digest = seq, entry.digest
        entries.append({key: value for key, value in vars(entry).items() if key != "_sa_instance_state"})
        payloads.append({"seq": seq, "salt": salt, "body": body})
    db.execute(insert(record.Entry), entries)
    db.execute(insert(record.Payload), payloads)
    db.flush()
    return (entry["seq"] for entry in entries)
