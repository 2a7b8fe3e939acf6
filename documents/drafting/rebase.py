"""A change made to an older text, carried over to the text as it stands now.

A three-way merge of words decides. Where the two changes do not touch each other both are made, and
the text is certain. Where they do, diff-match-patch may find a place for the change; what it finds is
a suggestion for a person to read, never more. Words are compared whole, by the comparison of our
redline; white space, punctuation and marks of Markdown count as words here, addresses as one.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple

from diff_match_patch import diff_match_patch
from rapidfuzz.distance import LCSseq

from documents.redline.leaves import WORD
from documents.redline.leaves import Word as Compared
from documents.redline.word_diff import EXACT, Change, changes
from documents.text.words import plain

LONGEST = 20_000  # tokens of a text for which a suggestion is made; nobody could read a longer one with care
THRESHOLD = 0.2  # how far, 0 to 1, the words around a suggested change may differ from those it was made in
PATIENCE = 0.1  # seconds for matching one long deletion, which would be refused anyway

_ADDRESS = r"(?<=\]\()[^\s()]+|https?://[^\s()<>]*[^\s()<>.,;:!?]"
_TOKEN = re.compile(rf"(?P<word>{_ADDRESS}|{WORD})|\s+|[^\w\s]")

Tokens = list[str]
#: Words from and to of the older text, and what took their place.
Replacement = tuple[int, int, tuple[str, ...]]


class Rebased(NamedTuple):
    """text: with both changes, None if nobody but a person can tell. certain: False for a suggestion."""

    text: str | None
    certain: bool


def rebase(base: str, proposed: str, current: str) -> Rebased:
    """Takes a text, what somebody made of it, and what it has become since; gives a text with both changes.

    It is certain if no word was changed, or stands directly beside a change, on both sides, unless both
    made the same change of it. Where it is certain, ``proposed`` and ``current`` may change places.
    """
    if (text := with_both(base, proposed, current)) is not None:
        return Rebased(text, True)
    mine, theirs = _tokens(proposed), _tokens(current)
    return Rebased(_suggestion(_with_the_same_changes(_tokens(base), mine, theirs), mine, theirs), False)


def with_both(base: str, proposed: str, current: str) -> str | None:
    """The text with both changes where that is certain, as ``rebase`` says; else None."""
    if proposed in (base, current):
        return current
    if current == base:
        return proposed
    mine, theirs = _tokens(proposed), _tokens(current)
    old = _with_the_same_changes(_tokens(base), mine, theirs)
    ours, others = _changes(old, mine), _changes(old, theirs)
    if _touch(old, (ours, mine), (others, theirs)):
        return None
    text = "".join(_both_made(old, (ours, mine), (others, theirs)))
    return text if _reads_as_both("".join(old), proposed, current, text) else None


def _tokens(text: str) -> Tokens:
    """Everything in a text, cut between words."""
    return [match[0] for match in _TOKEN.finditer(text)]


def _is_word(token: str) -> bool:
    match = _TOKEN.fullmatch(token)
    return token[0].isalnum() or (match is not None and match["word"] is not None)


def _changes(old: Tokens, new: Tokens) -> list[Change]:
    return changes(*([_compared(token) for token in tokens] for tokens in (old, new)))


def _compared(token: str) -> Compared:
    """A token as the redline compares words, but equal only to itself, to the letter."""
    space = token if token.isspace() else ""
    return Compared(token, ((token, ()),), space, int(_is_word(token)))


def _with_the_same_changes(old: Tokens, mine: Tokens, theirs: Tokens) -> Tokens:
    """The older text with every change that both sides made: what is left to bring together is smaller."""
    same = set(_replacements(old, mine)) & set(_replacements(old, theirs))
    return _replaced(old, same)


def _replacements(old: Tokens, new: Tokens) -> Iterator[Replacement]:
    """Every change as small as it can be: the redline joins some for the sake of the reader."""
    for a, b, c, d in _changes(old, new):
        if (b - a) * (d - c) > EXACT:
            yield a, b, tuple(new[c:d])
            continue
        i, j = a, c
        for block in LCSseq.editops(old[a:b], new[c:d]).as_matching_blocks():
            if a + block.a > i or c + block.b > j:
                yield i, a + block.a, tuple(new[j : c + block.b])
            i, j = a + block.a + block.size, c + block.b + block.size


def _replaced(old: Tokens, replacements: Iterable[Replacement]) -> Tokens:
    """The text with these words in place of its own. No two of them may overlap."""
    text: Tokens = []
    at = 0
    for start, stop, words in sorted(replacements):
        text += [*old[at:start], *words]
        at = stop
    return text + old[at:]


def _both_made(old: Tokens, *sides: tuple[list[Change], Tokens]) -> Tokens:
    """The text with the changes of both sides."""
    return _replaced(old, ((a, b, tuple(new[c:d])) for steps, new in sides for a, b, c, d in steps))


def _touch(old: Tokens, *sides: tuple[list[Change], Tokens]) -> bool:
    """True if somewhere no word that both kept stands between a change of one side and one of the other."""
    words = [0, *accumulate(int(_is_word(token)) for token in old)]  # how many stand before each place
    spans = sorted(
        (*_reach(old, new, change), side) for side, (steps, new) in enumerate(sides) for change in steps
    )
    ends: dict[int, int] = {}
    for start, stop, side in spans:
        if 1 - side in ends and words[start] <= words[ends[1 - side]]:
            return True
        ends[side] = max(stop, ends.get(side, 0))
    return False


def _reach(old: Tokens, new: Tokens, change: Change) -> tuple[int, int]:
    """From where to where a change may stand: «very» put before «very good» may be either of the two."""
    a, b, c, d = change
    if a < b and c < d:
        return a, b
    moved = new[c:d] or old[a:b]
    left = right = 0
    while left < a and old[a - 1 - left] == moved[-1 - left % len(moved)]:
        left += 1
    while b + right < len(old) and old[b + right] == moved[right % len(moved)]:
        right += 1
    return a - left, b + right


def _reads_as_both(base: str, proposed: str, current: str, text: str) -> bool:
    """True if what is read is what both wrote: two links that cross would leave their brackets in sight."""
    before, mine, theirs, both = (_visible(_tokens(plain(t))) for t in (base, proposed, current, text))
    return before + both == mine + theirs


def _visible(tokens: Iterable[str]) -> Counter[str]:
    return Counter(token for token in tokens if not token.isspace())


def _suggestion(old: Tokens, mine: Tokens, theirs: Tokens) -> str | None:
    """A text with both changes, if diff-match-patch finds a place for mine that hurts no word of theirs.

    It compares characters, so that each token is one while it is asked.
    """
    if max(len(old), len(mine), len(theirs)) > LONGEST:
        return None
    every = dict.fromkeys([*old, *mine, *theirs])
    codes = {token: _character(number) for number, token in enumerate(every)}
    engine = diff_match_patch()
    engine.Match_Threshold, engine.Diff_Timeout = THRESHOLD, PATIENCE
    patches = engine.patch_make(_coded(old, codes), _steps(old, mine, codes))
    patched, fitted = engine.patch_apply(patches, _coded(theirs, codes))
    tokens = {code: token for token, code in codes.items()}
    if not all(fitted) or not all(code in tokens for code in patched):
        return None
    text = "".join(tokens[code] for code in patched)
    if _changed(theirs, _tokens(text)) != _changed(old, mine):
        return None
    return text if _reads_as_both("".join(old), "".join(mine), "".join(theirs), text) else None


def _steps(old: Tokens, new: Tokens, codes: dict[str, str]) -> list[tuple[int, str]]:
    """The way from one text to the other as diff-match-patch writes it: kept, deleted, inserted."""
    steps: list[tuple[int, str]] = []
    at = 0
    for start, stop, words in _replacements(old, new):
        steps += [
            (diff_match_patch.DIFF_EQUAL, _coded(old[at:start], codes)),
            (diff_match_patch.DIFF_DELETE, _coded(old[start:stop], codes)),
            (diff_match_patch.DIFF_INSERT, _coded(words, codes)),
        ]
        at = stop
    steps.append((diff_match_patch.DIFF_EQUAL, _coded(old[at:], codes)))
    return [(kind, coded) for kind, coded in steps if coded]


def _coded(tokens: Iterable[str], codes: dict[str, str]) -> str:
    return "".join(codes[token] for token in tokens)


def _character(number: int) -> str:
    """A character for a number to 60,000: no surrogate, none of those that diff-match-patch pads with."""
    code = 0x100 + number
    return chr(code if code < 0xD800 else code + 0x800)


def _changed(old: Tokens, new: Tokens) -> tuple[Counter[str], Counter[str]]:
    """The words and signs that a redline would strike and set."""
    gone, come = Counter[str](), Counter[str]()
    for a, b, c, d in _changes(old, new):
        before, after = _visible(old[a:b]), _visible(new[c:d])
        gone += before - after
        come += after - before
    return gone, come
