"""What a file says of itself, and the forms that a table is handed out in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

from core.files import tables
from core.files.tables import Cell, Sheet
from core.record.canonical import timestamp
from sbcp.language import locales
from sbcp.language.locales import gettext as _
from sbcp.pages.data.columns import ABOUT, BETWEEN, Column, Table, Written
from sbcp.pages.data.rows import Values, cells
from sbcp.urls import url

LICENCE, LICENCE_ADDRESS = "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"
CSVW = "http://www.w3.org/ns/csvw"
WIDEST = 60  # characters of a column of a workbook, before words go on in the next line


@dataclass(frozen=True)
class Asked:
    """What somebody asked for. document and version: none for all; known_at: none for as far as is known."""

    table: Table
    document: str | None
    version: int | None
    as_of: date
    known_at: date | None

    @property
    def query(self) -> dict[str, str]:
        """The same as an address says it, with the language."""
        asked = {
            "document": self.document,
            "version": self.version,
            "as_of": self.as_of.isoformat(),
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "language": locales.current().code,
        }
        return {name: str(value) for name, value in asked.items() if value is not None}

    @property
    def stem(self) -> str:
        """What a file of it is called, without its ending: so that two days are two files."""
        known = f"-known-{self.known_at.isoformat()}" if self.known_at else ""
        version = f"-v{self.version}" if self.version is not None else ""
        return f"adoption-{self.table.name}-{self.document or 'all'}{version}-{self.as_of.isoformat()}{known}"


@dataclass(frozen=True)
class Filled:
    """A table with its rows, as it was at an entry of the record."""

    asked: Asked
    rows: Sequence[Values]
    record: int
    made_at: datetime
    base_url: str

    @cached_property
    def lines(self) -> list[list[Cell]]:
        """The table as cells, with the names of its columns first."""
        table = self.asked.table
        return [[column.name for column in table.columns], *(cells(table, each) for each in self.rows)]

    @cached_property
    def csv(self) -> bytes:
        return tables.csv_bytes(self.lines)

    def address(self, form: str) -> str:
        """Where it is in a form, with all that was asked for."""
        name = f"adoption_{self.asked.table.name}_{form}"
        return self.base_url + url("", name, query=self.asked.query)

    @property
    def dictionary(self) -> str:
        return self.base_url + url(locales.current().code, "dictionary")

    @cached_property
    def about(self) -> dict[str, Any]:
        """What it says of itself, by the names of ``ABOUT``."""
        asked = self.asked
        return {
            "table": asked.table.name,
            "document": asked.document,
            "version": asked.version,
            "as_of": asked.as_of.isoformat(),
            "known_at": asked.known_at.isoformat() if asked.known_at else None,
            "language": locales.current().code,
            "rows": len(self.rows),
            "sha256": sha256(self.csv).hexdigest(),
            "record": self.record,
            "made_at": timestamp(self.made_at),
            "address": self.address("csv"),
            "dictionary": self.dictionary,
            "publisher": "SBCP",
            "licence": LICENCE,
            "licence_address": LICENCE_ADDRESS,
        }

    @property
    def json(self) -> dict[str, Any]:
        columns = [{"name": each.name, "written": str(each.written)} for each in self.asked.table.columns]
        return {"about": self.about, "columns": columns, "rows": self.rows}

    @property
    def xlsx(self) -> bytes:
        """A workbook with three sheets: the table, what it says of itself, and the dictionary."""
        about = {**self.about, "cut": BETWEEN.join(_cut(self.lines))}
        what = [[name, value, _(ABOUT[name])] for name, value in about.items()]
        columns = [
            [each.name, _(each.written.label), _(each.meaning), BETWEEN.join(each.values or ())]
            for each in self.asked.table.columns
        ]
        sheets = [
            Sheet("data", self.lines, _widths(self.lines)),
            Sheet("about", [[_("Name"), _("Value"), _("What it says")], *what], (18, 70, 70)),
            Sheet(
                "columns",
                [[_("Column"), _("How it is written"), _("What it says"), _("Values")], *columns],
                (20, 40, 80, 60),
            ),
        ]
        return tables.xlsx_bytes(sheets, made_at=self.made_at)

    @property
    def metadata(self) -> dict[str, Any]:
        """The same beside the CSV file, in the vocabulary of «CSV on the Web»."""
        table, about = self.asked.table, self.about
        return {
            "@context": [CSVW, {"@language": locales.current().lang}],
            "url": about["address"],
            "dc:title": _(table.title),
            "dc:description": _(table.about),
            "dc:publisher": about["publisher"],
            "dc:license": {"@id": LICENCE_ADDRESS},
            "dc:created": about["made_at"],
            "dc:source": {"@id": about["dictionary"]},
            "notes": [about],
            "dialect": {"encoding": "utf-8", "header": True},
            "tableSchema": {
                "columns": [_described(each) for each in table.columns],
                "primaryKey": list(table.key),
            },
        }


def _described(column: Column) -> dict[str, Any]:
    datatype: Any = column.written.csvw
    if column.written is Written.YES_NO:
        datatype = {"base": "boolean", "format": "true|false"}
    described: Mapping[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "dc:description": _(column.meaning),
        "datatype": datatype,
        "separator": BETWEEN if column.written is Written.LIST else None,
    }
    return {name: value for name, value in described.items() if value is not None}


def _cut(lines: Sequence[Sequence[Cell]]) -> list[str]:
    """The cells that a workbook has not in full: by column and the number of the row."""
    names = lines[0]
    return [
        f"{names[place]} {number}"
        for number, line in enumerate(lines, 1)
        for place, cell in enumerate(line)
        if tables.is_cut(cell)
    ]


def _widths(lines: Sequence[Sequence[Cell]]) -> list[int]:
    return [
        min(max(len(str(cell)) for cell in column if cell is not None) + 2, WIDEST)
        for column in zip(*lines, strict=True)
    ]
