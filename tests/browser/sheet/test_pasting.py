"""What is pasted keeps its structure, and what has no place is counted."""

from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office">
<head><style>p.MsoNormal {margin:0}</style></head>
<body lang=EN-GB style='tab-interval:36.0pt'>
<h1 style='mso-list:l1 level1 lfo2'><![if !supportLists]><span style='mso-list:Ignore'>1.<span>&nbsp;&nbsp;
</span></span><![endif]>Purpose<o:p></o:p></h1>
<p class=MsoNormal>Some <b style='mso-bidi-font-weight:normal'>bold</b> words, H<sub>2</sub>O<a
style='mso-footnote-id:ftn1' href="#_ftn1" name="_ftnref1">[1]</a>, <u>under</u>.
<del>gone</del><ins>kept</ins></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>(a)<span>&nbsp;
</span></span>first;</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='font-family:Symbol'><span
style='mso-list:Ignore'>·<span>&nbsp; </span></span></span>a dot;</p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoNormal><img src="file:///c:/x.png"><a href="#_msocom_1">[A1]</a>end</p>
<div style='mso-element:footnote-list'><div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText><a
style='mso-footnote-id:ftn1' href="#_ftnref1" name="_ftn1">[1]</a> The note.</p></div></div>
<div style='mso-element:comment-list'><div style='mso-element:comment'>said</div></div></body></html>"""

GOOGLE = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1"><p><span
style="font-weight:400">Plain, </span><span style="font-weight:700">bold </span><span
style="font-weight:400;background-color:#ffff00">lit</span></p><ol><li
style="list-style-type:lower-alpha"><p><span>one</span></p></li><ul><li
style="list-style-type:disc"><p><span>deeper</span></p></li></ul><li
style="list-style-type:lower-alpha"><p>two</p></li></ol></b>"""

LIBRE = """<html><head><style>p { line-height: 115% }</style></head><body><h3 class="western">Heading</h3>
<p class="western">Text <font color="#ff0000">red</font><a class="sdfootnoteanc"
href="#sdfootnote1sym"><sup>1</sup></a></p>
<ol start="3"><li><p>third</p></li><li><p>fourth</p></li></ol>
<table><thead><tr><th><p>Head</p></th><th><p>B</p></th></tr></thead>
<tr><td rowspan="2"><p>x</p></td><td align="right"><p>1</p><p>2</p></td></tr></table>
<div id="sdfootnote1"><p><a class="sdfootnotesym" href="#sdfootnote1anc">1</a>Note</p></div></body></html>"""


def pasted(page: Page, html: str, used: tuple[str, ...] = ()) -> tuple[str, dict[str, int]]:
    """What the sheet reads of a page, and how many of what it left out."""
    script = """([html, used]) => {
      const { html: clean, dropped } = sheet.cleaned(html, used);
      return [clean, Object.fromEntries(dropped)];
    }"""
    clean, dropped = page.evaluate(script, [html, list(used)])
    return clean, dropped


def test_from_word(parts: Page) -> None:
    clean, dropped = pasted(parts, WORD, used=("1",))
    assert clean == (
        '<h1 data-sheet="heading" data-level="1">1. Purpose</h1>'
        '<p data-sheet="paragraph" data-level="0">Some <strong>bold</strong> words, H<sub>2</sub>O'
        '<sup data-note-ref="2">2</sup>, under. kept</p>'
        '<p data-sheet="item" data-level="1" data-mark="(a)">first;</p>'
        '<p data-sheet="item" data-level="2" data-mark="-">a dot;</p>'
        '<p data-sheet="paragraph" data-level="0">end</p>'
        '<div data-sheet="footnote" data-note="2"><p data-sheet="line">The note.</p></div>'
    )
    assert dropped == {"underline": 1, "struck": 1, "picture": 1, "comment": 1}


def test_from_google_docs(parts: Page) -> None:
    clean, dropped = pasted(parts, GOOGLE)
    assert clean == (
        '<p data-sheet="paragraph" data-level="0">Plain, <strong>bold</strong> lit</p>'
        '<p data-sheet="item" data-level="1" data-mark="a)">one</p>'
        '<p data-sheet="item" data-level="2" data-mark="-">deeper</p>'
        '<p data-sheet="item" data-level="1" data-mark="b)">two</p>'
    )
    assert dropped == {"highlight": 1}


def test_from_libreoffice(parts: Page) -> None:
    clean, dropped = pasted(parts, LIBRE)
    assert clean == (
        '<h3 data-sheet="heading" data-level="3">Heading</h3>'
        '<p data-sheet="paragraph" data-level="0">Text red<sup data-note-ref="1">1</sup></p>'
        '<p data-sheet="item" data-level="1" data-mark="3.">third</p>'
        '<p data-sheet="item" data-level="1" data-mark="4.">fourth</p>'
        '<table data-sheet="table" data-level="0"><tbody><tr><th><p data-sheet="line">Head</p></th>'
        '<th><p data-sheet="line">B</p></th></tr><tr><td rowspan="2"><p data-sheet="line">x</p></td>'
        '<td data-align="right"><p data-sheet="line">1<br>2</p></td></tr></tbody></table>'
        '<div data-sheet="footnote" data-note="1"><p data-sheet="line">Note</p></div>'
    )
    assert dropped == {}


def test_nothing_of_a_page_runs_or_is_applied(parts: Page) -> None:
    html = "<p style='color:red' onclick='x()'>a<script>alert(1)</script><a href='javascript:x'>b</a></p>"
    assert pasted(parts, html)[0] == '<p data-sheet="paragraph" data-level="0">ab</p>'
    hidden = parts.evaluate(
        "(html) => sheet.hideStyles(html)", "<style>p {}</style><p title='style=' style='x'>style='y'</p>"
    )
    assert hidden == "<p title='style=' data-style='x'>style='y'</p>"


def test_plain_text_with_tabs_is_a_list_or_a_table(parts: Page) -> None:
    text = "•\tkeep\no\tdeeper\n\n1.\tFirst\n\nCountry\tFee\nNorth\t100\n\nWords"
    read: Any = parts.evaluate("(text) => sheet.plainText(text)", text)
    assert read == (
        '<p data-sheet="item" data-level="1" data-mark="-">keep</p>'
        '<p data-sheet="item" data-level="2" data-mark="-">deeper</p>'
        '<p data-sheet="item" data-level="1" data-mark="1.">First</p>'
        '<table data-sheet="table"><tbody><tr><td><p data-sheet="line">Country</p></td>'
        '<td><p data-sheet="line">Fee</p></td></tr><tr><td><p data-sheet="line">North</p></td>'
        '<td><p data-sheet="line">100</p></td></tr></tbody></table>'
        '<p data-sheet="paragraph">Words</p>'
    )
