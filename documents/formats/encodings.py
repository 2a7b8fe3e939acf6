"""Files in the encodings that programs of the region wrote before UTF-8: which one a file seems to be in.

Each encoding is tried on the words of the file that are not plain ASCII, with the alphabet of the language
the text is in: a letter of that alphabet counts for it, another letter, a word in two scripts or a capital
inside a word against it, and a control sign (C1) most of all. The person who knows the text confirms it.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from core.errors import N_
from core.text import clean, one_line

#: The encodings that are read, by the names of Python, in the order in which equal ones are offered.
ENCODINGS = {
    "cp1250": N_("Central European (Windows-1250)"),
    "cp1251": N_("Cyrillic (Windows-1251)"),
    "cp1253": N_("Greek (Windows-1253)"),
    "cp1254": N_("Turkish (Windows-1254)"),
    "cp1252": N_("Western European (Windows-1252)"),
    "iso8859_2": N_("Central European (ISO-8859-2)"),
    "iso8859_5": N_("Cyrillic (ISO-8859-5)"),
    "iso8859_7": N_("Greek (ISO-8859-7)"),
    "iso8859_9": N_("Turkish (ISO-8859-9)"),
    "iso8859_16": N_("South-Eastern European (ISO-8859-16)"),
    "cp852": N_("Central European (DOS, 852)"),
    "cp855": N_("Cyrillic (DOS, 855)"),
}
_OFFERED_BY_ITSELF = [name for name in ENCODINGS if not name.startswith("cp8")]

_CYRILLIC = "абвгдежзиклмнопрстуфхцчш"
_GREEK = "αάβγδεέζηήθιίϊΐκλμνξοόπρσςτυύϋΰφχψωώ"
#: The letters of each language beyond ASCII (CLDR, main exemplar characters), in each script it has.
_ALPHABETS = {
    "sq": ["çë"],
    "bs": ["čćđšž", _CYRILLIC + "ђјљњћџ"],
    "bg": [_CYRILLIC + "йщъьюяѝ"],
    "hr": ["čćđšž"],
    "el": [_GREEK],
    "mk": [_CYRILLIC + "ѓѕјљњќџѐѝ"],
    "cnr": ["čćđšžśź", _CYRILLIC + "ђјљњћџ"],
    "ro": ["ăâîșțşţ"],
    "sr-Cyrl": [_CYRILLIC + "ђјљњћџ", "čćđšž"],
    "sr-Latn": ["čćđšž", _CYRILLIC + "ђјљњћџ"],
    "sl": ["čšž"],
    "tr": ["çğıiöşüâîû"],
}
_WESTERN = "àáâäæçèéêëìíîïñòóôöùúûüßø"
_USUAL_SIGNS = frozenset("„“”‘’‚‛–—…«»‹›§°·•№€©\u00a0\u00ad")
#: ș and ț have no place in the older encodings: Romanian wrote ş and ţ for them there.
_OF_ROMANIAN = str.maketrans("şţŞŢ", "șțȘȚ")

_WORD = re.compile("[A-Za-z\x80-\xff]+")  # of bytes, each read as the sign of its number
_LINE = re.compile(r"[^\r\n]+")
_LOOKED_AT = 1_000_000  # bytes
_MOST_WORDS = 5000  # that are looked at
_SHOWN_LINES, _LONGEST_LINE = 5, 120
_LATIN_END, _GREEK_END, _CYRILLIC_END = 0x250, 0x400, 0x530


class Offer(NamedTuple):
    """An encoding that a file may be in: how Python calls it, its name (a gettext id), and the first lines
    as they read in it."""

    encoding: str
    name: str
    lines: list[str]

    @property
    def telling(self) -> str:
        """The first of the lines that is not plain ASCII, by which the encodings differ."""
        return next((line for line in self.lines if not line.isascii()), "".join(self.lines[:1]))


def is_broken_utf8(data: bytes) -> bool:
    """Is a file UTF-8 for the most part, with a few bytes wrong?"""
    text = data[:_LOOKED_AT].decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    right = sum(not char.isascii() for char in text) - wrong
    return right > 2 * wrong


def offers(data: bytes, language: str = "") -> list[Offer]:
    """The encodings that a file can be read in, the likeliest first; each reading of it once.

    language: BCP 47 tag of the text, or nothing if it is not known.
    """
    words = _words(data)
    order = sorted(
        ENCODINGS,
        key=lambda name: (name in _OFFERED_BY_ITSELF, _fit(words, name, language)),
        reverse=True,
    )
    result: list[Offer] = []
    for name in order:
        text = decoded(data, name, language)
        lines = _first_lines(text) if text is not None else None
        if lines is not None and all(lines != offer.lines for offer in result):
            result.append(Offer(name, ENCODINGS[name], lines))
    return result


def decoded(data: bytes, encoding: str, language: str = "") -> str | None:
    """The text of a file in an encoding; None if bytes in it stand for no sign there."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return text.translate(_OF_ROMANIAN) if language.startswith("ro") else text


def _words(data: bytes) -> Counter[bytes]:
    """Words that are not plain ASCII, from the beginning of the file."""
    words = (word[0] for word in _WORD.finditer(data.decode("latin-1")) if not word[0].isascii())
    return Counter(word.encode("latin-1") for word in islice(words, _MOST_WORDS))


def _fit(words: Counter[bytes], encoding: str, language: str) -> int:
    """How well an encoding fits the language of the text, or any of the region, for half as much: the
    language of a document may be set wrong, or not yet."""
    own = [sign for tag, signs in _ALPHABETS.items() if _is_of(tag, language) for sign in signs]
    every = [sign for signs in _ALPHABETS.values() for sign in signs] + [_WESTERN]
    fits = [2 * _score(words, encoding, signs) for signs in own]
    return max(*fits, *(_score(words, encoding, signs) for signs in every))


def _is_of(tag: str, language: str) -> bool:
    return bool(language) and (tag == language or tag.partition("-")[0] == language.partition("-")[0])


def _score(words: Counter[bytes], encoding: str, alphabet: str) -> int:
    letters = frozenset(alphabet + alphabet.upper() + ("İ" if "ı" in alphabet else ""))
    total = 0
    for word, times in words.items():
        text = word.decode(encoding, "replace")
        total += times * sum(_values(text, letters))
    return total


def _values(text: str, letters: frozenset[str]) -> Iterator[int]:
    is_mixed = len({_script(char) for char in text if char.isalpha()}) > 1
    before = ""
    for char in text:
        if char.isupper() and before.islower():
            yield -2
        before = char
        if char.isascii() or char in _USUAL_SIGNS:
            continue
        if char.isalpha():
            yield -3 if is_mixed else 1 if char in letters else -2
        else:
            yield -3 if char == "\ufffd" or "\x80" <= char <= "\x9f" else -1


def _script(char: str) -> str:
    code = ord(char)
    if code < _LATIN_END:
        return "Latin"
    return "Greek" if code < _GREEK_END else "Cyrillic" if code < _CYRILLIC_END else "other"


def _first_lines(text: str) -> list[str]:
    """The first lines that have words; if those are plain ASCII, then also the first that are not."""
    lines = (one_line(clean(line[0]).text)[:_LONGEST_LINE] for line in _LINE.finditer(text))
    full = (line for line in lines if line)
    first = list(islice(full, _SHOWN_LINES))
    if all(map(str.isascii, first)):
        first += islice((line for line in full if not line.isascii()), _SHOWN_LINES)
    return first
