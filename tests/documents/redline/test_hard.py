"""A redline is safe to show whatever was written, and ends soon whatever it is given."""

import random

import pytest

from documents.redline import redline, redline_block
from documents.text.dialect import parser
from tests.documents.redline.redlines import bare, tree, view
from tests.support.watching.growth import grows_with_length

SCHEMES = ("http:", "https:", "mailto:", "#")

# -------------------------------------------------------------------------------------- safe output

ATTACKS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1)) [y](JAVASCRIPT:alert(1)) [z](&#106;avascript:alert(1)) <javascript:alert(1)>",
    "[x](java%0ascript:x) [y](data:text/html,x) [z](vbscript:x) [f](ftp://a.example) [b](blob:x)",
    "![x](javascript:alert(1)) ![y](data:image/svg+xml,x) ![z](https://a.example/x \"' onerror='alert(1)\")",
    '[x](https://a.example "\' onmouseover=\'alert(1)") [y](<https://a.example/"onclick=alert(1)>)',
    '```"><script>\n</code></pre><script>x</script>\n```',
    '[^"><b>]: x\n\nsee[^"><b>]',
    "| <b> |\n|:-:|\n| </td><script> |",
)
ATTRIBUTES = {
    "class",
    "href",
    "rel",
    "title",
    "src",
    "alt",
    "scope",
    "value",
    "id",
    "data-move",
    "data-change",
    "hidden",
}


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("compare", [redline, redline_block])
def test_nothing_written_becomes_markup_or_leads_astray(attack: str, compare: object) -> None:
    assert callable(compare)
    for old, new in ((attack, "Peace."), ("Peace.", attack), (attack, attack), (attack, attack + " x")):
        for element in tree(compare(old, new)).iter():
            assert element.tag not in ("script", "b", "iframe", "style")
            assert set(element.attrib) <= ATTRIBUTES
            for name in ("href", "src"):
                assert element.get(name, "#").startswith(SCHEMES)
            if (
                element.tag == "a"
                and "footnote" not in element.get("class", "")
                and element.get("href", "")[:1] != "#"
            ):
                assert element.get("rel") == "nofollow ugc noopener"


# ---------------------------------------------------------------------------------- texts out of measure


def grown(words: int, seed: int) -> str:
    chance = random.Random(seed)
    names = [f"w{seed}x{n}" if n % 3 else f"w{n}" for n in range(2000)]
    sentences = (" ".join(chance.choices(names, k=15)).capitalize() + "." for _ in range(words // 15))
    return "\n\n".join(" ".join(group) for group in zip(*[sentences] * 4, strict=False))


def rows(count: int, word: str) -> str:
    return "| A | B |\n|---|---|\n" + "".join(f"| {n} | {word} {n % 13} |\n" for n in range(count))


def steps(depth: int, word: str) -> str:
    return "\n".join("  " * n + f"- item {n} {word}" for n in range(depth))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (grown(9_000, 1), grown(9_000, 2)),
        (grown(18_000, 1).replace("\n\n", " "), grown(18_000, 1).replace("\n\n", " ").replace("w9 ", "v9 ")),
        (grown(18_000, 1).replace("\n\n", " "), grown(18_000, 2).replace("\n\n", " ").replace(".", "")),
        ("a b " * 9_000, "b a " * 9_000 + "c"),
        ("*a " * 1500 + "b* " * 1500, "*a " * 1500 + "c* " * 1500),
        ("1." * 20_000 + "a", "1." * 20_000 + "b"),
        ("a" * 1_000_000, "a" * 999_999 + "b"),
        (rows(1500, "value"), rows(1500, "**value**")),
        (steps(15, "old"), steps(15, "new")),
        ("> " * 10 + "old", "> " * 10 + "new"),
    ],
    ids=[
        "two unrelated texts",
        "one long paragraph",
        "without stops",
        "two words",
        "nested marks",
        "one number",
        "one word",
        "a long table",
        "lists in lists",
        "quotes in quotes",
    ],
)
def test_hard_pairs_end_and_are_right(old: str, new: str) -> None:
    html = redline(old, new)
    assert view(html, "del") == bare(parser().render(new))
    assert view(html, "ins") == bare(parser().render(old))


UNITS = {
    "pipes": "| a | b |\n|---|---|\n",
    "letters": "a ",
    "one word": "a",
    "paragraphs": "a b c.\n\n",
    "items": "1. a\n2. b\n",
    "headings": "## 1. a\n\n",
    "marks of emphasis": "*a* **b** ",
    "brackets": "[",
    "links": "[a](b) ",
    "raised figures": "<sup>1</sup>",
    "joiners": "👨\u200d",
    "flags": "🇷🇸",
    "piled marks": "a\u0301\u0301 ",
    "abbreviations": "Art. 5. A. b ",
    "two scripts": "љубав Ljubav ",
}


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS.keys())
def test_the_work_grows_with_the_length_of_the_text(unit: str) -> None:
    def mark(text: str) -> None:
        changed = f"{text[: len(text) // 2]} x {text[len(text) // 2 :]}"
        redline(text, changed)
        redline_block(text, changed)

    assert grows_with_length(mark, unit)
