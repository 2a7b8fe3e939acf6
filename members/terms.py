"""What a mandate says, checked before anybody is offered it or given it."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Self
from urllib.parse import urlsplit

from core.errors import N_, Invalid
from core.text import checked_line
from members.models import Invitation, Mandate, Organisation, Participant, Person, Role

# Roles that speak for one country: their mandate names it.
NATIONAL_ROLES = (Role.GOVERNMENT, Role.CONTACT_POINT)

LONGEST_BASIS = 300  # characters, as the column holds
LONGEST_LINK = 500
NO_BASIS = N_("Name the document that gives this mandate.")
NO_LINK = N_("Enter a whole web address that begins with https://.")


@dataclass(frozen=True)
class Terms:
    """The content of a mandate, without the person. Dates are whole days, both included."""

    organisation: Organisation
    role: str
    starts_on: date
    basis: str
    participant: Participant | None = None
    ends_on: date | None = None
    basis_on: date | None = None
    basis_link: str = ""
    substitute_for: Mandate | None = None

    @classmethod
    def of(cls, stored: Mandate | Invitation) -> Self:
        """The terms that a mandate or an invitation states."""
        return cls(**{field.name: getattr(stored, field.name) for field in fields(cls)})

    def columns(self) -> dict[str, Any]:
        """The columns that a mandate and an invitation have alike, by name. Raises Invalid (field
        ``basis``)."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return values | {"basis": checked_basis(self.basis)}


def check(terms: Terms, person: Person | None) -> None:
    """Raises Invalid, with the field, for terms that no mandate can have."""
    if not Role.has(terms.role):
        raise Invalid(N_("There is no role “%(role)s”."), role=terms.role, field="role")
    checked_basis(terms.basis)
    if terms.basis_link and not is_link(terms.basis_link):
        raise Invalid(NO_LINK, field="basis_link")
    for fault in faults_between(
        terms.role, terms.participant, terms.starts_on, terms.ends_on, terms.basis_on
    ):
        raise fault
    if terms.participant is not None:
        _check_country(terms.participant, terms.starts_on)
    if terms.substitute_for is not None:
        _check_substitute(terms, terms.substitute_for, person)


def faults_between(
    role: str, country: object, starts_on: date | None, ends_on: date | None, basis_on: date | None
) -> list[Invalid]:
    """All that does not fit together in the terms of a mandate, each with its field; a day that is None
    is not known. country: the one it speaks for, None or empty for none."""
    faults = []
    if role in NATIONAL_ROLES and not country:
        message = N_("A mandate in this role names the country it speaks for.")
        faults.append(Invalid(message, field="participant"))
    if starts_on and ends_on and ends_on < starts_on:
        faults.append(Invalid(N_("A mandate cannot end before it begins."), field="ends_on"))
    if starts_on and basis_on and basis_on > starts_on:
        message = N_("A mandate cannot begin before the document that gives it.")
        faults.append(Invalid(message, field="basis_on"))
    return faults


def checked_basis(basis: str) -> str:
    """The name of the document that gives a mandate, on one line. Raises Invalid (field ``basis``)."""
    return checked_line(basis, "basis", limit=LONGEST_BASIS, missing=NO_BASIS)


def is_link(text: str) -> bool:
    """Whether a text is one address on the web, as pages may link to."""
    if len(text) > LONGEST_LINK or not text.isprintable() or any(sign in text for sign in ' "<>\\'):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("https", "http") and bool(parts.hostname)
    except ValueError:
        return False


def _check_country(country: Participant, starts_on: date) -> None:
    """Nobody speaks for a country before or after it takes part."""
    if country.has_ended(starts_on):
        raise Invalid(N_("This country takes part no more on that day."), field="participant")
    if not country.takes_part(starts_on):
        raise Invalid(N_("This country does not take part on that day yet."), field="starts_on")


def _check_substitute(terms: Terms, other: Mandate, person: Person | None) -> None:
    """A substitute does what the other one may do, for the same country, and is another person."""
    if other.substitute_for_id is not None:
        raise Invalid(N_("A substitute has no substitute of their own."), field="substitute_for")
    if person is not None and other.person_id == person.id:
        raise Invalid(N_("Nobody stands in for themselves."), field="substitute_for")
    if other.role != terms.role or other.participant is not terms.participant:
        raise Invalid(
            N_("A substitute has the same role, for the same country, as the one they stand in for."),
            field="substitute_for",
        )
