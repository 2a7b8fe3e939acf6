"""What one table holds of people, as a value."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Table

from core.db import Base

Whose = Literal["respondent", "member", "follower"]
Erase = Literal["delete", "blank", "stay"]


def cols(names: str) -> tuple[str, ...]:
    """Columns by their names, with spaces between them."""
    return tuple(names.split())


@dataclass(frozen=True)
class Subject:
    """Whose data is meant: a member by number and mail address, or the sender of a response."""

    person: int | None = None
    submission: int | None = None
    address: str = ""


@dataclass(frozen=True)
class Holding:
    """What one table holds of one sort of people.

    columns: the personal ones; shown: those of them that public pages may show. secret: credentials
    and digests of them, which nobody is shown, the person neither. owner: how rows belong to people,
    pairs of a way and a column: «person» and «submission» hold a number, «address» a mail address,
    «about» words such as «person:12»; any other way names the table that the column leads to.
    what, why, kept, leaves: plain words for the page, marked for translation; ``kept`` may say
    %(days)s. days: how long, where time decides. erase: what happens to the rows when their person is
    erased; «blank» empties the columns named in ``emptied``.
    """

    table: str
    whose: Whose
    what: str
    columns: tuple[str, ...]
    owner: tuple[tuple[str, str], ...]
    why: str
    kept: str
    leaves: str
    erase: Erase
    shown: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    days: int | None = None
    emptied: tuple[str, ...] = ()

    @property
    def rows(self) -> Table:
        return Base.metadata.tables[self.table]
