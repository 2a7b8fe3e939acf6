"""Rows read and written in the fewest statements, each made once, by objects that no session looks after.

For what is done ten thousand times within minutes: a session would make a statement anew for each, set up
its reading of every table, and find out again what was changed of each object. Here it is said, and the
objects hold what their rows hold.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Table, Update, bindparam, inspect, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from core.db import Base


def columns(*kinds: type[Base]) -> list[Any]:
    """All columns of the tables of some classes, to be selected for ``objects``."""
    return [column for kind in kinds for column in inspect(kind).local_table.c]


def objects(row: Sequence[Any], *kinds: type[Base]) -> Iterator[Any]:
    """An object of each class out of a row of its ``columns``, None where an outer join has none. What
    belongs to them is missing until they are told."""
    start = 0
    for kind in kinds:
        names = _names(kind)
        values = row[start : start + len(names)]
        start += len(names)
        if values[0] is None:  # its key
            yield None
            continue
        instance = kind()
        vars(instance).update(zip(names, values, strict=True))  # as loading does it: nothing has changed
        yield instance


@cache
def _names(kind: type[Base]) -> tuple[str, ...]:
    mapper = inspect(kind)
    return tuple(mapper.get_property_by_column(column).key for column in mapper.local_table.c)


def tell(instance: Base, **values: Any) -> None:
    """Give an object values that ``write`` puts into its row: no flush does it."""
    for name, value in values.items():
        set_committed_value(instance, name, value)


def write(db: Session, instances: Sequence[Base], *names: str) -> None:
    """Put these columns of some objects of one class into their rows. Who writes what people read notes it
    for the record too (``public.note``)."""
    if instances:
        rows = [{"row": each.id, **{name: getattr(each, name) for name in names}} for each in instances]  # type: ignore[attr-defined]
        db.connection().execute(_by_id(inspect(type(instances[0])).local_table), rows)


@cache
def _by_id(table: Table) -> Update:
    """An UPDATE of one row, of the columns that it is given values for."""
    return update(table).where(table.c.id == bindparam("row"))
