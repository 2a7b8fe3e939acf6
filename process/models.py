"""The steps that documents have taken, and the stances of countries on documents."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base
from core.personal import ACTOR, NUMBER, PROCESS
from documents.models import Document
from members.models import Mandate, Participant


class Step(Base):
    """A document's passage into a stage. Its stage is that of its last step.

    ``overridden`` lists the gates that were not met and were set aside, with a published reason. Who asked
    for a step that takes two persons has taken it, and ``approved_by`` is the second one.
    """

    __tablename__ = "step"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True, info=NUMBER)
    stage: Mapped[str] = mapped_column(String(16), info=PROCESS)
    taken_at: Mapped[datetime] = mapped_column(info=PROCESS)
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)
    reason: Mapped[str] = mapped_column(Text, default="", info=PROCESS)
    overridden: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, info=PROCESS)

    document: Mapped[Document] = relationship()
    taken_by: Mapped[Mandate | None] = relationship(foreign_keys=taken_by_id)
    approved_by: Mapped[Mandate | None] = relationship(foreign_keys=approved_by_id)


class Stance(Base):
    """What a country says of a document. Which of its stances stands, ``process.stances.standing`` knows.

    ``subject``: what exactly it is about, as the record calls it; today always the document as a whole.
    """

    __tablename__ = "stance"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True, info=NUMBER)
    subject: Mapped[str] = mapped_column(String(120), info=PROCESS)
    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True, info=NUMBER)
    kind: Mapped[str] = mapped_column(String(8), info=PROCESS)
    reason: Mapped[str] = mapped_column(Text, default="", info=PROCESS)
    language: Mapped[str] = mapped_column(String(20), default="", info=PROCESS)  # of the reason
    at: Mapped[datetime] = mapped_column(info=PROCESS)

    document: Mapped[Document] = relationship()
    mandate: Mapped[Mandate] = relationship()
    participant: Mapped[Participant] = relationship()
    withdrawal: Mapped["StanceWithdrawal | None"] = relationship(back_populates="stance")


class StanceWithdrawal(Base):
    """A country takes a stance of its own back."""

    __tablename__ = "stance_withdrawal"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    stance_id: Mapped[int] = mapped_column(ForeignKey("stance.id"), unique=True, info=NUMBER)
    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)
    reason: Mapped[str] = mapped_column(Text, default="", info=PROCESS)
    language: Mapped[str] = mapped_column(String(20), default="", info=PROCESS)  # of the reason
    at: Mapped[datetime] = mapped_column(info=PROCESS)

    stance: Mapped[Stance] = relationship(back_populates="withdrawal")
    mandate: Mapped[Mandate] = relationship()
