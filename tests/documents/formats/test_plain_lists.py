"""Lists of plain text: a mark is one where it stands in a series, in the letters of each language."""

from pathlib import Path

import pytest

from documents.formats import read_plain
from documents.text.numbering import labels
from documents.text.words import plain

CASES = Path(__file__).parents[2] / "cases"
SERBIAN = "а б в г д ђ е ж з и ј к л љ"
CROATIAN = "a b c č ć d dž đ"


def read(text: str) -> list[tuple[str, int, str]]:
    return [tuple(block) for block in read_plain(text).blocks]


def of_case(folder: str, name: str) -> str:
    return (CASES / folder / name).read_text("utf-8")


def items(text: str) -> list[str]:
    """The number or letter of each item."""
    return [
        block.markdown.removeprefix("- ").split(" ")[0].strip("().")
        for block in read_plain(text).blocks
        if block.kind == "item"
    ]


@pytest.mark.parametrize(
    ("folder", "name", "letters", "count"),
    [
        ("05-letters-of-serbian-and-croatian", "sr.txt", SERBIAN, 16),
        ("05-letters-of-serbian-and-croatian", "hr.txt", CROATIAN, 10),
        ("06-letters-of-turkish-and-greek", "tr.txt", "a b c ç d e f g ğ h ı i", 14),
        ("06-letters-of-turkish-and-greek", "el.txt", "α β γ δ ε στ ζ ιβ", 10),
    ],
)
def test_each_letter_of_the_alphabet_is_an_item(folder, name, letters, count):
    text = of_case(folder, name)
    assert items(text) == letters.split()
    assert len(read_plain(text).blocks) == count
    assert labels(read_plain(text).blocks)[2].endswith(f"({letters[0]})")


@pytest.mark.parametrize(
    "letters",
    [
        "c ç d dh e ë f g gj h",
        "л ll m n nj o".replace("л", "l"),
        "г д ѓ е ж з ѕ и ј к",
        "т ќ у ф х ц ч џ ш",
        "a ă â b c",
        "h i î j",
        "s ș t ț u",
        "a b c č d",
        "r s š t u v z ž",
        "г д е ж з и й к",
        "a b d e",
        "i ii iii iv v vi",
        "1 2 3 7a 7b 8",
        "12a 12b 13",
        "40.a 40.b",
    ],
)
@pytest.mark.parametrize("style", ["{}) text;", "({}) text;"])
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_lists_go_on_through_their_alphabet_also_where_it_is_passed_over(letters, style, between):
    text = "The list is:\n\n" + between.join(style.format(letter) for letter in letters.split())
    assert items(text) == letters.split()


def test_an_item_is_stored_with_its_own_letter_or_number():
    text = "1. one\n2. two\n4. four\n7a. seven a\n7b. seven b\n\nа) прво;\nб) друго\n\nI. first\nII. second"
    assert [markdown for _, _, markdown in read(text)] == [
        "1. one", "2. two", "4. four", "- 7a. seven a", "- 7b. seven b", "- а) прво;", "- б) друго",
        "- I. first", "- II. second",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("1. јануара 2026. почиње.", "1\\. јануара 2026\\. почиње."),
        ("2028. godine počinje druga faza.", "2028\\. godine počinje druga faza."),
        ("5) says otherwise.", "5\\) says otherwise."),
        ("A. Petrov leads it.", "A\\. Petrov leads it."),
    ],
)
def test_a_number_alone_at_the_head_of_a_paragraph_is_a_word(text, stored):
    blocks = read_plain(f"Words before it.\n\n{text}\n\nWords after it.").blocks
    assert tuple(blocks[1]) == ("paragraph", 0, stored.replace("2026\\.", "2026."))
    assert plain(blocks[1].markdown) == text


def test_dates_and_years_in_neighbouring_paragraphs_are_no_list():
    text = (
        "1. јануара 2026. године почиње прва фаза.\n\nРечи.\n\n2. фебруара почиње друга.\n\n"
        "2027. године се наставља.\n\n2028. године се завршава."
    )
    assert {kind for kind, _, _ in read(text)} == {"paragraph"}


@pytest.mark.parametrize(
    "text",
    [
        "The assembly decides by a majority of the members present, unless art.\n5. says otherwise.",
        "A sentence that somebody wrapped by hand at about this width, in the year\n2017. It goes on.",
        "A sentence that refers to the article of this law and its paragraph\n3) and to nothing else.",
        "A sentence that somebody wrapped by hand before a dash at its head\n– as one may – and goes on.",
    ],
)
def test_a_number_at_the_head_of_a_wrapped_line_is_a_word(text):
    blocks = read_plain(text).blocks
    assert [block.kind for block in blocks] == ["paragraph"]
    assert plain(blocks[0].markdown) == text.replace("\n", " ")


def test_of_two_equal_marks_the_wrapped_one_is_a_word():
    text = "2) second, as said in the first paragraph of article\n3) of the law;\n3) third;\n4) fourth."
    assert items(text) == ["2", "3", "4"]


def test_bullets_of_word_processors_are_bullets():
    text = of_case("24-pasted-from-a-word-processor", "paste.txt")
    assert read(text) == [
        ("item", 1, "- keep a register"),
        ("item", 1, "- publish a report"),
        ("item", 2, "- sub item"),
        ("item", 1, "1. First from Word"),
        ("item", 1, "2. Second from Word"),
        ("table", 0, "| Country | Fee |\n| --- | --- |\n| Northland | 100 |"),
        ("item", 1, "- first dash"),
        ("item", 1, "- second dash"),
    ]
    assert read_plain(text).omissions == []
    assert read("\uf0b7\tone\n\uf0b7\ttwo\n§\tinner") == [
        ("item", 1, "- one"),
        ("item", 1, "- two"),
        ("item", 2, "- inner"),
    ]


def test_a_sign_before_a_number_is_no_bullet():
    text = "Temperatures:\n\n- 5 °C is the lowest.\n\n+ 10 % of the fee is added."
    assert [plain(markdown) for _, _, markdown in read(text)] == text.split("\n\n")
    assert [kind for kind, _, _ in read("Who pays:\n\n- 100 euro: firms\n- 200 euro: others")][1:] == [
        "item"
    ] * 2


def test_a_number_after_a_bullet_counts_in_a_series_and_is_a_word_alone():
    assert read("• 1. Set up\n• 2. Follow") == [("item", 1, "1. Set up"), ("item", 1, "2. Follow")]
    assert [markdown for _, _, markdown in read("• 1. maja\n• A. Petrov\n• 1. oktobra")] == [
        "- 1\\. maja",
        "- A\\. Petrov",
        "- 1\\. oktobra",
    ]


@pytest.mark.parametrize(
    ("text", "depths"),
    [
        ("(a) one;\n(b) two:\n(i) inner;\n(ii) other;\n(c) three;", [1, 1, 2, 2, 1]),
        ("(g) one;\n(h) two;\n(i) three;\n(j) four.", [1, 1, 1, 1]),
        ("1) first:\n\na) x;\n\nb) y;\n\n2) second.", [1, 2, 2, 1]),
        ("1. one\n   a) x\n   b) y\n      – z\n2. two", [1, 2, 2, 3, 1]),
        ("• one\n• two\n\n1. first\n2. second", [1, 1, 1, 1]),
        ("• one:\n\n1. first\n2. second\n\n• two", [1, 2, 2, 1]),
        ("1. one\n2. two\n\n1. again\n2. two", [1, 1, 1, 1]),
    ],
)
def test_a_list_inside_another_is_deeper_and_one_after_it_is_not(text, depths):
    assert [level for _, level, _ in read(text)] == depths


def test_paragraphs_of_an_article_are_numbered_paragraphs_and_lists_stay_lists():
    text = "Član 1\n\n(1) Stav.\n\n(2) Drugi stav:\n\n1) tačka;\n\n2) tačka.\n\n(3) Još:\n(1) ovo;\n(2) ono."
    assert labels(read_plain(text).blocks) == [
        "Član 1", "Član 1(1)", "Član 1(2)", "Član 1(2)(1)", "Član 1(2)(2)", "Član 1(3)", "Član 1(3)(1)",
        "Član 1(3)(2)",
    ]  # fmt: skip


def test_a_mark_with_no_blank_after_it_counts_in_a_series():
    assert read("а)прво;\nб)друго.") == [("item", 1, "- а) прво;"), ("item", 1, "- б) друго.")]


def test_a_mark_on_a_line_of_its_own_belongs_to_the_words_below_it():
    assert read("(a)\nThe first words.\n(b)\nThe second words.") == [
        ("item", 1, "- (a) The first words."),
        ("item", 1, "- (b) The second words."),
    ]
