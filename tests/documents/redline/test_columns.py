"""In the redline of a table every value stands under the header of its own column."""

from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from documents.redline import redline, redline_block, side_by_side
from tests.documents.redline.redlines import assert_both_versions, rendered, texts, tree, view

CASES = Path(__file__).parents[2] / "cases"
Rows = list[list[str]]


def table(rows: Rows) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def cells(html: str) -> list[list[str]]:
    """What each cell says, ``-gone`` and ``+come`` marked."""
    return [[_cell(cell) for cell in row if cell.tag in ("td", "th")] for row in tree(html).iter("tr")]


def _cell(cell: Element) -> str:
    words = []
    for part in cell:
        sign = {"del": "-", "ins": "+"}.get(part.tag, "")
        words.append(sign + " ".join("".join(texts(part)).split()))
        words.append((part.tail or "").strip())
    return " ".join(filter(None, [(cell.text or "").strip(), *words]))


def test_a_new_column_is_new_in_each_row_and_the_others_stay_under_their_headers() -> None:
    old, new = (
        (CASES / "12-table-with-a-new-column" / f"{which}.md").read_text() for which in ("old", "new")
    )
    html = redline(old, new)
    assert_both_versions(html, old, new)
    assert cells(html) == [
        ["Measure", "2026", "2027", "+2028"],
        ["Trainings", "-10 +12", "-20 +24", "+30"],
        ["Grants", "5", "-6 +7", "+8"],
        ["Visits", "-1 +2", "-2 +3", "+4"],
    ]


OLD: Rows = [["No", "Name", "Fee"], ["1", "Small", "10"], ["2", "Large", "20"]]


@pytest.mark.parametrize(
    ("new", "shown"),
    [
        (
            [["No", "Fee"], ["1", "10"], ["2", "20"]],
            [["No", "-Name", "Fee"], ["1", "-Small", "10"], ["2", "-Large", "20"]],
        ),
        (
            [["Name", "No", "Fee"], ["Small", "1", "10"], ["Large", "2", "20"]],
            [["-No", "Name", "+No", "Fee"], ["-1", "Small", "+1", "10"], ["-2", "Large", "+2", "20"]],
        ),
        (
            [["No", "Name", "Sum"], ["1", "Small", "10"], ["2", "Large", "20"]],
            [["No", "Name", "-Fee +Sum"], ["1", "Small", "10"], ["2", "Large", "20"]],
        ),
        (
            [["No", "Year", "Name", "Fee"], ["1", "2026", "Small", "10"], ["3", "2027", "Other", "30"]],
            [
                ["No", "+Year", "Name", "Fee"],
                ["1", "+2026", "Small", "10"],
                ["-2", "", "-Large", "-20"],
                ["+3", "+2027", "+Other", "+30"],
            ],
        ),
    ],
    ids=["removed", "moved", "renamed", "new beside a new row"],
)
def test_a_column_that_came_went_or_moved_is_one_change_in_each_row(new: Rows, shown: Rows) -> None:
    for html in (redline(table(OLD), table(new)), redline_block(table(OLD), table(new))):
        assert cells(html) == shown


def test_a_row_that_moved_shows_the_column_that_is_gone_once_as_it_was_and_once_as_gone() -> None:
    north, south = "| North | seat in the old town |", "| South | a house beside the river in Niš |"
    old = f"| Who | Where | Fee |\n|---|---|---|\n{north} 10 |\n{south} 20 |"
    new = f"| Who | Where |\n|---|---|\n{south}\n{north}"
    html = redline(old, new)
    assert_both_versions(html, old, new)
    assert cells(html) == [
        ["Who", "Where", "-Fee"],
        ["-North", "-seat in the old town", "-10"],
        ["South", "a house beside the river in Niš", "-20"],
        ["+North", "+seat in the old town", "+10"],
    ]


def test_merged_cells_keep_their_shape_or_the_tables_are_shown_one_after_the_other() -> None:
    old = "| Country | Fee |\n|---|---|\n| North | 10 |\n| South | ^^ |"
    [_, north, south] = cells(redline_block(old, old.replace("10", "15")))
    assert (north, south) == (["North", "-10 +15"], ["South"])
    html = redline_block(old, old.replace("^^", "12"))
    assert [row for row in cells(html) if "South" in row[0]] == [["-South"], ["+South", "+12"]]
    assert html.count("<table") == 2


values = st.sampled_from(["1", "2", "10", "a", "b c", ""])
grids = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(values, min_size=width, max_size=width), min_size=1, max_size=5)
)


def with_headers(rows: Rows) -> str:
    return table([[f"h{cell or n}" for n, cell in enumerate(rows[0])], *rows[1:]])


@given(grids, grids)
@example([["1", "1", "1"], ["10", "b c", "b c"], ["1", "1", "1"]], [["1", "1"], ["1", "1"], ["10", "1"]])
def test_rows_are_as_wide_as_their_header_and_both_tables_come_back(old: Rows, new: Rows) -> None:
    before, after = with_headers(old), with_headers(new)
    html = redline(before, after)
    assert_both_versions(html, before, after)
    assert_rows_are_as_wide_as_their_header(html)


@given(grids, grids, grids, grids)
@example([["b c"], ["2"]], [["b c"], ["b c"]], [["1", "1", "b c"], ["1", "1", "b c"]], [["1"]])
def test_rows_of_two_tables_stand_under_the_headers_of_their_own(
    one: Rows, two: Rows, three: Rows, four: Rows
) -> None:
    before, after = (
        "\n\nbetween them\n\n".join(map(with_headers, tables)) for tables in ((one, two), (three, four))
    )
    html = redline(before, after)
    assert_both_versions(html, before, after)
    assert_rows_are_as_wide_as_their_header(html)


@given(grids, grids)
@example([["", ""], ["a", "2"]], [[""], ["1"]])
def test_side_by_side_each_table_has_its_own_columns_in_every_row(old: Rows, new: Rows) -> None:
    before, after = with_headers(old), with_headers(new)
    left, right = side_by_side(before, after)
    assert (view(left), view(right)) == (rendered(before), rendered(after))
    for html, rows in ((left, old), (right, new)):
        assert [len(row) for row in cells(html)] == [len(row) for row in rows]


def assert_rows_are_as_wide_as_their_header(html: str) -> None:
    for element in tree(html).iter("table"):
        widths = {len([cell for cell in row if cell.tag in ("td", "th")]) for row in element.iter("tr")}
        assert len(widths) == 1
