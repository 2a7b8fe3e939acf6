"""Workbooks for tests: as a program saves them, and as somebody who means harm does."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

SHEET = "xl/worksheets/sheet1.xml"


def workbook(rows: Sequence[Sequence[Any]], change: Callable[[Worksheet], None] | None = None) -> bytes:
    """A workbook whose first sheet has these cells; ``change`` gets the sheet before it is saved."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for cells in rows:
        sheet.append(list(cells))
    if change is not None:
        change(sheet)
    whole = BytesIO()
    book.save(whole)
    return whole.getvalue()


def altered(data: bytes, name: str = SHEET, change: Callable[[bytes], bytes] = bytes) -> bytes:
    """The same archive with one part changed; one that is not there is added."""
    whole = BytesIO()
    with ZipFile(BytesIO(data)) as before, ZipFile(whole, "w", ZIP_DEFLATED) as after:
        names = before.namelist()
        for each in names:
            part = before.read(each)
            after.writestr(each, change(part) if each == name else part)
        if name not in names:
            after.writestr(name, change(b""))
    return whole.getvalue()
