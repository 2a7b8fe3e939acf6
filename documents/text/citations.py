"""How the law's language cites a paragraph in words: «члан 3 став 2», «чл. 3, ал. 2», «Article 3(2)».

The stored label stays the key; this is what pages, mails and reports read. A number is cited as the text
writes it, with the words of the text's language where it uses its own: ``Чл. 2(1)`` of a Bulgarian law is
«чл. 2, ал. 1», while ``Annex A`` stays.

How each language cites was read in laws and in works on them: Croatian «članak 38. stavak 2. točka a)»,
Serbian «став 2 тачка 3)», Macedonian «член 21 став 2 точка 2», Bulgarian «чл. 1, ал. 5, т. 2», Romanian
«art. 2 alin. (2) lit. a)», Greek «άρθρο 21 παράγραφος 2 στοιχείο γ)», Slovene «3. točka 2. odstavka 15.
člena», Albanian «neni 65 (1)» (laws of Kosovo). Turkish laws inflect the words («5. maddesinin 2.
fıkrasının (a) bendi»); here they stand uninflected. Bosnian and Montenegrin follow Croatian and Serbian.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from documents.text.own_numbers import word_and_number

_TOKEN = re.compile(
    r" ¶(?P<count>\d+)|^¶(?P<first>\d+)| \((?P<again>second|third|fourth|fifth|sixth|seventh|eighth|ninth"
    r"|tenth|\d+(?:st|nd|rd|th))\)|\((?P<sign>[^()]{1,12})\)|(?:^| )heading (?P<heading>\d+)"
    r"|^note (?P<note>\d+)"
)
_AGAIN = ["second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
_OF_AN_ARTICLE = ("paragraph", "counted", "point", "letter")
_BARE = re.compile(r"\d[\w.]*|[IVXLC]+(?:\.\w+)*|[^\W\d_](?:\.\d+)+")
_CYRILLIC = re.compile("[\u0400-\u04ff]")


class Words(NamedTuple):
    """The words of a language: each says one part of a citation, ``{}`` being its number.

    own: the words of articles that are its own, folded. counted: for a paragraph without a number. further:
    for one inside a numbered paragraph or an item. again: for a number that the text has twice.
    of: from the inner to the outer part, as Slovene has it: article and paragraph in the genitive.
    """

    own: str
    article: str
    section: str
    paragraph: str
    counted: str
    further: str
    point: str
    letter: str
    note: str
    heading: str
    again: str
    of: tuple[str, str] | None = None


_ENGLISH = Words(
    "article art",
    "",  # as it is written: «Article 3», «Art. 3»
    "section {}",
    "({})",
    ", paragraph {}",
    ", subparagraph {}",
    "({})",
    "({})",
    "note {}",
    "heading {}",
    " ({})",
)
_SERBIAN = Words(
    "члан чл clan cl",
    "члан {}",
    "одељак {}",
    " став {}",
    " став {}",
    " подстав {}",
    " тачка {})",
    " тачка {})",
    "напомена {}",
    "наслов {}",
    " ({}. пут)",
)
_SERBIAN_LATIN = Words(
    "clan cl",
    "član {}",
    "odeljak {}",
    " stav {}",
    " stav {}",
    " podstav {}",
    " tačka {})",
    " tačka {})",
    "napomena {}",
    "naslov {}",
    " ({}. put)",
)
TABLE = {
    "en": _ENGLISH,
    "sr": _SERBIAN,
    "sr-Latn": _SERBIAN_LATIN,
    "cnr": _SERBIAN_LATIN._replace(section="odjeljak {}"),
    "bs": _SERBIAN_LATIN._replace(
        article="član {}.",
        section="odjeljak {}.",
        paragraph=" stav ({})",
        counted=" stav {}.",
        further=" podstav {}.",
        note="bilješka {}",
    ),
    "hr": Words(
        "clanak cl",
        "članak {}.",
        "odjeljak {}.",
        " stavak {}.",
        " stavak {}.",
        " podstavak {}.",
        " točka {}.",
        " točka {})",
        "bilješka {}",
        "naslov {}",
        " ({}. put)",
    ),
    "mk": Words(
        "член чл",
        "член {}",
        "дел {}",
        " став {}",
        " став {}",
        " потстав {}",
        " точка {}",
        " точка {})",
        "забелешка {}",
        "наслов {}",
        " ({}. пат)",
    ),
    "bg": Words(
        "член чл",
        "чл. {}",
        "раздел {}",
        ", ал. {}",
        ", ал. {}",
        ", абзац {}",
        ", т. {}",
        ", б. „{}“",
        "бележка {}",
        "заглавие {}",
        " (за {}. път)",
    ),
    "sq": Words(
        "neni",
        "neni {}",
        "seksioni {}",
        " ({})",
        " ({})",
        " nënparagrafi {}",
        " ({})",
        " ({})",
        "shënimi {}",
        "titulli {}",
        " (herën e {}-të)",
    ),
    "el": Words(
        "αρθρο",
        "άρθρο {}",
        "ενότητα {}",
        " παράγραφος {}",
        " παράγραφος {}",
        " εδάφιο {}",
        " σημείο {})",
        " στοιχείο {})",
        "σημείωση {}",
        "τίτλος {}",
        " ({}η φορά)",
    ),
    "ro": Words(
        "articolul articol art",
        "art. {}",
        "secțiunea {}",
        " alin. ({})",
        " alin. ({})",
        " paragraful {}",
        " pct. {}",
        " lit. {})",
        "nota {}",
        "titlul {}",
        " (a {}-a oară)",
    ),
    "sl": Words(
        "clen cl",
        "{}. člen",
        "razdelek {}",
        "{}. odstavek",
        "{}. odstavek",
        "{}. pododstavek",
        "{}. točka",
        "točka {}",
        "opomba {}",
        "naslov {}",
        " ({}. pojavitev)",
        ("{}. člena", "{}. odstavka"),
    ),
    "tr": Words(
        "madde",
        "madde {}",
        "bölüm {}",
        ", fıkra {}",
        ", fıkra {}",
        ", alt paragraf {}",
        ", bent ({})",
        ", bent ({})",
        "not {}",
        "başlık {}",
        " ({}. kez)",
    ),
}


class _Part(NamedTuple):
    """A part of a citation: its kind, which is a word of `Words` or ``bare``, and its number."""

    kind: str
    number: str


def cite(label: str, language: str = "", depth: int | None = None) -> str:
    """A label in the words of a language (a BCP 47 tag); the English ones for a language not in `TABLE`.

    depth: how deep in lists the paragraph stands, 0 outside; without it, a number in brackets that may be
    a paragraph's or an item's is left as it is. Nothing for an empty label.
    """
    tokens = list(_TOKEN.finditer(label))
    base = label[: tokens[0].start()] if tokens else label
    words = _words(language, base)
    parts = _parts(tokens, depth)
    if words.of and _is_own(base, words) and all(part.kind in _OF_AN_ARTICLE for part in parts):
        return _inside_out(base, parts, words)
    spoken = [_say(part, words) for part in parts]
    text = (", " if words.of else "").join(filter(None, [_base(base, words), *spoken]))
    return text if base else text.lstrip(" ,")


def _words(language: str, base: str) -> Words:
    tag, *subtags = language.replace("_", "-").split("-")
    if tag in ("sr", "sh") and ("Latn" in subtags or _is_latin(base)):
        return TABLE["sr-Latn"]
    return TABLE.get(tag.lower(), _ENGLISH)


def _is_latin(base: str) -> bool:
    return re.search("[A-Za-z]{2}", base) is not None and not _CYRILLIC.search(base)


def _parts(tokens: Sequence[re.Match[str]], depth: int | None) -> list[_Part]:
    signs = sum(token["sign"] is not None for token in tokens)
    is_open = depth is None and signs > 0 and tokens[0]["sign"] is not None and tokens[0]["sign"][0].isdigit()
    of_paragraph = 0 if depth is None else max(0, signs - depth)  # the first of the signs; then come items
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
    if part.kind == "again" and words is not _ENGLISH:
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
