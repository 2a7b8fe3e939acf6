"""In the redline of a table every value stands under the header of its own column."""

from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.redline import redline, redline_block
from tests.documents.redline.redlines import assert_both_versions, texts, tree

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


@settings(max_examples=150, deadline=None)
@given(grids, grids)
def test_rows_are_as_wide_as_their_header_and_both_tables_come_back(old: Rows, new: Rows) -> None:
    old[0], new[0] = ([f"h{cell or n}" for n, cell in enumerate(side[0])] for side in (old, new))
    html = redline(table(old), table(new))
    assert_both_versions(html, table(old), table(new))
    for element in tree(html).iter("table"):
        assert (
            len({len([cell for cell in row if cell.tag in ("td", "th")]) for row in element.iter("tr")}) == 1
        )
