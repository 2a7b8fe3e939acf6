"""What the public reads of adoption: the kinds of rows that the record covers."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, object_session

from adoption.models import (
    Act,
    ActFile,
    ActList,
    ActSignatory,
    EntryRuleChange,
    Instrument,
    Reservation,
    SignatoryName,
    Verification,
)
from core.days import Precision
from core.files.models import File
from core.record.canonical import timestamp
from core.record.public import Kind, Row, declare
from documents.models import Version


def _act(act: Act) -> Row:
    """An act, with those of the later columns that say something: an act of before is on the record as it
    was."""
    later = {
        "done_precision": act.done_precision if act.done_precision != Precision.DAY else "",
        "deposited_on": _iso(act.deposited_on),
        "depositary": act.depositary,
        "effective_precision": act.effective_precision if act.effective_precision != Precision.DAY else "",
        "published_on": _iso(act.published_on),
        "early_reason": act.early_reason,
        "on_behalf": act.on_behalf,
        "confirmed_by": act.confirmed_by_id,
        "list": act.list_id,
        "known_on": _iso(act.known_on),
        "restates": act.restates,
        "ref": act.ref,
        "name": act.name,
        "note": act.note,
    }
    return {
        "act": act.id,
        "participant": act.participant.code,
        "document": act.version.document.slug,
        "version": act.version.number,
        "kind": act.kind,
        "scopes": act.scopes,
        "instrument": act.instrument_id,
        "done_on": act.done_on.isoformat(),
        "effective_on": _iso(act.effective_on),
        "recorded_at": timestamp(act.recorded_at),
        "recorded_by": act.recorded_by_id,
        "about": act.about_id,
        "statement": act.statement,
        "language": act.language,
        **{name: value for name, value in later.items() if value},
    }


def _act_list(act_list: ActList) -> Row:
    return {
        "list": act_list.id,
        "document": act_list.version.document.slug,
        "version": act_list.version.number,
        "name": act_list.name,
        "sha256": act_list.sha256,
        "reason": act_list.reason,
        "entered_at": timestamp(act_list.entered_at),
        "asked_by": act_list.asked_by_id,
        "approved_by": act_list.approved_by_id,
    }


def _entry_rule(change: EntryRuleChange) -> Row:
    return {
        "document": change.document.slug,
        "rule": change.id,
        "counts": change.counts,
        "level": change.level,
        "needs": change.needs,
        "must": change.must,
        "delay": change.delay,
        "n": change.n,
        "not_before": _iso(change.not_before),
        "open_to": change.open_to,
        "accession_open": change.accession_open,
        "reason": change.reason,
        "set_at": timestamp(change.set_at),
        "asked_by": change.asked_by_id,
        "approved_by": change.approved_by_id,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _instrument(instrument: Instrument) -> Row:
    later = {"languages": instrument.languages, "link": instrument.link}
    return {
        "instrument": instrument.id,
        "title": instrument.title,
        "language": instrument.language,
        "title_en": instrument.title_en,
        "number": instrument.number,
        "body": instrument.body,
        "gazette": instrument.gazette,
        **{name: value for name, value in later.items() if value},
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


def _signatory(signatory: ActSignatory) -> Row:
    return {
        "act": signatory.act_id,
        "signatory": signatory.id,
        "office": signatory.office,
        "powers": signatory.powers,
        "powers_text": signatory.powers_text,
    }


def _signatory_name(named: SignatoryName) -> Row:
    """Who signed, as it is shown: empty, without its salt, since it was erased."""
    return {
        "signatory": named.signatory_id,
        "name": named.name,
        "salt": named.salt,
        "erased_at": timestamp(named.erased_at) if named.erased_at else None,
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
ACT_LIST = declare(
    Kind(
        "act_list",
        ActList,
        lambda each: str(each.id),
        _act_list,
        load=[joinedload(ActList.version).joinedload(Version.document)],
    )
)
ENTRY_RULE = declare(
    Kind(
        "entry_rule",
        EntryRuleChange,
        lambda each: f"{each.document.slug}/{each.id}",
        _entry_rule,
        load=[joinedload(EntryRuleChange.document)],
    )
)
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
ACT_SIGNATORY = declare(
    Kind("act_signatory", ActSignatory, lambda each: f"{each.act_id}/{each.id}", _signatory)
)
SIGNATORY_NAME = declare(
    Kind("signatory_name", SignatoryName, lambda each: str(each.signatory_id), _signatory_name)
)
