"""Putting acts on the record, and vouching for them. Nothing here edits an act."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Required, TypedDict, Unpack

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from adoption import papers
from adoption.kinds import ActKind, Level
from adoption.models import Act, ActFile, Instrument, Reservation, Verification
from adoption.status import LEVELS
from core.errors import N_, Conflict, Forbidden, Invalid, Refused
from core.files.models import File
from core.record import entries
from core.text import checked
from documents.models import Document, Paragraph, Version
from members.models import Mandate, Participant

CHAPTER_LEVEL = 2  # an act covers the whole text or chapters: headings of this level
MAX_TEXT = 10_000  # characters of a statement or a reservation

# Kinds that say something about an act made before.
ABOUT_ANOTHER = (ActKind.WITHDRAWAL, ActKind.CORRECTION)
# Kinds that are nothing without words.
WORDED = (ActKind.OBJECTION, ActKind.DECLARATION)


@dataclass(frozen=True)
class Paper:
    """The paper an act rests on. ``title`` is in ``language``, ``title_en`` in English."""

    title: str
    language: str
    title_en: str
    body: str
    number: str = ""
    gazette: str = ""


class ActData(TypedDict, total=False):
    """What an act says.

    ``scopes`` are pids of chapters, none for the whole text; ``reservations`` are (pid, words);
    ``language`` is that of the statement and of the reservations; ``about`` is the act that a
    withdrawal or a correction is about, or that a reservation or a declaration goes with; ``files``
    are kept files, each with its purpose.
    """

    participant: Required[Participant]
    kind: Required[str]
    instrument: Required[Paper]
    done_on: Required[date]
    effective_on: date | None
    scopes: Sequence[int]
    reservations: Sequence[tuple[int, str]]
    statement: str
    language: str
    about: Act | None
    files: Sequence[tuple[File, str]]


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
    check_mandate(by, data["participant"], now)
    if version.document_id != document.id:
        raise Refused(N_("This version is not one of this document."))
    act = Act(
        participant=data["participant"],
        version=version,
        kind=data["kind"],
        scopes=list(data.get("scopes", ())),
        instrument=Instrument(**_paper(data["instrument"])),
        done_on=data["done_on"],
        effective_on=data.get("effective_on"),
        recorded_at=now,
        recorded_by=by,
        about=data.get("about"),
        statement=_text(data.get("statement", ""), "statement", MAX_TEXT),
        language=data.get("language", "").strip(),
        reservations=[
            Reservation(pid=pid, text=_text(text, "reservations", MAX_TEXT))
            for pid, text in data.get("reservations", ())
        ],
        files=papers.linked(data.get("files", ())),
    )
    _check_dates(act, now)
    _check_about(act)
    _check_words(act)
    _check_places(db, act)
    papers.check_files(db, act)
    _check_new(db, act)
    return act


def verify_act(
    db: Session, act: Act, *, level: str, note: str = "", by: Mandate, now: datetime
) -> Verification:
    """Say, as a second person, how well an act is proved.

    Raises Refused for the person who recorded it, under whatever mandate, and for the one they stood in
    for; Invalid for a level below the one reached.
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
    """The people whose act the recording is: who recorded it, and whom they stood in for."""
    mandate: Mandate | None = act.recorded_by
    people = set()
    while mandate is not None:
        people.add(mandate.person_id)
        mandate = mandate.substitute_for
    return people


def check_mandate(by: Mandate, participant: Participant, now: datetime) -> None:
    """Raises Forbidden unless the mandate speaks for this participant now."""
    if by.participant_id != participant.id or not by.in_force(now.date()):
        raise Forbidden(N_("This would be an act without mandate: you do not speak for this country."))


def recorded(act: Act) -> dict[str, Any]:
    """What the public record keeps of an act."""
    return {
        "act": act.id,
        "participant": act.participant.code,
        "kind": act.kind,
        "version": act.version.number,
        "version_digest": act.version.digest,
        "scopes": act.scopes,
        "instrument": asdict(paper_of(act.instrument)),
        "done_on": act.done_on.isoformat(),
        "effective_on": act.effective_on.isoformat() if act.effective_on else None,
        "reservations": [
            {"pid": reservation.pid, "text": reservation.text} for reservation in act.reservations
        ],
        "statement": act.statement,
        "language": act.language,
        "about": act.about.id if act.about else None,
        "files": papers.recorded(act),
    }


def paper_of(instrument: Instrument) -> Paper:
    """The fields of a stored instrument."""
    return Paper(**{name: getattr(instrument, name) for name in Paper.__dataclass_fields__})


def _paper(instrument: Paper) -> dict[str, str]:
    """The fields of an instrument, tidied. Raises Invalid for one that is missing or too long."""
    required = {
        "title": N_("Enter the title of the instrument as it was issued."),
        "language": N_("Choose the language of the instrument."),
        "title_en": N_("Enter the title of the instrument in English."),
        "body": N_("Enter the body that issued the instrument."),
    }
    fields = {}
    for name, value in asdict(instrument).items():
        limit = Instrument.__table__.c[name].type.length  # type: ignore[attr-defined]
        fields[name] = _text(value, name, limit)
        if name in required and not fields[name]:
            raise Invalid(required[name], field=name)
    return fields


def _text(value: str, field: str, limit: int) -> str:
    return checked(value, field, limit=limit)


def _check_dates(act: Act, now: datetime) -> None:
    if act.done_on > now.date():
        raise Invalid(N_("This date is in the future. Record the act once it has happened."), field="done_on")


def _check_about(act: Act) -> None:
    """What an act is about is an act of the same participant on the same version."""
    if act.about is None:
        if act.kind in ABOUT_ANOTHER:
            raise Invalid(N_("Choose the act that this one is about."), field="about")
        return
    theirs = (act.about.participant_id, act.about.version_id)
    if theirs != (act.participant.id, act.version.id):
        raise Invalid(N_("Choose an act of the same country on the same version."), field="about")


def _check_words(act: Act) -> None:
    """The kind is known, and what needs words has them."""
    if not ActKind.has(act.kind):
        raise Invalid(N_("Choose what kind of act this is."), field="kind")
    kind = _kind_restated(act)
    if kind in WORDED and not act.statement:
        raise Invalid(N_("Enter the words of the statement."), field="statement")
    if kind == ActKind.RESERVATION and not act.reservations:
        raise Invalid(N_("Name the paragraph and enter the words of the reservation."), field="reservations")
    if kind == ActKind.WITHDRAWAL and (act.reservations or act.scopes):
        raise Invalid(N_("A withdrawal is of the whole act that it is about."), field="scopes")
    if any(not reservation.text for reservation in act.reservations):
        raise Invalid(N_("Enter the words of the reservation."), field="reservations")
    if (act.statement or act.reservations) and not act.language:
        raise Invalid(N_("Choose the language of these words."), field="statement_language")


def _kind_restated(act: Act) -> str:
    """The kind of an act, or of the one that a correction restates."""
    while act.kind == ActKind.CORRECTION and act.about is not None:
        act = act.about
    return act.kind


def _check_places(db: Session, act: Act) -> None:
    """Scopes are chapters of the version, reservations are on its paragraphs."""
    named = {*act.scopes, *(reservation.pid for reservation in act.reservations)}
    rows = db.execute(
        select(Paragraph.pid, Paragraph.kind, Paragraph.level, Paragraph.position).where(
            Paragraph.version_id == act.version.id, Paragraph.pid.in_(named)
        )
    ).all()
    chapters = {
        paragraph.pid: paragraph.position
        for paragraph in rows
        if (paragraph.kind, paragraph.level) == ("heading", CHAPTER_LEVEL)
    }
    if not set(act.scopes) <= chapters.keys():
        raise Invalid(N_("An act covers the whole text or chapters of this version."), field="scopes")
    if not {reservation.pid for reservation in act.reservations} <= {paragraph.pid for paragraph in rows}:
        raise Invalid(
            N_("A reservation is on a paragraph of version %(number)s."),
            field="reservations",
            number=act.version.number,
        )
    act.scopes = sorted(set(act.scopes), key=chapters.__getitem__)


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
        )
    )
    new = {**recorded(act), "act": None}
    for earlier in alike:
        if {**recorded(earlier), "act": None} == new:
            raise Conflict(N_("This act is on the record already, as number %(number)s."), number=earlier.id)
