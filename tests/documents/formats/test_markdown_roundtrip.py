"""Blocks written and read again are the same blocks, whatever they hold; no word of a source is lost."""

import re
from collections import Counter

from hypothesis import example, given
from hypothesis import strategies as st

from documents.formats import read_markdown, write_markdown
from documents.text.blocks import Block

WORDS = st.sampled_from(
    [
        "a", "бγ, 1.", "word. Two", "Члан 5", "x 1) y", "one - two", "in 2027",
        "10<sup>6</sup>", "CO<sub>2</sub>", "~~200~~ 300", "a~~(b)~~c", "5\u00a0kg",
        "1\\. maja", "\\(a) x", "\\<sup>", "\\^^", "`<sup>`", "a[^n0]", "**term** \u2014 text",
        "x\\\n{margin}y", "x\\\n{margin}2\\. y", "x\\\n{margin}\\: y",
    ]
)  # fmt: skip
RICH = st.lists(
    st.one_of(
        WORDS,
        WORDS.map("*{}*".format),
        WORDS.map("**{}**".format),
        WORDS.map("[{}](https://x.example)".format),
        WORDS.map("[{}](#p-12)".format),
    ),
    min_size=1,
    max_size=3,
).map(" ".join)
MARKS = st.one_of(
    st.just("-"),
    st.integers(0, 999).map("{}.".format),
    st.integers(0, 999).map("{})".format),
    st.sampled_from(["- (a)", "- (b)", "- c)", "- A.", "- 7a.", "- \u0431)", "- ii.", "- 3.2.", "- (1)"]),
)
CELLS = st.sampled_from(["a", "^^", "<<", "x<br>y", "2<sup>3</sup>", "\\^^", "\\|", "", "~~a~~", "10"])
SIDES = st.sampled_from(["---", ":--", "--:", ":-:"])


def one_line(text: str) -> str:
    return re.sub(r"\\\n{margin}", " ", text)


@st.composite
def tables(draw: st.DrawFn) -> str:
    """Tables of any cells, also covered ones, with or without a header."""
    width = draw(st.integers(1, 3))
    rows = [draw(st.lists(CELLS, min_size=width, max_size=width)) for _ in range(draw(st.integers(1, 4)))]
    rows.insert(1, draw(st.lists(SIDES, min_size=width, max_size=width)))
    return "\n".join("| " + " | ".join(cells) + " |" for cells in rows)


@st.composite
def documents(draw: st.DrawFn) -> list[Block]:
    """Blocks as an importer may make them: items open one depth at a time."""
    blocks: list[Block] = []
    depth = 0
    for number in range(draw(st.integers(0, 14))):
        kind = draw(
            st.sampled_from(
                ["heading", "paragraph", "item", "item", "item", "table", "quote", "code", "footnote"]
            )
        )
        text = draw(RICH)
        plain = text.replace("{margin}", "")
        if kind == "heading":
            depth, level = 0, draw(st.integers(1, 6))
            blocks.append(Block("heading", level, "#" * level + " a " + one_line(text)))
        elif kind == "item":
            depth = draw(st.integers(1, depth + 1))
            mark = draw(MARKS)
            margin = " " * (len(mark.split()[0]) + 1)
            lead = "w " if mark[0] == "-" and text.startswith("\\(") and len(mark) > 1 else ""
            blocks.append(Block("item", depth, f"{mark} {lead}{text.replace('{margin}', margin)}"))
        elif kind == "footnote":
            depth = 0
            words = text.replace("{margin}", "    ")
            blocks.append(
                Block(
                    "footnote", 0, f"[^n{number}]: {words}\n\n    {draw(WORDS).replace('{margin}', '    ')}"
                )
            )
        else:
            depth = draw(st.integers(0, depth))
            bodies = {
                "paragraph": plain,
                "table": draw(tables()),
                "quote": f"> {text.replace('{margin}', '> ')}\n>\n> - {one_line(draw(WORDS))}",
                "code": f"```\n{plain}\n\n  # x\n```",
            }
            blocks.append(Block(kind, depth, bodies[kind]))
    names = {block.markdown[2 : block.markdown.find("]:")] for block in blocks if block.kind == "footnote"}
    if "n0" not in names:
        blocks.append(Block("footnote", 0, "[^n0]: note"))
    return blocks


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


@example("`\t# `")
@example("`  #  `")
@given(st.lists(PIECES, max_size=30).map("".join))
def test_whatever_was_read_reads_the_same_again(source):
    blocks = read_markdown(source).blocks
    again = read_markdown(write_markdown(blocks))
    assert again.blocks == blocks
    assert again.omissions == []


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+", text))


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
