"""Mail about mandates: invitations, and notices before one runs out."""

from datetime import datetime

from sqlalchemy.orm import Session

from core.db import Database
from members import invitations, mandates
from members.models import Invitation, Mandate, Person
from sbcp import mail
from sbcp.language import locales
from sbcp.settings import Settings


def send_invitation(db: Session, settings: Settings, invitation: Invitation, now: datetime) -> None:
    """A new link to the invited person; an earlier one is of no more use. Raises Refused where there
    is nothing to send."""
    token = invitations.send(db, invitation, now=now)
    assert invitation.expires_at is not None, "what was sent expires"
    person = invitation.person
    locale = locales.BY_CODE.get(person.locale, locales.DEFAULT).code
    mail.enqueue(
        db,
        settings,
        mail.Letter(
            to=person.email,
            template="invitation",
            locale=locale,
            values={
                "name": person.name,
                "role": invitation.role,
                "organisation": invitation.organisation.name,
                "until": invitation.expires_at.date().isoformat(),
            },
            secret={"link": f"{settings.base_url}/{locale}/invitation/{token}"},
            key=f"invitation:{invitation.id}:{invitation.sent}",
            person=person,
            until=invitation.expires_at,
        ),
        now=now,
    )


def send_agreed(database: Database, settings: Settings, now: datetime) -> None:
    """A chore: send the invitations that a second person has agreed to."""
    with database.reading() as db:
        if not invitations.to_send(db):
            return
    with database.writing() as db:
        for invitation in invitations.to_send(db, hold=True):
            if invitation.person.disabled_at is None:
                send_invitation(db, settings, invitation, now)
        db.commit()


def give_notice(database: Database, settings: Settings, now: datetime) -> None:
    """A chore: give notice of each mandate that runs out, 30 and 7 days before, to its holder, the
    secretariat and the administrators. Each notice is one message to each, however often this is done."""
    with database.writing() as db:
        others = mandates.people_to_notify(db, now.date())
        for mandate, days in mandates.running_out(db, now.date()):
            _notify(db, settings, mandate, days, mandate.person, "mandate-ends", now)
            for person in others:
                if person.id != mandate.person_id:
                    _notify(db, settings, mandate, days, person, "mandate-ends-of-another", now)
        db.commit()


def _notify(
    db: Session,
    settings: Settings,
    mandate: Mandate,
    days: int,
    person: Person,
    template: str,
    now: datetime,
) -> None:
    assert mandate.ends_on is not None, "only what ends runs out"
    mail.enqueue(
        db,
        settings,
        mail.Letter(
            to=person.email,
            template=template,
            locale=person.locale,
            values={
                "mandate": mandate.id,
                "name": mandate.person.name,
                "role": mandate.role,
                "organisation": mandate.organisation.name,
                "ends_on": mandate.ends_on.isoformat(),
            },
            key=f"mandate-ends:{mandate.id}:{mandate.ends_on}:{days}:{person.id}",
            person=person,
        ),
        now=now,
    )
