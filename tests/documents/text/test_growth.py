"""What reads a text for its sentences, its numbers and its signs takes work in the length of the text."""

from collections.abc import Callable

import pytest

from core import text as core_text
from core.writing import graphemes
from documents.text.blocks import Block
from documents.text.numbering import labels
from documents.text.scripts import script_alone
from documents.text.sections import article_in_line, own_number
from documents.text.sentences import sentences
from tests.support.watching.growth import grows_with_length

PIECES = (
    'a |a.|Art. 5. |1. |(1) |(|Чл. 2. (1) |A. |"|„|...|I.|; |🇷🇸|👨\u200d|a\u0301\u0323|\u0323\u0301|'
    "љ|nj|§ 1 |и |0.|9|Глава първа |двадесет и |1.1|d.o.o. |п. |\n|a\n|1) a\n|a. \n"
).split("|")

WORK: dict[str, Callable[[str], object]] = {
    "sentences": sentences,
    "an article in a line": article_in_line,
    "the number of a heading": own_number,
    "signs": lambda text: list(graphemes.split(text)),
    "clean": core_text.clean,
    "folded": core_text.fold,
    "two scripts": lambda text: script_alone(text, core_text.fold(text)),
    "labels of paragraphs": lambda text: labels([Block("paragraph", 0, part) for part in _parts(text)]),
    "labels of items": lambda text: labels([Block("item", 1, f"- {part}") for part in _parts(text)]),
    "labels of headings": lambda text: labels([Block("heading", 2, f"## {part}") for part in _parts(text)]),
}


def _parts(text: str) -> list[str]:
    return [text[at : at + 30].replace("\n", " ") for at in range(0, len(text), 30)]


@pytest.mark.parametrize("name", WORK)
def test_the_work_grows_with_the_length(name: str) -> None:
    for piece in PIECES:
        assert grows_with_length(WORK[name], piece), piece
