"""The heading that a new text is offered to begin with shows the title of the document, whatever is in it."""

import pytest

from documents.drafting.input import as_heading
from documents.formats.markdown import read_markdown
from documents.text.words import plain

TITLES = [
    "Model policy",
    "Закон о кластерима",
    "*Stars* and _lines_",
    "1. First things",
    "# Hash #",
    "Languages: C#",
    "What ends with ##",
    "[a link](to) <b>bold</b> &amp; `code`",
    "- item",
    "> quote",
    "a | b",
    "~~gone~~ [^1]",
]


@pytest.mark.parametrize("title", TITLES)
def test_every_letter_of_the_title_stands_in_the_heading(title: str) -> None:
    [block] = read_markdown(as_heading(title)).blocks
    assert (block.kind, block.level) == ("heading", 1)
    assert plain(block.markdown) == title
