"""Footnotes of a file and a draft that have one name: every sentence goes on citing its own source."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.imports.footnotes import renamed
from documents.imports.groups import FileLink, Inputs, Place, Settled
from documents.imports.threeway import Merged, merge
from documents.text.blocks import Block
from documents.text.dialect import footnote_label, footnote_references

Texts = dict[int, str]  # by pid; in the file, the base's pid that it comes from, or a negative number


def block(text: str) -> Block:
    return Block("footnote" if text.startswith("[^") else "paragraph", 0, text)


def put_together(base: Texts, theirs: Texts, mine: Texts, **more: object) -> Merged:
    links = [FileLink(pid, index) for index, pid in enumerate(mine) if pid > 0]
    places = [[Place(pid, block(text), [pid]) for pid, text in side.items()] for side in (base, theirs)]
    return merge(Inputs(*places, [block(text) for text in mine.values()], links, **more))  # type: ignore[arg-type]


def texts(merged: Merged) -> list[str]:
    return [piece.block.markdown for piece in merged.pieces]


def cited(merged: Merged) -> dict[str, list[str]]:
    """The words of each note that a sentence leads to, by the sentence without its references."""
    homes: dict[str, str] = {}
    for text in texts(merged):
        if text.startswith("[^"):
            homes.setdefault(footnote_label(block(text)), text.partition("]: ")[2])
    return {
        text.partition("[^")[0]: [homes[label] for label in footnote_references(text)]
        for text in texts(merged)
        if not text.startswith("[^")
    }


BASE = {1: "One.", 2: "Two."}
THEIRS = {1: "One.", 2: "Two.[^1]", 3: "[^1]: Their source."}


def test_each_side_added_a_note_of_one_name_and_both_are_cited_where_they_were() -> None:
    merged = put_together(BASE, THEIRS, {1: "One.[^1]", 2: "Two.", -1: "[^1]: My source."})
    assert cited(merged) == {"One.": ["My source."], "Two.": ["Their source."]}
    assert set(texts(merged)) == {"One.[^2]", "Two.[^1]", "[^1]: Their source.", "[^2]: My source."}
    assert merged.clashes == []


def test_a_note_with_the_same_words_stands_once() -> None:
    merged = put_together(BASE, THEIRS, {1: "One.[^1]", 2: "Two.", -1: "[^1]: Their source."})
    assert sorted(texts(merged)) == ["One.[^1]", "Two.[^1]", "[^1]: Their source."]


def test_a_name_is_free_if_nobody_uses_it() -> None:
    mine = {1: "One.[^1] More.[^2]", 2: "Two.", -1: "[^1]: My source.", -2: "[^2]: Another."}
    merged = put_together(BASE, THEIRS, mine)
    assert "One.[^3] More.[^2]" in texts(merged)
    theirs = {**THEIRS, 2: "Two.[^law]", 3: "[^law]: Theirs."}
    merged = put_together(BASE, theirs, {1: "One.[^law]", 2: "Two.", -1: "[^law]: Mine."})
    assert cited(merged) == {"One.": ["Mine."], "Two.": ["Theirs."]}
    assert "[^law-2]: Mine." in texts(merged)


def test_both_cite_in_one_paragraph() -> None:
    base = {1: "One is said here, and two is said there."}
    theirs = {1: "One is said here, and two is said there.[^1]", 3: "[^1]: Their source."}
    merged = put_together(
        base, theirs, {1: "One is said here,[^1] and two is said there.", -1: "[^1]: My source."}
    )
    assert "One is said here,[^2] and two is said there.[^1]" in texts(merged)


def test_a_note_that_both_changed_keeps_its_name() -> None:
    base = {1: "One.[^1]", 2: "[^1]: A source."}
    theirs, mine = {**base, 2: "[^1]: Their source."}, {**base, 2: "[^1]: My source."}
    merged = put_together(base, theirs, mine)
    assert [(clash.yours, clash.theirs) for clash in merged.clashes] == [
        ("[^1]: My source.", "[^1]: Their source.")
    ]
    merged = put_together(base, theirs, mine, settled={2: Settled("mine")})
    assert texts(merged) == ["One.[^1]", "[^1]: My source."]


def test_the_file_gave_the_name_to_another_note_and_others_changed_the_old_one() -> None:
    base = {1: "One.[^1]", 2: "[^1]: A source."}
    theirs = {**base, 2: "[^1]: A source, page 3."}
    for settled in ({}, {2: Settled("theirs")}):
        merged = put_together(base, theirs, {1: "One.[^1]", -1: "[^1]: A law."}, settled=settled)
        assert set(texts(merged)) == {"One.[^2]", "[^1]: A source, page 3.", "[^2]: A law."}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("See[^1] and[^2].", "See[^7] and[^2]."),
        ("Code `[^1]` and[^1].", "Code `[^1]` and[^7]."),
        (r"Not \[^1] but[^1].", r"Not \[^1] but[^7]."),
        ("[^1]: A note that says `[^1]`.", "[^7]: A note that says `[^1]`."),
        ("[^2]: See the note[^1].", "[^2]: See the note[^7]."),
    ],
)
def test_only_what_is_a_reference_is_renamed(before: str, after: str) -> None:
    assert renamed(block(before), {"1": "7"}).markdown == after


LABELS = st.lists(st.sampled_from(["1", "2", "3", "law"]), unique=True, max_size=4)


@given(LABELS, LABELS, LABELS)
def test_no_two_notes_of_one_name_and_every_sentence_cites_its_own(
    before: list[str], others: list[str], own: list[str]
) -> None:
    base = {number: f"Sentence {number}." for number in range(1, 13)}
    for at, label in enumerate(before):
        base |= {at + 9: f"Sentence {at + 9}.[^{label}]", 20 + at: f"[^{label}]: Old {at}."}
    theirs, mine = dict(base), dict(base)
    for at, label in enumerate(each for each in others if each not in before):
        theirs |= {at + 1: f"Sentence {at + 1}.[^{label}]", 30 + at: f"[^{label}]: Theirs {at}."}
    for at, label in enumerate(each for each in own if each not in before):
        mine |= {at + 5: f"Sentence {at + 5}.[^{label}]", -1 - at: f"[^{label}]: Mine {at}."}
    merged = put_together(base, theirs, mine)
    labels = [footnote_label(piece.block) for piece in merged.pieces if piece.block.kind == "footnote"]
    assert len(labels) == len(set(labels))
    expected = {}
    for side, word in ((base, "Old"), (theirs, "Theirs"), (mine, "Mine")):
        homes = {footnote_label(block(t)): t.partition("]: ")[2] for t in side.values() if t[:2] == "[^"}
        for text in side.values():
            for label in footnote_references(text) if text[:2] != "[^" else []:
                if homes[label].startswith(word):
                    expected[text.partition("[^")[0]] = [homes[label]]
    assert {sentence: notes for sentence, notes in cited(merged).items() if notes} == expected
    assert merged.clashes == []
