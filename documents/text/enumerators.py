"""Enumerators: what the members of a list or of a series of articles are counted by.

A number or a letter at the head of a text is its own number only where its neighbours count on from it;
anything else there is a word: «15. јануара», «3.000 евра», «A. Petrov». This module says what an
enumerator looks like, in what systems it can be read and whether one counts on from another; where the
neighbours are is for its callers to know.

The alphabets are those of the laws of the region (CLDR, main exemplar characters, in the order of its
collation), each also without the letters that lists pass over: Croatian laws write both a b c č ć d and
a b c d. ``40.a``, ``5-а``, ``5/A``, ``7bis`` and ``7¹`` are articles inserted after the one of the number.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from core.writing.alphabets import ALPHABETS, AZBUKA_IN_LATIN
from documents.text.blocks import Block

_ALPHABETS = (
    ALPHABETS["en"],
    ALPHABETS["hr"],
    AZBUKA_IN_LATIN,
    ALPHABETS["sl"],
    "a b c d e f g h i j k l m n o p r s t u v z",
    ALPHABETS["sq"],
    ALPHABETS["tr"],
    ALPHABETS["ro"],
    ALPHABETS["sr-Cyrl"],
    ALPHABETS["mk"],
    ALPHABETS["bg"],
    "а б в г д е ж з и к л м н о п р с т у ф х ц ч ш",
    ALPHABETS["el"],
)
_GREEK_UNITS = ("", "α", "β", "γ", "δ", "ε", "στ", "ζ", "η", "θ")
_GREEK_TENS = ("", "ι", "κ", "λ", "μ", "ν", "ξ", "ο", "π", "ϟ")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_REPEATED = ["bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "novies", "decies"]
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")

#: A letter of the alphabets, or the two that one letter is written with.
LETTERS = r"[^\W\d_]{1,3}"
#: A number, or that of what was inserted after it: ``7``, ``3.2``, ``40.a``, ``5-а``, ``5/A``, ``7¹``.
NUMBER = (
    r"\d{1,4}(?:\.\d{1,3}){0,8}"
    rf"(?:(?:bis|ter|quater|quinquies|sexies|septies|octies|novies|decies)|[.\-/]?(?:{LETTERS})(?!\w)|[⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,3}})?"
)
_SIGN = rf"(?:{NUMBER}|[ivxlcIVXLC]{{1,7}}|{LETTERS})"
_ENUMERATOR = re.compile(rf"(?:\((?P<both>{_SIGN})\)|(?P<sign>{_SIGN})(?P<end>[.)]))(?=\s|$)")
_BULLET = re.compile(r"[-*+](?:[ \t]+|$)")
_LIST_NUMBER = re.compile(r"(\d{1,9}[.)])(?:[ \t]+|$)")
_PARTS = re.compile(
    rf"(?P<dotted>(?:\d{{1,4}}\.)*)(?P<number>\d{{1,4}})(?:[.\-/]?(?P<letters>{LETTERS}|[a-z]{{3,9}})|(?P<raised>[⁰¹²³⁴⁵⁶⁷⁸⁹]+))?"
)

#: How a sign can be read: the system and what it stands for there.
Reading = tuple[str, tuple[int, ...]]


class Enumerator(NamedTuple):
    """``text`` as it is typed, ``(а)`` or ``7a.``; ``sign`` alone; ``style``: ``()``, ``)`` or ``.``."""

    text: str
    sign: str
    style: str


def enumerator_at(text: str) -> Enumerator | None:
    """The enumerator that ``text`` begins with, if a blank or nothing follows it; not any short word."""
    head = _ENUMERATOR.match(text)
    sign = head and (head["both"] or head["sign"])
    if not head or not sign or not _readings(sign):
        return None
    return Enumerator(head[0], sign, head["end"] or "()")


def step(one: str, two: str) -> int | None:
    """How far the sign ``two`` is after ``one``: 1 where it counts on, more where some are passed over,
    None where it does not come after it in any system."""
    earlier: dict[str, list[tuple[int, ...]]] = {}
    for system, value in _readings(one):
        earlier.setdefault(system, []).append(value)
    steps = [
        size
        for system, value in _readings(two)
        for before in earlier.get(system, ())
        if (size := _distance(before, value)) is not None
    ]
    return min(steps, default=None)


def follows(one: Enumerator, two: Enumerator) -> bool:
    """Does ``two`` count on from ``one``, in the same style?"""
    return one.style == two.style and step(one.sign, two.sign) == 1


def marker(block: Block) -> str:
    """What stands before an item: ``3.``, ``•``, or nothing when its text begins with ``(a)`` or the like."""
    if block.kind != "item":
        return ""
    if number := _LIST_NUMBER.match(block.markdown):
        return number[1]
    return "" if carried_label(block) else "•"


def carried_label(block: Block) -> str:
    """The enumerator that a bulleted item writes itself, as in ``- (a) text``; else nothing.

    A number or letter whose stop is escaped, ``- 1\\. maja``, is a word.
    """
    bullet = _BULLET.match(block.markdown)
    own = enumerator_at(block.markdown[bullet.end() : bullet.end() + 40]) if bullet else None
    return own.text if own else ""


@cache
def _readings(sign: str) -> tuple[Reading, ...]:
    folded = sign.casefold() if sign != "İ" else "i"
    readings: list[Reading] = [*_numbers(sign)]
    case = "upper" if sign[:1].isupper() else "lower"
    for system, places in _places():
        place = places.get(folded) or places.get(sign.lower())
        if place:
            readings.append((f"{system} {case}", (place,)))
    if (value := _roman(folded)) is not None:
        readings.append((f"roman {case}", (value,)))
    return tuple(readings)


def _numbers(sign: str) -> Iterator[Reading]:
    """``3.2`` among those below 3; ``7a`` after 7 in each alphabet that has the letter."""
    parts = _PARTS.fullmatch(sign)
    if parts is None:
        return
    system, number = "number " + parts["dotted"], int(parts["number"])
    if parts["raised"]:
        yield system, (number, int(parts["raised"].translate(_RAISED)))
    elif not parts["letters"]:
        yield system, (number, 0)
    elif parts["letters"] in _REPEATED:
        yield system, (number, 1 + _REPEATED.index(parts["letters"]))
    else:
        letters = parts["letters"].lower()
        yield from ((system, (number, places[letters])) for _, places in _places() if letters in places)


def _distance(before: tuple[int, ...], after: tuple[int, ...]) -> int | None:
    """Places between two readings of one system, or None where the second is not the later one."""
    if len(before) == 1:
        return after[0] - before[0] if after > before else None
    if after <= before:
        return None
    if after[0] == before[0]:
        return after[1] - before[1]
    return after[0] - before[0] + (after[1] if after[1] else 0)


@cache
def _places() -> tuple[tuple[str, Mapping[str, int]], ...]:
    """Each system of letters and the places of its signs; after the last letter they are doubled."""
    systems: list[tuple[str, Mapping[str, int]]] = []
    for number, alphabet in enumerate(_ALPHABETS):
        letters = alphabet.split()
        places = {letter: place for place, letter in enumerate(letters, 1)}
        doubled = {2 * letter: len(letters) + place for letter, place in places.items() if len(letter) == 1}
        systems.append((f"letters {number}", doubled | places))
    greek = {
        _GREEK_TENS[tens] + _GREEK_UNITS[units]: 10 * tens + units
        for tens in range(10)
        for units in range(10)
        if tens or units
    }
    return (*systems, ("greek", greek))


def _roman(letters: str) -> int | None:
    """The value of a Roman numeral that is written as one writes it, else None."""
    if not letters or any(letter not in _ROMAN for letter in letters):
        return None
    values = [_ROMAN[letter] for letter in letters]
    total = sum(
        -value if value < max(values[at + 1 :], default=0) else value for at, value in enumerate(values)
    )
    return total if total > 0 and roman(total) == letters else None


def roman(number: int) -> str:
    """A number in small Roman letters: 14 gives ``xiv``."""
    parts = [(1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")]
    parts += [(10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")]
    text = ""
    for value, letters in parts:
        text += letters * (number // value)
        number %= value
    return text
