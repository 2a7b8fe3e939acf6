"""The table of notes."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base
from core.personal import ACTOR, NUMBER, PROCESS
from members.models import Mandate
from members.notes.personal import NOTE

GROUP = "group"  # whom a note is for: everybody who may read working drafts


class Note(Base):
    """What a member wrote to the others. Private: no query for the public, no feed, export or API reads it.

    ``subject`` is what the record calls the thing (``document:guide``), ``anchor`` the place in it as its
    address has it (``p-12``). ``source_digest`` is that of the words that it was written about. ``answers``:
    the note that began the thread, missing of that itself, which alone is settled (``closed_at``) and opened
    again.
    """

    __tablename__ = "note"
    __table_args__ = (Index("ix_note_subject", "subject", "anchor"),)

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    subject: Mapped[str] = mapped_column(String(120), info=PROCESS)
    anchor: Mapped[str] = mapped_column(String(20), info=PROCESS)
    audience: Mapped[str] = mapped_column(String(20), default=GROUP, info=PROCESS)
    text: Mapped[str] = mapped_column(Text, info=NOTE.private(emptied=True))
    language: Mapped[str] = mapped_column(String(20), info=NOTE.private())
    source_digest: Mapped[str] = mapped_column(String(64), info=PROCESS)
    answers_id: Mapped[int | None] = mapped_column(ForeignKey("note.id"), index=True, info=NUMBER)
    made_by_id: Mapped[int] = mapped_column(
        ForeignKey("mandate.id"), index=True, info=NOTE.leads_to("mandate")
    )
    made_at: Mapped[datetime] = mapped_column(info=NOTE.private())
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)
    closed_at: Mapped[datetime | None] = mapped_column(info=PROCESS)

    made_by: Mapped[Mandate] = relationship(foreign_keys=made_by_id)
    closed_by: Mapped[Mandate | None] = relationship(foreign_keys=closed_by_id)
