"""The steps that documents have taken."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base
from core.personal import ACTOR, NUMBER, PROCESS
from documents.models import Document
from members.models import Mandate


class Step(Base):
    """A document's passage into a stage. Its stage is that of its last step.

    ``overridden`` lists the gates that were not met and were set aside, with a published reason.
    """

    __tablename__ = "step"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True, info=NUMBER)
    stage: Mapped[str] = mapped_column(String(16), info=PROCESS)
    taken_at: Mapped[datetime] = mapped_column(info=PROCESS)
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)
    reason: Mapped[str] = mapped_column(Text, default="", info=PROCESS)
    overridden: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, info=PROCESS)

    document: Mapped[Document] = relationship()
    taken_by: Mapped[Mandate | None] = relationship()
