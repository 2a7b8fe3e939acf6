"""Leases: any number of processes look for work in one table, and each row is claimed by one of them.

Whoever claims a row has it until the lease ends. A claim is committed before the work begins; if its
process is killed, the lease runs out and somebody else claims the row. ``tries`` counts the claims and
is the fencing token: who comes back too late, with the number of an earlier try, changes nothing.

Which rows are ready, how long they are leased and what follows when a lease has run out are the rules
of each queue.
"""

from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.personal import MACHINE, NUMBER


class Leased:
    """The columns that a table has whose rows are claimed. ``ended_at`` is missing while there is work."""

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1, info=NUMBER)  # the first column
    leased_until: Mapped[datetime | None] = mapped_column(info=MACHINE)
    tries: Mapped[int] = mapped_column(default=0, info=MACHINE)
    ended_at: Mapped[datetime | None] = mapped_column(info=MACHINE)


Work = TypeVar("Work", bound=Leased)


def is_free(table: type[Leased], now: datetime) -> ColumnElement[bool]:
    """Nobody has the row, or their lease has ended."""
    return or_(table.leased_until.is_(None), table.leased_until <= now)


def claim(
    db: Session,
    table: type[Work],
    ready: ColumnElement[bool],
    *order: Any,
    until: datetime,
    **values: Any,
) -> Work | None:
    """The first row that is ready, leased to the caller; None if there is none, or others hold them all.

    values: what else to set in it. To be committed at once.
    """
    first = select(table.id).where(ready).order_by(*order).limit(1).with_for_update(skip_locked=True)
    claimed = (
        update(table)
        .where(table.id == first.scalar_subquery())
        .values(leased_until=until, tries=table.tries + 1, **values)
        .returning(table)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return db.scalars(claimed).one_or_none()


def is_claimed(table: type[Leased], row_id: int, tries: int) -> ColumnElement[bool]:
    """The row is still that of the claim with this number: it has not ended, and nobody claimed it since."""
    return (table.id == row_id) & (table.tries == tries) & table.ended_at.is_(None)


def give_back(db: Session, table: type[Leased], row_id: int, tries: int, **values: Any) -> None:
    """End the lease of a claim, and set what came of it; nothing if somebody else has claimed the row."""
    given = update(table).where(is_claimed(table, row_id, tries)).values(leased_until=None, **values)
    db.execute(given.execution_options(synchronize_session=False))
