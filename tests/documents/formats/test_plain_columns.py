"""Columns of plain text are tables; what only looks like columns keeps its words, and is named."""

from pathlib import Path

import pytest

from documents.formats import read_plain
from documents.formats.reading import Omission

CASES = Path(__file__).parents[2] / "cases"
FEES = """\
| Size | Fee | Year |
| --- | --- | --- |
| small | 100 | 2026 |
| medium | 250 | 2026 |
| large | 1,000 | 2026 |"""


def kinds(text: str) -> list[str]:
    return [block.kind for block in read_plain(text).blocks]


def rows(text: str) -> list[list[str]]:
    """The cells of the one table of a text."""
    (table,) = [block.markdown for block in read_plain(text).blocks if block.kind == "table"]
    lines = [line for line in table.split("\n") if not line.startswith("| ---")]
    return [[cell.strip() for cell in line[1:-1].split("|")] for line in lines]


def test_a_table_set_with_spaces_is_a_table():
    reading = read_plain((CASES / "21-columns-in-plain-text" / "in.txt").read_text("utf-8"))
    assert [block.kind for block in reading.blocks] == ["heading", "paragraph", "table", "paragraph"]
    assert reading.blocks[2].markdown == FEES
    assert reading.omissions == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ["Country\tFee\tYear", "Serbia\t\t2026", "Albania\t200\t2027"],
            "Country|Fee|Year / Serbia||2026 / Albania|200|2027",
        ),
        (["Country\t\tFee", "Serbia\t\t100", "Bosnia\t200"], "Country|Fee / Serbia|100 / Bosnia|200"),
        (["Size     Fee", "small    100", "large  1,000"], "Size|Fee / small|100 / large|1,000"),
        (["Members pay:", "Size     Fee", "small    100"], "Size|Fee / small|100"),
        (["Size     Fee", "----     ---", "small    100"], "Size|Fee / small|100"),
        (
            [
                "No.   Country         Fee",
                "1.    Serbia          100",
                "2.    Bosnia and",
                "      Herzegovina      50",
            ],
            "No.|Country|Fee / 1.|Serbia|100 / 2.|Bosnia and Herzegovina|50",
        ),
        (
            [
                "Term        Meaning",
                "Cluster     A group of firms",
                "            that work together",
                "Chair       Who leads",
            ],
            "Term|Meaning / Cluster|A group of firms that work together / Chair|Who leads",
        ),
        (
            ["For Serbia                For Albania", "Vera Example              Ana Example"],
            "For Serbia|For Albania / Vera Example|Ana Example",
        ),
        (
            ["Name  Fee of it  Year", "A long name  1  2026", "B  22  2027"],
            "Name|Fee of it|Year / A long name|1|2026 / B|22|2027",
        ),
        (["+---+----+", "| a | b  |", "+---+----+", "| 1 | -5 |", "+---+----+"], "a|b / 1|-5"),
        (["| a | b |", "|---|---|", "| 1 | 2 |"], "a|b / 1|2"),
    ],
)
def test_columns_of_many_kinds_keep_each_number_in_its_column(lines, expected):
    text = "\n".join(lines)
    assert rows(text) == [cells.split("|") for cells in expected.split(" / ")]
    assert read_plain(text).omissions == []


@pytest.mark.parametrize(
    "text",
    [
        "The   members  of the cluster  meet\ntwice  a  year  in  the   capital\nthat   holds the chair.",
        "Two blanks after a sentence of words.  Like this.\nAnd in the second line of it.  It is no table.",
        "Name:\tVera",
    ],
)
def test_words_with_wide_blanks_are_no_table(text):
    assert kinds(text) == ["paragraph"]


def test_lists_with_wide_blanks_are_lists():
    assert (
        kinds("1.   First item\n2.   Second item\n\n•\tone\n•\ttwo\n\nа)\tпрво;\nб)\tдруго.") == ["item"] * 6
    )


def test_lines_that_stand_in_columns_but_in_no_table_keep_their_blanks_and_are_named():
    text = "Fees      of members      here\nsmall item or one more    100\n large thing of many kinds     x"
    reading = read_plain(text)
    assert reading.blocks[0].kind == "code"
    assert text in reading.blocks[0].markdown
    assert reading.omissions == [
        Omission(
            1,
            "Columns set with spaces",
            "They do not stand below each other, so they are no table here; the lines are kept as they are.",
            "Fees of members here",
        )
    ]


def test_signs_of_markdown_in_cells_show_as_they_were_typed():
    assert rows("a*b     c_d\n1 | 2   - x")[1][-1] == "- x"
    assert "1 \\| 2" in read_plain("a*b     c_d\n1 | 2   - x").blocks[0].markdown
