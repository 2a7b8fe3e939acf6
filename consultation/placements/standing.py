"""Where comments stand, for queries about very many places.

``StandingPlace`` is for a few places with given numbers. As one of several tables, or in a count, SQLite
would write all of it down first. Joined as here, an index leads to each place and its settlement; and
what was settled, which is little, is put right in a count of the places as they were carried.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple, TypeVarTuple

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, exists, func, select, union_all
from sqlalchemy.orm import Session

from consultation.models import Placement, Settlement, last
from documents.models import Version

Columns = TypeVarTuple("Columns")

PLACE: FromClause = Placement.__table__.alias("place")
_CARRIED: FromClause = Placement.__table__
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


class Alike(NamedTuple):
    """What places that are counted together share: where they stand, and how."""

    version_id: int
    pid: int | None
    kind: str


def places(db: Session, versions: Sequence[Version], kinds: Collection[str] = ()) -> Counter[Alike]:
    """How many comments on earlier versions stand in each of these versions at each paragraph, and how;
    of some kinds only. One statement, and another where something was settled.

    The places as they were carried are counted along their index; what was settled, which is little, is
    put right afterwards.
    """
    ids = [version.id for version in versions]
    alike = (_CARRIED.c.version_id, _CARRIED.c.pid, _CARRIED.c.kind)
    carried = select(*alike, func.count()).where(_CARRIED.c.version_id.in_(ids)).group_by(*alike)
    if kinds:
        carried = carried.where(_CARRIED.c.kind.in_(kinds))
    counts = Counter({Alike(*alike): count for *alike, count in db.execute(carried)})
    for version_id, was_at, was_kind, pid, kind in _settled(db, ids):
        was, now = Alike(version_id, was_at, was_kind), Alike(version_id, pid, kind)
        if not kinds or was.kind in kinds:
            counts[was] -= 1
        if not kinds or now.kind in kinds:
            counts[now] += 1
    return counts


def _settled(db: Session, ids: Collection[int]) -> Sequence[Any]:
    """The settlements that stand in these versions, each with what the place was before."""
    if not ids or not db.scalar(select(exists(select(Settlement.id)))):
        return ()
    settled = Settlement.__table__
    # The sum keeps SQLite from beginning with all places of a version: settlements are few.
    here = (_CARRIED.c.version_id + 0).in_(ids)
    query = (
        select(
            _CARRIED.c.version_id,
            *(_CARRIED.c.pid.label("was_at"), _CARRIED.c.kind.label("was")),
            *(settled.c.pid, settled.c.kind),
        )
        .join_from(settled, _CARRIED, settled.c.placement_id == _CARRIED.c.id)
        .where(here, last())
    )
    return db.execute(query).all()
