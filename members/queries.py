"""Questions about members."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from core.tokens import token_hash
from members.models import Mandate, Participant, Person, SignIn


def signed_in_person(db: Session, token: str, now: datetime) -> Person | None:
    """The person a cookie's token stands for now, with mandates, or None."""
    found = db.scalar(
        select(SignIn)
        .where(SignIn.token_hash == token_hash(token), SignIn.ended_at.is_(None), SignIn.expires_at > now)
        .options(
            joinedload(SignIn.person)
            .selectinload(Person.mandates)
            .options(joinedload(Mandate.organisation), joinedload(Mandate.participant))
        )
    )
    return found.person if found else None


def mandates_in_force(person: Person | None, on: date) -> list[Mandate]:
    return [mandate for mandate in person.mandates if mandate.in_force(on)] if person else []


def participants(db: Session) -> list[Participant]:
    """All countries of the process, in the order of the configuration."""
    return list(db.scalars(select(Participant).order_by(Participant.position, Participant.code)))


def participant_by_code(db: Session, code: str) -> Participant | None:
    return db.scalar(select(Participant).where(Participant.code == code))


def example_people(db: Session) -> list[Person]:
    """The invented people of a demonstration, in the order they were made."""
    return list(
        db.scalars(
            select(Person)
            .where(Person.example)
            .order_by(Person.id)
            .options(
                selectinload(Person.mandates).options(
                    joinedload(Mandate.organisation), joinedload(Mandate.participant)
                )
            )
        )
    )


def mandates(db: Session) -> list[Mandate]:
    """Every mandate, past ones too, by role and date."""
    return list(
        db.scalars(
            select(Mandate)
            .order_by(Mandate.role, Mandate.starts_on, Mandate.id)
            .options(
                joinedload(Mandate.person),
                joinedload(Mandate.organisation),
                joinedload(Mandate.participant),
            )
        )
    )
