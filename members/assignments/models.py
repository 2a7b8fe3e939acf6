"""The table of assignments."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base
from core.personal import ACTOR, NUMBER, PROCESS
from members.assignments.personal import ASSIGNMENT
from members.models import Mandate


class Assignment(Base):
    """What somebody is to see to, under a mandate, until the end of a day. Private.

    ``subject`` is what the record calls the thing (``document:guide``), ``anchor`` the place in it as its
    address has it (``p-12``), empty for the whole of it. It is open until ``done_at``.
    """

    __tablename__ = "assignment"
    __table_args__ = (Index("ix_assignment_subject", "subject", "anchor"),)

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    subject: Mapped[str] = mapped_column(String(120), info=PROCESS)
    anchor: Mapped[str] = mapped_column(String(20), default="", info=PROCESS)
    mandate_id: Mapped[int] = mapped_column(
        ForeignKey("mandate.id"), index=True, info=ASSIGNMENT.leads_to("mandate")
    )
    due_on: Mapped[date] = mapped_column(info=ASSIGNMENT.private())
    made_by_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)
    made_at: Mapped[datetime] = mapped_column(info=ASSIGNMENT.private())
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)
    done_at: Mapped[datetime | None] = mapped_column(info=ASSIGNMENT.private())

    mandate: Mapped[Mandate] = relationship(foreign_keys=mandate_id)
    made_by: Mapped[Mandate] = relationship(foreign_keys=made_by_id)
    done_by: Mapped[Mandate | None] = relationship(foreign_keys=done_by_id)

    def is_overdue(self, on: date) -> bool:
        """Whether its day has passed and it is not done."""
        return self.done_at is None and self.due_on < on
