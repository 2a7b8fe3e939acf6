"""What a redline says, read back from its HTML."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

from documents.text.dialect import parser

LETTERS = re.compile(r"\w+|[^\w\s]")
APART = (
    "p",
    "li",
    "td",
    "th",
    "pre",
    "br",
    "hr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "section",
)
HIDDEN = ("visually-hidden", "footnote-ref", "footnote-number", "footnote-backref")


def tree(html: str) -> Element:
    """The HTML as a browser reads it; fails where a browser would have to guess."""
    reader = html5lib.HTMLParser(namespaceHTMLElements=False, strict=True)
    root: Element = reader.parseFragment(html)
    return root


def texts(element: Element, leave_out: str = "") -> Iterator[str]:
    """The text, without what screen readers alone get, footnote signs, and elements to leave out."""
    kind = element.get("class", "")
    if element.tag == leave_out or kind in HIDDEN:
        return
    if element.tag in APART:
        yield "\n"
    yield element.text or ""
    for child in element:
        yield from texts(child, leave_out)
        yield child.tail or ""
    if element.tag in APART:
        yield "\n"


def view(html: str, leave_out: str = "") -> list[str]:
    """Words and signs of one version."""
    return LETTERS.findall("".join(texts(tree(html), leave_out)))


def rendered(markdown: str) -> list[str]:
    """Words and signs of a text rendered without comparison."""
    root: Element = html5lib.parseFragment(parser().render(markdown), namespaceHTMLElements=False)
    return LETTERS.findall("".join(texts(root)))


def marked(html: str, tag: str) -> list[str]:
    """The text of each ``ins`` or ``del``."""
    return [" ".join("".join(texts(found)).split()) for found in tree(html).iter(tag)]


def shape(html: str, leave_out: str) -> list[tuple[str, str]]:
    """Kind and text of each block of one version that has text."""
    found = (
        (el.tag, " ".join("".join(texts(el, leave_out)).split()))
        for el in tree(html).iter()
        if el.tag in APART
    )
    return [(tag, text) for tag, text in found if text]


def assert_both_versions(html: str, old: str, new: str) -> None:
    assert view(html, "ins") == rendered(old)
    assert view(html, "del") == rendered(new)


def bare(html: str) -> list[str]:
    """Words and signs of HTML of any depth, if it has no footnotes."""
    return LETTERS.findall(re.sub(r"<[^>]*>", "", html))
