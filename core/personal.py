"""What each column tells of people, said beside the column: ``mapped_column(info=PERSON.private())``.

A room writes down what its tables hold of people (``Holding``), and each column names it, or says why it
tells nothing of anybody. ``sbcp.personal`` shows, hands out and erases by what is said here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Column, Table

from core.db import Base

Whose = Literal["respondent", "member", "named", "follower"]
Erase = Literal["delete", "blank", "stay"]
Classification = Literal["public", "private", "secret", "none"]
Info = dict[Any, Any]


@dataclass(frozen=True)
class Holding:
    """What one table holds of one sort of people.

    what, why, kept, leaves: plain words for the page, marked for translation; ``kept`` may say
    %(days)s. days: how long, where time decides. erase: what happens to the rows when their person is
    erased; «blank» empties the columns that say so.

    Each column says with ``public`` that pages may show it to everybody, with ``private`` that they may
    not, with ``credential`` that it is a credential or a digest of one, which nobody is shown, the person
    neither. owner: how rows belong to people: in a column of «person» and «submission» stands a number,
    of «address» a mail address, of «about» words such as «person:12»; any other owner names the table
    that the column leads to. Those who are named by others, and have no account here, are in rows that lead
    to nobody: whoever runs the instance erases them by their numbers.
    """

    table: str
    whose: Whose
    what: str
    why: str
    kept: str
    leaves: str
    erase: Erase
    days: int | None = None

    def public(self, *, emptied: bool = False) -> Info:
        return {"personal": Mark("public", self, emptied=emptied)}

    def private(self, *, owner: str = "", emptied: bool = False) -> Info:
        return {"personal": Mark("private", self, owner=owner, emptied=emptied)}

    def credential(self) -> Info:
        return {"personal": Mark("secret", self)}

    def leads_to(self, owner: str) -> Info:
        """A number of a row that tells nothing by itself and leads to the person."""
        return {"personal": Mark("none", self, owner=owner)}

    @property
    def rows(self) -> Table:
        return Base.metadata.tables[self.table]

    @property
    def columns(self) -> tuple[str, ...]:
        """The personal ones."""
        return self._named(lambda mark: mark.classification in ("public", "private"))

    @property
    def shown(self) -> tuple[str, ...]:
        return self._named(lambda mark: mark.classification == "public")

    @property
    def secret(self) -> tuple[str, ...]:
        return self._named(lambda mark: mark.classification == "secret")

    @property
    def emptied(self) -> tuple[str, ...]:
        return self._named(lambda mark: mark.emptied)

    @property
    def owner(self) -> tuple[tuple[str, str], ...]:
        """Pairs of a way to the person and the column that is it."""
        marks = ((mark_of(column), column.name) for column in self.rows.columns)
        return tuple((mark.owner, name) for mark, name in marks if mark and mark.owner)

    def _named(self, wanted: "Callable[[Mark], bool]") -> tuple[str, ...]:
        marks = ((mark_of(column), column.name) for column in self.rows.columns)
        return tuple(name for mark, name in marks if mark and wanted(mark))


@dataclass(frozen=True)
class Mark:
    """What one column says. reason: why it tells nothing of people, where it does not."""

    classification: Classification
    holding: Holding | None = None
    owner: str = ""
    emptied: bool = False
    reason: str = ""


def not_personal(reason: str) -> Info:
    """For a column that tells nothing of people by itself."""
    return {"personal": Mark("none", reason=reason)}


def mark_of(column: Column[Any]) -> Mark | None:
    """What a column says; None for one that says nothing, which a test does not let pass."""
    mark: Mark | None = column.info.get("personal")
    return mark


NUMBER = not_personal("the number of a row, this one or another")
# The number of a mandate leads to a person for as long as they have an account, and to a former member
# afterwards.
ACTOR = not_personal("the number of the mandate that something was done under")
PROCESS = not_personal("what the process is made of: texts, versions, times, decisions and their reasons")
MACHINE = not_personal("how far the machine has come, and what it has counted")
