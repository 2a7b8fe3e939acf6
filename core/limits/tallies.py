"""How much there is of something that must not grow without end, counted for all processes in one row.

It is asked and counted by one statement, so that requests at once pass no limit together. The row stays
locked until the transaction ends: whoever counts, counts last.
"""

from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Executable, Select, String, bindparam, case, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base, dialect_of, upsert
from core.personal import MACHINE


class Tally(Base):
    """How much there is of what is named."""

    __tablename__ = "tally"

    name: Mapped[str] = mapped_column(String(40), primary_key=True, info=MACHINE)
    amount: Mapped[int] = mapped_column(BigInteger, info=MACHINE)


def add(db: Session, name: str, amount: int, most: int) -> bool:
    """Count ``amount`` more, or less if it is negative; False, and nothing is counted, where that would make
    more than ``most``. There is never less than nothing."""
    if amount > most:
        return False
    values = {"of": name, "more": amount, "first": max(0, amount), "most": most}
    counted = db.connection().execute(_counting(dialect_of(db), rising=amount > 0), values)
    return counted.first() is not None


@cache
def _counting(dialect: str, *, rising: bool) -> Executable:
    """The statement that counts, made once."""
    table: Any = Tally.__table__
    after = table.c.amount + bindparam("more", type_=BigInteger)
    first = bindparam("first", type_=BigInteger)
    return (
        upsert(dialect, table)
        .values(name=bindparam("of"), amount=first)
        .on_conflict_do_update(
            index_elements=[table.c.name],
            set_={"amount": case((after < 0, 0), else_=after)},
            where=after <= bindparam("most", type_=BigInteger) if rising else None,
        )
        .returning(table.c.name)
    )


def count_anew(db: Session, name: str, amount: Select[int]) -> None:
    """Put right what is counted, by a query of all that there is. Whoever is counting is waited for."""
    add(db, name, 0, 0)
    db.execute(select(Tally.amount).where(Tally.name == name).with_for_update())
    db.execute(update(Tally).where(Tally.name == name).values(amount=amount.scalar_subquery()))
