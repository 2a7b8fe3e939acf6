"""A reference says what its paragraph is called today, and nothing else of a text is touched for that."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as some

from documents.formats.markdown import read_markdown
from documents.references import (
    dangling,
    follow,
    followed,
    may_rename,
    names,
    references,
    without_names,
)
from documents.text.blocks import Block
from documents.text.numbering import labels

WAS, NOW = {12: ("3.2", "section 3.2", "Section 3.2")}, {12: ("3.3", "section 3.3", "Section 3.3")}


def says(markdown: str, was: str = "3.2", now: str = "3.3") -> str:
    return follow(markdown, {12: (was,)}, {12: (now,)})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("See [Article 3.2](#p-12).", "See [Article 3.3](#p-12)."),
        ("See [Section 3.2](#p-12) and 3.2.", "See [Section 3.3](#p-12) and 3.2."),
        ("- (a) [3.2](#p-12)", "- (a) [3.3](#p-12)"),
        ("> As [3.2](#p-12) says", "> As [3.3](#p-12) says"),
        ("[^2]: See [3.2](#p-12).", "[^2]: See [3.3](#p-12)."),
        ("[**3.2**](#p-12), [3.2](#p-12)", "[**3.3**](#p-12), [3.3](#p-12)"),
        ("| a |\n| --- |\n| [3.2](#p-12) |", "| a |\n| --- |\n| [3.3](#p-12) |"),
        ("[3.2, “Aims \\[old\\]”](#p-12)", "[3.3, “Aims \\[old\\]”](#p-12)"),
        ('[3.2](#p-12 "Aims")', '[3.3](#p-12 "Aims")'),
        ("[3.2](#p-13) [3.2](#p-12)", "[3.2](#p-13) [3.3](#p-12)"),
        ("`[3.2](#p-12)` [3.2](#p-12)", "`[3.2](#p-12)` [3.3](#p-12)"),
        ("[a [3.2](#p-12) b](#p-12)", "[a [3.3](#p-12) b](#p-12)"),
    ],
)
def test_the_label_in_the_words_of_a_reference_follows(before: str, after: str) -> None:
    assert follow(before, WAS, NOW) == after


@pytest.mark.parametrize(
    "markdown",
    [
        "3.2",
        "`[3.2](#p-12)`",
        "```\n[3.2](#p-12)\n```",
        "\\[3.2](#p-12)",
        "[3.2\\](#p-12)",
        "[`3.2`](#p-12)",
        "[3.2](#p-120)",
        "[3.2](#aims)",
        "[3.2](https://example.org/#p-12)",
        "[13.2](#p-12)",
        "[3.2.1](#p-12)",
        "[3.2(a)](#p-12)",
        "[3.2 ¶4](#p-12)",
        "[3.2 (second)](#p-12)",
        "[the section on aims](#p-12)",
        "[3.2 instead of 3.2](#p-12)",
        "[3.3, once 3.2](#p-12)",
    ],
)
def test_what_is_no_reference_or_says_something_else_stays(markdown: str) -> None:
    assert follow(markdown, WAS, NOW) == markdown


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("Article 5", "Article 6"),
        ("Article 5", "Article 5 (second)"),
        ("Article 5 (second)", "Article 5 (third)"),
        ("Article 1", "Part II Article 1"),
        ("Члан 5ђ", "Члан 6"),
        ("Чл. 2(1)", "Чл. 3(1)"),
        ("3.2 ¶4(a)(i)", "3.2 ¶5(b)"),
        ("¶1", "1 ¶1"),
        ("2 heading 1", "2 heading 2"),
        ("note 2", "note 3"),
        ("3", "3 heading 1"),
        ("A_b*", "C[d]"),
    ],
)
def test_labels_of_every_kind_go_there_and_back(was: str, now: str) -> None:
    text = says("See [x](#p-12).", "x", was)
    there = says(text, was, now)
    assert there != text
    assert says(there, was, now) == there
    assert says(there, now, was) == text


LABELS = some.sampled_from(
    "1|1.1|3.2|3.2.1|Article 1|Part II Article 1|Article 1 (second)|1 ¶1|1 ¶1(a)|¶1|Члан 3|члан 3 став 2|(a)"
    "|note 1|2 heading 1".split("|")
)
PIECES = some.one_of(LABELS, some.sampled_from([*" []()`*\\#|", "](#p-12)", "[", "](#p-13)", " see ", "\n"]))


@given(some.lists(PIECES, max_size=14).map("".join), LABELS, LABELS)
def test_whatever_stands_there_nothing_but_words_of_references_changes_and_it_goes_back(
    markdown: str, was: str, now: str
) -> None:
    changed = says(markdown, was, now)
    assert says(changed, was, now) == changed
    assert says(changed, now, was) == (markdown if changed != markdown else says(markdown, now, was))
    if changed != markdown:
        assert outside(changed) == outside(markdown)


def outside(markdown: str) -> list[str]:
    """What is not in the words of something that looks like a reference."""
    parts, last = [], 0
    for each in references(markdown):
        parts.append(markdown[last : each.start])
        last = each.end
    return [*parts, markdown[last:]]


def text_of(markdown: str) -> dict[int, Block]:
    return dict(enumerate(read_markdown(markdown).blocks, 1))


def test_a_text_into_which_a_section_comes_follows_in_all_its_references() -> None:
    text = text_of("# Policy\n\n## Aims\n\nOne.\n\n## Means\n\n- (a) Two.\n\nSee [2](#p-4), [2(a)](#p-5).")
    new = {**dict(list(text.items())[:1]), 9: Block("heading", 2, "## Scope"), **dict(list(text.items())[1:])}
    assert followed(text, new, "legal", "en") == {6: "See [3](#p-4), [3(a)](#p-5)."}
    assert followed(new, new, "legal", "en") == {}


def test_one_that_grows_in_another_leaves_what_is_beside_it() -> None:
    assert says("[a [3.2](#p-12) b](#p-12)", "3.2", "10.2") == "[a [10.2](#p-12) b](#p-12)"


def test_what_the_law_cites_in_words_of_its_own_follows_too() -> None:
    law = "## Члан {}\n\n(1) Прво.\n\n(2) Друго.\n\nВидети [члан {} став 2](#p-3) и [Члан {}](#p-1)."
    before, after = (text_of(law.format(number, 2, 2)) for number in (2, 3))
    assert names(before, {3}, "legal", "sr")[3][:2] == ("Члан 2(2)", "члан 2 став 2")
    assert followed(before, after, "legal", "sr") == {4: "Видети [члан 3 став 2](#p-3) и [Члан 3](#p-1)."}


def test_a_paragraph_that_is_gone_or_has_no_label_leaves_the_words() -> None:
    text = text_of("## Aims\n\nOne.\n\nSee [1 ¶1](#p-2).")
    gone = {pid: block for pid, block in text.items() if pid != 2}
    assert followed(text, gone, "legal", "en") == {}
    assert [tuple(each) for each in dangling(gone)] == [(3, 2, "1 ¶1")]
    assert dangling(text) == []
    assert dangling({1: Block("paragraph", 0, "`[1](#p-7)`")}) == []
    assert followed(text, {9: Block("heading", 1, "# New"), **text}, "none", "en") == {}


WORDS = [
    "(1) The first.", "(2) The second.", "Plain words.", "Plain words, others.", "**Title**", "Article 5",
    "Article 5. (1) Words.", "Article 6. (1) Words.", "1.1 Dotted.", "See[^1].", "Words " * 40,
    "(1) " + "Words " * 40,
]  # fmt: skip
ITEMS = ["- a", "- b", "- (a) x", "- (a) y", "- (b) x", "1. one:", "1. one", "2. two", "- (a) " + "w " * 40]
BLOCKS = some.one_of(
    some.sampled_from(WORDS).map(lambda words: Block("paragraph", 0, words)),
    some.sampled_from(ITEMS).map(lambda words: Block("item", 1, words)),
    some.sampled_from(["## A", "## 3 B", "## Article 5"]).map(lambda words: Block("heading", 2, words)),
    some.sampled_from(["[^1]: n", "[^2]: n"]).map(lambda words: Block("footnote", 0, words)),
    some.just(Block("quote", 0, "> q")),
)


@given(some.lists(BLOCKS, min_size=1, max_size=8), some.integers(0, 7), BLOCKS)
def test_where_no_label_is_said_to_change_none_does(blocks: list[Block], at: int, new: Block) -> None:
    before = dict(enumerate(blocks))
    after = {**before, at % len(blocks): new}
    if not may_rename(before, after):
        assert labels(list(before.values())) == labels(list(after.values()))


def test_words_on_which_no_label_rests_cost_nothing() -> None:
    for words, others in (
        ("Plain words.", "Other words."),
        ("(1) " + "Words " * 40 + "end.", "(1) " + "Words " * 40 + "other end."),
    ):
        one, two = ({1: Block("paragraph", 0, each)} for each in (words, others))
        assert not may_rename(one, two)
    assert may_rename({1: Block("paragraph", 0, "(1) x")}, {1: Block("paragraph", 0, "(2) x")})


@pytest.mark.parametrize("seed", range(3))
def test_a_text_that_is_renumbered_again_and_again_says_its_labels_always(seed: int) -> None:
    chance = random.Random(seed)
    text = text_of("# P\n\n" + "\n\n".join(f"## H{n}\n\nWords." for n in range(6)))
    text |= {pid + 100: Block("paragraph", 0, f"See [§ {label}](#p-{pid}).") for pid, label in called(text)}
    for step in range(20):
        before, pids = dict(text), list(text)
        head = pids.pop(chance.randrange(1, len(pids)))
        if chance.random() < 0.5:
            pids.insert(chance.randrange(1, len(pids)), head)
        else:
            pids.insert(chance.randrange(1, len(pids)), 1000 + step)
            pids.insert(chance.randrange(1, len(pids)), head)
            text[1000 + step] = Block("heading", chance.choice([2, 3]), f"## N{step}")
        text = {pid: text[pid] for pid in pids}
        for pid, markdown in followed(before, text, "legal", "en").items():
            text[pid] = text[pid]._replace(markdown=markdown)
        now = dict(called(text))
        for pid in (pid for pid in text if 100 < pid < 1000):
            assert text[pid].markdown == f"See [§ {now[pid - 100]}](#p-{pid - 100})."


def called(text: dict[int, Block]) -> list[tuple[int, str]]:
    return [(pid, label) for pid, label in zip(text, labels(list(text.values())), strict=True) if label]


def test_a_reference_counts_by_where_it_leads() -> None:
    assert (
        without_names("See [3.2](#p-1).")
        == without_names("See [4 \\] x](#p-1).")
        != without_names("See 3.2.")
    )
