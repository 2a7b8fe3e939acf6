"""Paragraphs have short labels that tell them apart."""

from documents.text.blocks import Block
from documents.text.html import render_blocks
from documents.text.numbering import LONGEST_LABEL, is_written, labels, lead


def h(level: int, text: str) -> Block:
    return Block("heading", level, "#" * level + " " + text)


def p(text: str = "Text.", level: int = 0) -> Block:
    return Block("paragraph", level, text)


def item(markdown: str, level: int = 1) -> Block:
    return Block("item", level, markdown)


def test_headings_are_counted_below_their_parent():
    assert labels([h(1, "A"), h(2, "B"), h(2, "C"), h(3, "D"), h(1, "E"), h(2, "F")]) == [
        "1", "1.1", "1.2", "1.2.1", "2", "2.1",
    ]  # fmt: skip


def test_the_title_of_the_text_has_no_label():
    assert labels([h(1, "Policy"), p(), h(2, "Aims"), p(), h(2, "Means")]) == ["", "¶1", "1", "1 ¶1", "2"]


def test_a_first_heading_with_its_own_number_is_no_title():
    assert labels([h(1, "Article 1"), p()]) == ["Article 1", "Article 1 ¶1"]


def test_paragraphs_are_counted_in_their_section():
    assert labels([p(), p(), h(1, "A"), p(), p(), h(2, "B"), p(), h(1, "C"), p()]) == [
        "¶1", "¶2", "1", "1 ¶1", "1 ¶2", "1.1", "1.1 ¶1", "2", "2 ¶1",
    ]  # fmt: skip


def test_items_belong_to_the_paragraph_before_them_and_do_not_disturb_its_count():
    blocks = [p(), item("- a"), item("- b"), item("- c", 2), item("- d", 2), item("- e", 3), item("- f"), p()]
    assert labels(blocks) == ["¶1", "¶1(a)", "¶1(b)", "¶1(b)(i)", "¶1(b)(ii)", "¶1(b)(ii)(A)", "¶1(c)", "¶2"]


def test_a_heading_without_a_number_takes_none_of_its_numbered_sisters():
    headings = [
        h(1, "Policy"),
        h(2, "Foreword"),
        h(2, "1. Aims"),
        h(3, "Own"),
        h(2, "Between"),
        h(2, "2. Means"),
    ]
    assert labels([*headings, h(2, "Annex"), h(2, "Sources")]) == [
        "", "heading 1", "1", "1.1", "heading 2", "2", "heading 3", "heading 4",
    ]  # fmt: skip


def test_no_label_is_longer_than_the_database_keeps():
    deep = [item("123456789. x", level) for level in range(1, 7)]
    found = labels([h(1, "Secțiunea 1234.123.123"), *deep, *deep])
    assert max(map(len, found)) <= LONGEST_LABEL
    assert len(set(found)) == 13


def test_a_list_right_below_a_heading_hangs_on_it():
    assert labels([h(2, "Article 5"), item("- a"), item("- b")]) == [
        "Article 5",
        "Article 5(a)",
        "Article 5(b)",
    ]


def test_an_item_keeps_its_own_number_or_letter():
    blocks = [p(), item("3. x"), item("5) y"), item("- (f) z"), item("- 2.4 w"), item("- 1\\. v")]
    assert labels(blocks) == ["¶1", "¶1(3)", "¶1(5)", "¶1(f)", "¶1(a)", "¶1(b)"]


def test_a_paragraph_numbered_in_brackets_is_cited_as_in_law():
    blocks = [h(2, "Члан 4"), p("(1) Прво."), p("(2) Друго."), item("- (а) треће"), p("Четврто.")]
    assert labels(blocks) == ["Члан 4", "Члан 4(1)", "Члан 4(2)", "Члан 4(2)(а)", "Члан 4 ¶3"]


def test_a_second_paragraph_of_an_item():
    assert labels([p(), item("- a"), p("More.", 1), p("And more.", 1)]) == [
        "¶1",
        "¶1(a)",
        "¶1(a) ¶2",
        "¶1(a) ¶3",
    ]


def test_a_footnote_is_called_by_the_number_that_readers_see():
    notes = [Block("footnote", 0, f"[^{label}]: y") for label in ("c", "a", "b")]
    blocks = [p("x[^b] y[^a] z[^b]"), *notes]
    assert labels(blocks) == ["¶1", "note 3", "note 2", "note 1"]
    for label, html in zip(labels(blocks)[1:], render_blocks(blocks, range(4))[1:], strict=True):
        assert f">{label.removeprefix('note ')}<" in html


def test_the_same_number_twice_is_told_apart():
    assert labels([h(2, "Article 5"), h(2, "Article 5"), p()]) == [
        "Article 5",
        "Article 5 (second)",
        "Article 5 (second) ¶1",
    ]


def test_an_edit_elsewhere_changes_nothing():
    before = [h(1, "A"), p(), h(1, "B"), p(), item("- x")]
    after = [h(1, "A"), p(), item("- new"), p(), h(1, "B"), p(), item("- x")]
    assert labels(before)[2:] == labels(after)[4:]


def test_a_number_below_a_part_is_read_within_it():
    assert labels([h(1, "I. Aims"), h(2, "1. Growth"), h(1, "II. Means"), h(2, "1. Money")]) == [
        "I", "I.1", "II", "II.1",
    ]  # fmt: skip


def test_a_number_that_stands_twice_is_shown_once_at_each():
    blocks = [
        p(),
        *(item(f"- {mark} text") for mark in ("a)", "b)", "b)")),
        item("1. x"),
        item("2) y"),
        item("1) z"),
    ]
    given = labels(blocks)
    assert [label for label in given if "second" in label] == ["¶1(b) (second)", "¶1(1) (second)"]
    assert all(is_written(block, label) for block, label in zip(blocks[1:], given[1:], strict=True))
    assert [lead(block, label) for block, label in zip(blocks, given, strict=True)] == [
        "", "", "", "", "1.", "2)", "1)",
    ]  # fmt: skip
