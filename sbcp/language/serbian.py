"""Serbian Cyrillic shown in Latin letters.

Serbian text is kept once, in Cyrillic; the Latin page is derived from it when it is shown. The rule
is that of the Pravopis srpskoga jezika (Matica srpska): each letter of Vuk Karadžić's alphabet has
one counterpart in Ljudevit Gaj's, three of them written with two letters (љ lj, њ nj, џ dž). In this
direction no dictionary is needed: инјекција has н and ј, which are simply n and j. The way back
is not a function of the text (is injekcija ињекција or инјекција?), so there is none here.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from core.text import SERBIAN, nfc

_DIGRAPHS = ("љ", "њ", "џ")
# Vowels that carry an accent of the dictionaries; these are the ones that exist as one character.
_ACCENTED = {"ѐ": "è", "ѝ": "ì", "ӣ": "ī", "ӯ": "ū"}
_SMALL = SERBIAN | _ACCENTED
_TABLE = _SMALL | {small.upper(): latin.capitalize() for small, latin in _SMALL.items()}
_CAPITAL_DIGRAPHS = frozenset(small.upper() for small in _DIGRAPHS)

# A word: Cyrillic letters with combining marks and soft hyphens. One of its letters. What the eye sees.
_WORD = re.compile(r"[\u0400-\u052f][\u0400-\u052f\u0300-\u036f\u00ad]*")
_LETTER_OR_SIGN = re.compile(r"[\u0400-\u052f][\u0300-\u036f]*|.", re.DOTALL)
_VISIBLE = re.compile(r"[^\u0300-\u036f\u00ad\u200b-\u200d]")

_TAG = r"""</?(?P<name>[A-Za-z][\w:-]*)(?P<attributes>(?:"[^"]*"|'[^']*'|[^'"<>])*)>"""
_PATH = r"""(?:[^\s<>"«»„“”()]|\([^\s<>"()]*\))*"""
# Possessive and with a look behind: a long text without spaces is still read in linear time. Single letters
# alone are possessive: a possessive group gives up too early in some Pythons (3.11.2).
_PROTECTED = re.compile(
    rf"""
    <!--[^<-]*+(?:(?:-(?!->)|<(?!!--))[^<-]*+)*-->
    | <![A-Za-z][^<>]*>
    | (?P<tag>{_TAG})
    | (?:(?<![A-Za-z])[A-Za-z][A-Za-z0-9+.-]{{0,20}}://|\bwww\.){_PATH}
    | (?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+
    | (?<![\w.-])[\w-]++(?:\.[\w-]++)*\.(?:срб|бг|мкд|рф|укр)\b(?:/{_PATH})?
    | %\(\w+\)[#0 +-]*[\d.]*[a-zA-Z]
    | \{{[\w.]*(?:![rsa])?(?::[<>^=]?[^{{}}<>\s]*)?\}}
    | &(?:\w+|\#\d+|\#[xX][0-9a-fA-F]+);
    """,
    re.VERBOSE | re.DOTALL,
)

# A tag of these may stand inside a word, so the case of a digraph is read across it.
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "cite",
        "del",
        "em",
        "i",
        "ins",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
        "wbr",
    ]
)
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
# Not running text: code, and what a reader types or sends back as it stands.
_LITERAL = frozenset(["code", "kbd", "pre", "samp", "script", "style", "textarea", "var"])
_LANG = re.compile(r"""(?<![\w:-])lang\s*=\s*["']?([\w-]*)""", re.IGNORECASE)
_NO_TRANSLATION = re.compile(r"""(?<![\w:-])translate\s*=\s*["']?no\b""", re.IGNORECASE)


class _Piece(NamedTuple):
    """A stretch of the source: to be converted or not; ``joins`` if a word goes on across it."""

    source: str
    converts: bool
    joins: bool = False
    tag: re.Match[str] | None = None


def latin(text: str) -> str:
    """Give Serbian ``text`` in Latin letters.

    Left as they are: addresses (web and e-mail), placeholders (``%(name)s``, ``{name}``), tags and
    entities, everything that is not Cyrillic, and whole words with a letter that Serbian does not
    have (България, ќерка), because half a word in another script helps nobody. Accents are kept.
    Converting twice changes nothing.
    """
    return _convert(_pieces(text))


def latin_html(html: str) -> str:
    """Give ``html`` with its Serbian text in Latin letters; tags and attributes stay as they are.

    Left alone: code, what stands in a ``textarea``, elements marked ``translate="no"``, and
    elements whose ``lang`` names anything but Serbian or Serbian in Latin: a Bulgarian comment,
    or the link that says «Српски» in its own script. Takes well-formed HTML, whole or a part.
    """
    return _convert(_marked(_pieces(html)))


def _pieces(text: str) -> Iterator[_Piece]:
    """Cut a text into what is protected and what lies between."""
    end = 0
    for match in _PROTECTED.finditer(text):
        if match.start() > end:
            yield _Piece(text[end : match.start()], True)
        is_tag = match["tag"] is not None
        joins = match[0] == "&shy;" or (is_tag and match["name"].lower() in _INLINE)
        yield _Piece(match[0], False, joins, match if is_tag else None)
        end = match.end()
    if end < len(text):
        yield _Piece(text[end:], True)


def _marked(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """Follow the open elements and mark the text that is not to be converted."""
    opened: list[tuple[str, bool]] = []
    for piece in pieces:
        converts = opened[-1][1] if opened else True
        if piece.tag is None:
            yield piece._replace(converts=piece.converts and converts)
            continue
        name = piece.tag["name"].lower()
        raw = opened[-1][0] if opened else ""
        inside_raw = raw in {"script", "style", "textarea"}
        if piece.source.startswith("</"):
            _close(opened, name, only_innermost=inside_raw)
        elif not inside_raw and name not in _VOID and not piece.source.endswith("/>"):
            opened.append((name, _converts_inside(name, piece.tag["attributes"], converts)))
        yield piece


def _close(opened: list[tuple[str, bool]], name: str, *, only_innermost: bool) -> None:
    """Take the element and all left open inside it off the list; an end without a start is nothing."""
    reach = 1 if only_innermost else len(opened)
    for back in range(1, reach + 1):
        if opened and opened[-back][0] == name:
            del opened[-back:]
            return


def _converts_inside(name: str, attributes: str, outside: bool) -> bool:
    """Whether the text inside an element is converted; a language of its own decides over that outside."""
    if name in _LITERAL or _NO_TRANSLATION.search(attributes):
        return False
    language = _LANG.search(attributes)
    if language is None:
        return outside
    return language[1].lower() in {"sr", "sr-rs", "sr-latn", "sr-latn-rs"}


def _convert(pieces: Iterable[_Piece]) -> str:
    """Convert the marked pieces, each word knowing what stands before and after it."""
    parts = list(pieces)
    shown = [_shown(part) for part in parts]
    around = _neighbours(shown)
    return "".join(
        _convert_text(part.source, before, after) if part.converts else part.source
        for part, (before, after) in zip(parts, around, strict=True)
    )


def _shown(piece: _Piece) -> str:
    """What a digraph beside the piece sees of it; nothing of a tag within a word."""
    if piece.joins:
        return ""
    return "".join(_VISIBLE.findall(piece.source)) if piece.converts else " "


def _neighbours(shown: list[str]) -> list[tuple[str, str]]:
    """For each piece the last character shown before it and the first one after it."""
    before: list[str] = []
    after: list[str] = []
    last = first = ""
    for text in shown:
        before.append(last)
        last = text[-1:] or last
    for text in reversed(shown):
        after.append(first)
        first = text[:1] or first
    return list(zip(before, reversed(after), strict=True))


def _convert_text(text: str, before: str, after: str) -> str:
    """Convert a text that has no protected part in it; ``before`` and ``after`` stand beside it."""
    if text.isascii():
        return text
    return _WORD.sub(lambda word: _convert_word(word, before, after), text)


def _convert_word(word: re.Match[str], before: str, after: str) -> str:
    """Convert a word; one with a letter foreign to Serbian stays whole."""
    result = []
    for part in _LETTER_OR_SIGN.finditer(word.string, word.start(), word.end()):
        letter = nfc(part[0])
        if letter[0] in _CAPITAL_DIGRAPHS and _in_capitals(part, before, after):
            result.append(_TABLE[letter[0]].upper() + letter[1:])
        elif letter[0] in _TABLE:
            result.append(nfc(_TABLE[letter[0]] + letter[1:]))
        elif letter.isalpha():
            return word[0]
        else:
            result.append(letter)
    return "".join(result)


def _in_capitals(letter: re.Match[str], before: str, after: str) -> bool:
    """Whether a capital digraph is two capitals: as the next letter is, at the end as the one before."""
    text = letter.string
    following = _VISIBLE.search(text, letter.end())
    neighbour = following[0] if following else after
    if not neighbour.isalpha():
        back = range(letter.start() - 1, -1, -1)
        neighbour = next((text[i] for i in back if _VISIBLE.match(text[i])), before)
    return neighbour.isupper()
