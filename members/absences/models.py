"""The table of absences."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base
from core.personal import ACTOR, NUMBER
from members.absences.personal import ABSENCE
from members.models import Mandate


class Absence(Base):
    """Days on which the holder of a mandate does not speak for their country, both included; without
    ``until_on`` until they return. Append-only, but that the end is written once: ``ended_at`` is the instant
    from which they are there again, or from which it is known that they were not going to be absent."""

    __tablename__ = "absence"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    mandate_id: Mapped[int] = mapped_column(
        ForeignKey("mandate.id"), index=True, info=ABSENCE.leads_to("mandate")
    )
    from_on: Mapped[date] = mapped_column(info=ABSENCE.public())
    until_on: Mapped[date | None] = mapped_column(info=ABSENCE.public())
    made_by_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)
    made_at: Mapped[datetime] = mapped_column(info=ABSENCE.public())
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)
    ended_at: Mapped[datetime | None] = mapped_column(info=ABSENCE.public())

    mandate: Mapped[Mandate] = relationship(foreign_keys=mandate_id)
    made_by: Mapped[Mandate] = relationship(foreign_keys=made_by_id)
    ended_by: Mapped[Mandate | None] = relationship(foreign_keys=ended_by_id)

    def covers(self, on: date) -> bool:
        """Whether somebody is absent on that day. On the day of their return they are there."""
        within = self.from_on <= on and (self.until_on is None or on <= self.until_on)
        return within and (self.ended_at is None or on < self.ended_at.date())

    def holds(self, on: date) -> bool:
        """Whether it holds on that day or will later: it was not ended and is not over."""
        return self.ended_at is None and (self.until_on is None or on <= self.until_on)
