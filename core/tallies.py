"""How much there is of something that must not grow without end, counted for all processes in one row.

It is asked and counted by one statement, so that requests at once pass no limit together. The row stays
locked until the transaction ends: whoever counts, counts last.
"""

from sqlalchemy import BigInteger, Select, String, case, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base, upsert
from core.personal import MACHINE


class Tally(Base):
    """How much there is of what is named."""

    __tablename__ = "tally"

    name: Mapped[str] = mapped_column(String(40), primary_key=True, info=MACHINE)
    amount: Mapped[int] = mapped_column(BigInteger, info=MACHINE)


def add(db: Session, name: str, amount: int, most: int) -> bool:
    """Count ``amount`` more, or less if it is negative; False, and nothing is counted, where that would make
    more than ``most``. There is never less than nothing."""
    after = Tally.amount + amount
    if amount > most:
        return False
    counted = (
        upsert(db, Tally)
        .values(name=name, amount=max(0, amount))
        .on_conflict_do_update(
            index_elements=[Tally.name],
            set_={"amount": case((after < 0, 0), else_=after)},
            where=after <= most if amount > 0 else None,
        )
        .returning(Tally.name)
    )
    return db.execute(counted).first() is not None


def count_anew(db: Session, name: str, amount: Select[int]) -> None:
    """Put right what is counted, by a query of all that there is. Whoever is counting is waited for."""
    add(db, name, 0, 0)
    db.execute(select(Tally.amount).where(Tally.name == name).with_for_update())
    db.execute(update(Tally).where(Tally.name == name).values(amount=amount.scalar_subquery()))
