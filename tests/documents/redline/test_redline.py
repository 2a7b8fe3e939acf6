"""A redline tells the whole truth about both versions, briefly."""

import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from documents.redline import Words, redline, redline_block, side_by_side
from tests.documents.redline.redlines import assert_both_versions, marked, shape, texts, tree, view

PARAGRAPHS = (
    "The council keeps a list of all clusters in the region and brings it up to date each spring.",
    "Members pay no fee in their first year; after that the assembly sets it for two years ahead.",
    "Whoever objects writes to the secretariat, which answers within thirty days and gives its reasons.",
)


# ------------------------------------------------------------------------ both versions are there

word = st.sampled_from(
    [
        "cluster",
        "policy",
        "12",
        "3.5",
        "2024-03-01",
        "a",
        "the",
        "of",
        "and;",
        "fee,",
        "(new)",
        "naïve",
        "Член",
    ]
)
phrase = st.lists(word, min_size=1, max_size=9).map(" ".join)
inline = st.one_of(
    phrase,
    phrase.map("**{}**".format),
    phrase.map("*{}*".format),
    phrase.map("`{}`".format),
    phrase.map("[{}](https://example.org/a)".format),
    phrase.map("[{}](#there)".format),
    phrase.map("~~{}~~".format),
    st.just("note[^1]"),
    st.just("un**cut**ted"),
)
line = st.lists(inline, min_size=1, max_size=4).map(" ".join)
block = st.one_of(
    line,
    line.map("## {}".format),
    st.lists(line, min_size=1, max_size=3).map(lambda lines: "\n".join(f"- {each}" for each in lines)),
    st.lists(line, min_size=1, max_size=3).map(lambda lines: "\n".join(f"3. {each}" for each in lines)),
    st.lists(line, min_size=2, max_size=2).map(lambda lines: f"- {lines[0]}\n  - {lines[1]}"),
    st.tuples(line, line).map(lambda two: f"| {two[0]} | b |\n|---|---|\n| {two[1]} | 2 |\n| 3 | 4 |"),
    line.map("> {}".format),
    line.map("    {}".format),
    line.map("[^1]: {}".format),
    st.just("---"),
)
document = st.lists(block, max_size=6)
stray = st.text(st.sampled_from("ab1 .\n*_`[]()<>!#|-~^:&;\\\"'\u0301\u00ad\tш漢"), max_size=40)


@given(document, document, st.randoms(use_true_random=False))
def test_without_deletions_it_is_the_new_text_and_without_insertions_the_old_one(
    old: list[str], new: list[str], chance: random.Random
) -> None:
    mixed = [each for each in old if chance.random() < 0.7] + new
    chance.shuffle(mixed)
    before, after = "\n\n".join(old), "\n\n".join(mixed)
    assert_both_versions(redline(before, after), before, after)


@given(stray, stray)
@example("foo bar", "bar")
@example("a*b*c d", "a*bc* d")
@example("- a\n\n      b", "1. a\n   b")
@example("x[^1]\n\n[^1]: y", "x^[y]")
def test_no_text_however_broken_is_lost(old: str, new: str) -> None:
    assert_both_versions(redline(old, new), old, new)


@given(stray, stray)
def test_a_block_and_its_two_sides_tell_the_same(old: str, new: str) -> None:
    both = redline_block(old, new)
    left, right = side_by_side(old, new)
    assert view(both, "ins") == view(left)
    assert view(both, "del") == view(right)
    assert "<ins" not in left
    assert "<del" not in right


def test_each_version_keeps_its_blocks() -> None:
    old = "# Fee\n\nOne text.\n\n- first\n- second\n\n| A | B |\n|---|---|\n| 1 | 2 |\n"
    new = (
        "# Fees\n\n- first\n- third\n- second\n\n> One text.\n\n| A | B |\n|---|---|\n| 1 | 3 |\n| 4 | 5 |\n"
    )
    html = redline(old, new)
    assert shape(html, "ins") == shape(redline(old, old), "ins")
    assert shape(html, "del") == shape(redline(new, new), "del")


def test_bold_and_links_are_right_in_both_versions() -> None:
    html = redline(
        "See [the law](https://a.example) **now** please.", "See [the law](https://b.example) now please."
    )
    inside = {
        el.tag: ["".join(texts(x)) for x in el.iter("strong")]
        for el in tree(html).iter()
        if el.tag in ("ins", "del")
    }
    targets = {
        el.tag: x.get("href") for el in tree(html).iter() if el.tag in ("ins", "del") for x in el.iter("a")
    }
    assert targets == {"del": "https://a.example", "ins": "https://b.example"}
    assert inside["del"] == ["now"]
    assert inside["ins"] == []


# -------------------------------------------------------------------------- few changes, whole words


@pytest.mark.parametrize(
    ("old", "new", "gone", "came"),
    [
        ("The member pays 10 euro.", "The member pays 100 euro.", ["10"], ["100"]),
        ("It costs 3.5 % a year.", "It costs 3.75 % a year.", ["3.5"], ["3.75"]),
        ("From 2024-03-01 on.", "From 2025-03-01 on.", ["2024-03-01"], ["2025-03-01"]),
        ("As in 4.2.1a above.", "As in 4.2.1b above.", ["4.2.1a"], ["4.2.1b"]),
        ("As in 4.2.1 above.", "As in 4.3.1 above.", ["4.2.1"], ["4.3.1"]),
        ("The Wahlordnung holds.", "The Wahlverordnung holds.", ["Wahlordnung"], ["Wahlverordnung"]),
        ("Members *shall* pay.", "Members *may* pay.", ["shall"], ["may"]),
        ("Members shall pay.", "Members **shall** pay.", ["shall"], ["shall"]),
        ("un**cut** paper", "un**done** paper", ["uncut"], ["undone"]),
        ("Yes, but no.", "Yes; but no.", [","], [";"]),
        ("слово́м скажи", "слово́ скажи", ["слово́м"], ["слово́"]),
    ],
)
def test_words_numbers_and_dates_change_whole(old: str, new: str, gone: list[str], came: list[str]) -> None:
    html = redline_block(old, new)
    assert marked(html, "del") == gone
    assert marked(html, "ins") == came


def test_an_added_sentence_is_marked_from_its_first_word_to_its_stop() -> None:
    added = "The assembly meets in public."
    html = redline_block(f"{PARAGRAPHS[0]} {PARAGRAPHS[1]}", f"{PARAGRAPHS[0]} {added} {PARAGRAPHS[1]}")
    assert marked(html, "ins") == [added]
    assert marked(html, "del") == []


def test_a_sentence_written_anew_is_one_change_without_islands() -> None:
    old = "The list is kept by the office of the council and may be seen by the public on each working day."
    new = "Anyone who wants to read an entry of the list asks for it by mail; the answer comes without cost."
    html = redline_block(f"{PARAGRAPHS[0]} {old}", f"{PARAGRAPHS[0]} {new}")
    assert (len(marked(html, "del")), len(marked(html, "ins"))) == (1, 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("one two\nthree", "one  two three"),
        ("- same words", "* same words"),
        ("## Aims", "### Aims"),
        ("[^1]: Law of 1999.", "[^4]: Law of 1999."),
        ("As said.[^1]", "As said.[^2]"),
        ("| A | B |\n|---|---|\n| 1 | 2 |", "|A|B|\n|:-|-:|\n|1|2|"),
    ],
)
def test_markers_and_spaces_are_no_change(old: str, new: str) -> None:
    assert "<del" not in redline_block(old, new) + "".join(side_by_side(old, new))
    assert "<ins" not in redline_block(old, new) + "".join(side_by_side(old, new))


def test_a_new_row_or_column_leaves_the_other_cells_alone() -> None:
    old = "| A | B |\n|---|---|\n| 1 | 2 |\n"
    assert marked(redline_block(old, old + "| 3 | 4 |\n"), "ins") == ["3", "4"]
    assert marked(redline_block(old, "| A | N | B |\n|---|---|---|\n| 1 | 9 | 2 |\n"), "ins") == ["N", "9"]


def test_a_new_list_item_marks_itself_and_the_count_goes_on() -> None:
    html = redline("1. seek\n2. find\n3. keep\n", "1. seek\n2. name\n3. find\n4. keep\n")
    assert marked(html, "ins") == ["name"]
    html = redline("1. seek\n2. find\n3. keep\n", "1. seek\n2. keep\n")
    assert [item.get("value") for item in tree(html).iter("li")] == [None, None, "2"]


def test_a_renumbered_footnote_is_no_change_and_a_new_one_is_marked_with_its_sign() -> None:
    old = "First.[^a] Second.[^b]\n\n[^a]: The law of the sea.\n\n[^b]: The law of the land.\n"
    new = "Zero.[^z] " + old + "\n[^z]: Nothing before.\n"
    html = redline(old, new)
    assert marked(html, "del") == []
    assert marked(html, "ins") == ["Zero.", "Nothing before."]
    names = [el.get("id") for el in tree(html).iter() if el.get("id")]
    assert len(names) == len(set(names)) == 6
    assert {el.get("href") for el in tree(html).iter("a")} == {f"#{name}" for name in names}


# ------------------------------------------------------------------------------------------- moves


def test_a_moved_paragraph_stands_twice_with_its_edit_in_the_new_place() -> None:
    first, second, third = PARAGRAPHS
    html = redline("\n\n".join(PARAGRAPHS), "\n\n".join([second, third, first.replace("spring", "autumn")]))
    moves = {el.tag: el for el in tree(html).iter() if el.get("data-move")}
    assert moves["del"].get("data-move") == moves["ins"].get("data-move")
    assert " ".join("".join(texts(moves["del"])).split()) == first
    assert ["".join(texts(x)) for x in moves["ins"].iter("del")] == ["spring"]
    assert len(marked(html, "ins")) == 2  # the passage, and the word in it


def test_a_sentence_that_went_to_another_paragraph_is_a_move() -> None:
    first, second, third = PARAGRAPHS
    html = redline(f"{first} {second}\n\n{third}", f"{first}\n\n{third} {second}")
    assert marked(html, "del") == marked(html, "ins") == [second]
    assert all(el.get("data-move") for el in tree(html).iter() if el.tag in ("ins", "del"))


def test_a_few_words_that_stand_elsewhere_too_are_no_move() -> None:
    html = redline(f"See below.\n\n{PARAGRAPHS[0]}", f"{PARAGRAPHS[0]}\n\nSee below.")
    assert "data-move" not in html


# ------------------------------------------------------------------------------ for every reader

TOLD = Words(*(f"«{name}»" for name in Words._fields))
SAID = {
    ("", "del"): ("deleted", "deletion_ends"),
    ("", "ins"): ("inserted", "insertion_ends"),
    ("moved", "del"): ("moved_away", "move_ends"),
    ("moved", "ins"): ("moved_here", "move_ends"),
    ("form", "del"): ("form_before", "form_ends"),
    ("form", "ins"): ("form_now", "form_ends"),
}


def test_every_mark_says_what_it_is_in_the_words_given() -> None:
    first, second, third = PARAGRAPHS
    html = redline(
        f"{first}\n\n{second}\n\n{third} Old ones.", f"{second}\n\n{third} New **ones**.\n\n{first}", TOLD
    )
    for element in tree(html).iter():
        if element.tag in ("ins", "del"):
            said = [
                (child.text or "").strip() for child in element if child.get("class") == "visually-hidden"
            ]
            begin, end = SAID[element.get("class", ""), element.tag]
            assert said[0] == f"«{begin}»"
            assert said[-1] == f"«{end}»"
            assert element.get("aria-label") is None
    assert len({mark for mark in TOLD if mark in html}) == len(TOLD)
