"""What of a saved change stands is told by its words: of what was put back nothing stands, of what was left
alone all of it."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.drafting.survival import Kept, Saved, Standing, kept, together
from documents.text.blocks import Block

WHOLE, PART, NOT = Kept.WHOLE, Kept.PART, Kept.NOT
WORDS = "members shall may report yearly plans to the council openly 12 aims , and **fast**".split()
several = st.lists(st.sampled_from(WORDS), min_size=1, max_size=14)
texts = several.map(" ".join).filter(lambda words: not words.startswith(","))
Stems = dict[int, Sequence[int]]


def block(words: str, kind: str = "paragraph", level: int = 0) -> Block:
    return Block(kind, level, words)  # type: ignore[arg-type]


def edited(before: str, after: str, *now: str) -> Kept:
    """What stands of an edit where these paragraphs stem from the one that was edited."""
    here = {number: block(words) for number, words in enumerate(now, 1)}
    return kept(Saved("edit", {1: block(before)}, {1: block(after)}), Standing(here, lambda _pid: [*here]))


def standing(*words: str, stems: Stems | None = None, born: Sequence[int] = ()) -> Standing:
    here = {number: block(each) for number, each in enumerate(words, 1)}
    return Standing(here, lambda pid: (stems or {}).get(pid, [pid] if pid in here else []), born=born)


# Edits

SAID = "Members report every year."
SAID_AND_WHEN = "Members report every year. They do so in March."


@pytest.mark.parametrize(
    ("before", "after", "now", "stands"),
    [
        (SAID, SAID_AND_WHEN, [SAID_AND_WHEN], WHOLE),
        (SAID, SAID_AND_WHEN, [SAID], NOT),
        (SAID, SAID_AND_WHEN, ["All members report to the council every year."], NOT),
        (SAID, SAID_AND_WHEN, ["All members report every year. They do so in March."], WHOLE),
        (SAID, SAID_AND_WHEN, ["Members report every year. They do so in May."], PART),
        (SAID, SAID_AND_WHEN, [], NOT),  # the paragraph is gone
        (SAID, SAID_AND_WHEN, [SAID, "They do so in March."], WHOLE),  # it was split
        (
            SAID,
            SAID_AND_WHEN,
            ["They do so in March. Members report every year."],
            WHOLE,
        ),  # it changed places
        (SAID, SAID_AND_WHEN, [f"The council meets. {SAID_AND_WHEN} It listens."], WHOLE),  # it was merged
        # words that went, and came back or not
        ("Members shall report openly.", "Members shall report.", ["Members shall report soon."], WHOLE),
        ("Members shall report openly.", "Members shall report.", ["Members shall report openly, too."], NOT),
        ("Members shall report openly.", "Members shall report.", [], WHOLE),
        # one word for another
        ("Members shall report.", "Members may report.", ["Members shall report to us."], NOT),
        ("Members shall report.", "Members may report.", ["Members must report."], NOT),
        ("Members shall report.", "Members may report.", ["Members may or shall report."], PART),
        # how it looks
        ("The aim is one.", "The **aim** is one.", ["The aim is one."], NOT),
        ("The aim is one.", "The **aim** is one.", ["The **aim** is only one."], WHOLE),
        ("The aim is one.", "The **aim** is one.", ["The aim is only one."], NOT),
        ("The aim, is one.", "The aim is one.", ["The aim, is only one."], NOT),
        ("The aim, is one.", "The aim is one.", ["The aim is only one."], WHOLE),
    ],
)
def test_an_edit_stands_with_the_words_that_it_brought_and_without_those_that_it_took_out(
    before: str, after: str, now: list[str], stands: Kept
) -> None:
    assert edited(before, after, *now) == stands


def test_another_level_or_kind_stands_until_it_is_put_back() -> None:
    saved = Saved("edit", {1: block("# Aims", "heading", 1)}, {1: block("## Aims", "heading", 2)})
    for now, stands in (
        (block("## Our aims", "heading", 2), WHOLE),
        (block("# Our aims", "heading", 1), NOT),
    ):
        assert kept(saved, Standing({1: now}, lambda pid: [pid])) == stands


@given(texts, texts)
def test_an_edit_that_was_left_alone_stands_and_one_put_back_does_not(before: str, after: str) -> None:
    if before != after:
        assert edited(before, after, after) == WHOLE
        assert edited(before, after, before) == NOT


@given(texts, texts)
def test_other_words_before_and_after_take_nothing_from_it(before: str, after: str) -> None:
    if before.split() != after.split():
        assert edited(before, after, "Preamble. Whereas.", after, "Coda. It ends.") == WHOLE


@given(texts, texts, texts)
def test_whatever_a_text_is_the_answer_is_one_of_three(before: str, after: str, now: str) -> None:
    assert edited(before, after, now) in Kept


# Paragraphs


def test_a_new_paragraph_stands_while_its_words_do() -> None:
    saved = Saved("insert", {}, {2: block("A report is made in March.")})
    assert kept(saved, standing("One.", "A report is made in March.")) == WHOLE
    assert kept(saved, standing("One.", "A report is made in May.")) == PART
    assert kept(saved, standing("One.")) == NOT
    assert kept(saved, standing("One. A report is made in March.", stems={2: [1]})) == WHOLE


def test_a_deletion_stands_until_the_paragraph_comes_back() -> None:
    saved = Saved("delete", {2: block("A report is made in March.")}, {})
    assert kept(saved, standing("One.")) == WHOLE
    assert kept(saved, standing("One.", "A report is made in March.")) == NOT
    back = standing("One.", "Two.", "A report is made in March.", born=[3], stems={2: []})
    assert kept(saved, back._replace(texts={1: back.texts[1], 3: back.texts[3]})) == NOT
    alike = {1: block("A report is made in March."), 3: block("A report is made in May, by all.")}
    assert kept(saved, Standing(alike, lambda _pid: [], born=[3])) == PART
    assert kept(saved, Standing(alike, lambda _pid: [])) == WHOLE, "its like stood there before"


MONTHS = "Each member sends its figures to the secretariat by the end of March and of September."


@pytest.mark.parametrize(
    ("deleted", "added", "stands"),
    [
        ("Monitoring", "Monitoring and evaluation are carried out by the members every year.", WHOLE),
        ("Monitoring", "Monitoring and evaluation", WHOLE),
        (
            "The secretariat shall report every year.",
            "The members of the secretariat, who shall meet in May, report what they did for every country "
            "in the year.",
            WHOLE,
        ),
        ("The secretariat shall report every year.", "The council shall report every month.", WHOLE),
        (MONTHS, f"{MONTHS} They are read out to the council, which may ask about each of them.", WHOLE),
        ("Monitoring and evaluation are carried out by the members every year.", "Monitoring", WHOLE),
        # it is the same text
        ("Monitoring", "**Monitoring**", NOT),
        (MONTHS, MONTHS, NOT),
        (MONTHS, f"Now {MONTHS}", NOT),
        # it is much of the same text
        (MONTHS, MONTHS.replace("sends", "never sends"), PART),
        (MONTHS, MONTHS.replace("March", "May"), PART),
        (MONTHS, MONTHS.replace(" and of September", ""), PART),
        ("—", "Monitoring", WHOLE),
    ],
)
def test_another_paragraph_that_has_the_words_of_a_deleted_one_does_not_bring_it_back(
    deleted: str, added: str, stands: Kept
) -> None:
    saved = Saved("delete", {2: block(deleted)}, {})
    now = {1: block("One."), 3: block(added)}
    assert kept(saved, Standing(now, lambda _pid: [], born=[3])) == stands


def test_a_deleted_paragraph_that_is_back_under_its_own_pid_is_back_with_what_was_added_to_it() -> None:
    saved = Saved("delete", {2: block("Members report.")}, {})
    assert kept(saved, standing("One.", "Members report. They do so in March, to the council.")) == NOT
    assert kept(saved, standing("One.", "Members meet in March.")) == PART
    assert kept(saved, standing("One.", "The council meets in March.")) == WHOLE


def test_a_split_stands_while_its_parts_are_apart() -> None:
    one, two, three = block("One is said."), block("Two is said."), block("Three is said.")
    saved = Saved("split", {1: block("One is said. Two is said. Three is said.")}, {1: one, 2: two, 3: three})
    assert kept(saved, standing("One is said.", "Two was said.", "Three is said.")) == WHOLE
    assert kept(saved, standing("One is said. Two is said.", "-", "Three is said.", stems={2: [1]})) == PART
    assert kept(saved, standing("One is said. Two is said. Three is said.", stems={2: [1], 3: [1]})) == NOT


def test_a_merge_stands_while_the_words_of_both_are_together() -> None:
    before = {1: block("One is said here."), 2: block("Another thing is meant there.")}
    saved = Saved("merge", before, {1: block("One is said here. Another thing is meant there.")})
    assert kept(saved, standing("One is said here. Another thing is meant there.")) == WHOLE
    apart = standing("One is said here.", "", "Another thing is meant there.", stems={1: [1, 3]})
    assert kept(saved, apart) == NOT
    extended = standing(
        "One is said here. Another thing is meant there.", "", "More of it.", stems={1: [1, 3]}
    )
    assert kept(saved, extended) == WHOLE
    assert kept(saved, Standing({}, lambda _pid: [])) == NOT


def test_a_move_stands_until_the_paragraph_is_put_back_or_gone() -> None:
    saved = Saved("move", {1: block("One.")}, {1: block("One.")})
    now = standing("One, and other words.")
    assert kept(saved, now) == WHOLE
    assert kept(saved, now._replace(put_back=True)) == NOT
    assert kept(saved, Standing({}, lambda _pid: [])) == NOT


def test_a_file_is_judged_by_each_paragraph_that_it_changed_or_by_those_that_are_asked_about() -> None:
    before = {1: block("One is said."), 2: block("Two is said."), 3: block("Three is said.")}
    after = {1: block("One is written."), 2: block("Two is written."), 3: block("Three is said.")}
    saved = Saved("import", before, after)
    now = standing("One is said.", "Two is written.", "Three was said.")
    assert kept(saved, now) == PART
    assert [kept(saved, now, [pid]) for pid in (1, 2)] == [NOT, WHOLE]
    assert kept(saved, now, [3]) == PART, "it changed nothing there: then all of it is looked at"


def test_what_a_change_touched_is_worked_out_once() -> None:
    saved = Saved("import", {1: block("One."), 2: block("Two.")}, {1: block("One."), 2: block("Too.")})
    assert list(saved.touched) == [2]
    assert saved.touched is saved.touched


@pytest.mark.parametrize(
    ("parts", "all_together"),
    [([], WHOLE), ([WHOLE, WHOLE], WHOLE), ([NOT], NOT), ([WHOLE, NOT], PART), ([PART, WHOLE], PART)],
)
def test_several_stand_whole_if_each_does(parts: list[Kept], all_together: Kept) -> None:
    assert together(parts) == all_together
