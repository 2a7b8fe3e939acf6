"""The cells of the first sheet of a workbook (XLSX), as text.

An archive of XML from somebody else, so three things come before openpyxl reads it: its directory says what
it would unpack to (``packed``), no part may declare a document type, and rows and columns must stand in order
and within bounds, since openpyxl leaves out what is not, and fills what lies between. Nothing is calculated:
of a formula the value counts that the file was saved with.
"""

import re
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from core.errors import N_, Invalid
from core.files import packed

MOST_UNPACKED = 40 * 2**20  # bytes of all parts together
MOST_ROWS = 2**20  # that a sheet has in the programs that write them
MOST_CELLS = 500_000  # of all sheets, empty ones with a format too
WIDEST = 200  # columns of the cells that are there
_START = b"PK\3\4"
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
# What is no part of a date in a format of numbers: words, signs set apart, colours and languages.
_NOT_DATE = re.compile(r'"[^"]*"|\\.|_.|\[[^\]]*\]|AM/PM|A/P', re.IGNORECASE)

NO_WORKBOOK = N_("The file is no workbook that can be read (XLSX). Save it again, or send it as CSV.")
TOO_LARGE = N_("The workbook is too large. Keep the one sheet that is meant, or send it as CSV.")
NO_VALUE = N_("The formula in cell %(cell)s has no value. Put the value itself there.")
WRONG_VALUE = N_("The cell %(cell)s holds an error of the sheet: %(text)s.")


@dataclass(frozen=True)
class Sheet:
    """rows: cells as text, from the first row on. faults: by row, from 1 on, what stands in a cell that is no
    value: a gettext id and what fills it."""

    rows: list[list[str]] = field(default_factory=list)
    faults: list[tuple[int, str, dict[str, str]]] = field(default_factory=list)


def is_packed(data: bytes) -> bool:
    """Whether some bytes may be a workbook: an archive."""
    return data.startswith(_START)


def first_sheet(data: bytes) -> Sheet:
    """The cells of the first sheet. Raises Invalid for what is no workbook, is broken, has a password, or
    would be too much."""
    try:
        names = packed.names(data)
        if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
            raise Invalid(NO_WORKBOOK)
        _look_over(data)
        return _read(data)
    except (packed.NotPacked, BadZipFile, zlib.error, expat.ExpatError, EOFError) as error:
        raise Invalid(NO_WORKBOOK) from error
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, OverflowError) as error:
        # What openpyxl comes to when parts do not fit each other.
        raise Invalid(NO_WORKBOOK) from error


def _look_over(data: bytes) -> None:
    """Every part, before it is read in earnest. Raises Invalid, and ExpatError for what is no XML."""
    with ZipFile(BytesIO(data)) as archive:
        entries = archive.infolist()
        if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise Invalid(TOO_LARGE)
        if len({entry.filename for entry in entries}) < len(entries):
            raise Invalid(NO_WORKBOOK)
        watch = _Watch()
        for entry in entries:
            if entry.filename.endswith((".xml", ".rels")):
                # No more is unpacked than the directory said: what a stream has beyond it stays unread.
                watch.part(archive.read(entry))


class _Watch:
    """Looks for what no honest workbook has."""

    def __init__(self) -> None:
        self.cells, self.row, self.column = 0, 0, 0

    def part(self, xml: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._begin
        self.row = 0
        parser.Parse(xml, True)

    def _refuse(self, *_declared: object) -> None:
        raise Invalid(NO_WORKBOOK)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        if name.endswith("main row"):
            number = int(attributes.get("r", self.row + 1))
            if not self.row < number <= MOST_ROWS:
                raise Invalid(NO_WORKBOOK)
            self.row, self.column = number, 0
        elif name.endswith("main c"):
            self._cell(attributes.get("r", ""))

    def _cell(self, named: str) -> None:
        """A cell that says where it is must stand there, and to the right of the one before it."""
        parts = _CELL.fullmatch(named)
        column = _number(parts[1]) if parts else self.column + 1
        if (named and not parts) or (parts and int(parts[2]) != self.row) or column <= self.column:
            raise Invalid(NO_WORKBOOK)
        self.column, self.cells = column, self.cells + 1
        if column > WIDEST or self.cells > MOST_CELLS:
            raise Invalid(TOO_LARGE)


def _number(letters: str) -> int:
    """The number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _read(data: bytes) -> Sheet:
    sheet, kept = Sheet(), 0
    for number, (values, formulas) in enumerate(zip(_rows(data, True), _rows(data, False), strict=True), 1):
        cells = []
        for value, formula in zip(values, formulas, strict=True):
            if formula.data_type == "f" and value.value is None:
                sheet.faults.append((number, NO_VALUE, {"cell": formula.coordinate}))
            elif value.data_type == "e":
                fault = {"cell": value.coordinate, "text": str(value.value)}
                sheet.faults.append((number, WRONG_VALUE, fault))
            cells.append(_text(value))
        sheet.rows.append(cells)
        if any(cells):
            kept = number
    del sheet.rows[kept:]
    return sheet


def _rows(data: bytes, values: bool) -> Iterator[tuple[Any, ...]]:
    """The rows of the first sheet, with values or with formulas."""
    from openpyxl import load_workbook  # only here: it takes its time

    # It warns of what it leaves out: checks of typing, colours by rule. No cell is lost with them.
    warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
    book = load_workbook(BytesIO(data), read_only=True, data_only=values, keep_links=False)
    try:
        if not book.worksheets:
            raise Invalid(NO_WORKBOOK)
        first = book.worksheets[0]
        first.reset_dimensions()  # what a sheet says of its own size need not be so
        yield from first.iter_rows()
    finally:
        book.close()


def _text(cell: Any) -> str:
    """A cell as a person reads it: a whole number without a point, a day as ISO 8601 writes it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, date):
        return _day(value, cell.number_format)
    return value.isoformat() if isinstance(value, time) else str(value)


def _day(value: date, number_format: str) -> str:
    """So much of a day as its cell shows: of «May 2020», typed as such, a program keeps the first of May."""
    signs = set(_NOT_DATE.sub("", number_format).casefold().partition(";")[0])
    day = value.date() if isinstance(value, datetime) else value
    if "y" in signs and "d" not in signs:
        return f"{day:%Y-%m}" if "m" in signs else f"{day:%Y}"
    return day.isoformat()
