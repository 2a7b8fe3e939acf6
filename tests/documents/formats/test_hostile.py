"""No input takes more work than its length is worth: twice the text, not four times the calls."""

from collections.abc import Callable
from contextlib import suppress

import pytest

from core.errors import Invalid
from documents.formats import read_markdown, write_markdown
from documents.text.blocks import Block
from documents.text.html import render_blocks
from documents.text.typed import render
from documents.text.words import plain
from tests.support.watching.growth import calls

PIECES = [
    "[", "]", "*", "_", "*_", "~~", "~", "`", "|", "<", ">", "&", "\\", "^^", "<<", "!", "#", ":", "- ",
    "1. ", "(a) ", "a) ", "A. ", "i. ", "#. ", "\u2022 ", "o\t", "<sup>", "</sup>", "<sup>a</sup>",
    "<sub><sup>", "<del>", "</del>", "<del></s>", "[^1]", "^[", "![", "[a](", "[a](#b)", "](#", "<b>",
    "<!--", "<![", "<a ", "&#", "a\n: b\n", ": ", "x\n\n: y\n\n", "| a ", "|\n", "|-\n", "|a|\n|-|\n",
    "|a|^^|\n|-|-|\n", "^^|", "a\tb\n", "::: x\n", ":::", "> [!NOTE]\n", "> ", "> 1. ", "- (a) ",
    "1. 2. ", "1. a\n", "2. a\n\n", "(1) a\n", "x\n2. ", "<table>\n", "<table>\n\n", "</table>\n",
    "<td rowspan=2>", "<ol>\n\n<li>", "<dl><dt>x<dd>", "<ul><li>", "# A\n", "[^a]: ", "[a]: b\n",
    "---\n", "```\n", "~~~", "    x\n\n", "\xa0", "a\\\n", "10. \n", "x. ", "\u2013 a\n",
]  # fmt: skip


def read_and_write(text: str) -> None:
    with suppress(Invalid):
        write_markdown(read_markdown(text).blocks)


WORK: dict[str, Callable[[str], object]] = {
    "read": read_and_write,
    "render": render,
    "plain": plain,
    "blocks": lambda text: render_blocks([Block("paragraph", 0, text)], [1]),
}


@pytest.mark.parametrize("name", WORK)
@pytest.mark.parametrize("piece", PIECES, ids=repr)
def test_F22_the_work_grows_with_the_length(name: str, piece: str) -> None:
    small, large = (piece * (size // len(piece)) for size in (500, 2_000))
    WORK[name](small[:50])
    few, many = calls(lambda: WORK[name](small)), calls(lambda: WORK[name](large))
    assert many <= 5 * few + 500
