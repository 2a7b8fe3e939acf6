"""Raised and lowered figures and struck words stay what they are, in HTML and in plain words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.text.blocks import Block
from documents.text.html import render_blocks
from documents.text.typed import render
from documents.text.words import plain


@pytest.mark.parametrize(
    ("markdown", "html", "words"),
    [
        ("10<sup>6</sup> m<sup>3</sup>", "10<sup>6</sup> m<sup>3</sup>", "10⁶ m³"),
        ("CO<sub>2</sub>", "CO<sub>2</sub>", "CO₂"),
        ("10<sup>-3</sup>, 10<sup>−3</sup>", "10<sup>-3</sup>, 10<sup>−3</sup>", "10⁻³, 10⁻³"),
        ("5<sup>th</sup>", "5<sup>th</sup>", "5^(th)"),
        ("x<sub>max 2</sub>", "x<sub>max 2</sub>", "x_(max 2)"),
        ("a<sub>x<sup>2</sup></sub>b", "a<sub>x<sup>2</sup></sub>b", "a_(x²)b"),
        ("**10<sup>*6*</sup>**", "<strong>10<sup><em>6</em></sup></strong>", "10⁶"),
        ("~~(a)~~b", "<s>(a)</s>b", "(a)b"),
        ("200 ~~ 300 ~~ 400", "200 ~~ 300 ~~ 400", "200 ~~ 300 ~~ 400"),
    ],
)
def test_figures_keep_their_height_and_never_join_their_neighbours(markdown, html, words):
    assert render(markdown) == f"<p>{html}</p>"
    assert render_blocks([Block("paragraph", 0, markdown)], [1]) == [f"<p>{html}</p>"]
    assert plain(markdown) == words


@pytest.mark.parametrize(
    "typed",
    [
        "10<sup>6", "10</sup>6", "<SUP>6</SUP>", '<sup class="a">6</sup>', "<sup></sup>", "<sup >6</sup>",
        "<sub>6</sup>", "<sup>6<sub></sup>7", "<ins>6</ins>", "<br>", "\\<sup>6</sup>",
    ],
)  # fmt: skip
def test_whatever_is_no_pair_of_these_tags_is_words(typed):
    shown = plain(typed)
    assert shown.replace("⁶<sub>", "<sup>6<sub></sup>") == typed.removeprefix("\\") or "^(" in shown
    assert render(typed).count("&lt;") == shown.count("<")


def test_marks_never_cross_those_of_a_link():
    html = render("[a <sup>b](https://x.example) c</sup>")
    assert html.count("&lt;") == 2
    assert ">a &lt;sup&gt;b</a> c&lt;/sup&gt;" in html


@given(
    st.lists(
        st.sampled_from(
            ["<sup>", "</sup>", "<sub>", "</sub>", "*", "**", "~~", "a", "1", " ", "[", "](http://x.y)"]
        ),
        max_size=30,
    ).map(lambda pieces: "x " + "".join(pieces))
)  # fmt: skip
def test_no_figure_is_lost_however_the_marks_stand(typed):
    figures = str.maketrans("⁰¹₀₁", "0101")
    letters = [char for char in typed.replace("](http://x.y)", "") if char in "a1"]
    shown = [char for char in plain(typed).replace("http://x.y", "").translate(figures) if char in "a1"]
    assert shown == letters


def test_marks_inside_more_than_sixteen_others_are_the_signs_themselves():
    html = render("<sup>" * 30 + "x" + "</sup>" * 30)
    assert html.count("<sup>") == html.count("</sup>") == 16
    assert html.count("&lt;sup&gt;") == html.count("&lt;/sup&gt;") == 14
