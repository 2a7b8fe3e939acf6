"""A member goes: the name and the address. Mandates and acts stay, under their numbers."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import N_, Refused
from core.record import entries, public
from members.models import Interest, Mandate, Person

FORMER = N_("Former member")  # what stands in place of the name


def unended(person: Person, on: date) -> list[Mandate]:
    """The mandates of somebody that are in force on that day or will be."""
    return [
        mandate
        for mandate in person.mandates
        if mandate.in_force(on) or (mandate.starts_on > on and mandate.ended_at is None)
    ]


def refuse_unerasable(person: Person, on: date) -> None:
    """Raises Refused for somebody who holds a mandate that has not ended, or who is gone already."""
    if person.erased_at is not None:
        raise Refused(N_("This account has been erased already."))
    if unended(person, on):
        raise Refused(
            N_("An account is erased once every mandate has ended. End them first, or hand them over.")
        )


def erase_person(db: Session, person: Person, *, by: Mandate | None, now: datetime) -> None:
    """Take the name and the address from an account for good; nobody can sign in with it again.

    by: the mandate of whoever does it, None for the person. Every subject on which the person acted
    gets an entry, so that no kept page shows the name any more. Raises Refused as
    ``refuse_unerasable`` does.
    """
    db.refresh(person, with_for_update={"of": Person})
    refuse_unerasable(person, now.date())
    actors = [mandate.actor for mandate in person.mandates]
    acted = select(entries.Entry.subject).where(entries.Entry.actor.in_(actors)).distinct()
    person.name, person.email = FORMER, f"erased-{person.id}@erased.invalid"  # RFC 2606: leads nowhere
    person.locale, person.example, person.salt = "en", False, ""
    person.disabled_at = person.disabled_at or now
    person.erased_at = now
    mine = Interest.mandate_id.in_([mandate.id for mandate in person.mandates])
    public.note(db, db.scalars(select(Interest).where(mine)))  # their words are gone too
    for subject in sorted({"members", *db.scalars(acted)}):
        entries.append(
            db,
            at=now,
            actor=entries.actor_of(by, entries.MEMBER),
            action="personal.erased",
            subject=subject,
            body={"mandates": [mandate.id for mandate in person.mandates]},
        )
