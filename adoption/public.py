"""What the public reads of adoption: the kinds of rows that the record covers."""

from sqlalchemy.orm import joinedload

from adoption.models import Act, Instrument, Reservation, Verification
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
