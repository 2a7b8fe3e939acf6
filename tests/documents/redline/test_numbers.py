"""A changed digit or letter is a changed word, wherever it stands; only a series explains another number."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents import lineage
from documents.comparison.comparison import CHANGES, SAME_WORDS, ParagraphText, TextComparison, compare
from documents.formats import read_markdown
from documents.formats.inline import escape_words
from documents.redline import Words, kind_of, redline
from documents.text.blocks import Block
from documents.text.numbering import labels
from tests.documents.redline.redlines import marked, texts, tree

CASES = Path(__file__).parents[2] / "cases"


def compared(old: list[Block], new: list[Block], pids: list[int] | None = None) -> TextComparison:
    """Two texts whose blocks are the same ones in order, or come from those with the given pids."""
    before = dict(enumerate(old, 1))
    after = dict(zip(pids or before, new, strict=True))
    one, two = ({pid: block.markdown for pid, block in side.items()} for side in (before, after))
    lines = lineage.lines(one, two, {pid: [pid] for pid in two if pid in one})
    return compare(_states(before), _states(after), lines)


def _states(blocks: dict[int, Block]) -> list[ParagraphText]:
    named = zip(blocks.items(), labels(list(blocks.values())), strict=True)
    return [ParagraphText(pid, label, *block) for (pid, block), label in named]


def abouts(html: str) -> list[tuple[str, str]]:
    """The subject and text of each mark."""
    return [
        (el.get("data-change", "words"), " ".join("".join(texts(el)).split()))
        for el in tree(html).iter()
        if el.tag in ("ins", "del")
    ]


def from_case(name: str) -> TextComparison:
    old, new = (read_markdown((CASES / name / f"{which}.md").read_text()).blocks for which in ("old", "new"))
    return compared(old, new)


def test_an_amount_or_a_date_at_the_head_of_a_paragraph_is_no_number_of_it() -> None:
    text = from_case("01-amount-at-head-is-no-number")
    assert text.counts == {"unchanged": 5, "edited": 4}
    marks = [abouts(text.inline(change, Words())) for change in text.changes]
    assert marks == [
        [("words", "3.000"), ("words", "5.000")],
        [("words", "10.000"), ("words", "90.000")],
        [("words", "2.5"), ("words", "7.5")],
        [("words", "1"), ("words", "15")],
    ]
    assert all("".join(text.beside(change, Words())).count("<del") == 1 for change in text.changes)


def test_a_year_an_initial_a_citation_and_a_cell_are_no_numbers_either() -> None:
    text = from_case("02-year-and-party-at-head")
    assert text.counts == {"unchanged": 1, "edited": 4}
    assert [kind_of(change.old[0].markdown, change.new[0].markdown) for change in text.changes] == [
        "words"
    ] * 4


def test_the_number_of_an_item_alone_is_marked_in_a_whole_text_too() -> None:
    html = redline("1. maja počinje.\n\nText.", "15. maja počinje.\n\nText.")
    shown = [(el.tag, el.get("data-number")) for el in tree(html).iter("span") if el.get("data-number")]
    assert shown == [("span", "1."), ("span", "15.")]
    assert [label for label, _ in abouts(html)] == ["words", "words"]


# ------------------------------------------------------------------------------------------- any change

NUMBERS = [
    "3.000",
    "1.",
    "15.",
    "2028.",
    "2.5",
    "Art. 5",
    "A.",
    "(3)",
    "7a.",
    "§ 4",
    "5 %",
    "IV.",
    "31.",
    "b)",
    "к)",
]
WORDS = "euro јануара године Petrov fee члан άρθρο madde of the plan 10:30 m² 2026-01-31".split()
phrase = st.lists(st.sampled_from(NUMBERS + WORDS), min_size=1, max_size=6).map(" ".join).map(escape_words)
block = st.one_of(
    phrase.map(lambda text: Block("paragraph", 0, text)),
    phrase.map(lambda text: Block("heading", 2, f"## {text}")),
    phrase.map(lambda text: Block("item", 1, f"- {text}")),
    st.tuples(st.integers(1, 30), phrase).map(lambda two: Block("item", 1, f"{two[0]}. {two[1]}")),
    st.tuples(phrase, phrase).map(
        lambda two: Block("table", 0, f"| a | b |\n|---|---|\n| {two[0]} | {two[1]} |")
    ),
)
OTHER = {True: "0123456789", False: "abcdeабвгдαβγδ"}


@given(st.lists(block, min_size=1, max_size=6), st.data())
def test_any_other_digit_or_letter_is_marked_and_counted(old: list[Block], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(old) - 1))
    source = old[at].markdown
    start = source.rfind("\n") + 1
    places = [place for place in range(start, len(source)) if source[place].isalnum()]
    place = data.draw(st.sampled_from(places))
    digit = source[place].isdigit() and source[place].isascii()
    sign = data.draw(st.sampled_from([char for char in OTHER[digit] if char != source[place]]))
    changed = old[at]._replace(markdown=source[:place] + sign + source[place + 1 :])
    text = compared(old, [*old[:at], changed, *old[at + 1 :]])
    row = text.by_pid[at + 1]
    if row.kind == "renumbered":
        assert counts_on(old, at)
        assert counts_on([*old[:at], changed, *old[at + 1 :]], at)
        return
    assert row.kind in CHANGES
    assert row.kind not in SAME_WORDS or row.kind == "script"
    assert row in text.changes
    html = text.inline(row, Words())
    before, after = (re.sub(r"\s", "", "".join(marked(html, tag))) for tag in ("del", "ins"))
    assert before != after
    assert sign in after
    assert source[place] in before


def counts_on(blocks: list[Block], at: int) -> bool:
    """Is one of the neighbours one less or one more? Told by the last figure or letter of their heads."""
    heads = [re.match(r"(?:#+ |- )?((?:[^\W\d]+\.? )?\(?[\w.]+)", one.markdown) for one in blocks]
    signs = [re.sub(r"\W", "", head[1].split()[-1]) if head else "" for head in heads]
    own = signs[at]

    def step(one: str, two: str) -> bool:
        if one.isdigit() and two.isdigit():
            return int(two) - int(one) == 1
        return one != two and bool(one and two) and not (one.isdigit() and two.isdigit())

    others = [sign for place, sign in enumerate(signs) if place != at]
    return any(step(own, other) or step(other, own) for other in others)


# ------------------------------------------------------------------------------------------------ series


@pytest.mark.parametrize(
    "marks",
    [
        ["1. ", "2. ", "3. ", "4. "],
        ["7) ", "8) ", "9) ", "10) "],
        ["- (a) ", "- (b) ", "- (c) ", "- (d) "],
        ["- д) ", "- ђ) ", "- е) ", "- ж) "],
        ["- (iii) ", "- (iv) ", "- (v) ", "- (vi) "],
    ],
)
def test_items_after_a_new_one_are_only_renumbered(marks: list[str]) -> None:
    old = [
        Block("item", 1, mark + words) for mark, words in zip(marks[:3], ("one", "two", "three"), strict=True)
    ]
    new = [
        Block("item", 1, mark + words)
        for mark, words in zip(marks, ("one", "new", "two", "three"), strict=True)
    ]
    text = compared(old, new, [1, 9, 2, 3])
    assert [row.kind for row in text.paragraphs] == ["unchanged", "added", "renumbered", "renumbered"]


def test_articles_after_a_new_one_are_only_renumbered_and_their_own_figures_are_not_hidden() -> None:
    old = [Block("paragraph", 0, f"Чл. {n}. (1) Таксата е {n}0 лева.") for n in (1, 2, 3)]
    new = [
        Block("paragraph", 0, f"Чл. {n}. (1) Таксата е {fee}0 лева.")
        for n, fee in ((1, 1), (2, 9), (3, 2), (4, 4))
    ]
    text = compared(old, new, [1, 9, 2, 3])
    assert [row.kind for row in text.paragraphs] == ["unchanged", "added", "renumbered", "edited"]
    assert abouts(text.inline(text.paragraphs[3], Words())) == [
        ("number", "3"),
        ("number", "4"),
        ("words", "30"),
        ("words", "40"),
    ]


def test_a_list_number_that_its_neighbours_do_not_explain_is_marked_in_the_text() -> None:
    old = [Block("item", 1, f"{n}. {words}") for n, words in ((1, "one"), (2, "two"), (3, "three"))]
    new = [Block("item", 1, f"{n}. {words}") for n, words in ((1, "one"), (5, "two"), (3, "three"))]
    text = compared(old, new)
    [change] = text.changes
    assert abouts(text.inline(change, Words())) == [("words", "2"), ("words", "5")]
    assert change.numbers_marked
    assert not text.paragraphs[0].numbers_marked


def test_a_text_is_the_same_word_for_word_only_if_it_is_but_for_numbers_of_a_series() -> None:
    old = [Block("item", 1, "1. fee 3"), Block("item", 1, "2. fee 4")]
    new = [Block("item", 1, "1. new"), Block("item", 1, "2. fee 3"), Block("item", 1, "3. fee 5")]
    text = compared(old, new, [9, 1, 2])
    assert [(row.kind, row.number) for row in text.paragraphs] == [
        ("added", 1),
        ("renumbered", 0),
        ("edited", 2),
    ]
