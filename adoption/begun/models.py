"""Tables of acts that were begun. No public query, feed, export or API reads them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from adoption.begun.personal import ACT_DRAFT
from core.db import Base
from core.files.models import File
from core.personal import NUMBER, not_personal
from documents.models import Document
from members.models import Mandate

PLACE = not_personal("the random part of an address, at which its author alone is let in")


class ActDraft(Base):
    """An act that somebody has begun to enter under a mandate, about a document.

    ``content``: what was typed on each page, as it was typed, by the name of the page. ``act_id``: the act
    that it has become; its content is empty then, and whoever sends the last page twice is led to the act.
    """

    __tablename__ = "act_draft"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    key: Mapped[str] = mapped_column(String(64), unique=True, info=PLACE)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True, info=NUMBER)
    mandate_id: Mapped[int] = mapped_column(
        ForeignKey("mandate.id"), index=True, info=ACT_DRAFT.leads_to("mandate")
    )
    content: Mapped[dict[str, Any]] = mapped_column(JSON, info=ACT_DRAFT.private())
    begun_at: Mapped[datetime] = mapped_column(info=ACT_DRAFT.private())
    updated_at: Mapped[datetime] = mapped_column(index=True, info=ACT_DRAFT.private())
    act_id: Mapped[int | None] = mapped_column(ForeignKey("act.id"), index=True, info=NUMBER)

    document: Mapped[Document] = relationship()
    mandate: Mapped[Mandate] = relationship()
    files: Mapped[list["ActDraftFile"]] = relationship(
        back_populates="draft", cascade="all, delete-orphan", passive_deletes=True
    )


class ActDraftFile(Base):
    """A file that came with it: as long as this row is there, the file stays."""

    __tablename__ = "act_draft_file"
    __table_args__ = (UniqueConstraint("draft_id", "file_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    draft_id: Mapped[int] = mapped_column(
        ForeignKey("act_draft.id", ondelete="CASCADE"), index=True, info=NUMBER
    )
    file_id: Mapped[int] = mapped_column(ForeignKey("file.id"), index=True, info=NUMBER)

    draft: Mapped[ActDraft] = relationship(back_populates="files")
    file: Mapped[File] = relationship()
