"""Normalisation for comparing: the same word in another form is the same word.

Composed and decomposed letters, signs that nobody sees, Romanian letters with a cedilla for a comma, and
Serbian, Montenegrin and Macedonian in Cyrillic or Latin letters make no other word. What differs is marked,
as a change of form or of script.
"""

import re

from core.text import nfc
from documents.text.scripts import LATIN, script_alone

#: Signs without width: soft hyphen, word joiners, zero width space. They count as white space does.
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_UNSEEN = dict.fromkeys(map(ord, INVISIBLE))
#: Romanian ș and ț as they were written before Unicode 3.0 had them. Turkish has no ș.
_ROMANIAN = str.maketrans("şţŞŢ", "șțȘȚ")

_KNOWN = "".join(map(chr, LATIN))
_OTHER_CYRILLIC = re.compile(f"(?![{_KNOWN}])[\u0400-\u04ff]")
#: Of the two spellings of Macedonian ѓ and ќ one.
_ONE_SPELLING = str.maketrans({"ǵ": "gj", "ḱ": "kj", "Ǵ": "Gj", "Ḱ": "Kj"})

#: Quotation marks and dashes that differ in typography alone.
_SIGNS = str.maketrans("“”„‟«»‘’‚‹›–—‒‑−", '""""""' + "'" * 5 + "-" * 5)


def fold(word: str) -> str:
    """The form a word is compared in."""
    if word.isascii():
        return word
    word = unseen(word).translate(_ROMANIAN)
    return word if _OTHER_CYRILLIC.search(word) else _latin(word)


def in_other_script(one: str, two: str) -> bool:
    """Are these one word, written once in Cyrillic and once in Latin letters?"""
    return script_alone(unseen(one), unseen(two))


def same_letters(one: str, two: str) -> bool:
    """Do these differ in typography alone, or in how an encoding had the Romanian letters?"""
    return _typed(one) == _typed(two)


def fold_text(text: str) -> str:
    """A whole text in the form it is compared in, where it need not be right for each word."""
    if text.isascii():
        return text
    return unseen(text).translate(_ROMANIAN).translate(LATIN)


def fold_sign(sign: str) -> str:
    """A sign without its typography: all quotation marks and all dashes are one."""
    return sign.translate(_SIGNS)


def unseen(word: str) -> str:
    """A word as the eye sees it: composed, without signs of no width."""
    return word if word.isascii() else nfc(word.translate(_UNSEEN))


def _latin(word: str) -> str:
    """Cyrillic in Latin letters; инјекција and ињекција become one, and yet are not the same."""
    latin = word.translate(LATIN).translate(_ONE_SPELLING)
    return latin.upper() if word.isupper() and len(word) > 1 else latin


def _typed(word: str) -> str:
    return fold_sign(unseen(word).translate(_ROMANIAN))
