"""The two scripts of Serbian, Montenegrin and Macedonian: the same words in Cyrillic and in Latin letters.

Every Cyrillic letter has its counterpart (``core.text.SERBIAN``); the reverse is not so: Latin ``nj`` is
``њ`` in ``Njujork`` and ``нј`` in ``injekcija``. So two texts are laid side by side sign for sign, and no
text is ever written anew: this is for comparing alone.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from core.text import SERBIAN, nfc, plain_letters

# Macedonian has three more, two of them with two spellings (Правопис на македонскиот јазик, 2017).
_SPELLINGS: dict[str, tuple[str, ...]] = {letter: (latin,) for letter, latin in SERBIAN.items()}
_SPELLINGS |= {"ѓ": ("ǵ", "gj"), "ќ": ("ḱ", "kj"), "ѕ": ("dz",), "ѐ": ("è",), "ѝ": ("ì",)}
_ONE_SIGN = {"lj": "ǉ", "nj": "ǌ", "dž": "ǆ", "dz": "ǳ"}  # two letters in one sign, as some type them
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
_LETTER = re.compile(r"[Ѐ-ӿ][\u0300-\u036f]{0,3}")  # with the marks on it: Montenegrin с́ and з́
# What leads elsewhere, or is meant letter by letter, in other letters: targets of links, tags, code.
_TARGET = re.compile(r"\]\([^)\s]*+|<[^<>\s]*+>|`[^`]*+`")

#: Latin letters for text as it is, to see how alike two texts are.
LATIN = str.maketrans(
    {letter: latin[0] for letter, latin in _SPELLINGS.items()}
    | {letter.upper(): latin[0].title() for letter, latin in _SPELLINGS.items()}
)
#: Latin letters without marks for folded text, in which no letter has a mark: to compare words by.
FOLDED = str.maketrans(
    {letter: plain_letters(latin).replace("đ", "d") for letter, latin in SERBIAN.items()} | {"ѕ": "dz"}
)


def script_alone(one: str, two: str) -> bool:
    """Whether two texts differ, and in script alone: each sign is the same in both, or in one of them a
    Cyrillic letter and in the other one its Latin spelling.

    Either text may mix the scripts. Within one script every letter counts: ``ињекција`` is not
    ``инјекција``, though both may be spelled ``injekcija``. Addresses and code have no other script.
    """
    if one == two or not (_CYRILLIC.search(one) or _CYRILLIC.search(two)):
        return False
    return _side_by_side(one, two) and [*_literal(one)] == [*_literal(two)]


def _side_by_side(one: str, two: str) -> bool:
    i = j = 0
    while i < len(one) and j < len(two):
        if one[i] == two[j]:
            i, j = i + 1, j + 1
        elif step := _step(one, i, two, j):
            i, j = i + step[0], j + step[1]
        elif step := _step(two, j, one, i):
            i, j = i + step[1], j + step[0]
        else:
            return False
    return i == len(one) and j == len(two)


def _step(cyrillic: str, i: int, latin: str, j: int) -> tuple[int, int] | None:
    """How many signs a Cyrillic letter has, and the spelling of it that stands in the other text."""
    letter = _LETTER.match(cyrillic, i)
    for spelling in _spellings(letter[0]) if letter else ():
        if latin.startswith(spelling, j):
            return len(letter[0]) if letter else 0, len(spelling)
    return None


@lru_cache(1000)
def _spellings(letter: str) -> tuple[str, ...]:
    """The ways to write a Cyrillic letter in Latin ones, with the marks on it: ``Њ`` is Nj or NJ."""
    base, marks = letter[0], letter[1:]
    spellings = _SPELLINGS.get(base.lower(), ())
    spellings += tuple(_ONE_SIGN[each] for each in spellings if each in _ONE_SIGN)
    if base != base.lower():
        spellings = tuple(written for each in spellings for written in (each.title(), each.upper()))
    return tuple(nfc(each + marks) for each in spellings)


def _literal(text: str) -> Iterator[str]:
    """What has to be the same letter by letter."""
    yield from _TARGET.findall(text)
    for word in _TARGET.sub(" ", text).split():
        if "://" in word or "@" in word or word.startswith("www."):
            yield word
