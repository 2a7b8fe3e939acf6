"""What the public reads of adoption: the kinds of rows that the record covers."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import joinedload, object_session

from adoption.models import Act, ActFile, Instrument, Reservation, Verification
from core.files.models import File
from core.record.canonical import timestamp
from core.record.public import Kind, Row, declare
from documents.models import Version


def _act(act: Act) -> Row:
    return {
        "act": act.id,
        "participant": act.participant.code,
        "document": act.version.document.slug,
        "version": act.version.number,
        "kind": act.kind,
        "scopes": act.scopes,
        "instrument": act.instrument_id,
        "done_on": act.done_on.isoformat(),
        "effective_on": act.effective_on.isoformat() if act.effective_on else None,
        "recorded_at": timestamp(act.recorded_at),
        "recorded_by": act.recorded_by_id,
        "about": act.about_id,
        "statement": act.statement,
        "language": act.language,
    }


def _instrument(instrument: Instrument) -> Row:
    return {
        "instrument": instrument.id,
        "title": instrument.title,
        "language": instrument.language,
        "title_en": instrument.title_en,
        "number": instrument.number,
        "body": instrument.body,
        "gazette": instrument.gazette,
    }


def _reservation(reservation: Reservation) -> Row:
    return {"act": reservation.act_id, "pid": reservation.pid, "text": reservation.text}


def _verification(verification: Verification) -> Row:
    return {
        "act": verification.act_id,
        "level": verification.level,
        "verified_at": timestamp(verification.verified_at),
        "verified_by": verification.verified_by_id,
        "note": verification.note,
    }


def _act_file(link: ActFile) -> Row:
    file = link.file
    return {
        "act": link.act_id,
        "file": file.id,
        "purpose": link.purpose,
        "name": file.name,
        "size": file.size,
        "media_type": file.media_type,
        "sha256": file.sha256,
        "erased_at": timestamp(file.erased_at) if file.erased_at else None,
    }


def _links_of(file: File) -> Iterable[ActFile]:
    db = object_session(file)
    return db.scalars(select(ActFile).where(ActFile.file_id == file.id)) if db else ()


ACT = declare(
    Kind(
        "act",
        Act,
        lambda each: str(each.id),
        _act,
        load=[joinedload(Act.participant), joinedload(Act.version).joinedload(Version.document)],
    )
)
INSTRUMENT = declare(Kind("instrument", Instrument, lambda each: str(each.id), _instrument))
RESERVATION = declare(Kind("reservation", Reservation, lambda each: f"{each.act_id}/{each.id}", _reservation))
VERIFICATION = declare(
    Kind("verification", Verification, lambda each: f"{each.act_id}/{each.id}", _verification)
)
ACT_FILE = declare(
    Kind(
        "act_file",
        ActFile,
        lambda each: f"{each.act_id}/{each.id}",
        _act_file,
        load=[joinedload(ActFile.file)],
        also={File: _links_of},
        unread={
            "storage_key": "where the bytes lie, which are told by their digest",
            "scan": "what a scanner of this instance says just now: it says nothing of the act",
            "uploaded_at": "«recorded_at» of the act says since when it is public",
        },
    )
)
