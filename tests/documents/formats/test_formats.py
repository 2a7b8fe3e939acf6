"""A file becomes blocks, every word of it, and blocks become a file again."""

import re
import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Invalid
from documents.formats import MAX_BYTES, Omission, read_file, read_markdown, read_plain, write_markdown
from documents.formats.reading import decode, normalise
from documents.text.blocks import Block
from documents.text.words import plain


def kinds(blocks: list[Block]) -> list[tuple[str, int, str]]:
    return [tuple(block) for block in blocks]


def whats(omissions: list[Omission]) -> list[tuple[int, str]]:
    return [(omission.line, omission.what) for omission in omissions]


# Files


def test_the_extension_chooses_the_reader():
    data = b"# A *b*\n\ntext"
    assert read_file("a.md", data).blocks[0] == Block("heading", 1, "# A *b*")
    assert read_file("a.MARKDOWN", data).blocks[0] == Block("heading", 1, "# A *b*")
    for name in ("a.txt", "README", "v1.TXT"):
        assert read_file(name, data).blocks[0].markdown.endswith("\\# A \\*b\\*")


def test_S29_another_kind_of_file_is_refused_by_name():
    with pytest.raises(Invalid, match=r"\.xls cannot be read"):
        read_file("a.xls", b"text")


def test_a_file_of_exactly_the_limit_is_read_and_one_more_byte_is_refused():
    assert len(decode(b"x" * MAX_BYTES)) == MAX_BYTES
    with pytest.raises(Invalid, match="larger than 20 MB"):
        read_file("a.txt", b"x" * (MAX_BYTES + 1))


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_refused(data):
    with pytest.raises(Invalid, match="empty"):
        read_file("a.md", data)


@pytest.mark.parametrize("data", [b"---\n", b"<!-- hidden -->", b"***", b"[a]: https://b.example"])
def test_a_file_without_words_for_readers_is_refused(data):
    with pytest.raises(Invalid, match="no words"):
        read_file("a.md", data)


@pytest.mark.parametrize(
    "data", [b"a\x00b", b"PK\x03\x04word", b"%PDF-1.7\n", b"{\\rtf1", b"\xd0\xcf\x11\xe0x"]
)
def test_S29_what_is_not_text_is_refused(data):
    with pytest.raises(Invalid, match="not plain text"):
        read_file("a.txt", data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_read_in_utf8_and_in_utf16_with_a_mark(encoding):
    assert read_file("a.txt", "Члан ће, άρθρο, șă".encode(encoding)).blocks == [
        Block("paragraph", 0, "Члан ће, άρθρο, șă")
    ]


def test_another_encoding_is_refused_with_the_byte():
    with pytest.raises(Invalid, match=r"byte 3 .*save it as UTF-8"):
        read_file("a.txt", "Niš".encode("cp1250"))
    with pytest.raises(Invalid, match="byte 6 "):
        read_file("a.txt", b"\xef\xbb\xbfNi\x9a")


def test_F18_invisible_characters_are_removed_and_reported():
    text, omissions = normalise("one\r\ntwo\u202e \u200bthree\ud800\nfo\u00adur\x07\U000e0041")
    assert text == "one\ntwo three\nfour"
    assert [(o.line, o.excerpt) for o in omissions] == [
        (2, "U+200B, U+202E, U+D800"),
        (3, "U+0007, U+00AD, U+E0041"),
    ]


def test_F18_accents_piled_on_a_letter_are_cut_and_reported():
    text, omissions = normalise("a" + "\u0301\u0302" * 30 + "b")
    assert len(text) < 8
    assert whats(omissions) == [(1, "Accents piled on one letter")]


def test_F20_text_is_nfc_with_one_kind_of_line_end():
    assert normalise("S\u030c\r\rZ\u030c\u2028x")[0] == "Š\n\nŽ\nx"


def test_F18_a_direction_hidden_in_an_entity_is_removed_too():
    reading = read_markdown("pay &#x202E;001 now")
    assert reading.blocks == [Block("paragraph", 0, "pay 001 now")]
    assert whats(reading.omissions) == [(1, "Invisible characters")]


# Markdown


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


# There and back

WORDS = st.sampled_from(["a", "бγ, 1.", "word. Two", "Члан 5", "x 1) y", "one - two", "in 2027"])
RICH = st.lists(
    st.one_of(
        WORDS,
        WORDS.map("*{}*".format),
        WORDS.map("**{}**".format),
        WORDS.map("[{}](https://x.example)".format),
    ),
    min_size=1,
    max_size=4,
).map(" ".join)
MARKS = st.one_of(st.just("-"), st.integers(0, 999).map("{}.".format), st.integers(0, 999).map("{})".format))


@st.composite
def documents(draw: st.DrawFn) -> list[Block]:
    """Blocks as an importer may make them: items open one depth at a time."""
    blocks: list[Block] = []
    depth = 0
    for _ in range(draw(st.integers(0, 14))):
        kind = draw(
            st.sampled_from(
                ["heading", "paragraph", "item", "item", "item", "table", "quote", "code", "footnote"]
            )
        )
        text = draw(RICH)
        if kind == "heading":
            depth, level = 0, draw(st.integers(1, 6))
            blocks.append(Block("heading", level, "#" * level + " " + text))
        elif kind == "item":
            depth = draw(st.integers(1, depth + 1))
            blocks.append(Block("item", depth, f"{draw(MARKS)} {text}"))
        elif kind == "footnote":
            depth = 0
            blocks.append(Block("footnote", 0, f"[^n{len(blocks)}]: {text}\n\n    {draw(RICH)}"))
        else:
            depth = draw(st.integers(0, depth))
            bodies = {
                "paragraph": text,
                "table": f"| {text} | a |\n| --- | :-: |\n| b |  |",
                "quote": f"> {text}\n>\n> - {draw(WORDS)}",
                "code": f"```\n{text}\n\n  # x\n```",
            }
            blocks.append(Block(kind, depth, bodies[kind]))
    return blocks


@settings(max_examples=100, deadline=None)
@given(documents())
def test_a_document_written_and_read_is_the_same(blocks):
    reading = read_markdown(write_markdown(blocks))
    assert reading.blocks == blocks
    assert reading.omissions == []


PIECES = st.sampled_from(
    [
        "# ", "- ", "* ", "1. ", "2) ", "7. ", "> ", "    ", "  ", "\t", "\n", "\n\n", "---\n",
        "===\n", "```\n", "~~~\n", "`", "``", "*", "**", "_", "__", "~~", "[a]", "[a](u)",
        "[a](http://x.y 't')", "[r]: http://r.s\n", "[r]", "[^n]", "[^n]: ", "^[in", "]",
        "![i](p.png)", "<b>", "</b>", "<br>", "<div>\n", "</div>\n", "<!-- c -->", "<!-- -->",
        "<name>", "&amp;", "&nbsp;", "&#42;", "\\", "\\*", "\\\n", "  \n", "|",
        "|a|b|\n|-|-|\n|1|2|\n", "a", "word", "\u0416", "#", "!", "(", ")", "3.", "-", "=",
        "http://a.b", "<http://a.b>", ":", "\"", "<script>x</script>", "\u00a0", "\u202e", "x\n",
        "A. ", "B. ", "(a) ", "(b) ", "b) ", "i. ", "#. ", "15. ", "3.1. ", "(1) ", "\u2022 ", "\u2022\t",
        "o\t", "\u2013 ", "a\tb\n", "Term\n: it\n", ": ", "::: note\n", ":::\n", "> [!NOTE]\n",
        "<sup>", "</sup>", "<sub>", "</sub>", "<del>", "</del>", "<S>", "</S>", "^^", "<<",
        "|a|<<|\n|-|-|\n|^^|^^|\n", "<table><tr><th>1<td rowspan=2>2</table>\n", "[a](#a)", "# A\n",
        "<ol start=4><li>x<ul><li>y</ol>\n", "<dl><dt>t<dd>d</dl>\n",
    ]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_whatever_was_read_reads_the_same_again(source):
    blocks = read_markdown(source).blocks
    again = read_markdown(write_markdown(blocks))
    assert again.blocks == blocks
    assert again.omissions == []


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+", text))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.one_of(PIECES.filter(lambda p: "&" not in p and "\u202e" not in p), st.just(" ")), max_size=30
    ).map(" ".join)
)
def test_no_word_of_a_markdown_source_is_lost(source):
    reading = read_markdown(source)
    kept = "\n".join([*(block.markdown for block in reading.blocks), *(o.excerpt for o in reading.omissions)])
    tags = set("br b div script table tr th td rowspan ol ul li start dl dt dd sup sub s S del o".split())
    assert words(source).keys() - tags <= words(kept).keys()


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


# Size


@pytest.mark.parametrize("sign", [">", "> ", "- ", "1. "])
def test_a_hundred_levels_do_no_harm(sign):
    reading = read_markdown(sign * 100 + "deep")
    assert "deep" in plain(reading.blocks[0].markdown)
    assert read_markdown(write_markdown(reading.blocks)).blocks == reading.blocks


@pytest.mark.parametrize("read", [read_markdown, read_plain])
def test_a_list_nested_too_deeply_is_kept_higher_and_said(read):
    reading = read("\n".join("  " * n + f"- word{n}" for n in range(100)))
    assert [block.level for block in reading.blocks] == [*range(1, 6), *[6] * 95]
    assert {o.what for o in reading.omissions} == {"A list nested too deeply"}
    assert len(reading.omissions) == 94


def test_what_is_nested_beyond_measure_is_reported():
    reading = read_markdown(">" * 1_000 + " deep")
    assert reading.blocks == []
    assert reading.omissions[0].excerpt.endswith("deep")


TOO_MUCH = [
    ("A sentence with one **bold** word in it. " * 25_000, "The paragraph that begins “A sentence with one"),
    ("Words of a paragraph that was wrapped by hand.\n" * 22_000, "The paragraph that begins “Words of a"),
    ("Words.\n\n" + "x" * 1_000_000, "Line 3 has a word of 1000000 characters; 10000 is the most."),
    ("Words.\n\n" * 20_001, "This text has 20001 paragraphs; 20000 is the most."),
]


@pytest.mark.parametrize("read", [read_markdown, read_plain])
@pytest.mark.parametrize(("text", "said"), TOO_MUCH)
def test_a_text_without_measure_is_refused_with_its_limit(read, text, said):
    with pytest.raises(Invalid) as refused:
        read(text)
    assert str(refused.value).startswith(said)


@pytest.mark.parametrize(
    "source", ["Words ![map]({}) here.", "Words ![map][1] here.\n\n[1]: <{}>", "Words [1]: {} here."]
)
def test_an_image_inside_the_file_is_left_out_like_another(source):
    uri = "data:image/svg+xml;base64," + "QUJD" * 300_000
    reading = read_markdown(source.format(uri))
    assert reading.blocks[0].markdown.startswith("Words ")
    assert all(len(omission.excerpt) < 100 for omission in reading.omissions)


@pytest.mark.parametrize("read", [read_markdown, read_plain])
def test_ten_thousand_paragraphs_are_read_in_linear_time(read):
    source = "\n\n".join(
        f"Paragraph {n} of *all* of the text that is long enough to count." for n in range(10_000)
    )
    started = time.process_time()
    assert len(read(source).blocks) == 10_000
    assert time.process_time() - started < 30  # not a speed: a wrong algorithm would take minutes
