"""Taking people in, and letting them in."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import record
from core.errors import N_, Invalid, Refused
from core.tokens import new_token, token_hash
from members.models import ROLES, Mandate, Organisation, Participant, Person, SignIn, SignInLink

SIGN_IN_LASTS = timedelta(hours=12)
LINK_LASTS = timedelta(minutes=10)

# Roles that speak for one country: their mandate names it.
NATIONAL_ROLES = ("government", "contact_point")


def add_participant(
    db: Session,
    *,
    code: str,
    position: int,
    names: dict[str, str] | None = None,
    footnotes: dict[str, str] | None = None,
) -> Participant:
    participant = Participant(code=code, position=position, names=names or {}, footnotes=footnotes or {})
    db.add(participant)
    db.flush()
    return participant


def add_organisation(
    db: Session, *, name: str, tier: str, participant: Participant | None = None
) -> Organisation:
    """The organisation of that name, made if it is new."""
    found = db.scalar(select(Organisation).where(Organisation.name == name))
    if found is not None:
        return found
    organisation = Organisation(name=name, tier=tier, participant=participant)
    db.add(organisation)
    db.flush()
    return organisation


def add_person(db: Session, *, name: str, email: str, example: bool = False) -> Person:
    """The person with that address, made if new. Addresses are compared without case."""
    email = email.strip().casefold()
    if "@" not in email:
        raise Invalid(N_("Enter an e-mail address, like name@example.org."), field="email")
    found = db.scalar(select(Person).where(Person.email == email))
    if found is not None:
        return found
    person = Person(name=name.strip(), email=email, example=example)
    db.add(person)
    db.flush()
    return person


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
) -> Mandate:
    """Let a person act in a role. ``by`` is who decided it, as the record names actors."""
    if role not in ROLES:
        raise Invalid(N_("There is no role “%(role)s”."), role=role, field="role")
    if role in NATIONAL_ROLES and participant is None:
        raise Invalid(N_("A mandate in this role names the country it speaks for."), field="participant")
    if not basis.strip():
        raise Invalid(N_("Name the document that gives this mandate."), field="basis")
    if ends_on is not None and ends_on < starts_on:
        raise Invalid(N_("A mandate cannot end before it begins."), field="ends_on")
    mandate = Mandate(
        person=person,
        organisation=organisation,
        participant=participant,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
        basis=basis.strip(),
    )
    db.add(mandate)
    db.flush()
    record.append(
        db,
        at=now,
        actor=by,
        action="mandate.given",
        subject="members",
        body={
            "mandate": mandate.id,
            "role": role,
            "organisation": organisation.name,
            "participant": participant.code if participant else None,
            "from": starts_on.isoformat(),
            "to": ends_on.isoformat() if ends_on else None,
            "basis": mandate.basis,
        },
    )
    return mandate


def sign_in(db: Session, *, person: Person, now: datetime) -> str:
    """Begin a person's session; the token for the cookie."""
    token = new_token()
    db.add(
        SignIn(token_hash=token_hash(token), person=person, created_at=now, expires_at=now + SIGN_IN_LASTS)
    )
    db.flush()
    return token


def sign_out(db: Session, *, token: str, now: datetime) -> None:
    """End a session at once; a copied cookie is worthless from here on."""
    found = db.scalar(select(SignIn).where(SignIn.token_hash == token_hash(token)))
    if found is not None and found.ended_at is None:
        found.ended_at = now
        db.flush()


def make_sign_in_link(db: Session, *, person: Person, now: datetime) -> str:
    """A token for a link that lets this person in once."""
    token = new_token()
    db.add(SignInLink(token_hash=token_hash(token), person=person, expires_at=now + LINK_LASTS))
    db.flush()
    return token


def use_sign_in_link(db: Session, *, token: str, now: datetime) -> Person:
    """Spend a link; the person it was made for. Raises Refused if it is spent, old or unknown."""
    link = db.scalar(select(SignInLink).where(SignInLink.token_hash == token_hash(token)).with_for_update())
    if link is None or link.used_at is not None or now >= link.expires_at:
        raise Refused(N_("This sign-in link has been used or is too old. Ask for a new one."))
    link.used_at = now
    db.flush()
    return link.person
