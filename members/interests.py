"""Declared interests, and recusals: who takes no part in what, in their own words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from core.errors import N_, Invalid, NotFound, Refused
from core.record import entries
from core.text import checked, checked_reason
from members.models import Interest, Mandate, Participant, Person

LONGEST = 3000  # characters

WITH_ALL = (
    joinedload(Interest.mandate).options(
        joinedload(Mandate.person), joinedload(Mandate.organisation), joinedload(Mandate.participant)
    ),
    joinedload(Interest.participant),
)


@dataclass(frozen=True)
class Declaration:
    """What somebody declares: an interest, or (``recused``) that they take no part in a document, or in
    its adoption by one country. ``subject``: what the record calls the document, empty for none."""

    text: str
    language: str
    subject: str = ""
    recused: bool = False
    participant: Participant | None = None


def declare(db: Session, declaration: Declaration, *, by: Mandate, now: datetime) -> Interest:
    """Put it on the record. What a person does on a document that they take no part in is refused from
    here on, under whatever mandate. Raises as ``check`` does, and Refused for a recusal that stands
    already."""
    text = check(declaration)
    if declaration.recused and any(
        (recusal.subject, recusal.participant) == (declaration.subject, declaration.participant)
        for recusal in recusals(db, by.person)
    ):
        raise Refused(N_("You take no part in this already."))
    declared = Interest(
        mandate=by,
        recused=declaration.recused,
        subject=declaration.subject,
        participant=declaration.participant,
        text=text,
        language=declaration.language,
        made_at=now,
    )
    db.add(declared)
    db.flush()
    _put_on_record(
        db, declared, "recusal.begun" if declaration.recused else "interest.declared", by, now, text
    )
    return declared


def check(declaration: Declaration) -> str:
    """The text as it would be kept. Raises Invalid, with the field."""
    if declaration.recused and not declaration.subject:
        raise Invalid(N_("Choose the document that you take no part in."), field="subject")
    missing = N_("Say in a few words what the interest is.")
    text = checked(declaration.text, "text", limit=LONGEST, missing=missing)
    if not declaration.language:
        raise Invalid(N_("Choose the language of these words."), field="language")
    return text


def end(db: Session, interest: Interest, *, reason: str, by: Mandate, now: datetime) -> None:
    """It no longer holds; it stays on the record. By the person themselves, under whatever mandate.
    Raises NotFound for another's, Refused for one that has ended, Invalid without a reason."""
    if interest.mandate.person_id != by.person_id:
        raise NotFound(N_("There is no such declaration."))
    if interest.ended_at is not None:
        raise Refused(N_("This has ended already."))
    interest.end_reason = checked_reason(reason)
    interest.ended_at = now
    db.flush()
    action = "recusal.ended" if interest.recused else "interest.ended"
    _put_on_record(db, interest, action, by, now, interest.end_reason)


def recusals(db: Session, person: Person, subject: str | None = None) -> list[Interest]:
    """What a person takes no part in now; of one document if ``subject`` is given."""
    query = (
        select(Interest)
        .join(Interest.mandate)
        .where(Mandate.person_id == person.id, Interest.recused, Interest.ended_at.is_(None))
        .order_by(Interest.id)
        .options(joinedload(Interest.participant))
    )
    if subject is not None:
        query = query.where(Interest.subject == subject)
    return list(db.scalars(query))


def blocking(
    recused: Sequence[Interest], *, country: str | None = None, adoption: bool = False
) -> Interest | None:
    """The recusal among those from one document that keeps its person from an act, or None.

    country: ISO code of the country acted for or about, if known. adoption: whether the act is one
    of adoption, which a recusal for one country alone concerns.
    """
    for recusal in recused:
        if recusal.participant is None:
            return recusal
        if adoption and recusal.participant.code == country:
            return recusal
    return None


def about(db: Session, subject: str) -> list[Interest]:
    """What was declared of one document and still holds."""
    query = select(Interest).where(Interest.subject == subject, Interest.ended_at.is_(None))
    return list(db.scalars(query.order_by(Interest.id).options(*WITH_ALL)))


def declared(
    db: Session, *, mandates: Sequence[Mandate] | None = None, limit: int | None = None, offset: int = 0
) -> list[Interest]:
    """Every declaration, those that hold first and then the newest; under some mandates only; so many after
    so many."""
    query = select(Interest).order_by(Interest.ended_at.is_not(None), Interest.id.desc())
    if mandates is not None:
        query = query.where(Interest.mandate_id.in_([mandate.id for mandate in mandates]))
    return list(db.scalars(query.limit(limit).offset(offset).options(*WITH_ALL)))


def count_declared(db: Session) -> int:
    """How many declarations there are."""
    return db.scalar(select(func.count(Interest.id))) or 0


def interest_by_id(db: Session, interest_id: int) -> Interest:
    interest = db.get(Interest, interest_id, options=WITH_ALL)
    if interest is None:
        raise NotFound(N_("There is no such declaration."))
    return interest


def _put_on_record(
    db: Session, interest: Interest, action: str, by: Mandate, now: datetime, text: str
) -> None:
    """What the person published themselves, under the mandate they did it under."""
    body = {
        "declaration": interest.id,
        "mandate": by.id,
        "organisation": by.organisation.name,
        "participant": interest.participant.code if interest.participant else None,
        "text": text,
        "language": interest.language,
    }
    subject = interest.subject or "members"
    entries.append(db, at=now, actor=by.actor, action=action, subject=subject, body=body)
