"""What a mandate says, checked before anybody is offered it or given it."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from core.errors import N_, Invalid
from core.text import checked_line
from members.models import Mandate, Organisation, Participant, Person, Role

# Roles that speak for one country: their mandate names it.
NATIONAL_ROLES = (Role.GOVERNMENT, Role.CONTACT_POINT)

LONGEST_BASIS = 300  # characters, as the column holds
LONGEST_LINK = 500


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


def check(terms: Terms, person: Person | None) -> None:
    """Raises Invalid, with the field, for terms that no mandate can have."""
    if not Role.has(terms.role):
        raise Invalid(N_("There is no role “%(role)s”."), role=terms.role, field="role")
    if terms.role in NATIONAL_ROLES and terms.participant is None:
        raise Invalid(N_("A mandate in this role names the country it speaks for."), field="participant")
    _check_basis(terms)
    if terms.ends_on is not None and terms.ends_on < terms.starts_on:
        raise Invalid(N_("A mandate cannot end before it begins."), field="ends_on")
    if terms.substitute_for is not None:
        _check_substitute(terms, terms.substitute_for, person)


def checked_basis(basis: str) -> str:
    """The name of the document that gives a mandate, on one line. Raises Invalid (field ``basis``)."""
    missing = N_("Name the document that gives this mandate.")
    return checked_line(basis, "basis", limit=LONGEST_BASIS, missing=missing)


def _check_basis(terms: Terms) -> None:
    checked_basis(terms.basis)
    link = terms.basis_link
    if link and not is_link(link):
        raise Invalid(N_("Enter a whole web address that begins with https://."), field="basis_link")
    if terms.basis_on is not None and terms.basis_on > terms.starts_on:
        raise Invalid(N_("A mandate cannot begin before the document that gives it."), field="basis_on")


def is_link(text: str) -> bool:
    """Whether a text is one address on the web, as pages may link to."""
    if len(text) > LONGEST_LINK or not text.isprintable() or any(sign in text for sign in ' "<>\\'):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("https", "http") and bool(parts.hostname)
    except ValueError:
        return False


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
