"""Telling people by mail that the way they sign in has changed, in case it was not they (ASVS 6.3.7)."""

from typing import Literal

from members.models import Person
from sbcp import mail, security_log
from sbcp.web.visit import Visit

Event = Literal[
    "passkey-added",
    "passkey-removed",
    "app-added",
    "app-removed",
    "recovery-made",
    "recovery-used",
    "factors-reset",
]


def tell(visit: Visit, person: Person, event: Event, *, name: str = "", left: int = 0) -> None:
    """Leave a mail to a person, and a line in the security log.

    name: what they call the passkey concerned. left: recovery codes that still work.
    """
    by = visit.person.id if visit.person else None
    security_log.note(event.replace("-", "."), address=visit.address, person=person.id, by=by)
    at = visit.now.isoformat()
    mail.enqueue(
        visit.db,
        visit.settings,
        mail.Letter(
            to=person.email,
            template="second-factor",
            locale=person.locale,
            values={"event": event, "name": name, "left": left, "at": at},
            key=f"second-factor:{event}:{person.id}:{at}",
            person=person,
        ),
        now=visit.now,
    )
