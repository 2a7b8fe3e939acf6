"""Names in the order of the alphabet of the page's language: Č after C, Š after S, Dž after D.

As in the dictionaries of each language (Unicode Technical Standard 10, with what CLDR says of each): letters
first, of which some are written with two signs; then what stands on them; then capitals after small ones.
Blanks come before marks, marks before digits, digits before letters, and the own script before others.
Letters that an alphabet has not, such as q, w, x and y, stand where the Latin alphabet has them.
"""

import unicodedata
from collections.abc import Mapping
from functools import cache
from itertools import pairwise

from core.text import apart, nfc
from core.writing.alphabets import ALPHABETS
from sbcp.language import locales

# Letters with a stroke and the like, which do not fall apart, and what they are sorted with.
_BASES = {"đ": "d", "ł": "l", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}

#: Compared one after another: the letters, what stands on them, their case, the name itself.
Key = tuple[tuple[tuple[int, int], ...], tuple[str, ...], tuple[bool, ...], str]


def key(name: str, language: str = "") -> Key:
    """What names are sorted by. language: a BCP 47 tag, that of the page without one."""
    language = language or locales.current().lang
    ranks, longest = _ranks(_alphabet_of(language))
    name = nfc(name)
    small = name.replace("I", "ı").replace("İ", "i") if language.startswith("tr") else name
    letters: list[tuple[int, int]] = []
    marks: list[str] = []
    capitals: list[bool] = []
    at = 0
    while at < len(name):
        for size in range(longest, 0, -1):
            sign = small[at : at + size].lower()
            if sign in ranks:
                letters.append((3, ranks[sign]))
                marks.append("")
                break
        else:
            size = 1
            base, mark = _parts(small[at])
            letters += [(3, ranks[each]) if each in ranks else _other(each) for each in base]
            marks.append(mark)
        capitals.append(name[at] != name[at].lower())
        at += size
    return tuple(letters), tuple(marks), tuple(capitals), name


@cache
def _parts(sign: str) -> tuple[str, str]:
    """A letter without and with what stands on it."""
    signs = apart(sign)
    mark = "".join(each for each in signs if unicodedata.combining(each))
    base = "".join(each for each in signs if not unicodedata.combining(each))
    return _BASES.get(base, base), mark or (base if base in _BASES else "")


def _other(sign: str) -> tuple[int, int]:
    """Where a sign stands that no letter of the alphabet is."""
    if sign.isspace():
        return 0, 0
    if sign.isalpha():
        return 4, ord(sign)
    return (2 if sign.isnumeric() else 1), ord(sign)


def _alphabet_of(language: str) -> str:
    """The alphabet of a language, that of English without one."""
    return ALPHABETS.get(language) or ALPHABETS.get(language.partition("-")[0]) or ALPHABETS["en"]


@cache
def _ranks(alphabet: str) -> tuple[Mapping[str, int], int]:
    """The place of each letter, and how many signs the longest has."""
    letters = alphabet.split()
    latin = ALPHABETS["en"].split() if letters[0] == "a" else []
    for before, letter in pairwise(latin):
        if letter not in letters:  # after the last letter that is written with the one before it
            place = max(at for at, each in enumerate(letters) if _base(each) == before)
            letters.insert(place + 1, letter)
    return {letter: place for place, letter in enumerate(letters)}, max(map(len, letters))


def _base(letter: str) -> str:
    return _parts(letter)[0][:1]
