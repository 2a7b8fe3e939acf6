"""Long lists a page at a time: which page an address asks for, what is on it, and where the others are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from urllib.parse import urlencode

from starlette.datastructures import FormData, QueryParams

from sbcp.web.forms import integer
from sbcp.web.visit import Visit

PAGE = "page"  # the field of an address, or of a form sent from a page, that says its number
MOST = 99_999_999  # the greatest such number

Item = TypeVar("Item")


@dataclass(frozen=True)
class Paging:
    """One page of a list of ``total`` items, ``size`` a page. ``asked`` is the number asked for, from 1 on;
    shown is the nearest page that there is. ``path`` and ``query``: the address of the list without it."""

    total: int
    size: int
    asked: int = 1
    path: str = ""
    query: Mapping[str, Any] = field(default_factory=dict)

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.size))

    @property
    def number(self) -> int:
        return min(max(self.asked, 1), self.pages)

    @property
    def offset(self) -> int:
        """How many items stand before this page."""
        return (self.number - 1) * self.size

    @property
    def first(self) -> int:
        """The number of the first item on this page, counted from 1; 0 if there is none."""
        return min(self.offset + 1, self.total)

    @property
    def last(self) -> int:
        return min(self.offset + self.size, self.total)

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None

    def cut(self, items: Sequence[Item]) -> Sequence[Item]:
        """The items of this page out of all of them."""
        return items[self.offset : self.last]

    def around(self, index: int) -> "Paging":
        """The page on which the item with this index, from 0 on, stands."""
        return replace(self, asked=index // self.size + 1)

    def href(self, number: int) -> str:
        """The address of another page, with all else in it as it is."""
        return f"{self.path}?{urlencode({**self.query, PAGE: number})}"


def paging(visit: Visit, total: int, size: int, **query: Any) -> Paging:
    """The page that a request asks for. ``query``: values that the addresses of the pages have beside those
    of this one's, or in their place; None for one that they leave out."""
    asked = number_asked(visit.query) or number_asked(visit.form) or 1
    kept = {name: value for name, value in {**visit.query, **query}.items() if value is not None}
    kept.pop(PAGE, None)
    return Paging(total, size, asked, visit.request.url.path, kept)


def number_asked(fields: QueryParams | FormData | Mapping[str, str]) -> int | None:
    """The number of a page in an address or form; None where there is none, or something else."""
    return integer(fields.get(PAGE), MOST)
