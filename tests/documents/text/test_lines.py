"""The lines of a paragraph: cut at blanks by one rule, shown with a number each, and no word is another."""

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.formats.markdown import read_markdown
from documents.text.html import render_blocks
from documents.text.lines.drawing import drawn, mark
from documents.text.lines.rule import WIDTH, breaks, text_of
from sbcp.language.serbian import latin_html
from tests.support.markup import Part

MARK = re.compile(r'<span class="line" id="l(\d+)" data-line="\1" aria-hidden="true"></span>')
LONG = (
    "Each participant names one contact point, which answers within thirty days and reports once a year to "
    "the secretariat of the working group."
)


def html_of(markdown: str) -> str:
    """One block of a text, as it is kept at publication."""
    blocks = read_markdown(markdown).blocks
    return render_blocks(blocks, list(range(1, len(blocks) + 1)))[0]


def text(html: str) -> str:
    """The letters between its tags, as a browser reads them."""
    return "".join(Part("", 200, {}, html).root.itertext())


def lines(html: str) -> list[str]:
    """The words of each line of a paragraph, as the page has them."""
    shown = drawn(html, 1, breaks(html))
    before, *rest = MARK.sub("\0", shown).split("\0")
    assert text(before).split() == [], "no word is before the first line"
    return [" ".join(re.sub("<[^>]*>", "", line).split()) for line in rest]


def test_a_text_is_cut_at_blanks_into_lines_as_full_as_can_be() -> None:
    assert lines(html_of(LONG)) == [
        "Each participant names one contact point, which answers within thirty",
        "days and reports once a year to the secretariat of the working group.",
    ]


@pytest.mark.parametrize("more", [0, 1])
def test_seventy_two_letters_are_a_line_and_one_more_is_another(more: int) -> None:
    words = ["a" * 35, "b" * (36 + more)]
    assert lines(html_of(" ".join(words))) == ([" ".join(words)] if not more else words)


def test_a_word_longer_than_a_line_stands_alone() -> None:
    long = "x" * 100
    assert lines(html_of(f"See {long} for more.")) == ["See", long, "for more."]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("## Aims", ["Aims"]),
        ("One\\\ntwo", ["One", "two"]),
        ("> One.\n>\n> Two.", ["One.", "Two."]),
        ("> - One.\n> - Two.", ["One.", "Two."]),
        ("```\none\n\n  two\n```", ["one", "two"]),
        ("| a | b |\n| --- | --- |\n| c<br>d | e |", ["a b", "c d e"]),
        ("- an item", ["an item"]),
        ("a&b <c> «d»", ["a&amp;b &lt;c&gt; «d»"]),
    ],
)
def test_what_begins_for_itself_begins_a_line(markdown: str, expected: list[str]) -> None:
    assert lines(html_of(markdown)) == expected


def test_a_paragraph_without_words_has_one_line() -> None:
    for html in ("", "<hr>", "<p></p>"):
        assert breaks(html) == []
        assert drawn(html, 7, []) == mark(7) + html


def test_neither_a_letter_written_as_its_name_nor_an_accent_takes_more_place() -> None:
    assert lines(html_of("&" * 72)) == ["&amp;" * 72]
    assert len(lines(html_of("а\u0301" * 36 + " " + "е\u0301" * 35))) == 1
    assert lines(html_of("a" * 60 + "\u00a0" + "b" * 20)) == ["a" * 60 + "&nbsp;" + "b" * 20]


def test_a_mark_stands_before_the_link_that_its_line_begins_with() -> None:
    html = html_of("a" * 72 + " [**a link**](https://example.org) on")
    assert f'<br>{mark(2)}<a href="https://example.org"' in drawn(html, 1, breaks(html))


def test_lines_that_were_cut_otherwise_are_shown_as_they_were() -> None:
    """A later rule leaves those of a published version alone."""
    shown = drawn("<p>One two three</p>", 4, [4])
    assert shown == f"<p>{mark(4)}One <br>{mark(5)}two three</p>"


def test_it_is_one_rule_in_latin_letters_and_in_cyrillic() -> None:
    html = html_of(("Њујорк и ЉУБЉАНА: " + "наджњевати **инјекције** " * 9).strip())
    shown = drawn(html, 1, breaks(html))
    assert MARK.sub("", latin_html(shown)).replace("<br>", "") == latin_html(html)
    assert MARK.findall(latin_html(shown)) == MARK.findall(shown)


WORDS = st.lists(
    st.sampled_from(
        ["a", "be", "cluster", "право", "naïve", "5", "e\u0301te\u0301", "x" * 40, "y" * 90, "a&b", "<", "—"]
    ),
    min_size=1,
    max_size=40,
).map(" ".join)
DRESSED = st.tuples(
    WORDS, st.sampled_from(["{}", "**{}**", "*{}*", "[{}](https://example.org)", "`{}`"])
).map(lambda each: each[1].format(each[0].replace("<", "&lt;")))
SENTENCES = st.lists(DRESSED, min_size=1, max_size=5).map(" ".join)
BLOCKS = st.one_of(
    SENTENCES,
    SENTENCES.map("## {}".format),
    SENTENCES.map("- {}".format),
    st.lists(SENTENCES, min_size=2, max_size=3).map("\\\n".join),
    st.lists(SENTENCES, min_size=1, max_size=3).map(lambda each: "> " + "\n>\n> ".join(each)),
    st.lists(WORDS, min_size=1, max_size=4).map(lambda each: "```\n" + "\n  ".join(each) + "\n```"),
    st.lists(SENTENCES, min_size=2, max_size=4).map(
        lambda cells: "| a | b |\n| --- | --- |\n" + "\n".join(f"| {each} | b |" for each in cells)
    ),
)


@given(BLOCKS, st.integers(1, 5000))
def test_every_word_is_on_one_line_and_the_numbers_count_on(markdown: str, first: int) -> None:
    html = html_of(markdown)
    further = breaks(html)
    shown = drawn(html, first, further)
    assert text(shown) == text(html) == text(shown.replace("<br>", "")), "no letter is another"
    numbers = [int(number) for number in MARK.findall(shown)]
    assert numbers == list(range(first, first + 1 + len(further)))
    assert sorted(set(further)) == further
    cut = lines(html)
    assert " ".join(cut).split() == re.sub("<[^>]*>", "", html).split()
    assert all(cut), "no line is empty"


@given(SENTENCES)
def test_no_line_is_too_long_and_none_could_take_another_word(markdown: str) -> None:
    html = html_of(markdown)
    letters = text_of(html)
    begins = [0, *breaks(html), len(letters)]
    cut = [letters[begin:end].replace("\u0301", "").split() for begin, end in pairwise(begins)]
    for line, following in pairwise([*cut, ["x" * WIDTH]]):
        length = len(" ".join(line))
        assert length <= WIDTH or len(line) == 1
        assert length + 1 + len(following[0]) > WIDTH


def test_a_long_text_is_cut_and_drawn_in_time_that_grows_as_it_does() -> None:
    taken = []
    for times in (60, 600):
        html = html_of(f"{LONG} **Bold** " * times)
        began = time.process_time()
        drawn(html, 1, breaks(html))
        taken.append(time.process_time() - began)
    assert taken[1] < 30 * max(taken[0], 0.002)
