"""Disabling accounts, and enabling them again: who may act no more, and who may."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.errors import N_, Invalid, Refused
from core.record import entries
from core.text import checked_reason
from members.models import Invitation, Mandate, Person
from members.signin.models import SignIn, SignInLink


def disable(db: Session, person: Person, *, reason: str, by: Mandate, now: datetime) -> None:
    """End every session of a person at once, and let them in no more. What they asked a second
    person for is void. Their mandates stay, suspended; the reason is published if they hold any.

    Raises Invalid without a reason, Refused for oneself and for somebody who is disabled already.
    """
    if person.id == by.person_id:
        raise Refused(N_("Another administrator has to do this: nobody locks themselves out."))
    if person.disabled_at is not None:
        raise Refused(N_("This person is disabled already."))
    reason = checked_reason(reason)
    person.disabled_at = now
    db.execute(update(SignIn).where(SignIn.person == person, SignIn.ended_at.is_(None)).values(ended_at=now))
    db.execute(
        update(SignInLink)
        .where(SignInLink.person == person, SignInLink.used_at.is_(None))
        .values(used_at=now)
    )
    for invitation in _open_invitations(db, person):
        invitation.withdrawn_at, invitation.token_hash = now, None
    db.flush()
    _put_on_record(db, person, "mandates.suspended", reason, by, now)


def enable(db: Session, person: Person, *, reason: str, by: Mandate, now: datetime) -> None:
    """Let a person in again, under the mandates they still hold. Raises Invalid and Refused."""
    if person.erased_at is not None:
        raise Refused(N_("This account has been erased already."))
    if person.disabled_at is None:
        raise Refused(N_("This person is not disabled."))
    reason = checked_reason(reason)
    person.disabled_at = None
    db.flush()
    _put_on_record(db, person, "mandates.resumed", reason, by, now)


def write_in(db: Session, person: Person, locale: str, locales: Collection[str]) -> None:
    """Choose the language of mail to a person. Raises Invalid for none of these locales."""
    if locale not in locales:
        raise Invalid(N_("Choose a language."), field="language")
    person.locale = locale
    db.flush()


def _open_invitations(db: Session, person: Person) -> list[Invitation]:
    query = select(Invitation).where(
        Invitation.person == person, Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None)
    )
    return list(db.scalars(query))


def _put_on_record(db: Session, person: Person, action: str, reason: str, by: Mandate, now: datetime) -> None:
    """The mandates concerned, never the person; nothing where the public sees no change."""
    concerned = [mandate for mandate in person.mandates if mandate.in_force(now.date())]
    if concerned:
        body = {
            "mandates": [mandate.id for mandate in concerned],
            "organisations": sorted({mandate.organisation.name for mandate in concerned}),
            "reason": reason,
        }
        entries.append(db, at=now, actor=by.actor, action=action, subject="members", body=body)
