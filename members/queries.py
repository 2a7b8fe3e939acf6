"""Questions about members."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from core import email_addresses
from core.errors import N_, NotFound
from members.models import Mandate, Organisation, Participant, Person, Role

WITH_ALL = (
    joinedload(Mandate.person),
    joinedload(Mandate.organisation).joinedload(Organisation.participant),
    joinedload(Mandate.participant),
    joinedload(Mandate.substitute_for).joinedload(Mandate.person),
)


def mandates_in_force(person: Person | None, on: date) -> list[Mandate]:
    if person is None or person.disabled_at is not None:
        return []
    return [mandate for mandate in person.mandates if mandate.in_force(on)]


def representatives(db: Session, on: date) -> list[Mandate]:
    """The mandates in force on a day by which somebody represents a country: of its government and of its
    contact points, whose holders can sign in; the first given first."""
    query = (
        select(Mandate)
        .join(Mandate.person)
        .where(
            Mandate.role.in_((Role.GOVERNMENT, Role.CONTACT_POINT)),
            Mandate.participant_id.is_not(None),
            Mandate.starts_on <= on,
            Person.disabled_at.is_(None),
            Person.erased_at.is_(None),
        )
        .order_by(Mandate.id)
        .options(*WITH_ALL, joinedload(Mandate.substitute_for).joinedload(Mandate.participant))
    )
    return [mandate for mandate in db.scalars(query) if mandate.in_force(on)]


def person_by_address(db: Session, address: str) -> Person | None:
    """Who has an account with that mail address; addresses are compared without case."""
    same = select(Person).where(Person.email.in_(email_addresses.forms(address)))
    return db.scalars(same.order_by(Person.id)).first()


def participants(db: Session) -> list[Participant]:
    """All countries of the process, of whatever time, in the general order. Lists on pages are in that of
    the reader's language (``sbcp.language.participants.in_order``)."""
    return list(db.scalars(select(Participant).order_by(Participant.position, Participant.code)))


def participants_on(db: Session, day: date, *, coming: bool = False) -> list[Participant]:
    """The countries that take part on a day, in the same order. coming: those too that take part from a
    later day on, which a mandate may be given for beforehand."""
    return [each for each in participants(db) if each.takes_part(day) or (coming and not each.has_ended(day))]


def participant_by_code(db: Session, code: str) -> Participant | None:
    """The country with a code, whether or not it takes part now, with those before and after it."""
    query = select(Participant).where(Participant.code == code)
    related = (joinedload(Participant.succeeds), joinedload(Participant.successors))
    return db.scalars(query.options(*related)).unique().one_or_none()


def organisations(db: Session) -> list[tuple[Organisation, int]]:
    """All organisations by name, each with the number of mandates ever given for it."""
    rows = db.execute(
        select(Organisation, func.count(Mandate.id))
        .outerjoin(Mandate, Mandate.organisation_id == Organisation.id)
        .group_by(Organisation.id)
        .order_by(Organisation.name)
    )
    counted = [(organisation, count) for organisation, count in rows]
    participants(db)  # those they belong to are loaded at once
    return counted


def organisation_by_id(db: Session, organisation_id: int) -> Organisation:
    organisation = db.get(Organisation, organisation_id, options=[joinedload(Organisation.participant)])
    if organisation is None:
        raise NotFound(N_("There is no such organisation."))
    return organisation


def people(db: Session) -> list[Person]:
    """Everybody who was ever invited, by name, with their mandates."""
    return list(
        db.scalars(
            select(Person)
            .order_by(Person.name, Person.id)
            .options(selectinload(Person.mandates).options(*WITH_ALL))
        )
    )


def person_by_id(db: Session, person_id: int) -> Person:
    """A person with their mandates."""
    person = db.get(Person, person_id, options=[selectinload(Person.mandates).options(*WITH_ALL)])
    if person is None:
        raise NotFound(N_("There is no such person."))
    return person


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


def mandates(
    db: Session, *, organisation: Organisation | None = None, participant: Participant | None = None
) -> list[Mandate]:
    """Every mandate, past ones too, by role and date; of one organisation or for one country only."""
    query = select(Mandate).order_by(Mandate.role, Mandate.starts_on, Mandate.id).options(*WITH_ALL)
    if organisation is not None:
        query = query.where(Mandate.organisation == organisation)
    if participant is not None:
        query = query.where(Mandate.participant == participant)
    return list(db.scalars(query))
