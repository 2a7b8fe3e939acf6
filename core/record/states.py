"""The last state that the record names of each public row: derived from the entries, and no part of the
chain. With it a writer knows what is on the record already, and a page where a thing stands there."""

from collections.abc import Mapping, Sequence
from functools import cache

from sqlalchemy import Executable, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base, dialect_of, upsert
from core.personal import MACHINE


class RecordedState(Base):
    """A public row or list by its name on the record (``comment:guide/12``), with the digest that the
    last entry about it names, and the number of that entry; no digest for what is public no more."""

    __tablename__ = "record_state"

    name: Mapped[str] = mapped_column(String(160), primary_key=True, info=MACHINE)
    digest: Mapped[str | None] = mapped_column(String(64), info=MACHINE)
    seq: Mapped[int] = mapped_column(info=MACHINE)


AT_ONCE = 500  # names asked after in one statement
STATES = Base.metadata.tables[RecordedState.__tablename__]


def note(db: Session, named: Mapping[str, tuple[str | None, int]]) -> None:
    """These are the last states from now on, by their names: a digest, and the number of its entry."""
    if named:
        rows = [{"name": name, "digest": value, "seq": seq} for name, (value, seq) in named.items()]
        db.connection().execute(_noting(dialect_of(db)), rows)


@cache
def _noting(dialect: str) -> Executable:
    last = upsert(dialect, STATES)
    return last.on_conflict_do_update(
        index_elements=["name"], set_={"digest": last.excluded.digest, "seq": last.excluded.seq}
    )


def last_named(db: Session, names: Sequence[str], seq: int) -> dict[str, str | None]:
    """The states of those of these names that no entry after ``seq`` names."""
    states: dict[str, str | None] = {}
    for start in range(0, len(names), AT_ONCE):
        some = RecordedState.name.in_(names[start : start + AT_ONCE])
        query = select(RecordedState.name, RecordedState.digest).where(some, RecordedState.seq == seq)
        states |= dict(db.execute(query).all())
    return states
