"""Tags of HTML that say something stay what they say; tables and lists of HTML keep their shape."""

from pathlib import Path

import pytest

from documents.formats import read_markdown
from documents.formats.cells import Cell, grid_of
from documents.text.words import plain

CASES = Path(__file__).parents[2] / "cases"


def markdown(source: str) -> list[str]:
    return [block.markdown for block in read_markdown(source).blocks]


def test_raised_lowered_and_struck_words_stay_so():
    blocks = read_markdown((CASES / "10-raised-numbers-and-struck-words/in.md").read_text()).blocks
    assert [block.markdown for block in blocks[2:]] == [
        "The fee is ~~200~~ 300 euro.",
        "Management<sup>1</sup> duties are delegated.",
        "The fee is ~~doubled~~ kept.",
    ]
    assert plain(blocks[1].markdown) == "Water use stays below 10⁶ m³ a year and CO₂ below 5 kg."
    assert plain(blocks[3].markdown) == "Management¹ duties are delegated."


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('10<SUP class="x">6</SUP> m', "10<sup>6</sup> m"),
        ("The <del> 200 </del>300", "The ~~200~~ 300"),
        ("a<strike>(b)</strike>c", "a~~(b)~~c"),
        ("<s>*a*</s> b", "~~*a*~~ b"),
        ("<del>a <sup>2</sup></del>", "~~a <sup>2</sup>~~"),
        ("10<sup>![x](y.png)6</sup>", "10<sup>6</sup>"),
        ("10<sup>6 m", "10 6 m"),
        ("one<td>two", "one two"),
        ("one<p>two</p>three", "one two three"),
        ("a<br>b<br/>c", "a\\\nb\\\nc"),
        ("x <sup>[1](#n1)</sup>", "x <sup>1</sup>"),
        ("~~200~~ and `<sup>`", "~~200~~ and `<sup>`"),
        ("`<del>a</del>`", "`<del>a</del>`"),
        ("# 10<sup>6</sup>", "# 10<sup>6</sup>"),
        ("<div>10<sup>6</sup> <del>a</del></div>", "10<sup>6</sup> ~~a~~"),
        ("<div><del><p>a</p><p>b</p></del></div>", "~~a~~"),
    ],
)
def test_tags_in_a_line(source, expected):
    assert markdown(source)[0] == expected
    assert markdown(expected)[0] == expected


def test_struck_words_stay_struck_where_their_marks_are_in_doubt():
    reading = read_markdown("**x![i](p.png) **10<del>200~</del> 5<sup>2</sup>")
    assert plain(reading.blocks[0].markdown).endswith("5²")
    assert "<sup>2</sup>" in reading.blocks[0].markdown
    assert "~~200" in reading.blocks[0].markdown


def test_tables_and_numbered_lists_of_html_keep_their_shape():
    reading = read_markdown((CASES / "11-tables-and-lists-in-html/in.md").read_text())
    assert [block.markdown for block in reading.blocks] == [
        "# Fees",
        "| Country | Fee |\n| --- | --- |\n| Northland | 10 |\n| Southland | ^^ |",
        "4. Fourth rule",
        "5. Fifth rule",
    ]
    assert reading.omissions == []


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "<table><tr><td colspan=2>a<br>b</td></tr><tr><td>1</td><td>x<sup>2</sup></td></tr></table>",
            ["|  |  |\n| --- | --- |\n| a<br>b | << |\n| 1 | x<sup>2</sup> |"],
        ),
        (
            "<table><caption>Fees</caption><tr><th>a|b</th></tr>\n\n<tr><td>^^</td></tr></table>",
            ["Fees", "| a\\|b |\n| --- |\n| \\^\\^ |"],
        ),
        ("<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>", ["1. a", "- b", "2. c"]),
        ("<ol>\n\n<li>a</li>\n\n<li value=7><p>b</p><p>c</p></li></ol>", ["1. a", "7. b", "c"]),
        ("<ol type=a><li>x</li><li>y</li></ol>", ["- a. x", "- b. y"]),
        ("<ul><li>1. maja</li><li>(30) dana</li></ul>", ["- 1\\. maja", "- \\(30) dana"]),
        ("<dl><dt>T</dt><dd>one</dd><dd>two</dd></dl>", ["- **T** — one", "two"]),
        ("<table><tr><td><ol><li>x<li>y</ol></td></tr></table>", ["|  |\n| --- |\n| 1. x<br>2. y |"]),
        ("<ul><li><table><tr><th>a</table></ul>", ["- | a |\n  | --- |"]),
        ("<![CDATA[x", ["\\<![CDATA[x"]),
    ],
)
def test_shapes_of_html(html, expected):
    assert markdown(html) == [text.replace("[CDATA[", "\\[CDATA\\[") for text in expected]


@pytest.mark.parametrize(
    ("rows", "grid"),
    [
        ([[Cell("a", 2, 2), Cell("b")], [Cell("c")]], [["a", "<<", "b"], ["^^", "<<", "c"]]),
        ([[Cell("a", 9)], [], [Cell("b")]], [["a", ""], ["^^", ""], ["^^", "b"]]),
        ([[Cell("a"), Cell("b", 2)], [Cell("c", 1, 5)]], [["a", "b"], ["c", "^^"]]),
        ([[Cell("a", 1, 1000)]], [["a"]]),
        ([[Cell("<<")]], [["\\<\\<"]]),
    ],
)
def test_cells_that_reach_over_others_cover_them(rows, grid):
    assert grid_of(rows) == grid


def test_spans_without_measure_make_no_table_without_measure():
    rows = [[Cell("a", 65_000, 1000) for _ in range(300)] for _ in range(30)]
    assert sum(map(len, grid_of(rows))) <= 30 * 300 + 4096
