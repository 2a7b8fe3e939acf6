"""Tables of cells as files: no cell is a formula, nothing is lost, the same cells are the same bytes."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from core.files import tables
from core.files.sheets import first_sheet
from core.files.tables import CUT, MOST_IN_CELL, Cell, Sheet
from tests.support.factories import NOW

# As OWASP ASVS 1.2.10 lists them: what a program begins a formula by, and what it skips before one.
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", '=HYPERLINK("https://example.org")']


def read(data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("words", FORMULAS)
def test_S38_no_cell_of_csv_is_a_formula(words: str) -> None:
    [[cell]] = read(tables.csv_bytes([[words]]))
    assert cell == f"'{words}", "and all of it is there"


@pytest.mark.parametrize("words", FORMULAS)
def test_S38_no_cell_of_a_workbook_is_a_formula(words: str) -> None:
    data = tables.xlsx_bytes([Sheet("data", [[words]])], made_at=NOW)
    [[cell]] = load_workbook(BytesIO(data), data_only=False).worksheets[0].iter_rows()
    assert (cell.data_type, cell.value) == ("s", words)


def test_csv_is_what_every_program_reads() -> None:
    cells: list[list[Cell]] = [["name", "number"], ['Ћирилица, "here"\nand there', 7], [None, -7]]
    data = tables.csv_bytes(cells)
    assert data.startswith(b"\xef\xbb\xbfname,number\r\n"), "UTF-8 with its mark, and the names first"
    assert read(data) == [["name", "number"], ['Ћирилица, "here"\nand there', "7"], ["", "-7"]]


def test_a_workbook_has_numbers_as_numbers_and_the_rest_as_it_is() -> None:
    data = tables.xlsx_bytes([Sheet("data", [["a", "b"], ["Ћ\x01", 7], [None, -7]])], made_at=NOW)
    assert first_sheet(data).rows == [["a", "b"], ["Ћ", "7"], ["", "-7"]], "as our own reader has them"
    page = load_workbook(BytesIO(data)).worksheets[0]
    assert (page["B2"].value, page.freeze_panes, page["A1"].font.bold) == (7, "A2", True)


def test_words_too_long_for_a_workbook_are_cut_with_a_mark() -> None:
    long, fits = "x" * (MOST_IN_CELL + 1), "y" * MOST_IN_CELL
    assert (tables.is_cut(long), tables.is_cut(fits)) == (True, False)
    [[first, second]] = first_sheet(tables.xlsx_bytes([Sheet("data", [[long, fits]])], made_at=NOW)).rows
    assert len(first) == MOST_IN_CELL
    assert first.endswith(CUT)
    assert second == fits


def test_the_same_cells_are_the_same_bytes_and_say_when_they_were_made() -> None:
    sheets = [Sheet("data", [["a"], ["b"]], [10])]
    data = tables.xlsx_bytes(sheets, made_at=NOW)
    assert data == tables.xlsx_bytes(sheets, made_at=NOW)
    assert data != tables.xlsx_bytes(sheets, made_at=NOW + timedelta(days=1))
    book = load_workbook(BytesIO(data))
    assert book.properties.created == book.properties.modified == NOW.replace(tzinfo=None)
