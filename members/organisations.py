"""Organisations: the coordinator, national intermediary organisations, clusters, governments."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import N_, Invalid
from core.record import entries
from members.countries.names import renew_pages
from members.models import Mandate, Organisation, Participant, Tier
from members.services import checked_name

# Tiers whose organisations belong to one country.
NATIONAL_TIERS = (Tier.INTERMEDIARY, Tier.GOVERNMENT)


def add(
    db: Session, *, name: str, tier: str, participant: Participant | None, by: Mandate, now: datetime
) -> Organisation:
    """A new organisation. Raises Invalid, with the field, for a name that is taken or a tier that
    needs a country."""
    name = _free_name(db, name)
    if not Tier.has(tier):
        raise Invalid(N_("Choose the tier of the organisation."), field="tier")
    if tier in NATIONAL_TIERS and participant is None:
        raise Invalid(N_("Choose the country of the organisation."), field="participant")
    organisation = Organisation(name=name, tier=tier, participant=participant)
    db.add(organisation)
    db.flush()
    body = {
        "organisation": organisation.id,
        "name": name,
        "tier": tier,
        "participant": participant.code if participant else None,
    }
    entries.append(
        db, at=now, actor=by.actor, action="organisation.added", subject=subject(organisation), body=body
    )
    return organisation


def rename(db: Session, organisation: Organisation, *, name: str, by: Mandate, now: datetime) -> None:
    """Another name for the same organisation; the record keeps the one before. Raises Invalid."""
    before = organisation.name
    name = checked_name(name)
    if name == before:
        raise Invalid(N_("This is its name already."), field="name")
    organisation.name = _free_name(db, name)
    db.flush()
    entries.append(
        db,
        at=now,
        actor=by.actor,
        action="organisation.renamed",
        subject=subject(organisation),
        body={"organisation": organisation.id, "from": before, "to": organisation.name},
    )
    renew_pages(db)


def subject(organisation: Organisation) -> str:
    """How the record names this organisation."""
    return f"organisation:{organisation.id}"


def _free_name(db: Session, name: str) -> str:
    name = checked_name(name)
    if db.scalar(select(Organisation.id).where(Organisation.name == name)) is not None:
        raise Invalid(N_("There is an organisation with this name already."), field="name")
    return name
