"""What a change is about: words, or only a number before them, formatting, or white space.

A reader who has compared the words may leave the other kinds out.
"""

import re
from collections.abc import Sequence

from documents.redline.folding import unseen
from documents.redline.leaves import Word
from documents.redline.word_diff import Change
from documents.redline.writing import MarkKind
from documents.text.sections import own_number

#: The kinds from the lightest to the one that counts.
WEIGHTS: tuple[MarkKind, ...] = ("space", "format", "number", "words")

_PREFIX = 12  # words and signs that a number of a paragraph has at most, with the word before it
_COUNT = r"(?:\d{1,4}[a-z]?|[ivxlc]{1,6}|[IVXLC]{1,6}|[^\W\d_])"
_ITEM = re.compile(rf"\({_COUNT}\)|{_COUNT}[.)](?=\s|$)")


def kind_of_change(old: Sequence[Word], new: Sequence[Word], change: Change) -> MarkKind:
    """Takes a changed passage within a leaf; gives what the change is about."""
    gone, come = old[change.a : change.b], new[change.c : change.d]
    if not (gone and come):
        return "words"
    if is_form(gone, come):
        alike = all(unseen(one.text) == unseen(two.text) for one, two in zip(gone, come, strict=True))
        return "space" if alike else "format"
    if change.b <= _PREFIX and change.b <= numbered(old) and change.d <= numbered(new):
        return "number"
    return "words"


def is_form(gone: Sequence[Word], come: Sequence[Word]) -> bool:
    """True for the same words, otherwise spelled or with other typographic signs."""
    return len(gone) == len(come) and all(one.key == two.key for one, two in zip(gone, come, strict=True))


def numbered(words: Sequence[Word]) -> int:
    """How many of the first words of a leaf are its number: ``Article 5``, ``3.2``, ``(4)``."""
    first = words[:_PREFIX]
    text = "".join((" " if word.space else "") + word.text for word in first).strip()
    item = _ITEM.match(text)
    label = item[0] if item else own_number(text)
    if not label:
        return 0
    rest = len("".join(label.split()))
    for count, word in enumerate(first, 1):
        rest -= len(word.text)
        if rest <= 0:
            return count
    return 0
