"""A number or letter is a mark of a list only in a series; every item is a block of its own."""

from pathlib import Path

import pytest

from documents.formats import read_markdown, write_markdown
from documents.text.numbering import labels
from documents.text.words import plain

CASES = Path(__file__).parents[2] / "cases"


def markdown(source: str) -> list[str]:
    return [block.markdown for block in read_markdown(source).blocks]


def case(name: str) -> str:
    return (CASES / name).read_text(encoding="utf-8")


def test_lists_with_letters_brackets_and_counting_signs_are_items():
    reading = read_markdown(case("07-lettered-lists-in-markdown/bylaws.md"))
    assert reading.title == "Bylaws of the example council"
    assert [(block.level, block.markdown) for block in reading.blocks if block.kind == "item"] == [
        (1, "- A. A member is a firm or an institute."),
        (2, "1. A firm has its seat in a country of the region."),
        (2, "2. An institute has a contract."),
        (1, "- B. A guest may listen."),
        (1, "- C. The council keeps a list of members."),
        (1, "- (a) A member keeps a register."),
        (1, "- (b) A member publishes a report."),
        (1, "- i. first roman"),
        (1, "- ii. second roman"),
        (1, "1. A numbered rule:"),
        (2, "- a) first letter"),
        (2, "- b) second letter"),
    ]
    assert [omission.what for omission in reading.omissions] == ["Front matter"]
    assert labels(reading.blocks)[1:6] == [
        "Article I(A)", "Article I(A)(1)", "Article I(A)(2)", "Article I(B)", "Article I(C)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("(a) x\n\n(b) y", ["- (a) x", "- (b) y"]),
        ("а) x\nб) y\nв) z", ["- а) x", "- б) y", "- в) z"],),
        ("А. x\n#. y\n#. z", ["- А. x", "- Б. y", "- В. z"]),
        ("i. x\n#. y\n#. z", ["- i. x", "- ii. y", "- iii. z"]),
        ("#. x\n#. y", ["1. x", "2. y"]),
        ("4) x\n#) y", ["4) x", "5) y"]),
        ("  i. x\n ii. y\niii. z", ["- i. x", "- ii. y", "- iii. z"]),
        ("α) x\nβ) y", ["- α) x", "- β) y"]),
        ("Words:\na) x\nb) y", ["Words:", "- a) x", "- b) y"]),
        ("Words:\n(1) x\n(2) y", ["Words:", "- (1) x", "- (2) y"]),
        ("> (a) x\n> (b) y", ["> - (a) x\n> - (b) y"]),
        ("(a) one\n    two\n(b) y", ["- (a) one two", "- (b) y"]),
        ("(a) x\n\n    more\n\n(b) y", ["- (a) x", "more", "- (b) y"]),
        ("1. x\na) y\nb) z\n2. w", ["1. x", "- a) y", "- b) z", "2. w"]),
    ],
)  # fmt: skip
def test_each_mark_of_a_series_begins_an_item(source, expected):
    assert markdown(source) == expected
    assert markdown(write_markdown(read_markdown(source).blocks)) == expected


def test_another_kind_of_mark_on_the_same_margin_is_deeper():
    assert [block.level for block in read_markdown("1. x\na) y\nb) z\n2. w").blocks] == [1, 2, 2, 1]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("15. јануара 2027. године", ["15\\. јануара 2027. године"]),
        ("2029. godine vrši se provera.\n\nMore.", ["2029\\. godine vrši se provera.", "More."]),
        ("A. Petrov is the chair.", ["A\\. Petrov is the chair."]),
        ("Text\n\n1. maja\n\nText", ["Text", "1\\. maja", "Text"]),
        ("3) dana\n\nText", ["3\\) dana", "Text"]),
        ("Petrov, in the year\n2017. It goes on.", ["Petrov, in the year 2017. It goes on."]),
        ("15. januara x\n20. februara y", ["15\\. januara x", "20\\. februara y"]),
        ("- A. Petrov\n- M. Babić", ["- A\\. Petrov", "- M\\. Babić"]),
        ("- (30) dana", ["- \\(30) dana"]),
        ("- 15. maja\n- 1. oktobra", ["- 15\\. maja", "- 1\\. oktobra"]),
        ("2027.", ["2027\\."]),
        ("1.&nbsp;maja", ["1\\.\u00a0maja"]),
    ],
)
def test_a_number_that_stands_in_no_series_is_a_word(source, expected):
    assert markdown(source) == expected
    assert read_markdown(source).omissions == []
    assert plain(read_markdown(source).blocks[0].markdown) == plain(expected[0])


@pytest.mark.parametrize("name", ["01-amount-at-head-is-no-number", "02-year-and-party-at-head"])
def test_no_date_amount_or_initial_becomes_a_label(name):
    old, new = (read_markdown(case(f"{name}/{version}.md")).blocks for version in ("old", "new"))
    assert labels(old) == labels(new)
    assert [block.kind for block in old] == [block.kind for block in new]
    texts = [plain(block.markdown) for block in old]
    assert any(text.startswith(("1. јануара", "2028. godine")) for text in texts)


def test_a_series_goes_on_over_paragraphs():
    source = "1. First.\n\nWords between.\n\n2. Second.\n\nMore words.\n\n3. Third."
    assert markdown(source) == ["1. First.", "Words between.", "2. Second.", "More words.", "3. Third."]
    assert [b.kind for b in read_markdown("1. x\n\n## A\n\n2. y").blocks] == [
        "paragraph",
        "heading",
        "paragraph",
    ]


def test_numbers_with_gaps_of_repealed_points_stay():
    assert markdown("1. a\n2. b\n5. c") == ["1. a", "2. b", "5. c"]
    assert markdown("5. a\n6. b\n6. c") == ["5. a", "6. b", "6. c"]


def test_quantities_at_the_head_of_bullets_stay_words():
    blocks = read_markdown(case("17-bullets-that-begin-with-a-quantity/in.md")).blocks
    assert labels(blocks) == ["", "(a)", "(b)", "(c)", "(d)", "(e)"]
    assert plain(blocks[1].markdown) == "30 days for the first answer"


def test_an_ordinal_at_the_head_of_an_item_is_not_eaten():
    reading = read_markdown(case("18-numbered-items-that-begin-with-an-ordinal/in.md"))
    assert [block.markdown for block in reading.blocks[1:]] == [
        "1. 2026\\. godine počinje prva faza.",
        "2. 2028\\. godine počinje druga faza.",
        "- 1\\. maja se podnosi izveštaj.",
        "- 1\\. oktobra se usvaja plan.",
    ]
    assert labels(reading.blocks) == ["", "(1)", "(2)", "(a)", "(b)"]
    assert reading.omissions == []


def test_bullets_that_count_on_are_numbered_items():
    assert markdown("- 1. maja\n- 2. maja") == ["1. maja", "2. maja"]
    assert markdown("- (a) x\n- (b) y\n  - inner") == ["- (a) x", "- (b) y", "- inner"]


def test_what_a_word_processor_leaves_on_the_clipboard_keeps_its_shape():
    reading = read_markdown(case("24-pasted-from-a-word-processor/paste.txt"))
    assert [(block.level, block.markdown) for block in reading.blocks] == [
        (1, "- keep a register"),
        (1, "- publish a report"),
        (2, "- sub item"),
        (1, "1. First from Word"),
        (1, "2. Second from Word"),
        (0, "| Country | Fee |\n| --- | --- |\n| Northland | 100 |"),
        (1, "- first dash"),
        (1, "- second dash"),
    ]
    assert reading.omissions == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("• one\n• two", ["- one", "- two"]),
        ("Words:\n•\tone\n•\ttwo", ["Words:", "- one", "- two"]),
        ("– one\n– two", ["- one", "- two"]),
        ("– a word of its own", ["– a word of its own"]),
        ("o tome", ["o tome"]),
        ("§\tone\n§\ttwo", ["- one", "- two"]),
        ("\uf0b7\tone", ["- one"]),
        ("\u2022 one of its own", ["\u2022 one of its own"]),
        ("A\tB\tC\n1\t\t3", ["| A | B | C |\n| --- | --- | --- |\n| 1 |  | 3 |"]),
        ("A\tB", ["A B"]),
        ("A\t|\nB\t^^", ["| A | \\| |\n| --- | --- |\n| B | \\^\\^ |"]),
    ],
)
def test_bullets_and_columns_pasted_as_characters(source, expected):
    assert markdown(source) == expected


def test_a_line_that_was_joined_though_it_looks_like_an_item_is_named():
    reading = read_markdown("The members are:\n7) one of them\nand more.\n\nb) x")
    assert [block.markdown for block in reading.blocks] == [
        "The members are: 7) one of them and more.",
        "b\\) x",
    ]
    assert [(o.line, o.what, o.excerpt) for o in reading.omissions] == [
        (2, "The beginning of a line", "7) one of them")
    ]


def test_an_item_alone_is_written_so_that_it_stays_one():
    blocks = read_markdown("1. a\n2. b\n3. c").blocks
    lone = [blocks[2]]
    assert write_markdown(lone) == "\n<!-- -->\n3. c\n"
    assert read_markdown(write_markdown(lone)).blocks == lone
