"""A text becomes nodes of the sheet and Markdown again, and loses nothing on the way."""

import json
import random
import re
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Invalid
from documents.formats.markdown import read_markdown
from documents.sheet.inline import Node
from documents.sheet.reading import node_of
from documents.sheet.writing import written
from documents.text.blocks import Block
from documents.text.dialect import footnote_references
from documents.text.words import plain

TEXT = """\
# Declaration

Words with **bold**, *italic*, ***both***, ~~struck~~, `code` and [a link](https://example.org/a_(b)).

10<sup>6</sup> and CO<sub>2</sub>, a note[^1] and one more[^two], Article\u00a05; <https://example.org>.

1\\. јануара 2027. почиње

(1) A paragraph with its number \\
and a line below.

- one
  - (a) deep
  - (b) **deeper** still

    A paragraph in an item.
- two

3. three
4. four

> A quote with **bold**.
>
> And a second paragraph.

> - a list in a quote

| Country | Fee | << |
| --- | :-: | --: |
| ^^ | small | large<br>and more |
| Northland | 10 \\| 20 | ^^ |

```python
print("*")
```

[^1]: The first note.

[^two]: The second note.

    With a second paragraph.
"""
BLOCKS = read_markdown(TEXT).blocks
NOTES = ["1", "two"]


def again(block: Block) -> Block | None:
    return written(node_of(block), NOTES).block


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.markdown[:20])
def test_a_paragraph_comes_back_as_it_was(block: Block) -> None:
    node = json.loads(json.dumps(node_of(block)))
    result = written(node, NOTES)
    assert result.left_out == []
    assert result.block == block


def test_only_what_the_sheet_has_no_node_for_is_shown_as_a_whole() -> None:
    whole = [block.markdown for block in BLOCKS if node_of(block)["type"] == "opaque"]
    assert whole == ["> - a list in a quote"]
    [node] = [node_of(block) for block in BLOCKS if node_of(block)["type"] == "opaque"]
    assert "<li>a list in a quote</li>" in node["attrs"]["html"]


def test_an_item_has_its_mark_apart_from_its_words() -> None:
    items = [node_of(block) for block in BLOCKS if block.kind == "item"]
    assert [node["attrs"]["mark"] for node in items] == ["-", "(a)", "(b)", "-", "3.", "4."]
    assert [node["attrs"]["level"] for node in items] == [1, 2, 2, 1, 1, 1]
    assert items[1]["content"] == [{"type": "text", "text": "deep"}]


MARKS = ["strong", "em", "strike", "sup", "sub", "code", "link"]
words = st.text(st.sampled_from("ab жљ 12.,;:()[]*_`~<>&#-+|\\!?«»„\u00a0/=^"), min_size=1, max_size=12)


@st.composite
def inline(draw: st.DrawFn) -> list[Node]:
    content = []
    for text in draw(st.lists(words, min_size=1, max_size=5)):
        marks: list[Node] = [
            {"type": kind} | ({"attrs": {"href": "https://example.org"}} if kind == "link" else {})
            for kind in draw(st.sets(st.sampled_from(MARKS), max_size=2))
        ]
        content.append({"type": "text", "text": text} | ({"marks": marks} if marks else {}))
        if draw(st.integers(0, 6)) == 0:
            content.append(
                draw(st.sampled_from([{"type": "hard_break"}, {"type": "note_ref", "attrs": {"label": "1"}}]))
            )
    return content


@st.composite
def nodes(draw: st.DrawFn) -> Node:
    kind = draw(st.sampled_from(["paragraph", "heading", "item", "quote", "footnote", "table"]))
    if kind in ("paragraph", "heading", "item"):
        attrs: dict[str, Any] = {"level": draw(st.integers(kind != "paragraph", 6))}
        if kind == "item":
            attrs["mark"] = draw(st.sampled_from(["-", "3.", "3)", "(a)", "а)", "iv.", "7a."]))
        return {"type": kind, "attrs": attrs, "content": draw(inline())}
    lines = [{"type": "line", "content": draw(inline())} for _ in range(draw(st.integers(1, 3)))]
    if kind == "quote":
        return {"type": kind, "attrs": {"level": 0}, "content": lines}
    if kind == "footnote":
        return {"type": kind, "attrs": {"label": "9"}, "content": lines}
    rows = [
        {
            "type": "table_row",
            "content": [{"type": "table_cell", "attrs": {}, "content": [line]} for line in lines],
        }
    ]
    return {"type": "table", "attrs": {"level": 0, "align": []}, "content": rows * 2}


@given(nodes())
def test_whatever_is_typed_keeps_its_words_and_then_stays_as_it_is(node: Node) -> None:
    """What comes of a node is one paragraph with all its words; and sent again it is the same paragraph."""
    block = written(node, NOTES).block
    if block is None:
        assert not _letters(_said(node)).strip()
        return
    assert _letters(plain(block.markdown)) == _letters(_said(node))
    assert block.kind == node["type"]
    assert again(block) == block


def _said(node: Node) -> str:
    """The words of a node, with those that it is called by."""
    mark = str((node.get("attrs") or {}).get("mark", ""))
    return ("" if re.fullmatch(r"-|\d+[.)]", mark) else mark) + "".join(_texts(node))


def _texts(node: Node) -> list[str]:
    if node["type"] == "text":
        return [node["text"]]
    return [text for child in node.get("content", ()) for text in _texts(child)]


def _letters(text: str) -> str:
    """Letters and figures alone, without how they are raised or lowered."""
    return "".join(char for char in text.translate(_PLAIN) if char.isalnum())


_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")


def test_no_node_makes_it_fail() -> None:
    """Whatever a browser sends is a paragraph, nothing, or refused with words."""
    for seed in range(300):
        with suppress(Invalid):
            written(_random(random.Random(seed), 4), NOTES)


def _random(chance: random.Random, depth: int) -> Any:
    kinds = [
        "text",
        "line",
        "paragraph",
        "heading",
        "item",
        "table",
        "table_row",
        "table_cell",
        "opaque",
        "code",
        7,
    ]
    if depth == 0 or chance.random() < 0.2:
        return chance.choice([None, 1, "x", [], {}, {"type": "text", "text": "x"}, {"type": "text"}])
    node: dict[str, Any] = {"type": chance.choice(kinds)}
    if chance.random() < 0.8:
        values = [None, 1, -5, "x", [], {"x": 1}, "(a)", 10**9]
        node["attrs"] = {
            key: chance.choice(values)
            for key in ("level", "mark", "kind", "markdown", "label", "align", "rowspan")
        }
    if chance.random() < 0.8:
        node["content"] = [_random(chance, depth - 1) for _ in range(chance.randrange(4))]
    return node


def test_bold_that_ends_at_a_bracket_before_a_letter_leaves_the_bracket_out() -> None:
    content = [{"type": "text", "text": "(x)", "marks": [{"type": "strong"}]}, {"type": "text", "text": "y"}]
    block = written({"type": "paragraph", "attrs": {"level": 0}, "content": content}, []).block
    assert block == Block("paragraph", 0, "**(x**)y")


def test_the_sign_of_a_footnote_that_there_is_not_is_words() -> None:
    content = [{"type": "text", "text": "a"}, {"type": "note_ref", "attrs": {"label": "5"}}]
    block = written({"type": "paragraph", "attrs": {"level": 0}, "content": content}, NOTES).block
    assert block is not None
    assert footnote_references(block.markdown) == [] or "\\[" in block.markdown


def test_plain_words_are_written_as_a_reader_would_leave_them() -> None:
    for words_ in (
        "Plain words.",
        "1. maja",
        "- not a list",
        "(a) text",
        "Члан 5.",
        "a\u00a0b",
        "= =",
        "> x",
        "+ x",
        "a) b",
    ):
        for kind, attrs in (
            ("paragraph", {"level": 0}),
            ("item", {"level": 1, "mark": "-"}),
            ("heading", {"level": 2}),
        ):
            node = {"type": kind, "attrs": attrs, "content": [{"type": "text", "text": words_}]}
            block = written(node, []).block
            assert block is not None
            before = "<!-- -->\n\n" if kind == "item" else ""
            [read] = read_markdown(before + block.markdown).blocks
            assert read.markdown == block.markdown
            assert _texts(node_of(block)) == [words_]


def test_a_node_too_deep_to_be_one_is_refused() -> None:
    node: Node = {"type": "text", "text": "x"}
    for _ in range(5000):
        node = {"type": "quote", "attrs": {}, "content": [node]}
    with pytest.raises(Invalid):
        written(node, [])
