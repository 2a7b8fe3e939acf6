"""Which rows of a table are a person's."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, false, or_, select
from sqlalchemy.orm import Session

from core.personal import Holding
from sbcp.personal import inventory


@dataclass(frozen=True)
class Subject:
    """Whose data is meant: a member by number and mail address, or the sender of a response."""

    person: int | None = None
    submission: int | None = None
    address: str = ""


def belongs(holding: Holding, subject: Subject) -> ColumnElement[bool]:
    """The condition on a table's rows that they are this person's."""
    return or_(false(), *(_leads(holding, way, column, subject) for way, column in holding.owner))


def rows(db: Session, holding: Holding, subject: Subject) -> list[Row[Any]]:
    """The rows of a table that are this person's, in the order of their numbers."""
    table = holding.rows
    return list(db.execute(select(table).where(belongs(holding, subject)).order_by(*table.primary_key)))


def _leads(holding: Holding, way: str, column: str, subject: Subject) -> ColumnElement[bool]:
    here = holding.rows.c[column]
    match way:
        case "person":
            return here == subject.person if subject.person is not None else false()
        case "submission":
            return here == subject.submission if subject.submission is not None else false()
        case "address":
            return here == subject.address if subject.address else false()
        case "about":
            return here.in_(_names(subject))
    through = inventory.of_table(way)
    return here.in_(select(through.rows.c.id).where(belongs(through, subject)))


def _names(subject: Subject) -> list[str]:
    """How other tables call the person in words."""
    numbers = (("person", subject.person), ("submission", subject.submission))
    return [f"{kind}:{number}" for kind, number in numbers if number is not None]
