"""Tables of cells written as files: as CSV, and as sheets of a workbook (XLSX).

A cell is text, a whole number or nothing. The same cells are the same bytes, whenever and wherever they are
written. No cell is a formula, whatever it holds (S38): CSV has an apostrophe before what a program would take
for one (OWASP ASVS 1.2.10, CWE-1236); a workbook says of each cell that it is text.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

Cell = str | int | None

MARK = "\ufeff"  # by which programs know UTF-8
MOST_IN_CELL = 32_767  # characters that a cell of a workbook takes
CUT = " […]"  # where the rest did not fit
_FORMULA = re.compile(r"\s*[=+\-@]|[\t\r\0]")
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # that an archive knows of: a part is dated by nothing


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook: its name, rows of cells, the first of them bold and kept in sight, and how wide
    its columns are, in characters."""

    name: str
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[int] = ()


def csv_bytes(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Rows as CSV (RFC 4180) in UTF-8 with its mark."""
    text = StringIO(MARK, newline="")
    text.seek(len(MARK))
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([_guarded(cell) for cell in cells] for cells in rows)
    return text.getvalue().encode()


def is_cut(cell: Cell) -> bool:
    """Whether a cell is too long for a workbook: it is written as far as it fits, with a mark."""
    return isinstance(cell, str) and len(cell) > MOST_IN_CELL


def xlsx_bytes(sheets: Sequence[Sheet], *, made_at: datetime) -> bytes:
    """Sheets as a workbook that says when it was made."""
    from openpyxl import Workbook  # only here: it takes its time
    from openpyxl.writer.excel import ExcelWriter

    book = Workbook(write_only=True)
    for sheet in sheets:
        _write(book, sheet)
    book.properties.creator = "SBCP"
    book.properties.created = book.properties.modified = made_at.astimezone(UTC).replace(tzinfo=None)
    data = BytesIO()
    ExcelWriter(book, _Undated(data, "w", ZIP_DEFLATED)).save()
    return data.getvalue()


def _guarded(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def _write(book: Any, sheet: Sheet) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    page = book.create_sheet(sheet.name)
    page.freeze_panes = "A2"
    for number, width in enumerate(sheet.widths, 1):
        page.column_dimensions[get_column_letter(number)].width = width
    for place, cells in enumerate(sheet.rows):
        written = []
        for cell in cells:
            one = WriteOnlyCell(page, _fitting(cell))
            if isinstance(cell, str):
                one.data_type = "s"  # whatever it begins with
            if place == 0:
                one.font = Font(bold=True)
            written.append(one)
        page.append(written)


def _fitting(cell: Cell) -> Cell:
    """A cell as a workbook takes it."""
    if not isinstance(cell, str):
        return cell
    text = _NO_XML.sub("", cell)
    return text[: MOST_IN_CELL - len(CUT)] + CUT if len(text) > MOST_IN_CELL else text


class _Undated(ZipFile):
    """An archive whose parts are dated by nothing."""

    def write(self, filename: Any, arcname: Any = None, *_rest: Any, **_more: Any) -> None:
        self.writestr(str(arcname), Path(filename).read_bytes())

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_rest: Any, **_more: Any) -> None:
        part = ZipInfo(str(zinfo_or_arcname), _FIRST_DAY)
        part.compress_type = ZIP_DEFLATED
        part.external_attr = 0o600 << 16
        super().writestr(part, data)
