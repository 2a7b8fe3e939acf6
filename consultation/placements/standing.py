"""Where comments stand, for queries about very many places.

``StandingPlace`` is for a few places with given numbers. As one of several tables, or in a count, SQLite
would write all of it down first. Joined as here, an index leads to each place and its settlement; and
what was settled, which is little, is put right in a count of the places as they were carried.
"""

from collections.abc import Callable
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, FromClause, Select, Subquery, and_, case, func, select, true, union_all

from consultation.models import Placement, Settlement, last
from documents.models import Version

Columns = TypeVarTuple("Columns")

PLACE: FromClause = Placement.__table__.alias("place")
_SETTLED: FromClause = Settlement.__table__.alias("settled")


def _stands(name: str) -> ColumnElement[Any]:
    return case((_SETTLED.c.id.is_not(None), _SETTLED.c[name]), else_=PLACE.c[name])


PID = _stands("pid")
KIND = _stands("kind")


def joined(query: Select[*Columns], on: ColumnElement[bool], *, outer: bool = False) -> Select[*Columns]:
    """The query with the places for which ``on`` holds; ``PID`` and ``KIND`` say where they stand.

    outer: rows without a place stay, with neither.
    """
    settled = and_(_SETTLED.c.placement_id == PLACE.c.id, last(_SETTLED))
    return query.join(PLACE, on, isouter=outer).outerjoin(_SETTLED, settled)


def at(version: Version, pid: int) -> ColumnElement[bool]:
    """Of the joined places those that stand at a paragraph of a version; an index leads to each."""
    carried = select(Placement.id).where(Placement.version_id == version.id, Placement.pid == pid)
    settled = select(Settlement.placement_id).where(Settlement.pid == pid)
    possible = PLACE.c.id.in_(union_all(carried, settled))
    here = PID
    return and_(possible, PLACE.c.version_id == version.id, here == pid)


def counted(
    by: str, version: Version, where: Callable[[Any], ColumnElement[bool]] = lambda _columns: true()
) -> Subquery:
    """How many comments stand in a version, by a column of their places: ``value`` and ``count``, of which
    several are about one value and add up. where: a condition on the columns of a place."""
    carried, settled = Placement.__table__, Settlement.__table__
    both = settled.join(carried, settled.c.placement_id == carried.c.id)
    mine = carried.c.version_id == version.id
    value = carried.c[by].label("value")
    all_carried = select(value, func.count().label("count")).where(mine, where(carried.c)).group_by(value)
    others = select(value, -func.count()).select_from(both).where(mine, last(), where(carried.c))
    now = settled.c[by]
    these = select(now, func.count()).select_from(both).where(mine, last(), where(settled.c))
    return union_all(all_carried, others.group_by(value), these.group_by(now)).subquery()
