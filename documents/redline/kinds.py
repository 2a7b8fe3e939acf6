"""What a change is about: words, or only their own number, script, formatting, or white space.

A reader who has compared the words may leave the other kinds out. So only what is known to be no word is
called otherwise: a number that the numbers around it explain (`documents.text.renumbering`), the same
word in the other script of its language.
"""

from collections.abc import Sequence

from documents.redline.folding import in_other_script, same_letters, unseen
from documents.redline.leaves import Word
from documents.redline.word_diff import Change
from documents.redline.writing import MarkKind
from documents.text.enumerators import enumerator_at
from documents.text.sections import own_number

#: The kinds from the lightest to the one that counts.
WEIGHTS: tuple[MarkKind, ...] = ("space", "format", "script", "number", "words")

_PREFIX = 12  # words and signs that a number of a paragraph has at most, with the word before it


def kind_of_change(
    old: Sequence[Word], new: Sequence[Word], change: Change, renumbered: bool = False
) -> MarkKind:
    """Takes a changed passage within a leaf; gives what the change is about.

    renumbered: whether the own number of the leaf is another because its neighbours count otherwise.
    """
    gone, come = old[change.a : change.b], new[change.c : change.d]
    if not (gone and come):
        return "words"
    if is_form(gone, come):
        return max((_form(one, two) for one, two in zip(gone, come, strict=True)), key=WEIGHTS.index)
    if renumbered and change.b <= numbered(old) and change.d <= numbered(new):
        return "number"
    return "words"


def _form(one: Word, two: Word) -> MarkKind:
    """How two spellings of what is compared as one word differ; «ињекција» and «инјекција» are two words."""
    if unseen(one.text) == unseen(two.text):
        return "space"
    if in_other_script(one.text, two.text):
        return "script"
    return "format" if same_letters(one.text, two.text) else "words"


def is_form(gone: Sequence[Word], come: Sequence[Word]) -> bool:
    """True for the same words, otherwise spelled or with other typographic signs."""
    return len(gone) == len(come) and all(one.key == two.key for one, two in zip(gone, come, strict=True))


def numbered(words: Sequence[Word]) -> int:
    """How many of the first words of a leaf are its number: ``Article 5``, ``3.2``, ``(4)``."""
    first = words[:_PREFIX]
    text = "".join((" " if word.space else "") + word.text for word in first).strip()
    item = enumerator_at(text)
    label = item.text if item else own_number(text)
    if not label:
        return 0
    rest = len("".join(label.split()))
    for count, word in enumerate(first, 1):
        rest -= len(word.text)
        if rest <= 0:
            return count
    return 0
