"""A cell that stretches over others has its words once, and a table keeps its shape."""

import re

import pytest

from documents.text.tables import spans
from documents.text.typed import render
from documents.text.words import plain


def cells(markdown: str) -> list[list[tuple[str, str]]]:
    """Each row as (attributes, words) of its cells."""
    rows = re.findall(r"<tr>(.*?)</tr>", render(markdown), re.DOTALL)
    return [re.findall(r"<t[hd]( [^>]*)?>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]


def test_a_cell_covers_those_below_and_beside_it():
    table = "| Country | Fee |\n| --- | ---: |\n| Northland | 10 |\n| Southland | ^^ |\n| Both | << |"
    assert cells(table)[1:] == [
        [("", "Northland"), (' rowspan="2" class="align-right"', "10")],
        [("", "Southland")],
        [(' colspan="2"', "Both")],
    ]
    assert plain(table) == "Country Fee\nNorthland 10\nSouthland\nBoth"


def test_a_block_of_cells_is_one():
    assert spans([["a", "b", "<<"], ["c", "^^", "<<"], ["d", "^^", "^^"]]).sizes == {
        (0, 0): (1, 1), (0, 1): (3, 2), (1, 0): (1, 1), (2, 0): (1, 1),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("| ^^ | a |\n| --- | --- |\n| << | b |", "^^ a\n<< b"),
        ("| a | b |\n| --- | --- |\n| c | d |\n| \\^^ | \\<< |", "a b\nc d\n^^ <<"),
        ("| a | << |\n| --- | --- |\n| ^^ | d |", "a <<\n^^ d"),
    ],
)
def test_signs_that_cover_no_rectangle_are_words(table, words):
    assert plain(table) == words
    assert "span" not in render(table)


def test_a_header_that_reaches_down_has_as_many_rows():
    html = render("| Country | Fee | << |\n|---|---|---|\n| ^^ | small | large |\n| A | 1 | 2 |")
    head, body = re.fullmatch(r".*<thead>(.*)</thead>(.*)", html, re.DOTALL).groups()
    assert head.count("<tr>") == 2
    assert 'rowspan="2"' in head
    assert head.count("<th ") == 4
    assert body.count("<td>") == 3


def test_a_header_without_a_word_is_not_shown():
    html = render("|  |  |\n|---|---|\n| a | b |")
    assert "<thead>" not in html
    assert html.count("<td>") == 2


def test_lines_of_a_cell_are_breaks_in_tables_alone():
    table = "| a<br>b |\n|---|\n| c |"
    assert "a<br>" in render(table)
    assert plain(table) == "a b\nc"
    assert render("a<br>b") == "<p>a&lt;br&gt;b</p>"
