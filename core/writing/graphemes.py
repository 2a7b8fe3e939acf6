"""Signs as people see them: what one sign is, though it is made of several characters.

Unicode Standard Annex 29, extended grapheme clusters: a letter with its marks, a flag, a family of joined
pictographs, a skin tone, a keycap, a syllable of Hangul, consonants of an Indian script that are written as
one. Whoever shortens a text cuts between such signs.
"""

import re
import unicodedata
from collections.abc import Iterator

#: What other signs are joined to by a zero-width joiner, in ranges of characters for patterns.
PICTOGRAPHS = (
    "©®\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff"
)
PICTOGRAPHS += "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"

# What parts the figures of a number, a date or a time.
_IN_NUMBERS = " \u00a0\u2009\u202f.,:/'’·-–"
_GOES_ON = re.compile(f"[{_IN_NUMBERS}]?\\d")

_JOINER, _ZWNJ = "\u200d", "\u200c"
_BEFORE = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e"
)  # prepended signs
_AFTER = frozenset("\u0e33\u0eb3\uff9e\uff9f")  # letters that belong to the one before
_CONTROLS = ("Cc", "Cf", "Zl", "Zp")
# Devanagari and Bengali, Gujarati to Oriya, Telugu, Malayalam, whose consonants join.
_JOINING = (range(0x0900, 0x0A00), range(0x0A80, 0x0B80), range(0x0C00, 0x0C80), range(0x0D00, 0x0D80))


def begins(text: str, at: int) -> bool:
    """Whether a sign begins at this place of a text, which one may cut there. So do both ends of it."""
    if not 0 < at < len(text):
        return True
    before, sign = text[at - 1], text[at]
    if sign < "\u0300" and before not in "\r\u00a9\u00ae" and before < "\u0600":
        return True
    if before == "\r":
        return sign != "\n"
    if _is_control(before) or _is_control(sign):
        return True
    if _extends(sign) or before in _BEFORE:
        return False
    if before == _JOINER and _is_pictograph(sign):
        return not _is_joined(text, at - 1)
    if _is_regional(sign):
        return _regionals_before(text, at) % 2 == 0
    return not (_is_syllable(before, sign) or _is_conjunct(text, at))


def split(text: str) -> Iterator[str]:
    """The signs of a text, in order; put together they are the text."""
    start, flags = 0, 0
    for at in range(1, len(text) + 1):
        flags = flags + 1 if _is_regional(text[at - 1]) else 0
        amid = at < len(text) and flags and _is_regional(text[at])
        # Counted on the way: a row of flags is not counted anew for each.
        parted = flags % 2 == 0 if amid else begins(text, at)
        if parted:
            yield text[start:at]
            start = at
    if start < len(text):
        yield text[start:]


def cut(text: str, most: int) -> str:
    """The beginning of a text, of at most so many characters, with whole signs; a sign longer than that
    is left out."""
    at = min(most, len(text))
    while not begins(text, at):
        at -= 1
    return text[:at]


def shortened(text: str, most: int, end: str = "…") -> str:
    """A text of at most so many characters: what is longer ends after a whole word where one ends in its
    second half, else after a whole sign, and with ``end``."""
    if len(text) <= most:
        return text
    kept = cut(text, most - len(end))
    if not text[len(kept) : len(kept) + 1].isspace():
        words = kept.rsplit(None, 1)[0] if kept.strip() else ""
        kept = words if 2 * len(words) > len(kept) else kept
    return _without_part_of_a_number(kept, text[len(kept) : len(kept) + 2]).rstrip() + end


def _without_part_of_a_number(kept: str, following: str) -> str:
    """The same without a number that goes on: the beginning of ``1 000 000`` is another one. Where half of
    the words were numbers, they stay."""
    head = kept.rstrip()
    if not head[-1:].isdigit() or not _GOES_ON.match(kept[len(head) :] + following):
        return kept
    words = head.rstrip(f"0123456789{_IN_NUMBERS}")
    return words if 2 * len(words) > len(kept) else kept


def _extends(sign: str) -> bool:
    """Whether it stands on, in or around the sign before: marks, joiners, skin tones, tags of flags."""
    if sign < "\u0300":
        return False
    return (
        sign in (_JOINER, _ZWNJ)
        or "\U0001f3fb" <= sign <= "\U0001f3ff"
        or "\U000e0020" <= sign <= "\U000e007f"
        or sign in _AFTER
        or unicodedata.category(sign)[0] == "M"
    )


def _is_control(sign: str) -> bool:
    return unicodedata.category(sign) in _CONTROLS and not _extends(sign) and sign not in _BEFORE


def _is_pictograph(sign: str) -> bool:
    if sign < "\u00a9" or _is_regional(sign) or _extends(sign):
        return False
    return any(low <= sign <= high for low, high in _RANGES)


def _ranges() -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(PICTOGRAPHS):
        step = 3 if PICTOGRAPHS[at + 1 : at + 2] == "-" else 1
        yield PICTOGRAPHS[at], PICTOGRAPHS[at + step - 1]
        at += step


_RANGES = tuple(_ranges())


def _is_joined(text: str, joiner: int) -> bool:
    """Whether a pictograph stands before a joiner, with what extends it between."""
    at = joiner - 1
    while at > 0 and _extends(text[at]) and text[at] != _JOINER:
        at -= 1
    return at >= 0 and _is_pictograph(text[at])


def _is_regional(sign: str) -> bool:
    return "\U0001f1e6" <= sign <= "\U0001f1ff"


def _regionals_before(text: str, at: int) -> int:
    start = at
    while start > 0 and _is_regional(text[start - 1]):
        start -= 1
    return at - start


def _is_syllable(before: str, sign: str) -> bool:
    """Hangul that is not composed: leading consonants, vowels, trailing consonants."""
    lead = "\u1100" <= before <= "\u115f" or "\ua960" <= before <= "\ua97c"
    vowel = "\u1160" <= sign <= "\u11a7" or "\ud7b0" <= sign <= "\ud7c6"
    trail = "\u11a8" <= sign <= "\u11ff" or "\ud7cb" <= sign <= "\ud7fb"
    whole = "\uac00" <= before <= "\ud7a3"
    open_ = whole and (ord(before) - 0xAC00) % 28 == 0
    if lead:
        return (
            vowel
            or "\u1100" <= sign <= "\u115f"
            or "\ua960" <= sign <= "\ua97c"
            or "\uac00" <= sign <= "\ud7a3"
        )
    vowel_before = "\u1160" <= before <= "\u11a7" or "\ud7b0" <= before <= "\ud7c6"
    trail_before = "\u11a8" <= before <= "\u11ff" or "\ud7cb" <= before <= "\ud7fb"
    return (vowel and (vowel_before or open_)) or (trail and (vowel_before or trail_before or whole))


def _is_conjunct(text: str, at: int) -> bool:
    """Whether a consonant is joined to one before by the sign that takes its vowel away (virama)."""
    if unicodedata.category(text[at]) != "Lo" or not any(ord(text[at]) in script for script in _JOINING):
        return False
    before = at - 1
    while before > 0 and text[before] == _JOINER:
        before -= 1
    virama = text[before]
    return unicodedata.combining(virama) == 9 and any(ord(virama) in script for script in _JOINING)
