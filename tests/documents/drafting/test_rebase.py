"""A change is carried over to a newer text whole, or a person is asked: no word is lost unseen."""

import re
import time
from collections import Counter

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from documents.drafting.rebase import Rebased, rebase

BASE = (
    "Clusters work together across borders. Each member pays a fee, "
    "and the assembly meets twice a year in spring."
)


def changed(text: str, *steps: tuple[str, str]) -> str:
    for old, new in steps:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def tokens(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+|[^\w\s]", text))


# ------------------------------------------------------------------------ changes that do not touch

CERTAIN = {
    "far apart": (BASE, [("Each", "Every")], [("spring", "autumn")]),
    "Cyrillic": (
        "Кластери раде заједно. Сваки члан плаћа чланарину, а скупштина се састаје двапут годишње.",
        [("Кластери", "Сви кластери")],
        [("двапут", "трипут")],
    ),
    "one word apart": (BASE, [("twice", "thrice")], [("year", "month")]),
    "the text of a link and words after it": (
        "See [the annex](https://example.org/a_b) on all the forms that are used.",
        [("the annex", "the second annex")],
        [("are used", "are in use")],
    ),
    "the address of a link and words after it": (
        "See [the annex](https://example.org/a-b) on all the forms that are used.",
        [("example.org/a-b", "example.com/c")],
        [("are used", "are in use")],
    ),
    "a list that is numbered anew": (
        "1. The fee is low.\n2. The term is long.\n3. The seat is in Novi Sad.",
        [("2. The term", "2. The seal is red.\n3. The term"), ("\n3. The seat", "\n4. The seat")],
        [("Novi Sad", "Sombor")],
    ),
    "bold and a word elsewhere": (BASE, [("across borders", "**across borders**")], [("twice", "thrice")]),
    "a deleted sentence and a word elsewhere": (
        BASE,
        [("Clusters work together across borders. ", "")],
        [("spring", "autumn")],
    ),
    "a sentence before and one after": (
        BASE,
        [("Clusters work", "See the annex. Clusters work")],
        [("spring.", "spring. It is public.")],
    ),
}


@pytest.mark.parametrize("name", CERTAIN)
def test_changes_that_do_not_touch_are_both_made(name: str) -> None:
    base, one, two = CERTAIN[name]
    mine, theirs, both = changed(base, *one), changed(base, *two), changed(base, *one, *two)
    assert rebase(base, mine, theirs) == Rebased(both, True)
    assert rebase(base, theirs, mine) == Rebased(both, True)


def test_what_only_one_side_changed_is_taken_as_it_is() -> None:
    other = changed(BASE, ("twice", "thrice"))
    assert rebase(BASE, BASE, other) == Rebased(other, True)
    assert rebase(BASE, other, BASE) == Rebased(other, True)
    assert rebase(BASE, BASE, BASE) == Rebased(BASE, True)
    assert rebase(BASE, other, other) == Rebased(other, True)


def test_the_same_change_of_both_sides_is_made_once() -> None:
    mine = changed(BASE, ("twice", "thrice"), ("Each", "Every"))
    theirs = changed(BASE, ("twice", "thrice"), ("spring", "autumn"))
    both = changed(BASE, ("twice", "thrice"), ("Each", "Every"), ("spring", "autumn"))
    assert rebase(BASE, mine, theirs) == Rebased(both, True)


def test_the_same_change_of_both_sides_may_stand_beside_another_of_one() -> None:
    mine = changed(BASE, ("meets twice", "convenes thrice"))
    theirs = changed(BASE, ("twice", "thrice"))
    assert rebase(BASE, mine, theirs) == Rebased(mine, True)


# ------------------------------------------------------------------------ changes that touch

REFUSED = {
    "both changed the same word": ([("twice", "three times")], [("twice", "four times")]),
    "theirs deleted the sentence": (
        [("together", "alone")],
        [("Clusters work together across borders. ", "")],
    ),
    "mine deleted the sentence": ([("Clusters work together across borders. ", "")], [("together", "alone")]),
    "mine changed what theirs struck": ([("a fee", "a due")], [("pays a fee", "is free")]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_nothing_is_suggested_where_one_side_would_overwrite_the_other(name: str) -> None:
    one, two = REFUSED[name]
    assert rebase(BASE, changed(BASE, *one), changed(BASE, *two)) == Rebased(None, False)


def test_nothing_is_suggested_for_a_text_that_was_written_anew() -> None:
    anew = "Whoever objects writes to the council, which answers within thirty days and gives its reasons."
    mine = changed(BASE, ("twice", "thrice"))
    assert rebase(BASE, mine, anew) == Rebased(None, False)
    assert rebase(BASE, anew, mine) == Rebased(None, False)


def test_insertions_at_one_place_are_a_suggestion_with_both() -> None:
    mine = changed(BASE, ("together across", "together closely across"))
    theirs = changed(BASE, ("together across", "together always across"))
    text, certain = rebase(BASE, mine, theirs)
    assert not certain
    assert text in (
        changed(BASE, ("together across", "together closely always across")),
        changed(BASE, ("together across", "together always closely across")),
    )


def test_words_side_by_side_are_a_suggestion() -> None:
    mine = changed(BASE, ("Each", "Every"))
    theirs = changed(BASE, ("member", "participant"))
    both = changed(BASE, ("Each member", "Every participant"))
    assert rebase(BASE, mine, theirs) == Rebased(both, False)


def test_links_that_cross_are_never_put_together() -> None:
    base = "one two three four five six seven eight"
    mine = "one [two three four five](https://example.org/a) six seven eight"
    theirs = "one two three [four five six](https://example.org/b) seven eight"
    assert rebase(base, mine, theirs) == Rebased(None, False)


def test_two_halves_of_an_address_are_not_put_together() -> None:
    base = "Look at https://example.org/text/of/annex and write to us."
    mine = changed(base, ("example.org", "example.com"))
    theirs = changed(base, ("annex", "appendix"))
    assert rebase(base, mine, theirs) == Rebased(None, False)


def test_an_insertion_that_may_stand_in_two_places_touches_what_is_beside_either() -> None:
    base = "It is very good and we like it."
    mine, theirs = changed(base, ("very", "very very")), changed(base, ("good", "bad"))
    assert not rebase(base, mine, theirs).certain
    assert not rebase(base, theirs, mine).certain


# ------------------------------------------------------------------------ whatever the texts

UNIQUE = [f"{word}{n}" for n, word in enumerate(["clust", "ча", "ž", "a", "fee"] * 8)]
word = st.sampled_from(
    ["a", "b", "the", "fee", "члан", "3.5", "un-cut", "*so*", "[x](y)", "_", "é", "e\u0301", "\u00ad"]
)
space = st.sampled_from([" ", "  ", "\n", "", ", ", ". ", "; "])
prose = st.lists(st.tuples(word, space), max_size=14).map(lambda pairs: "".join(map("".join, pairs)))


@st.composite
def edits(draw: st.DrawFn, tag: str) -> dict[int, str]:
    """For some of the words their deletion, another word, or one more before it."""
    places = draw(st.sets(st.integers(0, len(UNIQUE) - 1), min_size=1, max_size=6))
    return {
        at: draw(st.sampled_from(["", f"{tag}{at}", f"{tag}{at} {UNIQUE[at]}", f"{tag}{at} {tag}{at}b"]))
        for at in places
    }


def edited(*sides: dict[int, str]) -> str:
    words = dict(enumerate(UNIQUE))
    for side in sides:
        words |= side
    return " ".join(filter(None, words.values()))


@given(edits("mine"), edits("theirs"))
def test_when_it_is_certain_each_side_finds_all_that_it_did(one: dict[int, str], two: dict[int, str]) -> None:
    assume(one.keys().isdisjoint(two))
    base, mine, theirs = " ".join(UNIQUE), edited(one), edited(two)
    text, certain = rebase(base, mine, theirs)
    if not certain:
        # Some words of both sides stand close to one another.
        assert min(abs(a - b) for a in one for b in two) < 10
        return
    assert text == edited(one, two)
    result = tokens(text)
    for side in (mine, theirs):
        assert not (tokens(side) - tokens(base)) - result
        assert not (tokens(base) - tokens(side)) & result


@given(edits("mine"), edits("theirs"), st.integers(0, len(UNIQUE) - 1))
def test_both_changes_of_one_word_are_never_certain(
    one: dict[int, str], two: dict[int, str], at: int
) -> None:
    base, mine, theirs = " ".join(UNIQUE), edited(one, {at: "ours"}), edited(two, {at: "others"})
    text, certain = rebase(base, mine, theirs)
    assert not certain
    assert text is None or tokens(theirs) - tokens(base) <= tokens(text)


@given(prose, prose, prose)
@example("a b", "a c b", "a d b")
@example("the the fee", "the fee", "the the the fee")
def test_no_word_is_lost_unseen(base: str, mine: str, theirs: str) -> None:
    text, certain = rebase(base, mine, theirs)
    assert text is not None or not certain
    if text is None:
        return
    before, one, two, after = map(tokens, (base, mine, theirs, text))
    came, went = (one - before, two - before), (before - one, before - two)
    assert after <= before + came[0] + came[1]
    assert after >= before - went[0] - went[1]
    if not any(went):
        assert after >= (before + came[0]) | (before + came[1])
    if not any(came):
        assert after <= (before - went[0]) & (before - went[1])


@given(prose, prose, prose)
def test_who_of_the_two_is_asked_for_makes_no_difference_when_it_is_certain(
    base: str, mine: str, theirs: str
) -> None:
    one, two = rebase(base, mine, theirs), rebase(base, theirs, mine)
    assert one.certain == two.certain
    if one.certain:
        assert one == two


@given(prose, prose, prose)
def test_no_word_is_cut_or_grown_together(base: str, mine: str, theirs: str) -> None:
    text, _certain = rebase(base, mine, theirs)
    known = {token for text in (base, mine, theirs) for token in re.findall(r"[^\W\d_]+", text)}
    assert set(re.findall(r"[^\W\d_]+", text or "")) <= known


# ------------------------------------------------------------------------ long texts


def test_a_text_of_ten_thousand_words_takes_seconds() -> None:
    words = [f"word{n % 3_000}" for n in range(10_000)]
    base = " ".join(words)
    mine = " ".join("mine" if n % 500 == 0 else word for n, word in enumerate(words))
    theirs = " ".join("theirs" if n % 500 == 250 else word for n, word in enumerate(words))
    started = time.process_time()
    assert rebase(base, mine, theirs).certain
    assert rebase(base, mine, f"First {theirs}") == Rebased(None, False)
    assert time.process_time() - started < 10


def test_a_suggestion_holds_with_as_many_different_words_as_there_may_be() -> None:
    words = [f"word{n}" for n in range(9_900)]
    base = " ".join(words)
    mine = f"First {base}"
    theirs = " ".join(["Second", *(f"other{n}" if n % 3 == 1 else word for n, word in enumerate(words))])
    assert not rebase(base, mine, theirs).certain


def test_a_suggestion_is_made_among_words_whose_numbers_pass_the_surrogates() -> None:
    base = " ".join(f"word{n}" for n in range(9_900))
    anew = [f"other{n}" for n in range(9_000)]
    mine = f"{base} {' '.join(anew[:4])}"
    theirs = f"{base} last"
    text, certain = rebase(base, mine, theirs)
    assert not certain
    assert text in (f"{mine} last", f"{theirs} {' '.join(anew[:4])}")
