"""A page as its reader gets it, and what must be true of every one.

``Page`` gives access to title, text, links and forms; ``faults(page)`` lists what is wrong with it.
A ``Part`` is what htmx puts into a page.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

from sbcp.language.locales import BY_CODE
from tests.support.parsing import pages as parsing

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
FIELDS = ("input", "select", "textarea")
UNLABELLED = ("hidden", "submit", "button", "reset", "image")
REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls", "headers")
AROUND = {"tr": "tbody", "td": "tr", "th": "tr", "tbody": "table", "thead": "table", "option": "select"}
VISIBLE_NOT = ("script", "style", "template", "head")


class Page:
    """One HTML page, read once, as a tree without namespaces.

    address: its path and query. status and headers: those of the answer.
    """

    def __init__(self, address: str, status: int, headers: dict[str, str], html: str) -> None:
        self.address, self.status, self.headers, self.html = address, status, headers, html
        self.root, self.parse_errors = parsing.read(html, self._container())

    def _container(self) -> str:
        """The element that it is the inside of; none for a whole page."""
        return ""

    @cached_property
    def title(self) -> str:
        return words(self.root.find("head/title"))

    @cached_property
    def heading(self) -> str:
        """The words of the one <h1>."""
        return words(self.root.find(".//h1"))

    @cached_property
    def text(self) -> str:
        """All words of the body, with single spaces."""
        return words(self.root.find("body"))

    @cached_property
    def main(self) -> Element:
        found = self.root.find(".//main")
        assert found is not None, f"{self.address} has no <main>"
        return found

    @cached_property
    def ids(self) -> dict[str, Element]:
        return {element.get("id", ""): element for element in self.root.iter() if element.get("id")}

    @cached_property
    def parents(self) -> dict[Element, Element]:
        return {child: parent for parent in self.root.iter() for child in parent}

    def around(self, element: Element) -> Iterator[Element]:
        """The elements that this one stands in, the nearest first."""
        while element in self.parents:
            element = self.parents[element]
            yield element

    def all(self, path: str) -> list[Element]:
        """Elements by an ElementTree path: ``page.all(".//li[@class='card']")``."""
        return self.root.findall(path)

    def with_class(self, name: str) -> list[Element]:
        return [element for element in self.root.iter() if name in (element.get("class") or "").split()]

    def links(self) -> list[tuple[str, str]]:
        """Words and absolute-path address of every link."""
        return [
            (words(link), self.absolute(link.get("href", "")))
            for link in self.root.iter("a")
            if link.get("href")
        ]

    def link(self, label: str) -> str:
        """The address of the link with these words. Several are fine if they lead to one place."""
        found = {address for text, address in self.links() if text == label}
        assert len(found) == 1, (
            f"{self.address}: {len(found)} links «{label}» among {sorted(t for t, _ in self.links())}"
        )
        return found.pop()

    def absolute(self, address: str) -> str:
        return urljoin(self.address, address)

    def forms(self) -> list[Element]:
        return list(self.root.iter("form"))

    def errors(self) -> dict[str, str]:
        """What the error summary says, by the field that each line leads to."""
        summary = next(iter(self.with_class("govuk-error-summary")), None)
        links = summary.iter("a") if summary is not None else ()
        return {link.get("href", "").removeprefix("#"): words(link) for link in links}


class Part(Page):
    """A piece of a page, read as the inside of the element that it is put into."""

    def _container(self) -> str:
        first = re.match(r"\s*<(\w+)", self.html)
        return AROUND.get(first[1], "div") if first else "div"

    @cached_property
    def text(self) -> str:
        return words(self.root)

    @property
    def main(self) -> Element:  # where forms are looked for
        return self.root


def words(element: Element | None) -> str:
    """The text that a reader meets in an element, with single spaces."""
    return " ".join("".join(_pieces(element)).split()) if element is not None else ""


def _pieces(element: Element) -> Iterator[str]:
    if element.tag not in VISIBLE_NOT:
        yield element.text or ""
        for child in element:
            yield from _pieces(child)
            yield child.tail or ""


def faults(page: Page) -> list[str]:
    """Everything wrong with a page by itself; addresses and headers are checked by the client."""
    checks = (_parsed, _framed, _identified, _pointing, _labelled, _ordered, _named, _strict)
    if isinstance(page, Part):
        checks = (_parsed, _unframed, _identified, _tied, _labelled, _named, _strict)
    return [fault for check in checks for fault in check(page)]


def own_addresses(page: Page) -> Iterator[tuple[str, str]]:
    """Method and path of every place of ours that a page leads to."""
    for element in page.root.iter():
        for name, method in (("href", "GET"), ("src", "GET"), ("hx-get", "GET"), ("hx-post", "POST")):
            if element.get(name) and element.tag != "base":
                yield from _own(page, method, element.get(name, ""))
        if element.tag == "form":
            yield from _own(page, element.get("method", "get").upper(), element.get("action", ""))


def _own(page: Page, method: str, address: str) -> Iterator[tuple[str, str]]:
    parts = urlsplit(page.absolute(address))
    if not parts.scheme and not parts.netloc:
        yield method, parts.path


def _parsed(page: Page) -> Iterator[str]:
    yield from page.parse_errors


def _framed(page: Page) -> Iterator[str]:
    lang = page.root.get("lang")
    asked = BY_CODE.get(urlsplit(page.address).path.split("/")[1]) if page.address.startswith("/") else None
    if not lang or (asked is not None and lang != asked.lang):
        yield f"<html lang={lang}>"
    if not page.title.removesuffix("– SBCP").strip():
        yield "no title"
    for tag in ("h1", "main"):
        if len(list(page.root.iter(tag))) != 1:
            yield f"{len(list(page.root.iter(tag)))} <{tag}>"


def _unframed(page: Page) -> Iterator[str]:
    for tag in ("!doctype", "html", "head", "body", "main"):
        if re.search(rf"<{tag}\b", page.html, re.IGNORECASE):
            yield f"<{tag}> in a part of a page"
    if not page.text:
        yield "nothing to read"
    for element in page.root.iter():
        if element.get("hx-swap-oob") is not None and not element.get("id"):
            yield f"<{element.tag}> is to be put nowhere: it has no id"


def _tied(page: Page) -> Iterator[str]:
    """What a field of a part is called and described by comes with it."""
    for element in page.root.iter():
        targets = (element.get("aria-describedby") or "").split()
        targets += [element.get("for", "")] if element.tag == "label" and element.get("for") else []
        yield from (f"<{element.tag}> needs #{name}" for name in targets if name not in page.ids)


def _identified(page: Page) -> Iterator[str]:
    ids = [element.get("id") for element in page.root.iter() if element.get("id") is not None]
    yield from (f"id {name!r} is used twice" for name in sorted({n for n in ids if n and ids.count(n) > 1}))
    if "" in ids:
        yield "an empty id"


def _pointing(page: Page) -> Iterator[str]:
    for element in page.root.iter():
        targets = [name for attribute in REFERENCES for name in (element.get(attribute) or "").split()]
        if element.tag == "label" and element.get("for"):
            targets.append(element.get("for", ""))
        href = element.get("href", "")
        if href.startswith("#") and element.tag == "a":
            targets.append(href[1:])
        yield from (
            f"<{element.tag}> points to #{name}, which is not there"
            for name in targets
            if name not in page.ids
        )


def _labelled(page: Page) -> Iterator[str]:
    labelled = {label.get("for") for label in page.root.iter("label") if words(label)}
    for tag in FIELDS:
        for field in page.root.iter(tag):
            if tag == "input" and field.get("type") in UNLABELLED:
                continue
            named = field.get("aria-label") or field.get("aria-labelledby")
            inside = any(parent.tag == "label" for parent in page.around(field))
            if not (named or inside or field.get("id") in labelled):
                yield f"<{tag} name={field.get('name')!r}> has no label"


def _ordered(page: Page) -> Iterator[str]:
    """Headings go down one level at a time. An error summary or notice may stand before the <h1>;
    how the authors of a policy order their own headings, inside #text, is theirs to decide."""
    level, theirs = 0, set(page.ids["text"].iter()) if "text" in page.ids else set()
    last: Element | None = None
    for element in page.root.iter():
        if element.tag in HEADINGS and (level or element.tag == "h1"):
            here = int(element.tag[1])
            if here > level + 1 and not (element in theirs and last in theirs):
                yield f"<h{here}> «{words(element)}» follows <h{level}>"
            level, last = here, element
            if not words(element):
                yield f"an empty <h{here}>"


def _named(page: Page) -> Iterator[str]:
    for element in page.root.iter():
        if element.tag == "img" and element.get("alt") is None:
            yield f"<img src={element.get('src')!r}> has no alt"
        if element.tag == "button" or (element.tag == "a" and element.get("href") is not None):
            alternatives = [image.get("alt", "") for image in element.iter("img")]
            if not (words(element) or element.get("aria-label") or any(alternatives)):
                yield f"a <{element.tag}> without words"


def _strict(page: Page) -> Iterator[str]:
    """Nothing that the Content-Security-Policy would block."""
    for element in page.root.iter():
        if element.tag == "style" or element.get("style") is not None:
            yield f"inline style on <{element.tag}>"
        if element.tag == "script" and not element.get("src"):
            yield "inline script"
        for name, value in element.items():
            if name.startswith(("on", "hx-on")) or value.strip().casefold().startswith(
                ("javascript:", "js:")
            ):
                yield f"inline script in {name} of <{element.tag}>"
