"""Words that the end of a line parted: which hyphens are the word's own, and which the line's.

A line hyphenated by hand or by a program ends with a hyphen that no other line has: ``commu-`` /
``nity``. It goes, unless the rest of the text shows that it belongs to the word: the word stands
elsewhere with it (``follow-up``), or it is of a kind that is never parted there.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from documents.formats.plain.lines import Line

_ENDS_WITH_HYPHEN = re.compile(r"(?:(?<=^)|(?<=[\s(\[„“”\"'«‚‘/–—]))([^\W\d_]+)[-\u2010]$")
_BEGINS = re.compile(r"[^\W\d_]+")
_HYPHENATED = re.compile(r"(?<![^\W\d_])[^\W\d_]++(?:-[^\W\d_]++)++")
_PART_AT_END = re.compile(r"(?<![^\W_])[^\W_]++-?$")
_WORD = re.compile(r"[^\W_]+")
#: «mid- and long-term»: the hyphen stands for a word that is said once.
_AND = frozenset(
    "and or to i ili и или й та dhe ose apo ve veya ile și şi sau ori και ή in ali ter".split()  # noqa: SIM905
)
#: Prefixes that are written with a hyphen wherever they stand, or before which no word is parted.
_ALWAYS = frozenset(
    "non self cross socio quasi vice нај най по dintr într printr".split()  # noqa: SIM905
)


class Hyphens:
    """What the words of one text tell of its hyphens."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.lines = lines

    @cached_property
    def _known(self) -> tuple[frozenset[str], frozenset[str]]:
        """The words of the text, and those written with a hyphen, wherever a line did not end in them."""
        whole: set[str] = set()
        hyphenated: set[str] = set()
        parted = False
        for line in self.lines:
            text = line.words.casefold().replace("\u2010", "-").replace("\u2011", "-")
            if not text:
                continue
            hyphenated.update(_HYPHENATED.findall(text))
            if parted:
                text = _BEGINS.sub("", text, count=1)
            parted = text.endswith("-") or line.soft
            whole.update(_WORD.findall(_PART_AT_END.sub("", text) if parted else text))
        return frozenset(whole), frozenset(hyphenated)

    @cached_property
    def _ends(self) -> tuple[frozenset[str], frozenset[str]]:
        """What words with a hyphen begin with, and end with: another is likely to be such a word too."""
        parts = [word.split("-") for word in self._known[1]]
        return frozenset(part[0] for part in parts), frozenset(part[-1] for part in parts)

    def join(self, lines: Sequence[Line]) -> str:
        """The words of wrapped lines on one line."""
        pieces: list[str] = []
        before, is_soft = "", False
        for line in lines:
            if before and not is_soft:
                is_parted, between = self._between(before, line.words)
                pieces[-1] = before[:-1] if is_parted else before
                pieces.append(between)
            before, is_soft = line.words, line.soft
            pieces.append(before)
        return "".join(pieces).strip()

    def _between(self, before: str, after: str) -> tuple[bool, str]:
        """Of two lines: does the hyphen at the end of the first go, and what comes between them?"""
        if not after or before == "-" or before.endswith((" -", "--")) or before[-1] not in "-\u2010":
            return False, " "
        first, second = _ENDS_WITH_HYPHEN.search(before), _BEGINS.match(after)
        if second and second[0].casefold() in _AND and not self._is_word(before, second[0]):
            return False, " "
        if not first or not second or self._is_own(first[1], second[0], after):
            return False, ""
        return True, ""

    def _is_word(self, before: str, after: str) -> bool:
        """Is a word of the text parted before what could be «and»?"""
        first = _ENDS_WITH_HYPHEN.search(before)
        return first is not None and (first[1] + after).casefold() in self._known[0]

    def _is_own(self, first: str, second: str, after: str) -> bool:
        """Does the hyphen between two parts of a word belong to the word?"""
        one, two = first.casefold(), second.casefold()
        whole, hyphenated = self._known
        if f"{one}-{two}" in hyphenated:
            return True
        if one + two in whole:
            return False
        if not second[0].islower():
            return True
        if after[len(second) : len(second) + 1] in ("-", "\u2010", "\u2011"):
            return True  # «state-of-/the-art»
        if len(one) == 1 or len(two) == 1 or one in _ALWAYS:
            return True
        if one in self._ends[0] or two in self._ends[1]:
            return True
        return len(one) > 2 and len(two) > 2 and one in whole and two in whole
