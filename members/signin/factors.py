"""Second factors of a person as a whole: what they have, what happens if one goes, who is without."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.orm import Session, selectinload

from core.errors import N_, Refused
from members.models import Mandate, Person, Role
from members.signin import apps, passkeys, recovery
from members.signin.models import CodeApp, Passkey

FEWEST_ADMINS = 2

OWN_RESET = N_("Another administrator has to do this: nobody resets their own second factors.")


@dataclass(frozen=True)
class Factors:
    """What a person can show beside the first factor."""

    passkeys: Sequence[Passkey]
    app: CodeApp | None
    recovery_left: int

    @property
    def any(self) -> bool:
        """Whether there is a factor; recovery codes alone are none, they stand in for one."""
        return bool(self.passkeys) or self.app is not None

    @property
    def count(self) -> int:
        return len(self.passkeys) + (self.app is not None)


def of_person(db: Session, person: Person) -> Factors:
    return Factors(passkeys.of_person(db, person), apps.of_person(db, person), recovery.left(db, person))


def remove_passkey(db: Session, passkey: Passkey) -> bool:
    """Take away a passkey; whether the person has a factor left. Without one, recovery codes go too."""
    person = passkey.person
    db.delete(passkey)
    db.flush()
    return _tidy(db, person)


def remove_app(db: Session, app: CodeApp) -> bool:
    """The same for the app."""
    person = app.person
    db.delete(app)
    db.flush()
    return _tidy(db, person)


def reset(db: Session, *, person: Person, by: Mandate) -> None:
    """Take away every factor of somebody who has lost them. What asks for a second factor goes on asking
    for one: they set up a new one first. Raises Refused for oneself."""
    if person.id == by.person_id:
        raise Refused(OWN_RESET)
    db.execute(delete(Passkey).where(Passkey.person == person))
    db.execute(delete(CodeApp).where(CodeApp.person == person))
    recovery.forget(db, person)


def admins(db: Session, on: date) -> list[tuple[Person, bool]]:
    """Those who administer members on that day, by name, each with whether they have a second factor of
    their own here: they get in by mail even while every identity provider is away (F32)."""
    held = Mandate.role == Role.ADMIN
    query = (
        select(Person)
        .where(Person.disabled_at.is_(None), Person.id.in_(select(Mandate.person_id).where(held)))
        .order_by(Person.name)
        .options(selectinload(Person.mandates))
    )
    strong = set(
        db.scalars(
            select(Person.id).where(
                or_(
                    exists().where(Passkey.person_id == Person.id),
                    exists().where(CodeApp.person_id == Person.id),
                )
            )
        )
    )
    return [
        (person, person.id in strong)
        for person in db.scalars(query)
        if any(mandate.role == Role.ADMIN and mandate.in_force(on) for mandate in person.mandates)
    ]


def _tidy(db: Session, person: Person) -> bool:
    has = of_person(db, person).any
    if not has:
        recovery.forget(db, person)
    return has
