"""Reading a page as a browser does, quickly.

html5lib follows the standard to the letter, and takes a twentieth of a second for a page. Our pages are
written so that a reader of XML understands them too. Where each element of a page stands in others as one
does in a page that html5lib has found faultless and read alike, it would find this page faultless and read it
alike: what it mends depends on what an element stands in (the HTML standard, 13.2.6, tree construction).
html5lib reads what has an element in a new place, and all that is not XML.
"""

import re
from copy import deepcopy
from functools import lru_cache
from html import escape, unescape
from typing import Any
from xml.etree.ElementTree import Element, ParseError, XMLParser

import html5lib
from html5lib.constants import E as MESSAGES

DOCTYPE = re.compile(r"\s*<!doctype html>", re.IGNORECASE)
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
SVG = "{http://www.w3.org/2000/svg}"
# Where words are put somewhere else.
NO_WORDS = frozenset("html head table thead tbody tfoot tr colgroup select".split())
WORDS = "#words"

_RAW = re.compile(r"(<(script|style)\b[^>]*>)(.*?)(</\2>)", re.DOTALL)
_TAG = re.compile(r"""<([a-zA-Z][\w-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>(\n?)""")
_ATTRIBUTE = re.compile(r"""([^\s=>"'/]+)(?:\s*=\s*("[^"]*"|'[^']*'))?""")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[a-zA-Z]\w*;")

# The places of elements that html5lib has read as XML is read, and found no fault in: each a word in the one
# that it stands in.
Places = dict[str, Any]
_faultless: Places = {}


def read(html: str, container: str) -> tuple[Element, list[str]]:
    """The tree of a page, without namespaces but for pictures, and what is wrong with it. container: the
    element that a part of a page is put into; none for a whole page."""
    tree = None if container else _as_xml(html)
    if tree is not None and _is_known(tree, _faultless):
        return tree, []
    slowly, errors = _by_the_standard(html, container)
    if tree is not None and not errors and _alike(tree, slowly):
        _learn(tree, _faultless)
    return deepcopy(slowly), errors  # a test fills in a field


@lru_cache(maxsize=100)
def _by_the_standard(html: str, container: str) -> tuple[Element, list[str]]:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parseFragment(html, container=container) if container else parser.parse(html)
    errors = [
        f"line {place[0]}: {MESSAGES.get(code, code) % values if values else MESSAGES.get(code, code)}"
        for place, code, values in parser.errors
    ]
    return tree, errors


def _as_xml(html: str) -> Element | None:
    """The tree as a reader of XML has it, with white space where a browser has it; None if it is no XML."""
    doctype = DOCTYPE.match(html)
    if doctype is None or "<!--" in html or "\r" in html:
        return None
    html = _RAW.sub(lambda raw: raw[1] + escape(raw[3], quote=False) + raw[4], html[doctype.end() :])
    parser = XMLParser()
    try:
        parser.feed(_ENTITY.sub(lambda entity: unescape(entity[0]), _TAG.sub(_tag, html)).strip())
        root: Element = parser.close()
    except ParseError:
        return None
    body = root.find("body")
    if root.tag != "html" or body is None or len(root) != 2:
        return None
    root.text = None
    _put_at_the_end(body, (body.tail or "") + html[len(html.rstrip()) :])
    body.tail = None
    for element in {part for picture in root.iter("svg") for part in picture.iter()}:
        element.tag = SVG + element.tag
    return root


@lru_cache(maxsize=20_000)
def _tag_written(name: str, attributes: str, newline: str) -> str:
    written = ""
    for attribute, value in _ATTRIBUTE.findall(attributes):
        quoted = value.replace("\n", "&#10;").replace("\t", "&#9;") or '""'
        written += f" {attribute}={quoted}"
    end = "/>" if name.lower() in VOID else ">"
    return f"<{name}{written}{end}" + ("" if name in ("textarea", "pre") else newline)


def _tag(tag: re.Match[str]) -> str:
    closed = "/" if tag[2].rstrip().endswith("/") and tag[1] not in VOID else ""
    written = _tag_written(tag[1], tag[2], tag[3])
    return written.replace(">", "/>", 1) if closed and ">" not in tag[2] else written


def _put_at_the_end(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text or None
    else:
        element.text = (element.text or "") + text or None


def _alike(one: Element, other: Element) -> bool:
    return (
        (one.tag, one.attrib, one.text or "", one.tail or "")
        == (other.tag, other.attrib, other.text or "", other.tail or "")
        and len(one) == len(other)
        and all(map(_alike, one, other))
    )


def _has_words_of_its_own(element: Element) -> bool:
    texts = [element.text, *(child.tail for child in element)]
    return element.tag in NO_WORDS and any(text and not text.isspace() for text in texts)


def _is_known(element: Element, places: Places) -> bool:
    here = places.get(element.tag)
    if here is None or (_has_words_of_its_own(element) and WORDS not in here):
        return False
    return all(_is_known(child, here) for child in element)


def _learn(element: Element, places: Places) -> None:
    here = places.setdefault(element.tag, {})
    if _has_words_of_its_own(element):
        here[WORDS] = {}
    for child in element:
        _learn(child, here)
