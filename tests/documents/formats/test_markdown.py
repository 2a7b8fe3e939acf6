"""Markdown becomes blocks, and what has no place in a text is named with its line."""

import pytest

from documents.formats import Omission, read_markdown
from documents.text.blocks import Block


def kinds(blocks: list[Block]) -> list[tuple[str, int, str]]:
    return [tuple(block) for block in blocks]


def whats(omissions: list[Omission]) -> list[tuple[int, str]]:
    return [(omission.line, omission.what) for omission in omissions]


def test_headings_paragraphs_and_the_title():
    reading = read_markdown(
        "Policy of *all*\n====\n\nOne\ntwo  \nthree.\n\nAims\n---\n### Third ###\n\n# C #\\#"
    )
    assert reading.blocks == [
        Block("heading", 1, "# Policy of *all*"),
        Block("paragraph", 0, "One two\\\nthree."),
        Block("heading", 2, "## Aims"),
        Block("heading", 3, "### Third"),
        Block("heading", 1, "# C #\\#"),
    ]
    assert reading.title == "Policy of all"
    assert reading.omissions == []


def test_lists_of_any_depth_with_what_stands_in_them():
    source = (
        "3) three\n4) four\n   * a\n     wrapped\n\n     second paragraph\n\n"
        "       1. deep\n       2. down\n\n     | x |\n     |---|\n     | y |\n\n"
        "     ```\n     code\n     ```\n\n"
        "   + b\n\n   of four\n\n9) nine\n"
    )
    assert read_markdown(source).blocks == [
        Block("item", 1, "3) three"),
        Block("item", 1, "4) four"),
        Block("item", 2, "- a wrapped"),
        Block("paragraph", 2, "second paragraph"),
        Block("item", 3, "1. deep"),
        Block("item", 3, "2. down"),
        Block("table", 2, "| x |\n| --- |\n| y |"),
        Block("code", 2, "```\ncode\n```"),
        Block("item", 2, "- b"),
        Block("paragraph", 1, "of four"),
        Block("item", 1, "9) nine"),
    ]


def test_a_list_numbered_with_ones_is_counted_and_other_numbers_stay():
    assert [b.markdown for b in read_markdown("1. a\n1. b\n1. c").blocks] == ["1. a", "2. b", "3. c"]
    assert [b.markdown for b in read_markdown("5. a\n6. b\n8. c").blocks] == ["5. a", "6. b", "8. c"]


def test_a_bullet_with_nothing_but_a_numbered_item_is_that_item():
    reading = read_markdown("- 1. Set up a group.**\n\n- 2. Follow it.\n\n- **3. Bold.**")
    assert [block.markdown for block in reading.blocks] == [
        "1. Set up a group.**",
        "2. Follow it.",
        "- **3. Bold.**",
    ]
    assert {block.level for block in reading.blocks} == {1}
    assert read_markdown("4. - a\n   - b").blocks == [Block("item", 1, "4. a"), Block("item", 2, "- b")]


def test_a_heading_inside_a_list_is_kept_as_text_and_reported():
    reading = read_markdown("1. ## Aims\n   Text")
    assert reading.blocks == [Block("item", 1, "1. Aims"), Block("paragraph", 1, "Text")]
    assert whats(reading.omissions) == [(1, "A heading inside a list")]


def test_quotes_tables_code_and_rules():
    source = (
        "> a\nb\n> - c\n\n> d\n\n| a | b |\n|:--|--:|\n| `x\\|y` | |\n\n    old\n\n~~~py\nnew\n~~~\n\n---\n"
    )
    reading = read_markdown(source)
    assert reading.blocks == [
        Block("quote", 0, "> a b\n>\n> - c"),
        Block("quote", 0, "> d"),
        Block("table", 0, "| a | b |\n| :-- | --: |\n| `x\\|y` |  |"),
        Block("code", 0, "```\nold\n```"),
        Block("code", 0, "```py\nnew\n```"),
    ]
    assert whats(reading.omissions) == [(17, "A dividing line")]


def test_cells_beyond_the_header_are_reported():
    reading = read_markdown("| a |\n|---|\n| b | extra words |\n")
    assert reading.blocks == [Block("table", 0, "| a |\n| --- |\n| b |")]
    assert reading.omissions[0].line == 3
    assert reading.omissions[0].excerpt == "extra words"


def test_footnotes_stay_in_place_and_inline_ones_get_a_name():
    reading = read_markdown("a[^x] b^[Said *here*.] c[^none]\n\n[^x]: One\n\n    two\n\nend")
    assert reading.blocks == [
        Block("paragraph", 0, "a[^x] b[^note-1] c\\[^none]"),
        Block("footnote", 0, "[^x]: One\n\n    two"),
        Block("paragraph", 0, "end"),
        Block("footnote", 0, "[^note-1]: Said *here*."),
    ]
    assert reading.omissions == []


def test_reference_links_become_whole_links():
    reading = read_markdown(
        '[a][r], [R] and [b][].\n\n[r]: https://r.example "T"\n[b]: <https://b.example/x y>\n[u]: u'
    )
    assert reading.blocks == [
        Block(
            "paragraph",
            0,
            '[a](https://r.example "T"), [R](https://r.example "T") and [b](https://b.example/x%20y).',
        )
    ]
    assert whats(reading.omissions) == [(5, "An address that no link uses")]


def test_a_relative_link_leaves_its_words_and_is_reported():
    reading = read_markdown("See [the *annex*](annex.md).")
    assert reading.blocks == [Block("paragraph", 0, "See the *annex*.")]
    assert reading.omissions[0].excerpt == "annex.md"


def test_images_tags_and_comments_are_reported_with_their_line():
    reading = read_markdown(
        "# A\n\nx ![map](m.png) <u>2</u><!-- c --> y\n\n<!-- whole -->\n\n<name> is z<br>w\n"
    )
    assert [block.markdown for block in reading.blocks] == ["# A", "x 2 y", "\\<name> is z\\\nw"]
    assert [(o.line, o.excerpt) for o in reading.omissions] == [
        (3, "map m.png"),
        (3, "<u>"),
        (3, "<!-- c -->"),
        (5, "<!-- whole -->"),
    ]


def test_the_words_of_a_block_of_html_are_kept():
    reading = read_markdown(
        "<div class='x'>\n<h2>Aims</h2>\n<p>one *two*<br>three</p><script>bad()</script>\n</div>\n\nz"
    )
    assert [block.markdown for block in reading.blocks] == ["## Aims", "one \\*two\\*\\\nthree", "z"]
    assert "bad()" in [omission.excerpt for omission in reading.omissions]


def test_front_matter_is_reported_and_names_the_title():
    reading = read_markdown('---\ntitle: "The Policy"\ntags: [a]\n---\n\nText')
    assert reading.title == "The Policy"
    assert kinds(reading.blocks) == [("paragraph", 0, "Text")]
    assert reading.omissions[0].excerpt == 'title: "The Policy" tags: [a]'


def test_a_text_between_two_rules_is_no_front_matter():
    assert [b.markdown for b in read_markdown("---\nA text, as it is\n\n---\nB").blocks] == [
        "A text, as it is",
        "B",
    ]


def test_emphasis_and_escapes_stay_as_typed():
    source = "a *b* _c_ **d** __e__ ~~f~~ `g` \\*h\\* i_j_k 2 \\< 3 &lt; 4 &copy; <https://x.example>"
    expected = source.replace("&lt;", "\\<").replace("&copy;", "©")
    assert read_markdown(source).blocks == [Block("paragraph", 0, expected)]


# What a file has and a text has not


@pytest.mark.parametrize(
    ("source", "kept", "what"),
    [
        ("See [the scope](#scope).", "See the scope.", "The address of a link"),
        ("See [this](#p-12).", "See [this](#p-12).", None),
        ("[](https://x.org) Words.", "Words.", "A link without words"),
        ("[![map](m.png)](https://x.org) Words.", "Words.", "A link without words"),
        ("A **![map](m.png)** b.", "A b.", "An image"),
        ("[**Words**](https://x.org) and [`code`](https://x.org)", None, None),
    ],
)
def test_links_that_lead_nowhere_and_marks_around_nothing_go(source, kept, what):
    reading = read_markdown(source)
    assert [block.markdown for block in reading.blocks] == [kept or source]
    assert [omission.what for omission in reading.omissions][:1] == ([what] if what else [])


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1.  Facility:\n\n      a)  a plant for\n          making fuel,\n", ("paragraph", 1)),
        (
            "Text.\n\n    Words of a law that stand far in, and more of them\n    on the next line.\n",
            ("paragraph", 0),
        ),
        ("Text.\n\n    - An item that stands far in\n", ("item", 1)),
        ("Text.\n\n    <li id='a'>A note &amp; <em>more</em></li>\n", ("paragraph", 0)),
        ("Text.\n\n    git clone x && cd x\n    make = run({})\n", ("code", 0)),
        ("Text.\n\n    x\n", ("code", 0)),
        ("Text.\n\n```\nWords that somebody called a program.\n```\n", ("code", 0)),
    ],
)
def test_words_that_stand_far_in_are_no_program(source, expected):
    blocks = read_markdown(source).blocks
    assert (blocks[1].kind, blocks[1].level) == expected
    assert "code" in expected or "`" not in blocks[1].markdown


def test_what_is_left_out_of_words_that_stand_far_in_has_its_line():
    reading = read_markdown("Text.\n\n    Several words that stand far in\n    ![a map](m.png) and more\n")
    assert reading.blocks[1].markdown == "Several words that stand far in and more"
    assert reading.omissions[0].line == 3
