"""How the law's language cites a paragraph in words: «члан 3 став 2», «чл. 3, ал. 2», «Article 3(2)».

The stored label stays the key; this is what pages, mails and reports read. A number is cited as the text
writes it, with the words of the text's language where it uses its own: ``Чл. 2(1)`` of a Bulgarian law is
«чл. 2, ал. 1», while ``Annex A`` stays.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from documents.text.laws.citation_words import ENGLISH, TABLE, Words
from documents.text.laws.own_numbers import word_and_number

_TOKEN = re.compile(
    r" ¶(?P<count>\d+)|^¶(?P<first>\d+)| \((?P<again>second|third|fourth|fifth|sixth|seventh|eighth|ninth"
    r"|tenth|\d+(?:st|nd|rd|th))\)|\((?P<sign>[^()]{1,12})\)|(?:^| )heading (?P<heading>\d+(?:\.\d+)*)"
    r"|^note (?P<note>\d+)"
)
_AGAIN = ["second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
_OF_AN_ARTICLE = ("paragraph", "counted", "point", "letter")
_BARE = re.compile(r"\d[\w.]*|[IVXLC]+(?:\.\w+)*|[^\W\d_](?:\.\d+)+")
_CYRILLIC = re.compile("[\u0400-\u04ff]")


class _Part(NamedTuple):
    """A part of a citation: its kind, which is a word of `Words` or ``bare``, and its number."""

    kind: str
    number: str


@lru_cache(maxsize=20_000)
def cite(label: str, language: str = "", depth: int | None = None) -> str:
    """A label in the words of a language (a BCP 47 tag); the English ones for a language not in `TABLE`.

    depth: how deep in lists the paragraph stands, 0 outside; without it, a number in brackets that may be
    a paragraph's or an item's is left as it is. Nothing for an empty label.
    """
    tokens = list(_TOKEN.finditer(label))
    base = label[: tokens[0].start()] if tokens else label
    if "".join([base, *(token[0] for token in tokens)]) != label:
        return label  # something in it is not ours to read, and nothing may be lost
    words = _words(language, base)
    parts = _parts(tokens, depth, words.items_are_paragraphs and _is_own(base, words))
    if words.of and _is_own(base, words) and all(part.kind in _OF_AN_ARTICLE for part in parts):
        return _inside_out(base, parts, words)
    spoken = [_say(part, words) for part in parts]
    spoken = [
        ", " + each if base and part.kind == "heading" else each
        for part, each in zip(parts, spoken, strict=True)
    ]
    text = (", " if words.of else "").join(filter(None, [_base(base, words), *spoken]))
    return text if base else text.lstrip(" ,")


def _words(language: str, base: str) -> Words:
    tag, *subtags = language.replace("_", "-").split("-")
    if tag in ("sr", "sh") and ("Latn" in subtags or _is_latin(base)):
        return TABLE["sr-Latn"]
    return TABLE.get(tag.lower(), ENGLISH)


def _is_latin(base: str) -> bool:
    return re.search("[A-Za-z]{2}", base) is not None and not _CYRILLIC.search(base)


def _parts(tokens: Sequence[re.Match[str]], depth: int | None, has_numbered: bool) -> list[_Part]:
    signs = sum(token["sign"] is not None for token in tokens)
    is_open = depth is None and signs > 0 and tokens[0]["sign"] is not None and tokens[0]["sign"][0].isdigit()
    of_paragraph = 0 if depth is None else max(0, signs - depth)  # the first of the signs; then come items
    if has_numbered and signs and tokens[0]["sign"]:
        is_open, of_paragraph = False, max(1, of_paragraph)
    parts: list[_Part] = []
    seen = 0
    for token in tokens:
        kind = token.lastgroup or ""
        number = token[kind]
        if kind == "sign":
            seen += 1
            is_number = number[0].isdigit()
            kind = (
                "paragraph"
                if of_paragraph and seen == 1 and is_number
                else "point"
                if is_number
                else "letter"
            )
            kind = "bare" if is_open else kind
        elif kind in ("count", "first"):
            kind = "further" if seen else "counted"
        parts.append(_Part(kind, number))
    return parts


def _is_own(base: str, words: Words) -> bool:
    """Does the law call its articles by a word of its language?"""
    return bool(base) and word_and_number(base)[0] in words.own.split()


def _base(base: str, words: Words) -> str:
    if _is_own(base, words):
        return _put(words.article, word_and_number(base)[1]) if words.article else base
    return _put(words.section, base) if _BARE.fullmatch(base) else base


def _say(part: _Part, words: Words) -> str:
    if part.kind == "bare":
        return f"({part.number})"
    if part.kind == "again" and words is not ENGLISH:
        place = _AGAIN.index(part.number) + 2 if part.number in _AGAIN else int(part.number[:-2])
        return words.again.format(place)
    return _put(getattr(words, part.kind), part.number)


def _put(form: str, number: str) -> str:
    """The number in its place, with the stop of an ordinal only after figures: «članak 40.a»."""
    return (form if number[-1].isdigit() else form.replace("{}.", "{}")).format(number)


def _inside_out(base: str, parts: Sequence[_Part], words: Words) -> str:
    """«točka a 2. odstavka 3. člena»: what is outside comes last, in the genitive."""
    article, paragraph = words.of or ("", "")
    number = word_and_number(base)[1]
    if not parts:
        return _put(words.article, number)
    points = [part for part in parts if part.kind in ("point", "letter")]
    outer = [_put(paragraph, part.number) for part in parts if part.kind not in ("point", "letter")]
    if points:
        inner = _say(points[0], words) + "".join(f" ({part.number})" for part in points[1:])
    else:
        inner, outer = _say(parts[0], words), []
    return " ".join([inner, *outer, _put(article, number)])
