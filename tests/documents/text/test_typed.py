"""What people type is shown as they typed it: every number, mark of a list and end of a line."""

import sys
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from documents.text.typed import render, words
from tests.support.watching.growth import calls

CASES = Path(__file__).parents[2] / "cases"


def lines(html: str) -> list[str]:
    """The lines that a reader sees."""
    for tag in ("<br>", "</p>", "</pre>", "</td>"):
        html = html.replace(tag, "\n")
    words = "".join(part.rpartition(">")[2] if "<" in html else part for part in html.split("<"))
    shown = (unescape(line).strip(" \n") for line in words.split("\n"))
    return [line for line in shown if line]


def test_numbers_in_a_comment_stay() -> None:
    typed = (CASES / "03-numbers-in-comments-stay" / "comment.md").read_text("utf-8")
    assert lines(render(typed)) == [
        "1. јануара је прерано.",
        "15. марта је боље.",
        "My remarks:",
        "5. point five is wrong",
        "7. point seven too",
    ]


def test_lines_of_a_comment_stay() -> None:
    typed = (CASES / "04-line-breaks-in-comments" / "comment.txt").read_text("utf-8")
    assert lines(render(typed)) == typed.splitlines()


AS_TYPED = [
    "1. a\n2. b\n4. c",
    "3) a\n5) b",
    "007. a",
    "- 20 % of the funds\n+ 15 %\n* a note",
    "(a) one\n(б) two\nγ) three",
    "• one\n– two\n— three",
    "a line that a mail program has cut at\nabout forty letters, as they all do,\nand a short one",
    "> 18 years\n>= 5 %\n> -3",
    "# 5",
    "2*3*4 = 24 and (2)*3*(4), a*b*c, 5~~6~~7",
    "x_1_2 and __init",
    "see [5](6) and [the annex](/annex)",
    "[1]: https://example.org/report 2026",
    "Costs[^1] rise.\n[^1]: In 2026.",
    "&lt; and &#49;",
    "it`s 5\ndon`t 6",
    "Text\n===\nmore",
    "|a|b|\n|-|-|\n|1|2|3|",
    "**begun\nnever ended",
    "a <b>c</b>",
    "Zone 1 | Zone 2",
    "> EUR 5\nmore",
    "> cca. 5 %",
    "> ½ of it",
    "a\n#\nb",
    "##",
    "```",
    "~~~~~~~~~~\n1. a",
    "```5\nnever ended",
    "~~~\n~~~",
    r"\\server\2027 and C:\5",
    "[](https://example.org/5",
    "[5](<https://exa mple/7>)",
    "[6](https://example.5)",
]


@pytest.mark.parametrize("typed", AS_TYPED)
@pytest.mark.parametrize("quoted", [False, True], ids=["plain", "in a quote"])
def test_what_is_typed_is_shown(typed: str, quoted: bool) -> None:
    given = "\n".join("> " + line for line in ["He said:", *typed.split("\n")]) if quoted else typed
    assert lines(render(given))[quoted:] == typed.split("\n")


def test_an_indent_stays() -> None:
    assert render("a\n   (i) b\n\tc") == (
        "<p>a<br>\n&nbsp;&nbsp;&nbsp;(i) b<br>\n&nbsp;&nbsp;&nbsp;&nbsp;c</p>"
    )


def test_blanks_and_tabs_within_a_line_part_its_words_as_they_did() -> None:
    nbsp = "&nbsp;"
    assert render("a  5   b") == f"<p>a{nbsp} 5{nbsp}{nbsp} b</p>"
    assert render("1.\ta") == f"<p>1.{nbsp}{nbsp}{nbsp} a</p>"
    assert words("1.\ta  b") == "1.\ta  b"
    assert words("   1. a\n   2. b") == "\u00a0\u00a0\u00a01. a\n\u00a0\u00a0\u00a02. b"


def test_a_quote_of_some_lines_may_begin_with_a_short_word_and_a_number() -> None:
    assert render("> Art. 5 says\n> no") == "<blockquote>\n<p>Art. 5 says<br>\nno</p>\n</blockquote>"
    assert render("> Art. 5 says") == "<p>&gt; Art. 5 says</p>"


def test_a_link_without_words_shows_its_address() -> None:
    link = '<a href="https://a.example/5" rel="nofollow ugc noopener">https://a.example/5</a>'
    assert render("[](https://a.example/5)") == f"<p>{link}</p>"
    assert words("[](https://a.example/5)") == "https://a.example/5"


def test_an_answer_is_not_put_into_the_quote_before_it() -> None:
    assert render("> They said so.\nI do not.") == (
        "<blockquote>\n<p>They said so.</p>\n</blockquote>\n<p>I do not.</p>"
    )


def test_what_is_laid_out_loses_no_words() -> None:
    assert render("**5** *6* `7`") == "<p><strong>5</strong> <em>6</em> <code>7</code></p>"
    assert render("# Look *here*") == "<p><strong>Look <em>here</em></strong></p>"
    assert render("a\n---\nb") == "<p>a</p>\n<hr>\n<p>b</p>"
    assert lines(render("```5 EUR\n6\n```")) == ["5 EUR", "6"]
    assert lines(render("|a|b|\n|-|-|\n|1|2|\n|3|"))[-3:] == ["1", "2", "3"]
    link = 'rel="nofollow ugc noopener"'
    assert render('[x](https://a.example/6 "t 5")') == (
        f'<p><a href="https://a.example/6" {link}>x</a> (t 5)</p>'
    )
    assert render("![a map](https://a.example/7.png)") == (
        f'<p><a href="https://a.example/7.png" {link}>a map</a></p>'
    )


@pytest.mark.parametrize("typed", AS_TYPED)
def test_mail_and_lists_show_the_same_lines(typed: str) -> None:
    assert words(typed).split("\n") == typed.split("\n")


def test_words_are_without_formatting_and_lose_nothing() -> None:
    assert words("Say **how** 5.\n\n> He *said*:\n> 6\n\n---\n```\n7\n```") == (
        "Say how 5.\n\n> He said:\n> 6\n\n---\n\n7"
    )
    assert words("[x](https://a.example/6) <https://a.example/7>") == (
        "x <https://a.example/6> https://a.example/7"
    )
    assert words("|a|b|\n|-|-|\n|1|2|") == "a | b\n1 | 2"
    assert words(">" * 500 + " deep") == ">" * 500 + " deep"


@given(st.text(alphabet="13579ažжλ .)(>-+*_~`#|\\\n:[]!&;=<", max_size=60))
@example("|1|2|\n|-|-|\n|3|4|5|")
@example("> 1\n1\n> > 3")
def test_F22_no_letter_and_no_digit_of_what_is_typed_disappears(typed: str) -> None:
    shown = unescape(render(typed))
    for kept in (iter(shown), iter(words(typed))):
        assert all(sign in kept for sign in typed if sign.isalnum()), (typed, shown)


@given(st.lists(st.sampled_from(["1. a", "- b", "(c) d", "e", "• f", "  g", "9) h"]), min_size=1, max_size=9))
def test_there_are_as_many_lines_as_were_typed(typed: list[str]) -> None:
    assert [line.strip("\u00a0") for line in lines(render("\n".join(typed)))] == [
        line.strip() for line in typed
    ]


def test_what_is_nested_beyond_measure_is_shown_as_typed() -> None:
    assert render(">" * 500 + " deep") == f"<pre>{'&gt;' * 500} deep</pre>"
    assert render("- " * 500 + "deep") == f"<p>{'- ' * 500}deep</p>"
    assert render("> " * 11 + "deep").count("<blockquote>") == 11


HOSTILE = {
    "pipes": "|",
    "lines of pipes": "||-\n",
    "tables that are none": "# x\n|a|\n|-|\n|1|2|\n",
    "tables": "|a|\n|-|-|\n",
    "table in quotes": "> |a|\n> |-|\n> |1|2|\n",
    "quotes": ">",
    "lines of quotes": "> a\n",
    "turns of quotes": ">> a\n> b\nc\n",
    "quotation marks": "\"'",
    "brackets": "[",
    "pairs of brackets": "[]",
    "links": "[a](",
    "images": "![a](",
    "lists": "- ",
    "nested lists": "- a\n  - b\n    - c\n",
    "stars": "*a **b ",
    "stars alone": "*",
    "waves": "~~a ",
    "ticks": "`a ``b ",
    "angles": "<a ",
    "fences": "```\n",
    "marks": "a\u0301\u0323",
    "lines": "a\n",
}


def work(typed: str) -> int:
    """How many calls it takes to show a text."""
    return calls(lambda: render(typed))


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_F22_the_work_grows_with_the_text_alone(unit: str) -> None:
    """Eight times the text takes about eight times the work; what grows with the square takes 64 times."""
    render("warm")
    short, long = (work(unit * (size // len(unit))) for size in (1_250, 10_000))
    assert long < 12 * short + 1_000


@pytest.mark.parametrize(
    "unit", ["[", "<", "`", "!", "*", "~", "\\\\", "``` \n", "> ```\n", "[](http://a.5)"]
)
def test_rows_of_one_sign_are_looked_through_once(unit: str) -> None:
    """What loops within one call is counted by its lines."""

    def steps(typed: str) -> int:
        count = 0

        def trace(_frame: object, event: str, _what: object) -> Any:
            nonlocal count
            count += event == "line"
            return trace

        sys.settrace(trace)
        try:
            render(typed)
        finally:
            sys.settrace(None)
        return count

    render("warm")
    assert steps(unit * (4_000 // len(unit))) < 12 * steps(unit * (500 // len(unit))) + 1_000
