"""What people write comes out as safe HTML."""

import re

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Invalid
from documents.formats import read_markdown
from documents.text.blocks import Block
from documents.text.dialect import is_safe_link, parser
from documents.text.html import clean, render_blocks
from documents.text.typed import render

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<b onclick=alert(1) hx-get=/x data-x=1 style='color:red' title=t lang=x id=y class=z>b</b>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' java\nscript:alert(1)'>x</a>",
    "<svg><style><a title='</style><img src onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<iframe src=//evil.example></iframe><object data=x></object><embed src=x>",
    "<form action=/x><input name=y><button>z</button></form>",
    "[x](javascript:alert(1)) [x](JaVaScRiPt:alert(1)) [x](data:text/html,x) [x](vbscript:x)",
    "[x](&#106;avascript:alert(1)) [x](java&Tab;script:alert(1)) <javascript:alert(1)>",
    "[x](https://a.example \"' onmouseover='alert(1)\")",
    "![x](https://a.example/x.png 'onerror=alert(1)')",
    "`<script>` and ```\n<script>\n```",
    "a\n\n<meta http-equiv=refresh content='0;url=//evil.example'>",
]
ALLOWED = {"href", "rel", "start", "scope", "class"}


def elements(html: str) -> list[tuple[str, dict[str, str]]]:
    """Every element of ``html`` as a browser reads it."""
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return [(el.tag, dict(el.attrib)) for el in tree.iter() if isinstance(el.tag, str)][1:]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("make", [clean, render], ids=["clean", "render"])
def test_S21_nothing_can_script_style_frame_or_trigger(make, attack):
    html = make(attack)
    assert clean(html) == clean(clean(html))
    for tag, attributes in elements(html):
        assert tag not in {
            "script",
            "style",
            "img",
            "iframe",
            "object",
            "svg",
            "math",
            "form",
            "input",
            "meta",
        }
        assert set(attributes) <= ALLOWED
        assert not re.match(r"\s*(javascript|data|vbscript)", attributes.get("href", ""), re.IGNORECASE)


@given(st.text(alphabet="<>[]()!*_`~|\\\n -#:/\"'=&;abjs0^", max_size=80))
def test_S21_cleaning_twice_is_cleaning_once(text):
    assert clean(render(text)) == clean(clean(render(text)))


@pytest.mark.parametrize(
    ("href", "safe"),
    [
        ("https://example.org/a?b#c", True),
        ("HTTP://example.org", True),
        ("mailto:a@example.org", True),
        ("#p-12", True),
        ("//example.org", False),
        ("/documents", False),
        ("page", False),
        ("", False),
        ("https:/example.org", False),
        ("https:example.org", False),
        ("https:\\\\example.org", False),
        ("https://a b", False),
        ("ftp://example.org", False),
        ("javascript:x", False),
        ("java\nscript:x", False),
        ("\x01javascript:x", False),
        ("data:text/html,x", False),
    ],
)
def test_S23_links_go_to_the_web_to_mail_or_to_a_place_on_the_page(href, safe):
    assert is_safe_link(href) is safe
    html = clean(f'<a href="{href}">x</a>')
    assert ("href" in html) is safe
    assert 'rel="nofollow ugc noopener"' in html


def test_alignment_of_a_table_is_a_class_since_inline_style_is_forbidden():
    html = render("| a | b |\n|:--|--:|\n| 1 | 2 |")
    assert '<th class="align-right" scope="col">b</th>' in html
    assert "style=" not in html


@pytest.mark.parametrize(
    ("levels", "ranks"),
    [
        ((1, 2, 1), (2, 3, 2)),
        ((2, 4, 3, 2), (2, 3, 3, 2)),
        ((4,), (2,)),
        ((1, 2, 3, 4, 5, 6), (2, 3, 4, 5, 6, 6)),
    ],
)
def test_headings_follow_the_one_h1_of_the_page_without_a_gap(levels, ranks):
    blocks = [Block("heading", level, "#" * level + " Aim") for level in levels]
    assert render_blocks(blocks, range(len(levels))) == [f"<h{rank}>Aim</h{rank}>" for rank in ranks]


def test_an_item_is_its_content_without_a_list():
    blocks = [
        Block("item", 1, "- Clusters *grow*."),
        Block("item", 2, "12. One\\\n    two"),
        Block("item", 1, "- > A quote"),
        Block("paragraph", 1, "More of it."),
    ]
    assert render_blocks(blocks, range(4)) == [
        "<p>Clusters <em>grow</em>.</p>",
        "<p>One<br>\ntwo</p>",
        "<blockquote>\n<p>A quote</p>\n</blockquote>",
        "<p>More of it.</p>",
    ]


def test_footnotes_are_numbered_by_first_reference_and_link_both_ways():
    blocks = [
        Block("paragraph", 0, "One[^b] and two[^a] and one[^b]."),
        Block("footnote", 0, "[^a]: Alpha."),
        Block("footnote", 0, "[^b]: Beta.\n\n    More."),
        Block("footnote", 0, "[^c]: Never cited."),
        Block("paragraph", 0, "Unknown[^z]."),
    ]
    html = render_blocks(blocks, [10, 20, 30, 40, 50])
    assert re.findall(r'href="#p-(\d+)"[^>]*>(\d)<', html[0]) == [("30", "1"), ("20", "2"), ("30", "1")]
    assert re.findall(r'href="#p-(\d+)"[^>]*>(\d)<', html[1]) == [("10", "2")]
    assert "Beta." in html[2]
    assert "More." in html[2]
    assert '<sup class="footnote-number">3</sup> Never cited.' in html[3]
    assert html[4] == "<p>Unknown[^z].</p>"
    assert not any("id=" in part for part in html)


def test_the_parser_knows_tables_footnotes_strikethrough_and_no_html():
    html = parser().render("~~a~~ <i>b</i>[^1]\n\n| a |\n|---|\n| b |\n\n[^1]: c")
    assert "<s>a</s> &lt;i&gt;" in html
    assert "<table>" in html
    assert "footnote-ref" in html


LIMIT = 10_000  # characters of a comment
# Signs that mean something, whole and broken, as somebody types who means harm.
MALFORMED = [
    "[", "](", "![", "[a](", ")", "*", "**", "_", "~~", "`", "```\n", "~~~", "<", ">", "<b", "<!--", "-->",
    "&#", "&amp", "\\", "|", "|-|\n", "||\n", "> ", ">> a\n", "- ", "1. ", "# ", "===\n", "[^a]", "[^a]: ",
    "::: x\n", "<td rowspan=2>", "</table>", "\n", "\n\n", "    ", "\t", "a\u0301", "\u00a0", "žđ 5", "x",
    *ATTACKS[:3],
]  # fmt: skip


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from(MALFORMED), min_size=1, max_size=7))
def test_F22_malformed_markdown_at_the_length_limit_is_valid_html(pieces):
    piece = "".join(pieces)
    typed = (piece * (LIMIT // len(piece) + 1))[:LIMIT]
    html = render(typed)
    html5lib.HTMLParser(strict=True).parseFragment(html)
    assert clean(html) == html


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from(MALFORMED), min_size=1, max_size=7))
def test_F22_malformed_markdown_of_a_draft_is_read_or_refused_and_is_valid_html(pieces):
    piece = "".join(pieces)
    try:
        blocks = read_markdown((piece * (2_000 // len(piece) + 1))[:2_000]).blocks
    except Invalid:
        return
    for html in render_blocks(blocks, list(range(1, len(blocks) + 1))):
        html5lib.HTMLParser(strict=True).parseFragment(html)
