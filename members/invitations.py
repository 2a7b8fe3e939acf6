"""Inviting somebody to act: a mandate is offered, and in force once it is accepted."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from core.errors import N_, Invalid, NotFound, Refused
from core.tokens import new_token, token_hash
from members.countries.names import renew_pages
from members.mandates import refuse_ended
from members.models import Invitation, InvitationState, Mandate, Person, Role
from members.queries import person_by_address
from members.services import add_person, checked_name, give_mandate
from members.terms import Terms, check

LASTS = timedelta(days=14)
TWO_PERSONS = (Role.ADMIN,)  # roles that a second person has to agree to

WITH_ALL = (
    joinedload(Invitation.person),
    joinedload(Invitation.organisation),
    joinedload(Invitation.participant),
    joinedload(Invitation.substitute_for).joinedload(Mandate.person),
    joinedload(Invitation.made_by).joinedload(Mandate.person),
    joinedload(Invitation.agreed_by).joinedload(Mandate.person),
)


def invite(
    db: Session, *, name: str, email: str, locale: str, terms: Terms, by: Mandate, now: datetime
) -> Invitation:
    """Offer a mandate to the person with this address, taken in if new.

    It is not sent yet (``send``); in a role of ``TWO_PERSONS`` it waits for a second person first.
    Raises Invalid, with the field, and Refused for somebody who is disabled.
    """
    check(terms, None)
    if terms.ends_on is not None and terms.ends_on < now.date():
        raise Invalid(N_("Choose a last day that is still to come."), field="ends_on")
    if terms.substitute_for is not None:
        refuse_ended(terms.substitute_for, now)
    known = person_by_address(db, email)
    person = known or add_person(db, name=name, email=email)
    if person.disabled_at is not None:
        raise Refused(N_("This person is disabled. Let them in again first."))
    if known is None:
        person.locale = locale
    check(terms, person)
    if _waiting_alike(db, person, terms, now):
        raise Invalid(N_("This person has been invited to this already."), field="email")
    invitation = Invitation(
        person=person,
        **terms.columns(),
        made_at=now,
        made_by=by,
        waits_for_second=terms.role in TWO_PERSONS,
    )
    db.add(invitation)
    db.flush()
    return invitation


def agree(db: Session, invitation_id: int, *, by: Mandate, now: datetime) -> Invitation:
    """A second person has agreed to it: it can be sent. Raises NotFound and Refused."""
    invitation = invitation_by_id(db, invitation_id)
    if invitation.state(now) != InvitationState.WAITING:
        raise Refused(N_("This invitation no longer waits for a second person."))
    invitation.waits_for_second, invitation.agreed_by = False, by
    db.flush()
    return invitation


def send(db: Session, invitation: Invitation, *, now: datetime) -> str:
    """A new token for the link, to be mailed in the same transaction; an earlier link is of no more
    use. Raises Refused where there is nothing to send."""
    state = invitation.state(now)
    if state not in (InvitationState.UNSENT, InvitationState.SENT, InvitationState.EXPIRED):
        raise Refused(N_("This invitation cannot be sent: it was accepted or withdrawn, or waits."))
    if invitation.person.disabled_at is not None:
        raise Refused(N_("This person is disabled. Let them in again first."))
    token = new_token()
    invitation.token_hash = token_hash(token)
    invitation.sent += 1
    invitation.sent_at, invitation.expires_at = now, now + LASTS
    db.flush()
    return token


def withdraw(db: Session, invitation: Invitation, *, now: datetime) -> None:
    """Take an offer back: its link is of no more use. Raises Refused once it was accepted."""
    if invitation.accepted_at is not None:
        raise Refused(N_("It was accepted already. End the mandate instead."))
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at, invitation.token_hash = now, None
        db.flush()


def invitation_for(db: Session, token: str, now: datetime) -> Invitation:
    """The invitation that a mailed link opens. Raises NotFound for a link that is of no use now, and
    says nothing of why to whoever holds it."""
    query = select(Invitation).where(Invitation.token_hash == token_hash(token)).options(*WITH_ALL)
    invitation = db.scalar(query)
    if (
        invitation is None
        or invitation.state(now) != InvitationState.SENT
        or invitation.person.disabled_at is not None
    ):
        raise NotFound(
            N_("This invitation is no longer valid. Ask the administrator of this site for a new one.")
        )
    return invitation


def accept(
    db: Session, *, token: str, name: str, locale: str, locales: tuple[str, ...], now: datetime
) -> Mandate:
    """The invited person takes the mandate on, under the name they act by: it is in force from its
    first day. Raises NotFound for a link of no use, Invalid with the field, Refused if what it stands
    on is gone."""
    query = select(Invitation).where(Invitation.token_hash == token_hash(token)).with_for_update()
    db.execute(query.execution_options(populate_existing=True))  # two who accept come one after the other
    invitation = invitation_for(db, token, now)
    if locale not in locales:
        raise Invalid(N_("Choose a language."), field="language")
    person = invitation.person
    renamed = person.mandates and person.name != checked_name(name)
    person.name, person.locale = checked_name(name), locale
    terms = Terms.of(invitation)
    if terms.ends_on is not None and terms.ends_on < now.date():
        raise Refused(N_("The time of this mandate is over. Ask for a new invitation."))
    if terms.substitute_for is not None:
        refuse_ended(terms.substitute_for, now)
    agreed = invitation.agreed_by.actor if invitation.agreed_by else None
    mandate = give_mandate(db, person, terms, now=now, by=invitation.made_by.actor, approved_by=agreed)
    invitation.accepted_at, invitation.token_hash, invitation.mandate = now, None, mandate
    db.flush()
    if renamed:
        renew_pages(db)
    return mandate


def invitation_by_id(db: Session, invitation_id: int) -> Invitation:
    invitation = db.get(Invitation, invitation_id, options=WITH_ALL)
    if invitation is None:
        raise NotFound(N_("There is no such invitation."))
    return invitation


def open_invitations(db: Session, now: datetime, *, person: Person | None = None) -> list[Invitation]:
    """Those that were neither accepted nor withdrawn, the newest first; of one person or of all."""
    query = select(Invitation).where(Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))
    if person is not None:
        query = query.where(Invitation.person == person)
    return list(db.scalars(query.order_by(Invitation.id.desc()).options(*WITH_ALL)))


def to_send(db: Session, *, hold: bool = False) -> list[Invitation]:
    """Those that a second person has agreed to and that nobody has sent yet. hold: until the end of the
    transaction nobody else sends them."""
    query = select(Invitation).where(
        Invitation.sent == 0,
        Invitation.waits_for_second.is_(False),
        Invitation.accepted_at.is_(None),
        Invitation.withdrawn_at.is_(None),
    )
    if hold:
        query = query.with_for_update(of=Invitation)
    return list(db.scalars(query.order_by(Invitation.id).options(*WITH_ALL)))


def _waiting_alike(db: Session, person: Person, terms: Terms, now: datetime) -> bool:
    """Whether an offer of the same role for the same body and country still stands."""
    return any(
        invitation.state(now) != InvitationState.EXPIRED
        and (invitation.role, invitation.organisation, invitation.participant)
        == (terms.role, terms.organisation, terms.participant)
        for invitation in open_invitations(db, now, person=person)
    )
