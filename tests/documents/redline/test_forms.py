"""Formatting, spelling, numbers and spaces are told apart from words, and nothing of them is hidden."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.redline import MarkKind, kind_of, redline, redline_block, side_by_side
from documents.text.words import plain
from tests.documents.redline.redlines import marked, texts, tree, view

VISIBLE = re.compile(r"[^\W_]+")


def abouts(html: str) -> list[tuple[str, str, str]]:
    """Tag, subject and text of each mark."""
    return [
        (el.tag, el.get("data-change", "words"), " ".join("".join(texts(el)).split()))
        for el in tree(html).iter()
        if el.tag in ("ins", "del")
    ]


# --------------------------------------------------------------------- the same words, another look


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("The keeper shall answer.", "The keeper **shall** answer.", "shall"),
        ("The keeper **shall** answer.", "The keeper *shall* answer.", "shall"),
        (
            "See [the guide](https://a.example) first.",
            "See [the guide](https://b.example) first.",
            "the guide",
        ),
        ("See the guide first.", "See [the guide](https://b.example) first.", "the guide"),
        ("Use `<ins>` here.", "Use <ins> here.", "<ins>"),
    ],
)
def test_words_that_only_look_another_way_stand_twice_under_one_name(old: str, new: str, words: str) -> None:
    html = redline(old, new)
    assert abouts(html) == [("del", "format", words), ("ins", "format", words)]
    names = {el.get("data-move") for el in tree(html).iter() if el.tag in ("ins", "del")}
    assert len(names) == 1
    assert None not in names


def test_both_addresses_of_a_link_that_leads_elsewhere_can_be_followed() -> None:
    html = redline_block("[law](https://a.example)", "[law](https://b.example)")
    assert [link.get("href") for link in tree(html).iter("a")] == ["https://a.example", "https://b.example"]


def test_a_link_whose_text_changed_too_keeps_the_words_that_stayed() -> None:
    html = redline_block("See [the act](https://a.example).", "See [the new act](https://b.example).")
    assert ("ins", "words", "new") in abouts(html)
    assert [text for tag, about, text in abouts(html) if about == "words" and tag == "del"] == []


def test_a_passage_that_moved_shows_its_new_look_and_says_so() -> None:
    first = "The council keeps a list of all clusters in the region and brings it up to date."
    second = "Members pay no fee in their first year; after that the assembly sets it for two years."
    html = redline(f"{first}\n\n{second}", f"{second}\n\n{first.replace('a list', '**a list**')}")
    looks = [el for el in tree(html).iter("span") if el.get("class") == "form"]
    assert [" ".join("".join(texts(el)).split()) for el in looks] == ["a list"]
    assert view(html, "ins") == view(redline(f"{first}\n\n{second}", f"{first}\n\n{second}"))


# ------------------------------------------------------------------- the same words, spelled otherwise


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("Љубав према људима и ЏЕП њихов", "Ljubav prema ljudima i DŽEP njihov", "script"),
        ("societăţii şi ţara", "societății și țara", "format"),
    ],
    ids=["Serbian scripts", "Romanian cedillas"],
)
def test_words_in_another_script_or_encoding_are_the_same_words(old: str, new: str, kind: MarkKind) -> None:
    html = redline(f"{old} fine.", f"{new} new fine.")
    assert {text for _, about, text in abouts(html) if about == "words"} == {"new"}
    assert kind_of(old, new) == kind


def test_a_changed_word_stands_out_of_a_text_set_in_another_script() -> None:
    html = redline_block("Члан може да тражи увид у списак.", "Član mora da traži uvid u spisak.")
    words = [(tag, text) for tag, about, text in abouts(html) if about == "words"]
    assert words == [("del", "може"), ("ins", "mora")]


def test_a_spelling_that_differs_in_cyrillic_alone_is_shown() -> None:
    html = redline_block("то је ињекција", "то је инјекција")
    assert abouts(html) == [("del", "words", "ињекција"), ("ins", "words", "инјекција")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("caf\u00e9 \u0439", "cafe\u0301 \u0438\u0306"),
        ("pro\u00adgram", "program"),
        ("zero\u200bwidth", "zerowidth"),
    ],
    ids=["composition", "soft hyphen", "zero width space"],
)
def test_what_the_eye_cannot_tell_apart_is_white_space_and_yet_kept(old: str, new: str) -> None:
    html = redline(old, new)
    assert {about for _, about, _ in abouts(html)} == {"space"}
    assert all(el.get("hidden") is not None for el in tree(html).iter("del"))
    assert (marked(html, "del"), marked(html, "ins")) == ([old], [new])


def test_each_of_two_sides_shows_its_own_spelling() -> None:
    left, right = side_by_side("pro\u00adgram", "program")
    assert "hidden" not in {name for side in (left, right) for el in tree(side).iter() for name in el.attrib}
    assert (marked(left, "del"), marked(right, "ins")) == (["pro\u00adgram"], ["program"])


def test_a_no_break_space_is_a_space() -> None:
    assert "<ins" not in redline_block("10\u00a0euro a\u00a0year", "10 euro a year")


def test_bent_quotes_and_apostrophes_leave_the_words_alone() -> None:
    html = redline_block(
        'The party\'s own aim - a "fair deal for all" -', "The party’s own aim – a “fair deal for all” –"
    )
    assert {about for _, about, _ in abouts(html)} == {"format"}
    assert not VISIBLE.search("".join(text for _, _, text in abouts(html)))


@given(
    st.lists(
        st.sampled_from("Љубав према ljudima café a\u00adb naïve şi și the 3.5 „x“".split()), max_size=12
    )
)
def test_both_spellings_come_back_to_the_letter(words: list[str]) -> None:
    old = " ".join(words)
    new = unicodedata.normalize("NFD", old.replace("\u00ad", "").replace("Љ", "Lj"))
    html = redline(old, new)
    assert "".join("".join(texts(tree(html), "ins")).split()) == old.replace(" ", "")
    assert "".join("".join(texts(tree(html), "del")).split()) == new.replace(" ", "")


# ----------------------------------------------------------------------------- what a change is about


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("one two", "one two", None),
        ("one two", "one three", "words"),
        ("", "one", "words"),
        ("one  two\nthree", "one two three", "space"),
        ("10\u00a0euro", "10 euro", "space"),
        ("pro\u00adgram", "program", "space"),
        ("one two", "one **two**", "format"),
        ("[one](https://a.example)", "[one](https://b.example)", "format"),
        ('the "old" law', "the “old” law", "format"),
        ("## Aims", "### Aims", "format"),
        ("Љубав", "Ljubav", "script"),
        ("3. one two", "4. one two", "words"),
        ("- (b) one two", "- (c) one two", "words"),
        ("## Article 5 Aims", "## Article 6 Aims", "words"),
        ("## 3.2 Aims", "## 3.3 Aims", "words"),
        ("## Члан 7", "## Члан 8", "words"),
        ("Article 5. It **may**.", "Article 6. It may.", "words"),
        ("3. one two", "4. one three", "words"),
        ("5 days are given", "6 days are given", "words"),
        ("It has 5. parts", "It has 6. parts", "words"),
        ("Yes. We may.", "No. We may.", "words"),
    ],
)
def test_the_kind_of_a_change_is_that_of_its_weightiest_part(
    old: str, new: str, kind: MarkKind | None
) -> None:
    assert kind_of(old, new) == kind
    assert (kind_of(new, old)) == kind


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("3. one two", "4. one two", "number"),
        ("- (b) one two", "- (c) one two", "number"),
        ("## Article 5 Aims", "## Article 6 Aims", "number"),
        ("## 3.2 Aims", "## 3.3 Aims", "number"),
        ("## Члан 7", "## Члан 8", "number"),
        ("Article 5. It **may**.", "Article 6. It may.", "number"),
        ("3. 10.000 dinara", "4. 90.000 dinara", "words"),
        ("3. one two", "4. one three", "words"),
        ("Article 5. It has 6 parts.", "Article 6. It has 7 parts.", "words"),
    ],
)
def test_only_the_own_number_of_what_was_counted_anew_is_no_word(old: str, new: str, kind: MarkKind) -> None:
    assert kind_of(old, new, renumbered=True) == kind
    assert kind_of(new, old, renumbered=True) == kind


pieces = st.sampled_from("one **one** *two* `one` [one](https://a.example) ~~two~~ 3.5 “x” the".split())


@given(st.lists(pieces, min_size=1, max_size=5), st.lists(pieces, min_size=1, max_size=5), st.booleans())
def test_where_the_plain_words_are_the_same_no_words_have_changed(
    one: list[str], other: list[str], same: bool
) -> None:
    old = " ".join(one)
    new = plain(old) if same else " ".join(other)
    for start in ("", "## ", "- ", "> "):
        assert (kind_of(old, start + new) == "words") == (plain(old) != plain(start + new))


def test_a_mark_says_when_it_is_only_about_a_number_that_its_neighbours_explain() -> None:
    old = "## Article 4 Aims\n\n## Article 5 Scope\n\nIt lasts 5 days."
    new = "## Article 4 Aims\n\n## Article 5 Means\n\n## Article 6 Scope\n\nIt lasts 6 days."
    added = [("ins", "words", "Article 5 Means")]
    assert [mark for mark in abouts(redline(old, new)) if mark not in added] == [
        ("del", "number", "5"),
        ("ins", "number", "6"),
        ("del", "words", "5"),
        ("ins", "words", "6"),
    ]


# ------------------------------------------------------------------------------- many redlines, one page


def test_names_on_a_page_are_of_one_kind_when_each_redline_has_a_prefix() -> None:
    pairs = [("a **b** c. *d*", "a b c. d"), ("a **b** c. *d*", "a b c. d")]
    html = "".join(redline_block(old, new, prefix=f"p{n}-") for n, (old, new) in enumerate(pairs))
    names = [el.get("data-move") for el in tree(html).iter("del")]
    assert len(set(names)) == len(names) == 4
    assert sorted(names) == sorted(el.get("data-move") for el in tree(html).iter("ins"))


def test_both_sides_call_a_passage_the_same() -> None:
    left, right = side_by_side("a **b** x c *d*", "a b y c d", prefix="p-")
    names = [el.get("data-move") for el in tree(left).iter("del") if el.get("data-move")]
    assert names == [el.get("data-move") for el in tree(right).iter("ins") if el.get("data-move")]
    assert len(names) == 2
