"""Cells of a workbook: what a program saved is read as a person reads it, and harm is refused."""

import re
from datetime import date, datetime, time
from io import BytesIO
from time import monotonic
from typing import Any
from zipfile import ZipFile

import pytest

from core.errors import Invalid
from core.files import sheets
from core.files.sheets import NO_VALUE, NO_WORKBOOK, TOO_LARGE, WRONG_VALUE, Sheet, first_sheet
from tests.core.files.workbooks import SHEET, altered, workbook
from tests.support import papers

HEAD = ("participant", "act", "date")
BILLION = (
    b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


def one(value: Any, number_format: str = "") -> str:
    """How a cell reads."""

    def form(sheet: Any) -> None:
        if number_format:
            sheet["A1"].number_format = number_format

    ((text,),) = first_sheet(workbook([[value]], form)).rows
    return text


def refused(data: bytes) -> str:
    with pytest.raises(Invalid) as refusal:
        first_sheet(data)
    return refusal.value.message


def test_cells_are_where_they_stand() -> None:
    def change(sheet: Any) -> None:
        sheet["B4"] = "far"

    assert first_sheet(workbook([HEAD, ("RS", None, "x")], change)) == Sheet(
        [[*HEAD], ["RS", "", "x"], [], ["", "far"]]
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (12, "12"),
        (1.5, "1.5"),
        (2020, "2020"),
        (True, "TRUE"),
        ("007", "007"),
        (" Ђорђе ", " Ђорђе "),
        ("=", "="),
    ],
)
def test_a_number_is_written_as_people_write_it(value: Any, text: str) -> None:
    assert one(value) == text


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (date(2020, 5, 17), "", "2020-05-17"),
        (datetime(2020, 5, 17, 14, 30), "", "2020-05-17"),  # noqa: DTZ001
        (date(2020, 5, 17), "dd/mm/yy", "2020-05-17"),
        (date(1919, 7, 13), "yyyy-mm-dd", "1919-07-13"),
        (date(2020, 5, 1), "mmm\\-yy", "2020-05"),
        (date(2020, 5, 1), 'mmmm" day "yyyy', "2020-05"),
        (date(2020, 5, 1), "[$-241A]mmmm yyyy;@", "2020-05"),
        (date(2020, 1, 1), "yyyy", "2020"),
        (time(14, 30), "", "14:30:00"),
    ],
)
def test_so_much_of_a_day_is_read_as_its_cell_shows(value: Any, number_format: str, text: str) -> None:
    """Of «May 2020» a program keeps the first of May: nobody said that day."""
    assert one(value, number_format) == text


def test_a_formula_counts_by_its_value_and_one_without_is_named() -> None:
    data = workbook([["=1+1"], ["RS"]])
    assert first_sheet(data).faults == [(1, NO_VALUE, {"cell": "A1"})]
    saved = altered(data, change=lambda part: re.sub(rb"<v ?/>|<v></v>", b"<v>2</v>", part))
    assert first_sheet(saved) == Sheet([["2"], ["RS"]])


def test_an_error_in_a_cell_is_named() -> None:
    assert first_sheet(workbook([["RS"], ["#REF!"]])).faults == [
        (2, WRONG_VALUE, {"cell": "A2", "text": "#REF!"})
    ]


def test_what_a_sheet_says_of_its_size_hides_nothing() -> None:
    data = workbook([["a", "b"], ["c", "d"]])
    lying = altered(data, change=lambda part: part.replace(b'ref="A1:B2"', b'ref="A1:A1"'))
    assert lying != data
    assert first_sheet(lying).rows == [["a", "b"], ["c", "d"]]


def test_only_the_first_sheet_is_read() -> None:
    def change(sheet: Any) -> None:
        sheet.parent.create_sheet()["A1"] = "another"

    assert first_sheet(workbook([["first"]], change)).rows == [["first"]]


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\3\4", papers.PDF, papers.DOCX, papers.packed(("a.txt", b"a")), workbook([["a"]])[:-30]],
    ids=["empty", "a beginning", "pdf", "docx", "zip", "cut off"],
)
def test_S30_what_is_no_workbook_is_refused(data: bytes) -> None:
    assert refused(data) == NO_WORKBOOK


def test_S30_F21_a_bomb_is_refused_by_its_directory() -> None:
    bomb = altered(workbook([["a"]]), change=lambda part: part + b" " * (300 << 20))
    start = monotonic()
    assert refused(bomb) == NO_WORKBOOK
    assert monotonic() - start < 2


def test_S30_F21_a_part_that_unpacks_to_more_than_the_directory_says_is_refused() -> None:
    data = altered(workbook([["a"]]), change=lambda part: part + b"<!--" + b"x" * 5_000_000 + b"-->")
    directory = data.rindex(b"PK\1\2", 0, data.rindex(SHEET.encode()))
    sized = data[: directory + 24] + (900).to_bytes(4, "little") + data[directory + 28 :]
    assert refused(sized) == NO_WORKBOOK


def test_S30_F21_more_than_a_list_can_need_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(workbook([["a"] * (sheets.WIDEST + 1)])) == TOO_LARGE
    monkeypatch.setattr(sheets, "MOST_CELLS", 3)
    assert refused(workbook([["a"] * 4])) == TOO_LARGE
    monkeypatch.setattr(sheets, "MOST_UNPACKED", 1000)
    assert refused(workbook([["a"]])) == TOO_LARGE


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "[Content_Types].xml", "xl/styles.xml", "x.rels"])
def test_S33_no_part_may_declare_a_document_type(part: str) -> None:
    """Whether with entities in it, or a place to fetch them from; in UTF-16 too."""
    for declared in (BILLION, b'<!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd">'):
        data = altered(workbook([["a"]]), part, lambda _part, declared=declared: declared + b"<x/>")
        assert refused(data) == NO_WORKBOOK
        wide = (declared + b"<x/>").decode().encode("utf-16")
        assert refused(altered(workbook([["a"]]), part, lambda _part, wide=wide: wide)) == NO_WORKBOOK


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'r="2"', b'r="1"'),  # twice the same row
        (b'r="2"', b'r="1048577"'),
        (b'r="2"', b'r="999999999999"'),
        (b'r="2"', b'r="-2"'),
        (b'r="2"', b'r="two"'),
        (b'r="B1"', b'r="A1"'),
        (b'r="B1"', b'r="B2"'),
        (b'r="B1"', b'r="ZZZZ1"'),
        (b"</sheetData>", b"<sheetData>"),
        (b't="n"><v>4<', b't="s"><v>77<'),  # a text that is not among those of the workbook
    ],
)
def test_S30_rows_and_cells_out_of_order_are_refused_and_not_left_out(before: bytes, after: bytes) -> None:
    data = workbook([["a", "b"], ["c", 4]])
    wrong = altered(data, change=lambda part: part.replace(before, after, 1))
    assert before in ZipFile(BytesIO(data)).read(SHEET)
    assert refused(wrong) == NO_WORKBOOK


def test_a_row_at_the_end_of_the_sheet_takes_no_minutes() -> None:
    far = altered(workbook([["a"], ["b"]]), change=lambda part: re.sub(rb'"(A?)2"', rb'"\g<1>1048576"', part))
    start = monotonic()
    assert len(first_sheet(far).rows) == 1048576
    assert monotonic() - start < 30
