"""Where something stands in the record: its entry, and the signed head that it is under; and whether the
words of a response are those that its entry covers."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, select, text
from sqlalchemy.orm import Session, joinedload

from adoption.models import Act
from adoption.public import (
    ACT,
    ACT_FILE,
    ACT_SIGNATORY,
    INSTRUMENT,
    RESERVATION,
    SIGNATORY_NAME,
    VERIFICATION,
)
from consultation.models import Submission
from consultation.public import SUBMISSION
from consultation.responses.submissions import public_part
from core.record import entries, public, signed_heads
from core.record.canonical import digest, timestamp
from core.record.entries import Entry
from core.record.public import compared
from core.record.signed_heads import SignedHead
from documents.models import Version

RECEIPT_FORMAT = "sbcp receipt 1"
RECEIVED = "submission.received"
ERASED = "personal.erased"

# Entries that are looked up by what they are about: few among very many, so that the many pay nothing.
NOTED = text("action IN ('version.published', 'act.recorded', 'act.verified', 'personal.erased')")

Index(
    "ix_record_entry_noted",
    Entry.__table__.c.subject,
    Entry.__table__.c.at,
    sqlite_where=NOTED,
    postgresql_where=NOTED,
)


class Words(StrEnum):
    """How the words of a response stand to the entry that received them."""

    MATCH = "matches"  # they are those that it covers
    WITHHELD = "withheld"  # they were erased, and an entry says so
    ALTERED = "altered"  # neither


@dataclass(frozen=True)
class Inclusion:
    """An entry, and the first signed head that covers it; until there is one, when it is due."""

    entry: Entry
    head: SignedHead | None
    due_by: datetime


def of_entry(db: Session, entry: Entry) -> Inclusion:
    return Inclusion(entry, signed_heads.covering(db, entry.seq), signed_heads.due_by(entry.at))


def of_submission(db: Session, submission: Submission) -> Inclusion | None:
    """Where a response that was sent stands."""
    entry = entries.entry_by_seq(db, submission.entry) if submission.entry else None
    return of_entry(db, entry) if entry else None


def of_act(db: Session, act: Act) -> Inclusion | None:
    """Where an act of adoption stands: by itself, or with the list that it came in with."""
    if act.list_id is not None:
        named = ACT.named(act)
        seq = public.recorded(db, [named]).get(named, public.NOWHERE).seq
        listed = entries.entry_by_seq(db, seq)
        return of_entry(db, listed) if listed else None
    subject = act.version.document.subject
    entry = _entry(db, subject, "act.recorded", act.recorded_at, {"act": act.id})
    return of_entry(db, entry) if entry else None


def of_verifications(db: Session, act: Act) -> dict[int, int]:
    """The number of the entry of each word on how well an act is proved, by the id of the verification."""
    subject = act.version.document.subject
    written = {
        each.id: _entry(db, subject, "act.verified", each.verified_at, {"act": act.id})
        for each in act.verifications
    }
    return {id: entry.seq for id, entry in written.items() if entry is not None}


def act_is_as_recorded(db: Session, act: Act) -> bool:
    """Whether an act, with its instrument, signatories, reservations, files and verifications, is as the
    record names it last."""
    rows: list[tuple[public.Kind[Any], Any]] = [
        (ACT, act),
        *((RESERVATION, each) for each in act.reservations),
        *((VERIFICATION, each) for each in act.verifications),
        *((ACT_FILE, each) for each in act.files),
        *((ACT_SIGNATORY, each) for each in act.signatories),
        *((SIGNATORY_NAME, each.named) for each in act.signatories if each.named is not None),
    ]
    if act.instrument is not None:
        rows.append((INSTRUMENT, act.instrument))
    return all(each.alike for each in compared(db, rows).values())


def entry_of_version(db: Session, version: Version) -> int | None:
    """The number of the entry that published a version."""
    subject = version.document.subject
    entry = _entry(db, subject, "version.published", version.published_at, {"number": version.number})
    return entry.seq if entry else None


def words_of(db: Session, submission: Submission, included: Inclusion | None) -> Words:
    """Whether a response that was sent says what its entry covers; ``submission`` as ``receipt_by_token``
    loads it, ``included`` where it stands. Words are withheld only where an entry of an erasure says so."""
    shown = digest(public_part(submission))
    if any(comment.altered for comment in submission.comments) or included is None:
        return Words.ALTERED
    if shown == submission.digest == _digest_on_record(included.entry):
        return Words.MATCH
    if _withheld(db, submission):
        return Words.WITHHELD
    if included.entry.payload is None and shown == submission.digest:  # its content was erased, not its words
        [shown_as] = compared(db, [(SUBMISSION, submission)]).values()
        return Words.MATCH if shown_as.alike else Words.ALTERED
    return Words.ALTERED


def receipt(db: Session, submission: Submission, origin: str) -> dict[str, Any]:
    """A receipt as a file: what was sent without names, its digest, its entry with the salt, and the
    signed head above it if there is one. It proves by itself what was sent, also after the content was
    withheld from the record. ``submission`` is null once the words were withheld here; ``state`` says
    whether they are those on the record, whose digest is told where they are not."""
    included = of_submission(db, submission)
    state = words_of(db, submission, included)
    on_record = _digest_on_record(included.entry) if included else ""
    return {
        "format": RECEIPT_FORMAT,
        "origin": origin,
        "state": state,
        "submission": None if state == Words.WITHHELD else public_part(submission),
        "digest": on_record if state == Words.ALTERED and on_record else submission.digest,
        "entry": entry_json(included.entry) if included else None,
        "head": included.head.published() if included and included.head else None,
    }


def _digest_on_record(entry: Entry) -> str:
    """The digest of a response as the entry that received it covers it; empty where its content is gone
    or is not what was put there."""
    payload = entry.payload
    if entry.action != RECEIVED or payload is None or not entries.covers(entry, payload):
        return ""
    return str(payload.body["digest"])


def _withheld(db: Session, submission: Submission) -> bool:
    """Whether nothing is left of the words, and an entry says of them all that they were erased."""
    if not all(wording.erased for comment in submission.comments for wording in comment.wordings):
        return False
    erasures = db.scalars(
        select(Entry)
        .where(
            NOTED,
            Entry.subject == submission.consultation.document.subject,
            Entry.at.in_({comment.withheld_at for comment in submission.comments}),
            Entry.action == ERASED,
        )
        .options(joinedload(Entry.payload))
    )
    says = {"entry": submission.entry, "text": True}.items()
    return any(
        entry.payload is not None
        and entries.covers(entry, entry.payload)
        and says <= entry.payload.body.items()
        for entry in erasures
    )


def entry_json(entry: Entry) -> dict[str, Any]:
    """An entry as it is published, with its content unless that was erased."""
    payload = entry.payload
    return {
        "seq": entry.seq,
        "at": timestamp(entry.at),
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "commitment": entry.commitment,
        "previous": entry.previous,
        "digest": entry.digest,
        "payload": {"salt": payload.salt, "body": payload.body} if payload else None,
    }


def _entry(db: Session, subject: str, action: str, at: datetime, says: dict[str, Any]) -> Entry | None:
    """The entry written at that instant whose content says this; the only one of the instant where its
    content was erased."""
    candidates = db.scalars(
        select(Entry)
        .where(NOTED, Entry.subject == subject, Entry.at == at, Entry.action == action)
        .order_by(Entry.seq)
        .options(joinedload(Entry.payload))
    ).all()
    for entry in candidates:
        if entry.payload is not None and says.items() <= entry.payload.body.items():
            return entry
    return candidates[0] if len(candidates) == 1 and candidates[0].payload is None else None
