"""Plain text is read as a careful person reads it: paragraphs, lists, tables and headings, every word."""

import random
import re
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.formats import Omission, read_markdown, read_plain, write_markdown
from documents.text.blocks import Block
from documents.text.enumerators import marker
from documents.text.words import plain

CASES = Path(__file__).parents[2] / "cases"


def kinds(blocks: list[Block]) -> list[tuple[str, int, str]]:
    return [tuple(block) for block in blocks]


def whats(omissions: list[Omission]) -> list[tuple[int, str]]:
    return [(omission.line, omission.what) for omission in omissions]


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+", text))


# The whole
LETTER = """\
MODEL POLICY FOR CLUSTERS

A first paragraph that somebody wrapped by hand at about this
width, in the year
2017. It goes on.

Expected outputs of this *activity*:

  • one
  • two, wrapped
    here
    – inner

1. Introduction to a long item
2) Other
   (a) letter
   (b) letter

HOUSE OF CLUSTERS
Some Street 5

Article 5
The members meet.

Члан 6. Циљеви

Текст члана.

-----
"""


def test_plain_text_has_paragraphs_items_and_headings():
    reading = read_plain(LETTER)
    assert kinds(reading.blocks) == [
        ("heading", 1, "# MODEL POLICY FOR CLUSTERS"),
        (
            "paragraph",
            0,
            "A first paragraph that somebody wrapped by hand at about this width, in the year 2017. It goes on.",  # noqa: E501
        ),
        ("paragraph", 0, "Expected outputs of this \\*activity\\*:"),
        ("item", 1, "- one"),
        ("item", 1, "- two, wrapped here"),
        ("item", 2, "- inner"),
        ("item", 1, "1. Introduction to a long item"),
        ("item", 2, "2) Other"),
        ("item", 3, "- (a) letter"),
        ("item", 3, "- (b) letter"),
        ("paragraph", 0, "HOUSE OF CLUSTERS\\\nSome Street 5"),
        ("heading", 2, "## Article 5"),
        ("paragraph", 0, "The members meet."),
        ("heading", 2, "## Члан 6. Циљеви"),
        ("paragraph", 0, "Текст члана."),
    ]
    assert reading.title == "MODEL POLICY FOR CLUSTERS"
    assert whats(reading.omissions) == [(29, "A dividing line")]


def test_a_letterhead_repeated_on_each_page_is_no_heading():
    page = "CLUSTER HOUSE\n\nText of a page that is long enough to be read.\n\n"
    assert {block.kind for block in read_plain(page * 3).blocks} == {"paragraph"}


def test_a_sentence_that_begins_with_article_is_no_heading():
    assert kinds(read_plain("Article 5 says that members meet.\n\nMore.").blocks)[0][0] == "paragraph"


def test_lines_as_long_as_paragraphs_are_paragraphs():
    line = "A paragraph on one line, as a word processor saves it, with no empty line after it. " * 2
    assert len(read_plain(f"{line}\n{line}\n").blocks) == 2


@pytest.mark.parametrize(
    "words",
    [
        "# a", "> a", "- a", "3. a", "*a* _b_ `c`", "[a](b) ![c](d)", "<b>a</b>", "&amp; &lt;",
        "a\\b", "~~a~~", "[^1]: a", "[a]: b", "| a |", "+ a", "a_b_c", "^[x]", "==", "~~~ a",
    ],
)  # fmt: skip
def test_plain_text_shows_as_it_was_typed(words):
    text = f"Begin {words}"
    assert [plain(block.markdown) for block in read_plain(text).blocks] == [text]
    assert plain(
        read_plain("Longer text before it to be one paragraph with it,\n" + words).blocks[-1].markdown
    ).endswith(re.sub(r"^(- |3\. |\+ )", "", words))


# Wrapped lines


def test_short_lines_that_were_wrapped_are_one_paragraph():
    blocks = read_plain((CASES / "20-sentences-taken-for-headings" / "in.txt").read_text("utf-8")).blocks
    assert blocks[-1] == Block("paragraph", 0, "Short lines of one column make a paragraph that was wrapped.")


@pytest.mark.parametrize(
    "address",
    [
        "Vera Example\nBulevar oslobođenja 5\n11000 Beograd",
        "MINISTRY OF ECONOMY AND REGIONAL DEVELOPMENT OF THE REPUBLIC\nSome Street 5\n11000 Belgrade",
        "Министерство на икономиката\nул. „Славянска“ 8\n1052 София",
        "Tel.: +381 11 123-456\nFax: +381 11 123-457",
    ],
)
def test_the_lines_of_an_address_keep_their_ends(address):
    blocks = read_plain(f"Dear members, this is the text.\n\n{address}\n\nMore of the text.").blocks
    assert [line.removesuffix("\\") for line in plain(blocks[1].markdown).split("\n")] == address.split("\n")


def test_a_no_break_space_stays_what_it_is():
    assert read_plain("It costs 10\u00a0% and\nmore.").blocks[0].markdown == "It costs 10\u00a0% and more."


def test_a_file_with_no_empty_lines_has_its_articles_and_paragraphs():
    text = (
        "Члан 1.\n(1) Овај закон уређује кластере.\n(2) Члан може бити:\n1) друштво;\n2) институт.\n"
        "Члан 2.\n(Скупштина)\nСкупштина заседа двапут годишње.\nПредмет\nЧлан 3.\nОвим се уређује предмет.\n"
    )
    assert kinds(read_plain(text).blocks) == [
        ("heading", 2, "## Члан 1."),
        ("paragraph", 0, "(1) Овај закон уређује кластере."),
        ("paragraph", 0, "(2) Члан може бити:"),
        ("item", 1, "1) друштво;"),
        ("item", 1, "2) институт."),
        ("heading", 2, "## Члан 2. (Скупштина)"),
        ("paragraph", 0, "Скупштина заседа двапут годишње."),
        ("heading", 2, "## Предмет"),
        ("heading", 2, "## Члан 3."),
        ("paragraph", 0, "Овим се уређује предмет."),
    ]


# Nothing is lost


LINES = st.lists(
    st.sampled_from(
        [
            "word",
            "Члан 5",
            "1. item",
            "(a) letter",
            "- dash",
            "• dot",
            "CAPS",
            "",
            "  in",
            "*x*",
            "# y",
            "---",
        ]
    )
    | st.just("a" * 130),
    max_size=25,
)


@given(LINES.map("\n".join))
def test_no_word_of_a_plain_source_is_lost_and_it_is_stable(source):
    reading = read_plain(source)
    shown = "\n".join(block.markdown for block in reading.blocks)
    assert words(source) == words(shown)
    assert read_markdown(write_markdown(reading.blocks)).blocks == reading.blocks


PIECES = """|word|Члан 5|Члан 6.|1. item|2. item|3) x|4) y|(a) letter|(b) letter|(1) para|(2) para|i) r
|ii) r|- dash|• dot|CAPS|CAPS AND CAPS|  in|*x*|# y|---|===
A long sentence of a paragraph that was wrapped by hand and so|goes on here, commu-|nity again
Size   Fee   Year|small  100   2026|a\tb\tc|d\te|[Page 1]|– 3 –|12|13|Глава I
ОПШТЕ ОДРЕДБЕ|I. ОСНОВНЕ|II. ДРУГО|Чл. 1. (1) Този закон.|MADDE 2 – (1) Bir.
Amaç|[[Q]]|+---+---+|1. јануара се|A. Petrov|2027. godine|b) x|the list is:
\fHead|      far in    x|1.1 Scope|1. Aims|Annex 1|...|- 5 °C|+ 10 %
5.|(a)|•|1. |`x|<b>|&amp;|\\|~~~|> q|1.Text|a)x|x  y|x   y\\|– inner|12a) x|12b) y|IV. x"""
HOSTILE = [piece for line in PIECES.split("\n") for piece in line.split("|")]
HOSTILE += ["", "", "| a | b |", "| c | d |"]


def letters(text: str) -> Counter[str]:
    """Each letter and digit with how often it stands there: hyphens at line ends join words."""
    return Counter(char for char in text if char.isalnum())


@pytest.mark.parametrize("seed", range(8))
def test_no_letter_or_digit_of_any_mixture_of_lines_is_lost_unsaid(seed):
    chance = random.Random(seed)
    for _ in range(60):
        source = "\n".join(chance.choice(HOSTILE) for _ in range(chance.randint(0, 25)))
        reading = read_plain(source)
        shown = "".join(marker(block) + plain(block.markdown) for block in reading.blocks)
        left_out = "".join(
            each.excerpt for each in reading.omissions if each.what != "Columns set with spaces"
        )
        assert letters(shown + left_out) == letters(source), source
        assert read_markdown(write_markdown(reading.blocks)).blocks == reading.blocks, source


MUCH = {
    "hyphens": "word of a line that ends in a hyphen commu-\nnity.\n\n" * 4000,
    "chapters": "ГЛАВА I\n\n" * 4000,
    "underlines": "Title\n-----\n" * 4000,
    "numbers": "\n\n".join(map(str, range(1, 4000))),
    "pages": "\n".join(f"\fHead  {n}\n\nText {n} of a page.\n" for n in range(3000)),
    "marks": "\n".join(("a) item", "1. x", "(i) y", "- z", "• q", "* r")[n % 6] for n in range(8000)),
    "margins": "\n".join(" " * n + f"- x{n}" for n in range(800)),
    "columns": "\n".join(f"a{n}   b{n}  c" for n in range(3000)),
    "blanks": ("a" + " " * 60) * 140,
    "strokes": "|" * 9000 + "\n" + "+-" * 4500,
    "brackets": "(" * 9000,
}


@pytest.mark.parametrize("kind", MUCH)
def test_much_of_anything_is_read_in_linear_time(kind):
    started = time.process_time()
    read_plain(MUCH[kind])
    assert time.process_time() - started < 20  # not a speed: a wrong algorithm would take minutes
