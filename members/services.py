"""Taking people in: participants, organisations, accounts and mandates are created here."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import email_addresses
from core.errors import N_, Invalid
from core.record import entries
from core.text import checked_line
from members.models import Mandate, Organisation, Participant, Person, Tier
from members.queries import person_by_address
from members.terms import NATIONAL_ROLES, Terms, check

__all__ = [
    "NATIONAL_ROLES",
    "Terms",
    "add_organisation",
    "add_participant",
    "add_person",
    "give_mandate",
]

LONGEST_NAME = 200  # characters, of organisations and people


def add_participant(
    db: Session,
    *,
    code: str,
    position: int,
    positions: dict[str, int] | None = None,
    names: dict[str, str] | None = None,
    footnotes: dict[str, str] | None = None,
) -> Participant:
    """A country of the process; ``members.countries.names.announce`` puts it on the record."""
    participant = Participant(
        code=code,
        position=position,
        positions=positions or {},
        names=names or {},
        footnotes=footnotes or {},
    )
    db.add(participant)
    db.flush()
    return participant


def add_organisation(
    db: Session, *, name: str, tier: str, participant: Participant | None = None
) -> Organisation:
    """The organisation of that name, made if it is new."""
    name = checked_name(name)
    if not Tier.has(tier):
        raise Invalid(N_("Choose the tier of the organisation."), field="tier")
    organisation = db.scalar(select(Organisation).where(Organisation.name == name))
    if organisation is not None:
        return organisation
    organisation = Organisation(name=name, tier=tier, participant=participant)
    db.add(organisation)
    db.flush()
    return organisation


def add_person(db: Session, *, name: str, email: str, example: bool = False) -> Person:
    """The person with that address, made if new. Addresses are compared without case."""
    email = checked_email(email)
    person = person_by_address(db, email)
    if person is not None:
        return person
    person = Person(name=checked_name(name), email=email, example=example)
    db.add(person)
    db.flush()
    return person


def checked_name(name: str) -> str:
    """A name in one line, with single blanks. Raises Invalid for an empty or endless one."""
    return checked_line(name, "name", limit=LONGEST_NAME, missing=N_("Enter a name."))


def checked_email(email: str) -> str:
    """A mail address as it is kept. Whether it can be written to, only a mail shows."""
    return email_addresses.checked(email)


def give_mandate(
    db: Session, person: Person, terms: Terms, *, now: datetime, by: str, approved_by: str | None = None
) -> Mandate:
    """Let a person act on these terms. ``by`` is who decided it, as the record names actors, and
    ``approved_by`` the second person, where it took two."""
    check(terms, person)
    mandate = Mandate(person=person, **terms.columns())
    db.add(mandate)
    db.flush()
    statement = recorded(mandate)
    if approved_by:
        statement["approved_by"] = approved_by
    entries.append(db, at=now, actor=by, action="mandate.given", subject="members", body=statement)
    return mandate


def recorded(mandate: Mandate) -> dict[str, Any]:
    """A mandate as the record states it: never the person."""
    statement: dict[str, Any] = {
        "mandate": mandate.id,
        "role": mandate.role,
        "organisation": mandate.organisation.name,
        "participant": mandate.participant.code if mandate.participant else None,
        "from": mandate.starts_on.isoformat(),
        "to": mandate.ends_on.isoformat() if mandate.ends_on else None,
        "basis": mandate.basis,
    }
    if mandate.basis_on:
        statement["basis_on"] = mandate.basis_on.isoformat()
    if mandate.basis_link:
        statement["basis_link"] = mandate.basis_link
    if mandate.substitute_for:
        statement["substitute_for"] = mandate.substitute_for.id
    return statement
