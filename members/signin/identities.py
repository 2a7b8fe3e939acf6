"""People as an OpenID provider knows them: who may come in that way, and what is linked to whom.

Nobody becomes a member by signing in: an identity leads to a person who is there already.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.errors import N_, Conflict, Forbidden, Invalid, NotFound
from core.tokens import token_hash
from members.models import Person
from members.queries import mandates_in_force, person_by_address
from members.signin.models import Identity, SpentState

LONGEST_SUBJECT = 255  # signs of ASCII (OpenID Connect Core 2)
LONGEST_LABEL = 254  # characters
MOST = 10  # identities of one person


class Unknown(Forbidden):
    """The account at the provider belongs to nobody here."""


class WithoutMandate(Forbidden):
    """The person is known, and may not come in today."""

    def __init__(self, person: Person) -> None:
        super().__init__(N_("You cannot sign in: you hold no mandate that is in force today."))
        self.person_id = person.id


@dataclass(frozen=True)
class Account:
    """An account at a provider, as the provider proved it.

    ``email``: its address, only if the provider says that it is verified and is trusted to say so;
    otherwise empty. ``label``: how to show the account to its owner.
    """

    issuer: str
    subject: str
    label: str = ""
    email: str = ""


def spend(db: Session, *, state: str, expires_at: datetime, now: datetime) -> bool:
    """Whether this is the first use of a state. Those too old to be used anyway are forgotten."""
    db.execute(delete(SpentState).where(SpentState.expires_at < now))
    try:
        with db.begin_nested():
            db.add(SpentState(state_hash=token_hash(state), expires_at=expires_at))
    except IntegrityError:
        return False
    return True


def enter(db: Session, *, account: Account, now: datetime) -> Identity:
    """The identity of the person that an account lets in. It may be linked now, by a trusted address.

    Raises Unknown if it is nobody's, WithoutMandate if the person was disabled or holds no mandate now.
    """
    identity = _find(db, account)
    person = identity.person if identity else _by_email(db, account.email)
    if person is None:
        raise Unknown(N_("We do not know this account."))
    if not mandates_in_force(person, now.date()):
        raise WithoutMandate(person)
    if identity is None:
        identity = add(db, person=person, account=account, now=now)
    identity.used_at = now
    db.flush()
    return identity


def add(db: Session, *, person: Person, account: Account, now: datetime) -> Identity:
    """Link an account to a person; again is the same as once. Raises Conflict if it is somebody else's."""
    identity = _find(db, account)
    if identity is not None and identity.person_id != person.id:
        raise Conflict(N_("This account cannot be added: it is already in use here."))
    if identity is not None:
        return identity
    if not 0 < len(account.subject) <= LONGEST_SUBJECT:
        raise Invalid(N_("This account cannot be added."))
    if len(of_person(db, person)) >= MOST:
        raise Conflict(N_("You have as many accounts here as can be added. Remove one first."))
    identity = Identity(
        person=person,
        issuer=account.issuer,
        subject=account.subject,
        label=account.label[:LONGEST_LABEL],
        added_at=now,
    )
    try:
        with db.begin_nested():
            db.add(identity)
    except IntegrityError:  # two browsers at once
        raise Conflict(N_("This account cannot be added: it is already in use here.")) from None
    return identity


def own(db: Session, *, person: Person, number: int) -> Identity:
    """One of a person's own. Raises NotFound for anybody else's, as if there were none."""
    identity = db.get(Identity, number)
    if identity is None or identity.person_id != person.id:
        raise NotFound(N_("There is no such account."))
    return identity


def remove(db: Session, *, identity: Identity) -> None:
    """From here on the account lets nobody in. Nothing of it is kept."""
    db.delete(identity)
    db.flush()


def of_person(db: Session, person: Person) -> list[Identity]:
    """The accounts that let a person in, the oldest first."""
    return list(db.scalars(select(Identity).where(Identity.person_id == person.id).order_by(Identity.id)))


def _find(db: Session, account: Account) -> Identity | None:
    return db.scalar(
        select(Identity).where(Identity.issuer == account.issuer, Identity.subject == account.subject)
    )


def _by_email(db: Session, email: str) -> Person | None:
    return person_by_address(db, email) if email else None
