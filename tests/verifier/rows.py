"""What can be done to public rows behind the product's back: to a row of any table of any kind."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    DateTime,
    Integer,
    Row,
    String,
    Table,
    UniqueConstraint,
    and_,
    delete,
    func,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.record.public import KINDS, Kind, ListKind
from tests.verifier.held import NOW, Place


@dataclass(frozen=True)
class Target:
    """A row of a table that people read, and how the record names it and the lists that it stands in."""

    table: Table
    row: Row[Any]
    names: tuple[str, ...]

    def here(self) -> ColumnElement[bool]:
        return and_(*(column == self.row._mapping[column.name] for column in self.table.primary_key.columns))


# A name is read with its response alone, a change set with its revisions: one that is put in beside none
# leads to nothing that people read; so do lines of no paragraph. A name that is put at a response is in
# test_tamperings.
READ_WITH = ("respondent", "change_set", "line_map")
Tampering = Callable[[Place, Target], None]


def kinds_of(table: Table) -> list[Kind[Any] | ListKind]:
    return [kind for kind in KINDS.values() if table in kind.tables]


def own_table(table: Table) -> bool:
    """Whether each of its rows is one that people read; else they read of it in those of another."""
    own = [kind.tables[:1] if isinstance(kind, Kind) else kind.tables for kind in kinds_of(table)]
    return any(table in tables for tables in own)


def targets(place: Place) -> list[Target]:
    """For every table of every kind a row that people read."""
    tables = dict.fromkeys(table for kind in KINDS.values() for table in kind.tables)
    return [target_of(place, table) for table in tables]


def target_of(place: Place, table: Table) -> Target:
    for row in rows_of(place, table):
        target = Target(table, row, ())
        names = [name for kind in kinds_of(table) for name in names_of(place, kind, target)]
        if names:
            return Target(table, row, tuple(names))
    pytest.fail(f"nothing of {table.name} is public in tests/support/everything.py: add a row that is")


def rows_of(place: Place, table: Table) -> Sequence[Row[Any]]:
    return place.connection.execute(select(table).order_by(*table.primary_key.columns)).all()


def names_of(place: Place, kind: Kind[Any] | ListKind, target: Target) -> list[str]:
    """How the record names what a kind reads of a row; a list is another one without the row."""
    if isinstance(kind, ListKind):
        with place.session() as db:
            before = dict(kind.digests(db))
        with place.undone():
            deleted(place, target)
            with place.session() as db:
                after = dict(kind.digests(db))
        return [name for name, digest in before.items() if after.get(name) != digest]
    concerned = {kind.model: lambda instance: (instance,), **kind.also}
    model = next(each for each in concerned if inspect(each).local_table is target.table)
    with place.session() as db:
        key = tuple(target.row._mapping[column.name] for column in target.table.primary_key.columns)
        instances = concerned[model](db.get_one(model, key))
        return [kind.named(each) for each in instances if kind.content(each) is not None and kind.named(each)]


def others(connection: Connection, column: Column[Any], value: Any) -> list[Any]:
    """Other values that a column could have."""
    if column.foreign_keys:
        leads_to = next(iter(column.foreign_keys)).column
        numbers = connection.scalars(select(leads_to).order_by(leads_to)).all()
        return [*(number for number in numbers if number != value), 1_000_000]  # the last leads nowhere
    stored = getattr(column.type, "impl", column.type)
    if isinstance(stored, Boolean):
        return [not value]
    if isinstance(stored, DateTime):
        return [(value or NOW) - timedelta(days=1)]
    if isinstance(stored, Date):
        return [(value or date(2027, 1, 1)) - timedelta(days=1)]
    if isinstance(stored, Integer):
        return [(value or 0) + 1000, (value or 0) + 2000]
    if isinstance(stored, JSON):
        return [_altered(value)]
    length = getattr(stored, "length", None) or 200
    return [("x" + (value or ""))[:length]] if length >= 8 else [each[:length] for each in ("XX", "YY")]


def _altered(value: Any) -> Any:
    if isinstance(value, dict):
        return {**value, "xx": 5 if all(isinstance(each, int) for each in value.values()) else "altered"}
    if value == []:
        return [{"pid": 1000, "kind": "paragraph", "level": 0, "markdown": "Altered."}]
    if value and isinstance(value[0], dict):
        return [{**value[0], "pid": 1000 + value[0].get("pid", 0)}, *value[1:]]
    return [*(value or ()), 1000 if value and isinstance(value[0], int) else "altered"]


def changed(column: Column[Any]) -> Tampering:
    """Another value in a column."""

    def tamper(place: Place, target: Target) -> None:
        for value in others(place.connection, column, target.row._mapping[column.name]):
            with suppress(IntegrityError), place.connection.begin_nested():
                place.connection.execute(update(target.table).where(target.here()).values({column: value}))
                return
        raise AssertionError(f"no other value for {column} in tests/support/everything.py")

    return tamper


def deleted(place: Place, target: Target) -> None:
    """The row is taken away."""
    place.connection.execute(delete(target.table).where(target.here()))


def added(place: Place, target: Target) -> None:
    """The same row a second time, with what must differ made different."""
    values = dict(target.row._mapping)
    for column in target.table.primary_key.columns:
        values[column.name] = (place.connection.scalar(select(func.max(column))) or 0) + 7
    telling = [together[-1] for together in unique(target.table) if not together[-1].primary_key]
    new_values = [others(place.connection, column, values[column.name]) for column in telling]
    for new in zip(*new_values, strict=False) if telling else [()]:
        values |= {column.name: value for column, value in zip(telling, new, strict=True)}
        with suppress(IntegrityError), place.connection.begin_nested():
            place.connection.execute(insert(target.table).values(values))
            return
    raise AssertionError(f"no other row for {target.table.name} in tests/support/everything.py")


def swapped(place: Place, target: Target) -> None:
    """What two rows say, each in the place of the other; of rows of lists what one column says."""
    fixed = {column.name for together in unique(target.table) for column in together} | set(
        unread(target.table)
    )
    columns = [column.name for column in target.table.columns if column.name not in fixed]
    columns = [name for name in columns if not target.table.c[name].primary_key]
    if not columns:  # it says nothing but which two belong together
        changed(unique(target.table)[0][0])(place, target)
        return
    for row in rows_of(place, target.table):
        differing = [name for name in columns if row._mapping[name] != target.row._mapping[name]]
        if not differing:
            continue
        exchanged = differing[:1] if in_list(target.table) else differing
        for one, values in ((target, row), (Target(target.table, row, ()), target.row)):
            new = {name: values._mapping[name] for name in exchanged}
            place.connection.execute(update(target.table).where(one.here()).values(new))
        return
    raise AssertionError(f"nothing to swap in {target.table.name} of tests/support/everything.py")


def in_list(table: Table) -> bool:
    return all(isinstance(kind, ListKind) for kind in kinds_of(table))


def unique(table: Table) -> list[list[Column[Any]]]:
    """The columns that tell rows apart, together."""
    constraints = [each.columns for each in table.constraints if isinstance(each, UniqueConstraint)]
    return [
        list(columns) for columns in [*constraints, *(each.columns for each in table.indexes if each.unique)]
    ]


def unread(table: Table) -> dict[str, str]:
    """The columns of a table that a kind says nobody reads through it."""
    return {name: reason for kind in kinds_of(table) for name, reason in kind.unread.items()}


def named(faults: list[str], target: Target) -> bool:
    """Whether a row, or a list that it stands in, is named."""
    return any(f"{name} " in fault for fault in faults for name in target.names)


def named_anew(faults: list[str], target: Target) -> bool:
    """Whether a row that was put in is named: by itself, or as the list that it was put into."""
    kinds = tuple(f"{kind.name}:" for kind in kinds_of(target.table))
    new = [fault for fault in faults if "no entry names it" in fault]
    return any(f"{kind}" in fault for fault in new for kind in kinds) or named(faults, target)


def is_found(sort: str, faults: list[str], target: Target) -> bool:
    """Whether faults name what was done to a row. One that was led elsewhere may be named where it was
    taken from, or where it went."""
    if sort == "added":
        return named_anew(faults, target)
    leads = sort in target.table.c and target.table.c[sort].foreign_keys
    return bool(faults) if leads else named(faults, target)


def sorts(table: Table) -> list[tuple[str, Tampering]]:
    """What can be done to a table."""
    columns = [(column.name, changed(column)) for column in table.columns if not column.primary_key]
    whole = [("deleted", deleted), ("added", added), ("swapped", swapped)]
    if table.name in READ_WITH:
        whole.remove(("added", added))
    return columns + (whole if own_table(table) else [])


def second(db: Session, first: Any) -> Any:
    """Another row like this one, in other words."""
    mapper = inspect(type(first))
    table = mapper.local_table
    values = {}
    for attribute in mapper.column_attrs:
        column = attribute.columns[0]
        value = getattr(first, attribute.key)
        if column.primary_key:
            continue
        if isinstance(column.type, String) and (column.type.length or 200) >= 200:
            value = f"{value} again"
        if any(column is together[-1] for together in unique(table)):
            value = others(db.connection(), column, value)[0]
        values[attribute.key] = value
    return type(first)(**values)
