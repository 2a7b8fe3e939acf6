"""Putting acts on the record, and vouching for them. Nothing here edits an act."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Required, TypedDict, Unpack

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from adoption.kinds import LEVELS, Level
from adoption.models import Act, ActFile, ActSignatory, Instrument, Reservation, Verification
from adoption.recording import checks, papers, signatories
from adoption.recording.recorded import Paper, recorded
from core.days import PartialDay, Precision
from core.errors import N_, Conflict, Forbidden, Invalid, Refused
from core.files.models import File
from core.record import entries
from core.text import checked, checked_line
from documents.models import Document, Version
from members.models import Mandate, Participant

MAX_TEXT = 10_000  # characters of a statement or a reservation
MAX_LINE = 300  # of who a deposit was made with
MAX_NAME = 200  # of a country


class ActData(TypedDict, total=False):
    """What an act says.

    ``scopes`` are pids of chapters, none for the whole text; ``reservations`` are (pid, words);
    ``language`` is that of the statement and of the reservations; ``about`` is the act that a
    withdrawal or a correction is about (a withdrawal of none is from the whole), that a reservation or a
    declaration goes with, or whose reservation is objected to; ``files`` are kept files, each with its
    purpose; ``signatories`` are those who signed it.
    ``confirmed_by``: the mandate that speaks for the country, where another one records the act.
    ``early_reason``: why it is dated before its version was published. ``name``: the new one, of a change of
    name. ``on_behalf``: the secretariat enters it, with the letter of the government attached.
    """

    participant: Required[Participant]
    kind: Required[str]
    instrument: Required[Paper]
    done_on: Required[PartialDay]
    deposited_on: date | None
    depositary: str
    effective_on: PartialDay | None
    published_on: date | None
    early_reason: str
    name: str
    on_behalf: bool
    confirmed_by: Mandate | None
    scopes: Sequence[int]
    reservations: Sequence[tuple[int, str]]
    statement: str
    language: str
    about: Act | None
    files: Sequence[tuple[File, str]]
    signatories: Sequence[signatories.Signed]


def record_act(
    db: Session, document: Document, version: Version, *, by: Mandate, now: datetime, **data: Unpack[ActData]
) -> Act:
    """Put an act of a participant on an exact version on the record.

    Raises Forbidden without a mandate of this participant, Invalid (naming the field) for data
    that cannot be, Refused for a version of something else, Conflict if the same act is recorded.
    """
    db.refresh(document, with_for_update=True)
    act = prepare_act(db, document, version, by=by, now=now, **data)
    db.add(act)
    db.flush()
    entries.append(
        db,
        at=now,
        actor=by.actor,
        action="act.recorded",
        subject=document.subject,
        body=recorded(act),
    )
    return act


def prepare_act(
    db: Session, document: Document, version: Version, *, by: Mandate, now: datetime, **data: Unpack[ActData]
) -> Act:
    """The act as ``record_act`` would record it, checked and not stored: for a page to confirm."""
    if not data.get("on_behalf"):
        check_mandate(by, data["participant"], now)
    elif not by.in_force(now.date()):
        raise Forbidden(N_("You hold no mandate for this at the present stage."))
    if version.document_id != document.id:
        raise Refused(N_("This version is not one of this document."))
    done, effective = data["done_on"], data.get("effective_on")
    act = Act(
        participant=data["participant"],
        version=version,
        kind=data["kind"],
        scopes=list(data.get("scopes", ())),
        instrument=Instrument(**_paper(data["instrument"])),
        done_on=done.day,
        done_precision=done.precision,
        deposited_on=data.get("deposited_on"),
        depositary=checked_line(data.get("depositary", ""), "depositary", limit=MAX_LINE),
        effective_on=effective.day if effective else None,
        effective_precision=effective.precision if effective else Precision.DAY,
        published_on=data.get("published_on"),
        early_reason=_text(data.get("early_reason", ""), "early_reason", MAX_TEXT),
        recorded_at=now,
        recorded_by=by,
        confirmed_by=data.get("confirmed_by"),
        on_behalf=data.get("on_behalf", False),
        ref="",
        name=checked_line(data.get("name", ""), "name", limit=MAX_NAME),
        note="",
        about=data.get("about"),
        statement=_text(data.get("statement", ""), "statement", MAX_TEXT),
        language=data.get("language", "").strip(),
        reservations=[
            Reservation(pid=pid, text=_text(text, "reservations", MAX_TEXT))
            for pid, text in data.get("reservations", ())
        ],
        files=papers.linked(data.get("files", ())),
        signatories=signatories.linked(data.get("signatories", ())),
    )
    checks.check_words(act)
    checks.check_dates(act, now)
    checks.check_about(act)
    checks.check_signatories(act)
    checks.check_places(db, act)
    papers.check_files(db, act)
    checks.check_letter(act)
    checks.check_process(db, act, now)
    _check_new(db, act)
    return act


def verify_act(
    db: Session, act: Act, *, level: str, note: str = "", by: Mandate, now: datetime
) -> Verification:
    """Say, as a second person, how well an act is proved.

    Raises Refused for the people who recorded and confirmed it, under whatever mandate, and for those they
    stood in for; Invalid for a level below the one reached, and for «in gazette» of what cites none.
    """
    db.refresh(act.version.document, with_for_update=True)  # two verifications come one after the other
    db.expire(act, ["verifications"])
    if by.person_id in recorders(act):
        raise Refused(N_("You recorded this act. A second person verifies it."))
    if not by.in_force(now.date()):
        raise Forbidden(N_("You hold no mandate to verify acts."))
    if not Level.has(level):
        raise Invalid(N_("Choose how well the act is proved."), field="level")
    reached = max((LEVELS.index(earlier.level) for earlier in act.verifications), default=0)
    if LEVELS.index(level) < reached:
        raise Invalid(N_("This act is proved better than that already."), field="level")
    if level == Level.IN_GAZETTE and not (act.instrument and act.instrument.gazette):
        message = N_("This act cites no gazette. Once it was published, a correction can add where.")
        raise Invalid(message, field="level")
    verification = Verification(
        act=act, level=level, verified_at=now, verified_by=by, note=_text(note, "note", MAX_TEXT)
    )
    db.add(verification)
    db.flush()
    entries.append(
        db,
        at=now,
        actor=by.actor,
        action="act.verified",
        subject=act.version.document.subject,
        body={
            "act": act.id,
            "participant": act.participant.code,
            "version": act.version.number,
            "level": level,
            "note": verification.note,
        },
    )
    return verification


def recorders(act: Act) -> set[int]:
    """The people whose act the recording is: who recorded and confirmed it, and whom they stood in for."""
    people = set()
    for mandate in (act.recorded_by, act.confirmed_by):
        while mandate is not None:
            people.add(mandate.person_id)
            mandate = mandate.substitute_for
    return people


def check_mandate(by: Mandate, participant: Participant, now: datetime) -> None:
    """Raises Forbidden unless the mandate speaks for this participant now."""
    if by.participant_id != participant.id or not by.in_force(now.date()):
        raise Forbidden(N_("This would be an act without mandate: you do not speak for this country."))


def _paper(instrument: Paper) -> dict[str, Any]:
    """The fields of an instrument, tidied. Raises Invalid for one that is missing or too long."""
    required = {
        "title": N_("Enter the title of the instrument as it was issued."),
        "language": N_("Choose the language of the instrument."),
        "title_en": N_("Enter the title of the instrument in English."),
        "body": N_("Enter the body that issued the instrument."),
    }
    given = asdict(instrument)
    fields: dict[str, Any] = {"languages": list(given.pop("languages"))}
    for name, value in given.items():
        limit = Instrument.__table__.c[name].type.length  # type: ignore[attr-defined]
        fields[name] = _text(value, name, limit)
        if name in required and not fields[name]:
            raise Invalid(required[name], field=name)
    if fields["link"] and not fields["link"].startswith(("https://", "http://")):
        raise Invalid(N_("Enter a link that begins with https:// or http://."), field="link")
    return fields


def _text(value: str, field: str, limit: int) -> str:
    return checked(value, field, limit=limit)


def _check_new(db: Session, act: Act) -> None:
    """The same form sent twice records one act."""
    alike = db.scalars(
        select(Act)
        .where(
            Act.participant_id == act.participant.id,
            Act.version_id == act.version.id,
            Act.kind == act.kind,
            Act.done_on == act.done_on,
        )
        .options(
            joinedload(Act.instrument),
            selectinload(Act.reservations),
            joinedload(Act.about),
            selectinload(Act.files).joinedload(ActFile.file),
            selectinload(Act.signatories).joinedload(ActSignatory.named),
        )
    )
    new = {**recorded(act), "act": None, "names": signatories.names(act)}
    for earlier in alike:
        if {**recorded(earlier), "act": None, "names": signatories.names(earlier)} == new:
            raise Conflict(N_("This act is on the record already, as number %(number)s."), number=earlier.id)
