"""What governments do with a version: dated acts, never edited."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base
from core.files.models import File
from core.personal import ACTOR, NUMBER, PROCESS
from documents.models import Version
from members.models import Mandate, Participant


class Instrument(Base):
    """The paper that an act rests on, with its title as issued and in English."""

    __tablename__ = "instrument"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    title: Mapped[str] = mapped_column(String(500), info=PROCESS)
    language: Mapped[str] = mapped_column(String(20), info=PROCESS)
    title_en: Mapped[str] = mapped_column(String(500), info=PROCESS)
    number: Mapped[str] = mapped_column(String(120), default="", info=PROCESS)
    body: Mapped[str] = mapped_column(String(300), info=PROCESS)  # who issued it
    gazette: Mapped[str] = mapped_column(String(300), default="", info=PROCESS)  # citation


class Act(Base):
    """One act of a participant on an exact version.

    ``done_on`` is when it happened, ``recorded_at`` when this system learnt of it. ``scopes`` are
    the pids of the chapters it covers; empty means the whole text. A correction or withdrawal
    names the act that it is about in ``about_id``.
    """

    __tablename__ = "act"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True, info=NUMBER)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True, info=NUMBER)
    kind: Mapped[str] = mapped_column(String(24), info=PROCESS)
    scopes: Mapped[list[int]] = mapped_column(JSON, default=list, info=PROCESS)
    instrument_id: Mapped[int] = mapped_column(ForeignKey("instrument.id"), index=True, info=NUMBER)
    done_on: Mapped[date] = mapped_column(info=PROCESS)
    effective_on: Mapped[date | None] = mapped_column(info=PROCESS)
    recorded_at: Mapped[datetime] = mapped_column(index=True, info=PROCESS)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)
    about_id: Mapped[int | None] = mapped_column(ForeignKey("act.id"), index=True, info=NUMBER)
    statement: Mapped[str] = mapped_column(Text, default="", info=PROCESS)
    language: Mapped[str] = mapped_column(
        String(20), default="", info=PROCESS
    )  # of the statement and reservations

    participant: Mapped[Participant] = relationship()
    version: Mapped[Version] = relationship()
    instrument: Mapped[Instrument] = relationship()
    recorded_by: Mapped[Mandate] = relationship()
    about: Mapped["Act | None"] = relationship(remote_side=[id])
    reservations: Mapped[list["Reservation"]] = relationship(back_populates="act", order_by="Reservation.id")
    verifications: Mapped[list["Verification"]] = relationship(
        back_populates="act", order_by="Verification.id"
    )
    files: Mapped[list["ActFile"]] = relationship(back_populates="act", order_by="ActFile.id")


class Reservation(Base):
    """A paragraph that the act does not accept, or not wholly, in the government's words."""

    __tablename__ = "reservation"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"), index=True, info=NUMBER)
    pid: Mapped[int] = mapped_column(info=NUMBER)
    text: Mapped[str] = mapped_column(Text, info=PROCESS)

    act: Mapped[Act] = relationship(back_populates="reservations")


class Verification(Base):
    """A second person's word on how well an act is proved."""

    __tablename__ = "verification"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"), index=True, info=NUMBER)
    level: Mapped[str] = mapped_column(String(16), info=PROCESS)
    verified_at: Mapped[datetime] = mapped_column(info=PROCESS)
    verified_by_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)
    note: Mapped[str] = mapped_column(Text, default="", info=PROCESS)

    act: Mapped[Act] = relationship(back_populates="verifications")
    verified_by: Mapped[Mandate] = relationship()


class ActFile(Base):
    """A file that an act rests on, and what it is to the act."""

    __tablename__ = "act_file"
    __table_args__ = (UniqueConstraint("act_id", "file_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"), index=True, info=NUMBER)
    file_id: Mapped[int] = mapped_column(ForeignKey("file.id"), index=True, info=NUMBER)
    purpose: Mapped[str] = mapped_column(String(16), info=PROCESS)

    act: Mapped[Act] = relationship(back_populates="files")
    file: Mapped[File] = relationship()
