"""The words of a text without its marks, and the marker of an item."""

import pytest

from documents.text.blocks import Block
from documents.text.enumerators import marker
from documents.text.words import plain


def test_plain_gives_the_words():
    assert plain("## Aims of *the* [policy](https://x.example)") == "Aims of the policy"
    assert plain("- one[^1] `two` ~~three~~ ![four](x)") == "one two three four"
    assert plain("3. a\\\n   b") == "a\nb"
    assert plain("| a | b |\n|---|---|\n| 1 | 2 |") == "a b\n1 2"
    assert plain("> a\n>\n> b") == "a\nb"
    assert plain("[^1]: A note\n\n    in two") == "A note\nin two"
    assert plain("```py\nx = 1\n```") == "x = 1"
    assert plain("1\\. \\*not\\* &amp; so") == "1. *not* & so"
    assert plain("Чланак „7“ άρθρο") == "Чланак „7“ άρθρο"


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("- text", "•"),
        ("3. text", "3."),
        ("4) text", "4)"),
        ("- (a) text", ""),
        ("- b) text", ""),
        ("- a word", "•"),
    ],
)
def test_marker_of_an_item(markdown, expected):
    assert marker(Block("item", 1, markdown)) == expected


def test_only_items_have_markers():
    assert marker(Block("paragraph", 0, "3. text")) == ""
