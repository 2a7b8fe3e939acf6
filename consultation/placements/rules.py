"""Where a comment stands in a later version. Pure: no database.

Every sent comment on an earlier version, answered or not, gets exactly one placement in each later
one, so that the placements of a version always add up to all of them. Its place follows from its
place in the version before, along the lineage; its kind says what has become of the paragraph since
the comment was made, and another kind what has become of the quoted sentences. Where the lineage is
a guess, or where two parts of a split paragraph have an equal claim, the placement is «uncertain»
and waits for a person: nothing is attached by guess.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from consultation.kinds import PlacementKind
from documents.alignment import match_sentences
from documents.lineage import Line
from documents.text.scripts import LATIN, script_alone
from documents.text.sentences import sentences

# For a person to settle: the first must be, the second may be.
WAITING = (PlacementKind.UNCERTAIN, PlacementKind.REMOVED)
# Kinds of places, and of lines between paragraphs, where the words are the same.
SAME_WORDS = (PlacementKind.UNCHANGED, PlacementKind.MOVED)
REWORDED = 50  # likeness in percent from which a sentence counts as one that was reworded

Words = Callable[[int], str]  # pid → the plain words of that paragraph in the new version
Since = Mapping[tuple[int, int], str]  # (pid then, pid now) → kind of the line between them


class Anchor(NamedTuple):
    """What a placement follows from: equal anchors get equal places.

    home: number of the version commented on. pid: the paragraph there, None for the whole text.
    quote: the quoted sentences. at, kind: where it stood in the version before, and how.
    """

    home: int
    pid: int | None
    quote: tuple[str, ...]
    at: int | None
    kind: str


class Place(NamedTuple):
    """A place in a version: no pid where the text is gone, uncertain, or the whole is meant."""

    pid: int | None
    kind: str
    quote_kind: str = ""


def carry(anchor: Anchor, onward: Sequence[Line], since: Since, words: Words) -> Place:
    """The place that follows from the one before.

    onward: the lines that lead on from the paragraph at which the comment stood. since: the lines
    from the version commented on. words: the text of the new version.
    """
    if anchor.pid is None:
        return Place(None, PlacementKind.UNCHANGED)
    if anchor.kind in WAITING:
        return nowhere(anchor.kind, anchor.quote)
    targets = [line for line in onward if line.new is not None]
    if not targets:
        return nowhere(PlacementKind.REMOVED, anchor.quote)
    pid = _target(anchor, targets, words)
    if pid is None:
        return nowhere(PlacementKind.UNCERTAIN, anchor.quote)
    line_kind = since.get((anchor.pid, pid))
    if line_kind is None:  # a person has put it at a paragraph that the lineage did not lead to
        kind = anchor.kind if targets[0].kind in SAME_WORDS else PlacementKind.CHANGED
    else:
        kind = kind_of(line_kind)
    return place_at(anchor.pid, anchor.quote, pid, kind, words)


def returned(anchor: Anchor, since: Since, words: Words) -> Place:
    """The place of a comment whose paragraph had been taken out and is there again under its pid."""
    if anchor.pid is None or (kind := since.get((anchor.pid, anchor.pid))) is None:
        return nowhere(anchor.kind, anchor.quote)
    return place_at(anchor.pid, anchor.quote, anchor.pid, kind_of(kind), words)


def place_at(home_pid: int, quote: Sequence[str], pid: int, kind: str, words: Words) -> Place:
    """The place at a paragraph, of a comment made on ``home_pid``.

    The words are read only for a quote in a paragraph that has changed: elsewhere they are the same.
    """
    if not quote:
        return Place(pid, kind)
    elsewhere = kind == PlacementKind.MOVED or pid != home_pid
    if kind in SAME_WORDS:
        return Place(pid, kind, PlacementKind.MOVED if elsewhere else PlacementKind.UNCHANGED)
    return Place(pid, kind, quote_kind(quote, words(pid), elsewhere=elsewhere))


def nowhere(kind: str, quote: Sequence[str]) -> Place:
    """A comment without a place, «uncertain» or «removed»; its quote shares its fate."""
    return Place(None, kind, kind if quote else "")


def kind_of(line_kind: str) -> str:
    """What a kind of lineage means for a comment. Moved: the same words elsewhere."""
    return line_kind if line_kind in SAME_WORDS else PlacementKind.CHANGED


def quote_kind(quote: Sequence[str], words: str, *, elsewhere: bool = False) -> str:
    """What became of the quoted sentences in a paragraph; empty without a quote.

    unchanged: all stand there word for word; moved: they do, ``elsewhere`` than they were quoted;
    removed: none is left, not even reworded; changed: anything between.
    """
    if not quote:
        return ""
    missing = _missing(quote, words)
    if not missing:
        return PlacementKind.MOVED if elsewhere else PlacementKind.UNCHANGED
    if len(missing) < len(quote):
        return PlacementKind.CHANGED
    left = [sentence.letters for sentence in _sentences(words)]
    reworded = (
        process.extractOne(_likened(s), left, scorer=fuzz.ratio, score_cutoff=REWORDED) for s in quote
    )
    return PlacementKind.CHANGED if any(reworded) else PlacementKind.REMOVED


def reworded(quote: Sequence[str], words: str) -> list[str]:
    """What the quoted sentences that no longer stand there word for word have become, where they have
    become anything, in the order of the quote."""
    there = [sentence.text for sentence in _sentences(words)]
    missing = set(_missing(quote, words))
    gone = [place for place, sentence in enumerate(quote) if sentence in missing]
    links = match_sentences([_spaced(sentence) for sentence in quote], there)
    first: dict[int, int] = {}
    for link in links:
        if link.old is not None and link.new is not None:
            first.setdefault(link.old, link.new)
    return [there[first[place]] for place in gone if place in first]


def _target(anchor: Anchor, targets: Sequence[Line], words: Words) -> int | None:
    """Which paragraph a comment goes to; None if that is not certain.

    Of a paragraph that was split: the part with most of the quoted sentences; without a quote the
    part that kept the pid, which is the first in the editor.
    """
    if not all(line.certain for line in targets):
        return None
    pids = [line.new for line in targets if line.new is not None]
    if len(pids) == 1:
        return pids[0]
    if not anchor.quote:
        return anchor.at if anchor.at in pids else None
    held = [len(anchor.quote) - len(_missing(anchor.quote, words(pid))) for pid in pids]
    most = max(held)
    return pids[held.index(most)] if most and held.count(most) == 1 else None


def _missing(quote: Sequence[str], words: str) -> list[str]:
    """The quoted sentences that do not stand there word for word, not even in the other script of Serbian."""
    text = _spaced(words)
    missing = [sentence for sentence in quote if _spaced(sentence) not in text]
    if not missing:
        return []
    there: dict[str, list[str]] = defaultdict(list)
    for each in _sentences(words):
        there[each.letters.casefold()].append(each.text)
    return [
        sentence
        for sentence in missing
        if not any(
            script_alone(_spaced(sentence), each) for each in there.get(_likened(sentence).casefold(), ())
        )
    ]


class _Sentence(NamedTuple):
    """A sentence, and the same in Latin letters."""

    text: str
    letters: str


@lru_cache(maxsize=512)  # many comments are on the same paragraph
def _sentences(words: str) -> tuple[_Sentence, ...]:
    return tuple(_Sentence(_spaced(sentence), _likened(sentence)) for sentence in sentences(words))


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _likened(text: str) -> str:
    return _spaced(text).translate(LATIN)
