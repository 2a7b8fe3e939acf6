"""What governments do with a version: dated acts, never edited."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base
from documents.models import Version
from members.models import Mandate, Participant


class Instrument(Base):
    """The paper that an act rests on, with its title as issued and in English."""

    __tablename__ = "instrument"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(500))
    language: Mapped[str] = mapped_column(String(20))
    title_en: Mapped[str] = mapped_column(String(500))
    number: Mapped[str] = mapped_column(String(120), default="")
    body: Mapped[str] = mapped_column(String(300))  # who issued it
    gazette: Mapped[str] = mapped_column(String(300), default="")  # citation


class Act(Base):
    """One act of a participant on an exact version.

    ``done_on`` is when it happened, ``recorded_at`` when this system learnt of it. ``scopes`` are
    the pids of the chapters it covers; empty means the whole text. A correction or withdrawal
    names the act that it is about in ``about_id``.
    """

    __tablename__ = "act"

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    kind: Mapped[str] = mapped_column(String(24))
    scopes: Mapped[list[int]] = mapped_column(JSON, default=list)
    instrument_id: Mapped[int] = mapped_column(ForeignKey("instrument.id"), index=True)
    done_on: Mapped[date]
    effective_on: Mapped[date | None]
    recorded_at: Mapped[datetime] = mapped_column(index=True)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"), index=True)
    about_id: Mapped[int | None] = mapped_column(ForeignKey("act.id"), index=True)
    statement: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(20), default="")  # of the statement and reservations

    participant: Mapped[Participant] = relationship()
    version: Mapped[Version] = relationship()
    instrument: Mapped[Instrument] = relationship()
    recorded_by: Mapped[Mandate] = relationship()
    about: Mapped["Act | None"] = relationship(remote_side=[id])
    reservations: Mapped[list["Reservation"]] = relationship(back_populates="act", order_by="Reservation.id")
    verifications: Mapped[list["Verification"]] = relationship(
        back_populates="act", order_by="Verification.id"
    )


class Reservation(Base):
    """A paragraph that the act does not accept, or not wholly, in the government's words."""

    __tablename__ = "reservation"

    id: Mapped[int] = mapped_column(primary_key=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"), index=True)
    pid: Mapped[int]
    text: Mapped[str] = mapped_column(Text)

    act: Mapped[Act] = relationship(back_populates="reservations")


class Verification(Base):
    """A second person's word on how well an act is proved."""

    __tablename__ = "verification"

    id: Mapped[int] = mapped_column(primary_key=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"), index=True)
    level: Mapped[str] = mapped_column(String(16))
    verified_at: Mapped[datetime]
    verified_by_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"), index=True)
    note: Mapped[str] = mapped_column(Text, default="")

    act: Mapped[Act] = relationship(back_populates="verifications")
    verified_by: Mapped[Mandate] = relationship()
