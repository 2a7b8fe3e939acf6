"""Two states compared: what counts as a change, in which order it is read, and how it is named."""

from collections.abc import Sequence

from documents import lineage
from documents.comparison.comparison import ComparedParagraph, ParagraphText, TextComparison, compare
from documents.redline import Words
from documents.text.blocks import Block
from documents.text.numbering import labels

Source = Sequence[tuple[int, str]]  # pid and Markdown


def texts(source: Source) -> list[ParagraphText]:
    blocks = [Block("heading" if words.startswith("#") else "paragraph", 0, words) for _pid, words in source]
    return [
        ParagraphText(pid, label, block.kind, 0, words, f"<p>{words}</p>")
        for (pid, words), block, label in zip(source, blocks, labels(blocks), strict=True)
    ]


def pair(
    old: Source, new: Source, origins: dict[int, list[int]] | None = None, **more: frozenset[int]
) -> TextComparison:
    """By default a paragraph comes from the one with its own pid."""
    one, two = dict(old), dict(new)
    known = {pid: [pid] for pid in two if pid in one} | (origins or {})
    return compare(texts(old), texts(new), lineage.lines(one, two, known, **more))


def told(compared: TextComparison) -> list[tuple[int, str]]:
    return [(row.number, row.kind) for row in compared.paragraphs]


A, B, C, D = ((number, f"Words of paragraph {letter}.") for number, letter in enumerate("ABCD", start=1))


def test_changes_are_counted_in_reading_order_and_unchanged_paragraphs_are_not() -> None:
    compared = pair([A, B, C, D], [A, (9, "A new one."), (2, "Other words of B."), D])
    assert told(compared) == [(0, "unchanged"), (1, "added"), (2, "edited"), (3, "deleted"), (0, "unchanged")]
    assert compared.counts == {"unchanged": 2, "added": 1, "edited": 1, "deleted": 1}


def test_a_paragraph_that_only_got_another_number_is_no_change() -> None:
    head = (10, "## Aims")
    compared = pair([head, A, B], [head, (9, "A new one."), A, B])
    assert told(compared) == [(0, "unchanged"), (1, "added"), (0, "renumbered"), (0, "renumbered")]


def test_another_number_written_in_the_text_itself_is_renumbering_too() -> None:
    old = [(1, "## Article 4 Aims"), (2, "Words."), (3, "## Article 5 Means")]
    new = [(9, "## Article 4 Names"), (1, "## Article 5 Aims"), (2, "Words."), (3, "## Article 6 Means")]
    assert [row.kind for row in pair(old, new).paragraphs] == ["added"] + ["renumbered"] * 3


def test_a_number_that_nothing_around_it_explains_is_another_word() -> None:
    [row, _] = pair(
        [(1, "## Article 5 Aims"), (2, "Words.")], [(1, "## Article 6 Aims"), (2, "Words.")]
    ).paragraphs
    assert row.kind == "edited"


def test_formatting_and_spacing_are_told_apart_from_words() -> None:
    old = [(1, "Clusters work together."), (2, "Clusters  meet."), (3, "See [the list](https://a.example).")]
    new = [(1, "Clusters *work* together."), (2, "Clusters meet."), (3, "See [the list](https://b.example).")]
    assert [row.kind for row in pair(old, new).paragraphs] == ["formatting", "spacing", "formatting"]


def test_another_figure_is_a_change_of_words() -> None:
    [row] = pair([(1, "It costs 50,000 euros.")], [(1, "It costs 42,000 euros.")]).paragraphs
    assert row.kind == "edited"


def test_a_moved_paragraph_is_one_change_and_its_old_place_speaks_of_it() -> None:
    compared = pair([A, B, C, D], [B, C, D, A])
    [moved] = compared.changes
    assert moved.kind == "moved"
    assert [(place.paragraph.main.pid, place.away) for place in compared.places] == [
        (1, True),
        (2, False),
        (3, False),
        (4, False),
        (1, False),
    ]
    assert compared.places[0].paragraph is moved


def test_what_was_deleted_stands_after_what_stood_before_it() -> None:
    """Also where the one before it went into another paragraph or moved far away."""
    merged = pair([A, B, C, D], [(1, "Words of A and D."), C], {1: [1, 4], 3: [3]})
    assert [row.kind for row in merged.paragraphs] == ["merged", "deleted", "renumbered"]
    split = pair([A, B, C], [(1, "Words of"), C, (9, "paragraph A.")], {1: [1], 9: [1], 3: [3]})
    assert [row.kind for row in split.paragraphs] == ["split", "deleted", "renumbered"]


def test_a_guess_of_an_import_stays_a_guess() -> None:
    compared = pair([A, B], [(1, "Other words."), (2, "New words.")], uncertain=frozenset({2}))
    assert [row.certain for row in compared.paragraphs] == [True, False]


def test_every_paragraph_of_both_states_is_found_at_one_row() -> None:
    compared = pair([A, B, C, D], [(1, "Words of A and B."), (9, "New."), C], {1: [1, 2], 3: [3]})
    found = [pid for row in compared.paragraphs for pid in compared.anchors(row)]
    assert sorted(found) == [1, 2, 3, 4, 9]


def test_a_redline_is_made_once_for_each_language_and_says_nothing_of_what_is_the_same() -> None:
    compared = pair([A, B], [(1, "Words of paragraph A, and more."), B])
    changed, same = compared.paragraphs
    english, other = Words(), Words()._replace(inserted="уметнуто:")
    assert compared.inline(changed, english) is compared.inline(changed, english)
    assert "уметнуто:" in compared.inline(changed, other)
    assert compared.inline(same, english) == f"<p>{B[1]}</p>"
    left, right = compared.beside(changed, english)
    assert "<ins" not in left
    assert "<del" not in right


def test_rows_know_all_names_that_their_paragraphs_had_on_the_way() -> None:
    lines = lineage.named(dict([A]), {9: "Other."}, {(1, 9): True})
    [row] = compare(
        texts([A]), texts([(9, "Other.")]), lines, {1: frozenset({1, 5}), 9: frozenset({9, 7})}
    ).paragraphs
    assert row.pids == {1, 5, 7, 9}


def test_rows_of_two_texts_with_nothing_in_common_are_all_there() -> None:
    compared = pair([(n, f"Old {n}.") for n in range(300)], [(n + 1000, f"New {n}.") for n in range(300)])
    kinds = [row.kind for row in compared.paragraphs]
    assert (kinds.count("deleted"), kinds.count("added")) == (300, 300)
    assert [row.number for row in compared.paragraphs] == list(range(1, 601))
    assert all(isinstance(row, ComparedParagraph) for row in compared.paragraphs)
