"""Who takes part: countries, organisations, people, and the mandates they act under."""

from datetime import date, datetime
from typing import Literal, get_args

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base

Role = Literal["secretariat", "working_group", "government", "contact_point", "observer"]
Tier = Literal["coordinator", "intermediary", "cluster", "government"]

ROLES: tuple[str, ...] = get_args(Role)


class Participant(Base):
    """A country in the process. Names and footnotes by locale override those of CLDR."""

    __tablename__ = "participant"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(2), unique=True)  # ISO 3166-1 alpha-2
    position: Mapped[int]
    names: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    footnotes: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)


class Organisation(Base):
    """A body that people act for, in one of the tiers of the declaration, or a government."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    tier: Mapped[str] = mapped_column(String(20))
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id"), index=True)

    participant: Mapped[Participant | None] = relationship()


class Person(Base):
    """Somebody who can sign in."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    example: Mapped[bool] = mapped_column(default=False)  # an invented person of a demonstration

    mandates: Mapped[list["Mandate"]] = relationship(back_populates="person", order_by="Mandate.id")


class Mandate(Base):
    """The right to act: a person, for an organisation and perhaps a country, in a role, for a time.

    Dates are whole days, both included. Every act of a member names the mandate it was done under.
    """

    __tablename__ = "mandate"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    basis: Mapped[str] = mapped_column(String(300))

    person: Mapped[Person] = relationship(back_populates="mandates")
    organisation: Mapped[Organisation] = relationship()
    participant: Mapped[Participant | None] = relationship()

    def in_force(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)

    @property
    def actor(self) -> str:
        """How the record names this mandate."""
        return f"mandate:{self.id}"


class SignIn(Base):
    """A person signed in on one browser. Only the SHA-256 of the cookie's token is kept."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class SignInLink(Base):
    """A single-use link that lets one person in. Only the SHA-256 of its token is kept."""

    __tablename__ = "sign_in_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
