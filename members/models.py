"""Who takes part: countries, organisations, people, and the mandates they act under."""

from datetime import date, datetime, timedelta

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base
from core.enumeration import Labelled
from core.errors import N_
from core.personal import ACTOR, MACHINE, NUMBER, PROCESS
from core.record.canonical import new_salt
from members.countries.codes import LONGEST_CODE
from members.personal import INTEREST, INVITATION, MANDATE, PERSON


class Role(Labelled):
    """What somebody acts as under a mandate."""

    SECRETARIAT = "secretariat", N_("Secretariat")
    WORKING_GROUP = "working_group", N_("Working group")
    GOVERNMENT = "government", N_("Government representative")
    CONTACT_POINT = "contact_point", N_("National contact point")
    OBSERVER = "observer", N_("Observer")
    ADMIN = "admin", N_("Administrator")


class Tier(Labelled):
    """Tiers of organisations: those of the declaration, in its order, then governments."""

    COORDINATOR = "coordinator", N_("Coordinator")
    INTERMEDIARY = "intermediary", N_("National intermediary organisation")
    CLUSTER = "cluster", N_("Cluster")
    GOVERNMENT = "government", N_("Government")


class InvitationState(Labelled):
    """What has become of an invitation."""

    WAITING = "waiting", N_("Waiting for a second person")
    UNSENT = "unsent", N_("Not sent yet")
    SENT = "sent", N_("Sent, not answered yet")
    EXPIRED = "expired", N_("Expired")
    ACCEPTED = "accepted", N_("Accepted")
    WITHDRAWN = "withdrawn", N_("Withdrawn")


class Participant(Base):
    """A country in the process. Names and footnotes by locale override those of CLDR.

    ``positions``: its place in lists by locale; ``position`` where a locale says nothing. ``from_on`` and
    ``until_on``: the days it takes part, both included; missing where there is no such bound. A country
    that another one succeeds is never renamed into it: it keeps its row and its acts, and the other has
    a row of its own.
    """

    __tablename__ = "participant"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    code: Mapped[str] = mapped_column(String(LONGEST_CODE), unique=True, info=PROCESS)
    position: Mapped[int] = mapped_column(info=PROCESS)
    positions: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, info=PROCESS)
    names: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, info=PROCESS)
    footnotes: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, info=PROCESS)
    from_on: Mapped[date | None] = mapped_column(info=PROCESS)
    until_on: Mapped[date | None] = mapped_column(info=PROCESS)
    succeeds_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id"), index=True, info=NUMBER)

    succeeds: Mapped["Participant | None"] = relationship(remote_side=id, back_populates="successors")
    successors: Mapped[list["Participant"]] = relationship(
        back_populates="succeeds", order_by="Participant.from_on, Participant.position"
    )

    def takes_part(self, on: date) -> bool:
        """Whether it is a country of the process on that day."""
        return (self.from_on is None or self.from_on <= on) and not self.has_ended(on)

    def has_ended(self, on: date) -> bool:
        """Whether it takes part no more on that day."""
        return self.until_on is not None and self.until_on < on


class Naming(Base):
    """What a participant was called from an instant on: the history of its name. Append-only.

    The mandates are missing where the configuration said so.
    """

    __tablename__ = "naming"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True, info=NUMBER)
    names: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, info=PROCESS)
    footnotes: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, info=PROCESS)
    reason: Mapped[str] = mapped_column(Text, default="", info=PROCESS)
    made_at: Mapped[datetime] = mapped_column(info=PROCESS)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)

    participant: Mapped[Participant] = relationship()
    asked_by: Mapped["Mandate | None"] = relationship(foreign_keys=asked_by_id)
    approved_by: Mapped["Mandate | None"] = relationship(foreign_keys=approved_by_id)


class Organisation(Base):
    """A body that people act for, in one of the tiers of the declaration, or a government."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    name: Mapped[str] = mapped_column(String(200), unique=True, info=PROCESS)
    tier: Mapped[str] = mapped_column(String(20), info=PROCESS)
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id"), index=True, info=NUMBER)

    participant: Mapped[Participant | None] = relationship()


class Person(Base):
    """Somebody who can sign in. ``locale`` is the language of mail to them."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True, info=PERSON.leads_to("person"))
    name: Mapped[str] = mapped_column(String(200), info=PERSON.public())
    email: Mapped[str] = mapped_column(String(254), unique=True, info=PERSON.private())
    locale: Mapped[str] = mapped_column(String(20), default="en", info=PERSON.private())
    example: Mapped[bool] = mapped_column(
        default=False, info=PROCESS
    )  # an invented person of a demonstration
    disabled_at: Mapped[datetime | None] = mapped_column(info=PERSON.private())
    erased_at: Mapped[datetime | None] = mapped_column(
        info=PERSON.private()
    )  # a former member: name and address are gone
    salt: Mapped[str] = mapped_column(
        String(32), default=new_salt, server_default="", info=PERSON.public()
    )  # of the name on the record; gone with it

    mandates: Mapped[list["Mandate"]] = relationship(back_populates="person", order_by="Mandate.id")


class Mandate(Base):
    """The right to act: a person, for an organisation and perhaps a country, in a role, for a time.

    Dates are whole days, both included. Every act of a member names the mandate it was done under.
    One that speaks for a country is in force only while that takes part. A substitute holds a mandate of
    their own, in force only while the one they stand in for is. ``ended_at`` is set where it was ended
    before its last day; it is in force no more from that instant. ``successor`` is the mandate that took
    over what was open.
    """

    __tablename__ = "mandate"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id"), index=True, info=MANDATE.private(owner="person")
    )
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), index=True, info=MANDATE.public()
    )
    participant_id: Mapped[int | None] = mapped_column(
        ForeignKey("participant.id"), index=True, info=MANDATE.public()
    )
    role: Mapped[str] = mapped_column(String(20), info=MANDATE.public())
    starts_on: Mapped[date] = mapped_column(info=MANDATE.public())
    ends_on: Mapped[date | None] = mapped_column(info=MANDATE.public())
    basis: Mapped[str] = mapped_column(String(300), info=MANDATE.public())
    basis_on: Mapped[date | None] = mapped_column(info=MANDATE.public())  # the date of the basis document
    basis_link: Mapped[str] = mapped_column(String(500), default="", info=MANDATE.public())
    substitute_for_id: Mapped[int | None] = mapped_column(
        ForeignKey("mandate.id"), index=True, info=MANDATE.public()
    )
    ended_at: Mapped[datetime | None] = mapped_column(info=MANDATE.public())
    end_reason: Mapped[str] = mapped_column(Text, default="", info=MANDATE.public())
    successor_id: Mapped[int | None] = mapped_column(
        ForeignKey("mandate.id"), index=True, info=MANDATE.public()
    )

    person: Mapped[Person] = relationship(back_populates="mandates")
    organisation: Mapped[Organisation] = relationship()
    participant: Mapped[Participant | None] = relationship()
    substitute_for: Mapped["Mandate | None"] = relationship(
        remote_side=id, foreign_keys=substitute_for_id, back_populates="substitutes"
    )
    substitutes: Mapped[list["Mandate"]] = relationship(
        foreign_keys=substitute_for_id, back_populates="substitute_for", order_by="Mandate.id"
    )
    successor: Mapped["Mandate | None"] = relationship(remote_side=id, foreign_keys=successor_id)

    def in_force(self, on: date) -> bool:
        """Whether it may be acted under on that day (UTC). One that was ended is out of force for the
        whole of that day: nothing is done under it after it ended."""
        within = self.starts_on <= on and (self.last_day is None or on <= self.last_day)
        within = within and (self.participant is None or self.participant.takes_part(on))
        return within and (self.substitute_for is None or self.substitute_for.in_force(on))

    @property
    def last_day(self) -> date | None:
        """The last day it is or was in force as a whole; None while no end is known."""
        eve = self.ended_at.date() - timedelta(days=1) if self.ended_at else None
        of_country = self.participant.until_on if self.participant else None
        return min((day for day in (eve, self.ends_on, of_country) if day), default=None)

    @property
    def actor(self) -> str:
        """How the record names this mandate."""
        return f"mandate:{self.id}"


class Invitation(Base):
    """A mandate that is offered. It comes into force when the person accepts it.

    Only the SHA-256 of the mailed link's token is kept, and it is forgotten once the link is of no
    more use. ``waits_for_second`` until a second person has agreed to it (``agreed_by``). ``sent_at``
    is missing until the link was mailed.
    """

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True, info=INVITATION.credential())
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id"), index=True, info=INVITATION.private(owner="person")
    )
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), index=True, info=INVITATION.private()
    )
    participant_id: Mapped[int | None] = mapped_column(
        ForeignKey("participant.id"), index=True, info=INVITATION.private()
    )
    role: Mapped[str] = mapped_column(String(20), info=INVITATION.private())
    starts_on: Mapped[date] = mapped_column(info=INVITATION.private())
    ends_on: Mapped[date | None] = mapped_column(info=INVITATION.private())
    basis: Mapped[str] = mapped_column(String(300), info=INVITATION.private())
    basis_on: Mapped[date | None] = mapped_column(info=INVITATION.private())
    basis_link: Mapped[str] = mapped_column(String(500), default="", info=INVITATION.private())
    substitute_for_id: Mapped[int | None] = mapped_column(
        ForeignKey("mandate.id"), index=True, info=INVITATION.private()
    )
    made_at: Mapped[datetime] = mapped_column(info=INVITATION.private())
    made_by_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)
    waits_for_second: Mapped[bool] = mapped_column(default=False, info=PROCESS)
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)
    sent: Mapped[int] = mapped_column(default=0, info=MACHINE)  # how often
    sent_at: Mapped[datetime | None] = mapped_column(info=INVITATION.private())
    expires_at: Mapped[datetime | None] = mapped_column(info=INVITATION.private())
    accepted_at: Mapped[datetime | None] = mapped_column(info=INVITATION.private())
    withdrawn_at: Mapped[datetime | None] = mapped_column(info=INVITATION.private())
    mandate_id: Mapped[int | None] = mapped_column(
        ForeignKey("mandate.id"), index=True, info=INVITATION.private()
    )  # once accepted

    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation] = relationship()
    participant: Mapped[Participant | None] = relationship()
    substitute_for: Mapped[Mandate | None] = relationship(foreign_keys=substitute_for_id)
    made_by: Mapped[Mandate] = relationship(foreign_keys=made_by_id)
    agreed_by: Mapped[Mandate | None] = relationship(foreign_keys=agreed_by_id)
    mandate: Mapped[Mandate | None] = relationship(foreign_keys=mandate_id)

    def state(self, now: datetime) -> InvitationState:
        """How far it has come."""
        if self.accepted_at is not None:
            return InvitationState.ACCEPTED
        if self.withdrawn_at is not None:
            return InvitationState.WITHDRAWN
        if self.waits_for_second:
            return InvitationState.WAITING
        if self.expires_at is None:
            return InvitationState.UNSENT
        return InvitationState.SENT if now < self.expires_at else InvitationState.EXPIRED


class Interest(Base):
    """What a member has declared about themselves: an interest, or that they take no part in something.

    It is public, in their own words. ``subject`` is what the record calls the document concerned,
    empty for all. A recusal may be from the adoption by one country alone. It concerns the person,
    whatever other mandate they hold.
    """

    __tablename__ = "interest"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    mandate_id: Mapped[int] = mapped_column(
        ForeignKey("mandate.id"), index=True, info=INTEREST.leads_to("mandate")
    )
    recused: Mapped[bool] = mapped_column(default=False, info=INTEREST.public())
    subject: Mapped[str] = mapped_column(String(120), default="", index=True, info=INTEREST.public())
    participant_id: Mapped[int | None] = mapped_column(
        ForeignKey("participant.id"), index=True, info=INTEREST.public()
    )
    text: Mapped[str] = mapped_column(Text, info=INTEREST.public(emptied=True))
    language: Mapped[str] = mapped_column(String(20), info=INTEREST.public())
    made_at: Mapped[datetime] = mapped_column(info=INTEREST.public())
    ended_at: Mapped[datetime | None] = mapped_column(info=INTEREST.public())
    end_reason: Mapped[str] = mapped_column(Text, default="", info=INTEREST.public(emptied=True))

    mandate: Mapped[Mandate] = relationship()
    participant: Mapped[Participant | None] = relationship()
