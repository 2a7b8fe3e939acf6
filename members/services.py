"""Taking people in."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import email_addresses
from core.errors import N_, Invalid
from core.record import entries
from core.text import checked_line
from members.models import Mandate, Organisation, Participant, Person, Tier
from members.queries import person_by_address
from members.terms import NATIONAL_ROLES, Terms, check, checked_basis

__all__ = [
    "NATIONAL_ROLES",
    "add_organisation",
    "add_participant",
    "add_person",
    "give",
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
    """A country of the process; ``members.country_names.announce`` puts it on the record."""
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
    found = db.scalar(select(Organisation).where(Organisation.name == name))
    if found is not None:
        return found
    organisation = Organisation(name=name, tier=tier, participant=participant)
    db.add(organisation)
    db.flush()
    return organisation


def add_person(db: Session, *, name: str, email: str, example: bool = False) -> Person:
    """The person with that address, made if new. Addresses are compared without case."""
    email = checked_email(email)
    found = person_by_address(db, email)
    if found is not None:
        return found
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
    db: Session,
    *,
    person: Person,
    organisation: Organisation,
    role: str,
    starts_on: date,
    basis: str,
    now: datetime,
    by: str,
    participant: Participant | None = None,
    ends_on: date | None = None,
    substitute_for: Mandate | None = None,
) -> Mandate:
    """Let a person act in a role. ``by`` is who decided it, as the record names actors."""
    terms = Terms(
        organisation=organisation,
        role=role,
        starts_on=starts_on,
        basis=basis,
        participant=participant,
        ends_on=ends_on,
        substitute_for=substitute_for,
    )
    return give(db, person, terms, now=now, by=by)


def give(
    db: Session, person: Person, terms: Terms, *, now: datetime, by: str, approved_by: str | None = None
) -> Mandate:
    """A mandate with these terms. ``approved_by`` is the second person, where it took two."""
    check(terms, person)
    mandate = Mandate(
        person=person,
        organisation=terms.organisation,
        participant=terms.participant,
        role=terms.role,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        basis=checked_basis(terms.basis),
        basis_on=terms.basis_on,
        basis_link=terms.basis_link,
        substitute_for=terms.substitute_for,
    )
    db.add(mandate)
    db.flush()
    said = recorded(mandate)
    if approved_by:
        said["approved_by"] = approved_by
    entries.append(db, at=now, actor=by, action="mandate.given", subject="members", body=said)
    return mandate


def recorded(mandate: Mandate) -> dict[str, Any]:
    """A mandate as the record states it: never the person."""
    said: dict[str, Any] = {
        "mandate": mandate.id,
        "role": mandate.role,
        "organisation": mandate.organisation.name,
        "participant": mandate.participant.code if mandate.participant else None,
        "from": mandate.starts_on.isoformat(),
        "to": mandate.ends_on.isoformat() if mandate.ends_on else None,
        "basis": mandate.basis,
    }
    if mandate.basis_on:
        said["basis_on"] = mandate.basis_on.isoformat()
    if mandate.basis_link:
        said["basis_link"] = mandate.basis_link
    if mandate.substitute_for:
        said["substitute_for"] = mandate.substitute_for.id
    return said
