"""Threads of notes: writing, answering, settling one and opening it again, and reading them."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from core.errors import N_, NotFound, Refused
from core.text import checked
from members.models import Mandate
from members.notes.models import Note

LONGEST = 5000  # characters
NO_TEXT = N_("Write your note.")


@dataclass(frozen=True)
class Words:
    """What a note says, and about which words: the digest of the paragraph as its author read it."""

    text: str
    language: str
    source_digest: str


@dataclass(frozen=True)
class Thread:
    """A note with what was answered to it, in the order of time."""

    first: Note
    answers: list[Note] = field(default_factory=list)

    @property
    def notes(self) -> list[Note]:
        return [self.first, *self.answers]


@dataclass(frozen=True)
class Head:
    """Where a thread stands, without its words. ``is_open``: it has not been settled."""

    id: int
    anchor: str
    is_open: bool


def write(db: Session, subject: str, anchor: str, words: Words, *, by: Mandate, now: datetime) -> Note:
    """Begin a thread on a place of a thing. Raises Invalid (field ``text``) without words or for too many."""
    return _add(db, Note(subject=subject, anchor=anchor), words, by, now)


def answer(db: Session, first: Note, words: Words, *, by: Mandate, now: datetime) -> Note:
    """Answer in the thread that a note began. Raises Invalid as ``write`` does, and Refused where
    somebody has settled it."""
    db.refresh(first, ["closed_at"], with_for_update=True)
    if first.closed_at is not None:
        raise Refused(N_("This has been settled meanwhile. Open it again to go on."))
    return _add(db, Note(subject=first.subject, anchor=first.anchor, answers_id=first.id), words, by, now)


def settle(db: Session, first: Note, *, by: Mandate, now: datetime) -> None:
    """Say that a thread is settled. One that is already stays as it was."""
    db.refresh(first, ["closed_at", "closed_by_id"], with_for_update=True)
    if first.closed_at is None:
        first.closed_at, first.closed_by = now, by
        db.flush()


def reopen(db: Session, first: Note) -> None:
    """Say that a thread is not settled after all."""
    db.refresh(first, ["closed_at", "closed_by_id"], with_for_update=True)
    first.closed_at = first.closed_by = None
    db.flush()


def heads(db: Session, subject: str) -> list[Head]:
    """Where every thread on a thing stands, the first first."""
    columns = (Note.id, Note.anchor, Note.closed_at)
    query = select(*columns).where(Note.subject == subject, Note.answers_id.is_(None))
    return [Head(id_, anchor, closed is None) for id_, anchor, closed in db.execute(query.order_by(Note.id))]


def threads(db: Session, ids: Collection[int]) -> list[Thread]:
    """The threads that begin with these notes, the first first."""
    if not ids:
        return []
    begun = {note.id: Thread(note) for note in db.scalars(_signed().where(Note.id.in_(ids)))}
    for note in db.scalars(_signed().where(Note.answers_id.in_(ids))):
        begun[note.answers_id or 0].answers.append(note)
    return list(begun.values())


def first_by_id(db: Session, subject: str, note_id: int) -> Note:
    """The note that began a thread on a thing. Raises NotFound for any other."""
    note = db.get(Note, note_id)
    if note is None or note.subject != subject or note.answers_id is not None:
        raise NotFound(N_("There is no such note."))
    return note


def _add(db: Session, note: Note, words: Words, by: Mandate, now: datetime) -> Note:
    note.text = checked(words.text, "text", limit=LONGEST, missing=NO_TEXT)
    note.language, note.source_digest = words.language, words.source_digest
    note.made_by, note.made_at = by, now
    db.add(note)
    db.flush()
    return note


def _signed() -> Select[Note]:
    """Notes with who wrote and who settled them, in the order of time."""
    who = (joinedload(Mandate.person), joinedload(Mandate.organisation))
    loaded = (joinedload(Note.made_by).options(*who), joinedload(Note.closed_by).options(*who))
    return select(Note).options(*loaded).order_by(Note.id)
