"""Where comments stand, for a query that has the comment or the version at hand already.

``StandingPlace`` is for queries about places with given numbers. As one of several tables of a count it
would be written down whole by SQLite; joined like this, an index leads to each place and its settlement.
"""

from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, FromClause, Select, and_, case

from consultation.models import Placement, Settlement, last

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
