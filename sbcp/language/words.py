"""Words of the office that are written in several languages: which of them a reader gets."""

from collections.abc import Mapping
from typing import NamedTuple

from documents.models import Document
from sbcp.language import locales
from sbcp.language.locales import DEFAULT, LOCALES
from sbcp.language.serbian import latin


class Shown(NamedTuple):
    """A text as a reader gets it, with the BCP 47 tag of its language."""

    text: str
    language: str


def in_own_language(texts: Mapping[str, str]) -> Shown | None:
    """The text in the language of the page; None if there is none. Serbian in Latin script is derived, unless
    it was written by itself."""
    locale = locales.current()
    if text := texts.get(locale.code):
        return Shown(text, locale.lang)
    if locale.derived_latin and (text := texts.get("sr-Cyrl")):
        return Shown(latin(text), locale.lang)
    return None


def for_reader(texts: Mapping[str, str], original: str) -> Shown | None:
    """The text in the language of the page, else in ``original``, that of the document, else in the first of
    ours that there is one in."""
    own = in_own_language(texts)
    others = (original, DEFAULT.code, *(locale.code for locale in LOCALES))
    return own or next((Shown(texts[code], code) for code in others if texts.get(code)), None)


class Named(NamedTuple):
    """A document as the reader's page calls it. original: its own title, where another one is shown."""

    title: Shown
    original: Shown | None
    summary: Shown | None


def named_here(document: Document) -> Named:
    """Its title and summary in the language of the page, each in its own language where there is none."""
    own = Shown(locales.in_script(document.title, document.language), _script(document.language))
    title = in_own_language(document.titles)
    summary = in_own_language(document.summaries)
    if summary is None and document.summary:
        summary = Shown(locales.in_script(document.summary, document.language), _script(document.language))
    return Named(title or own, own if title else None, summary)


def _script(language: str) -> str:
    """The tag of words in a language as ``in_script`` gives them."""
    return "sr-Latn" if locales.derives_latin(language) else language
