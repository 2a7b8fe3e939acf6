"""A paragraph is cut at the ends of its sentences; what is bold, italic or a link stays so in each part."""

import pytest

from documents.drafting.split import cut, is_cut_inside_marks, sentence_ends
from documents.text.blocks import Block, BlockKind
from documents.text.words import plain

CUTS = [
    ("One. Two.", ["One.", "Two."]),
    ("One *is. Two is* here.", ["One *is.*", "*Two is* here."]),
    ("***One. Two** three. Four*.", ["***One.***", "***Two** three.*", "*Four*."]),
    ("~~Off. Off too.~~ On.", ["~~Off.~~", "~~Off too.~~", "On."]),
    ("See [a place. Or two](https://x.org/a).", ["See [a place.](https://x.org/a)", "[Or two](https://x.org/a)."]),
    ("One.[^1] Two.[^2]", ["One.[^1]", "Two.[^2]"]),
    ("One 5\\* is. Two\\_ is.", ["One 5\\* is.", "Two\\_ is."]),
    ("Use `a. B` here. Then.", ["Use `a. B` here.", "Then."]),
    ("One (*two. Three.*) Four.", ["One (*two.*", "*Three.*)", "Four."]),
    ("Yes. 2\\) No. - Not. # Nor.", ["Yes.", "2\\) No.", "\\- Not. # Nor."]),
    ("Први члан. Други **члан. Трећи** члан.", ["Први члан.", "Други **члан.**", "**Трећи** члан."]),
]  # fmt: skip


@pytest.mark.parametrize(("markdown", "parts"), CUTS)
def test_marks_are_closed_before_a_cut_and_opened_after_it(markdown: str, parts: list[str]) -> None:
    block = Block("paragraph", 0, markdown)
    ends = sentence_ends(block)
    assert cut(block, range(len(ends))) == parts
    assert " ".join(map(plain, parts)) == plain(markdown)
    assert not is_cut_inside_marks(parts)


def test_only_the_places_asked_for_are_cut() -> None:
    block = Block("paragraph", 0, "One. *Two. Three. Four.* Five.")
    assert sentence_ends(block) == ["One.", "Two.", "Three.", "Four."]
    assert cut(block, [1, 3]) == ["One. *Two.*", "*Three. Four.*", "Five."]
    assert cut(block, [9]) == [block.markdown]


IN_PLACE: list[tuple[BlockKind, str, list[str]]] = [
    ("item", "- One. *Two. Three*.", ["- One.", "- *Two.*", "- *Three*."]),
    ("item", "12. One. Two.", ["12. One.", "    Two."]),
    ("quote", "> One.\n> Two.", ["> One.", "> Two."]),
    ("table", "| a. B. | c |\n| --- | --- |", ["| a. B. | c |\n| --- | --- |"]),
    ("heading", "## One. Two.", ["## One. Two."]),
    ("quote", "> One. Two.\n>\n> Three.", ["> One. Two.\n>\n> Three."]),
]


@pytest.mark.parametrize(("kind", "markdown", "parts"), IN_PLACE)
def test_each_part_stays_what_the_whole_was(kind: BlockKind, markdown: str, parts: list[str]) -> None:
    block = Block(kind, 1, markdown)
    ends = sentence_ends(block)
    assert len(ends) == len(parts) - 1
    assert cut(block, range(len(ends))) == parts


@pytest.mark.parametrize(
    ("parts", "inside"),
    [
        (["*One.", "Two.*"], True),
        (["**One.** *Two.", "Three.*"], True),
        (["See [a.", "B](https://x.org)."], True),
        (["*One.*", "*Two.*"], False),
        (["5 * 3.", "4 * 2."], False),
        (["Price*.", "*see the note"], False),
        (["- One.", "- Two."], False),
    ],
)
def test_a_cut_by_hand_inside_marks_is_noticed(parts: list[str], inside: bool) -> None:
    assert is_cut_inside_marks(parts) is inside
