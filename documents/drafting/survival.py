"""What of a saved change still stands in the draft: whole, in part, or not. Pure.

A change is judged by its words, as the redline compares them: those that it brought stand while they are in
the paragraphs that stem from the one they were brought to; those that it took out are gone while they have
not come back in that place. White space and marks count where nothing else was changed. A split, a merge, a
move and a deletion are judged by what they did to the paragraphs.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from core.enumeration import Labelled
from core.errors import N_
from documents.redline import number_shown
from documents.redline.leaf_reader import Reader
from documents.redline.leaves import Word
from documents.redline.word_diff import Change, changes
from documents.text.blocks import Block

BACK = 0.5  # share of its words with which a deleted paragraph is back in part, once it is back
# How much of the longer of both texts a new paragraph has in common with a deleted one to bring it back in
# part and, word for word, whole.
ALIKE, SAME = 0.6, 0.9
READ = 2048  # paragraphs whose words are kept at hand: a save compares the same ones many times
RUN = 3  # words that follow one another in both: fewer any two texts have in common


class Kept(Labelled):
    """What of a saved change still stands."""

    WHOLE = "whole", N_("It stands")
    PART = "part", N_("Only a part of it stands")
    NOT = "not", N_("Undone")


Texts = Mapping[int, Block]  # by pid, in the order of the text


@dataclass(frozen=True)
class Saved:
    """A saved change: the paragraphs that it touched, before and after."""

    operation: str
    before: Texts
    after: Texts

    @cached_property
    def touched(self) -> Collection[int]:
        """The paragraphs that are not as they were. An import lists the whole text."""
        pids = dict.fromkeys([*self.before, *self.after])
        all_of_it = self.operation in ("move", "split", "merge")
        return {pid: None for pid in pids if all_of_it or self.before.get(pid) != self.after.get(pid)}.keys()

    @cached_property
    def ended(self) -> frozenset[int]:
        """The paragraphs that it took out."""
        return frozenset(self.before.keys() - self.after.keys()) if self.operation != "merge" else frozenset()

    def judged(self, pids: Collection[int] | None) -> Collection[int]:
        """The paragraphs by which it is judged: those of these that it touched, or else all."""
        return [pid for pid in pids or () if pid in self.touched] or self.touched


class Standing(NamedTuple):
    """The draft as it is, seen from a saved change.

    texts: its paragraphs. stems: for a paragraph that the change touched, those of the draft whose words
    stem from it, itself among them while it is there. born: those that were added since. put_back: whether
    a paragraph that was moved stands where it stood before.
    """

    texts: Texts
    stems: Callable[[int], Sequence[int]]
    born: Collection[int] = ()
    put_back: bool = False

    def of(self, pid: int) -> list[Block]:
        """What stands of a paragraph."""
        return [self.texts[stem] for stem in self.stems(pid)]


def kept(saved: Saved, now: Standing, pids: Collection[int] | None = None) -> Kept:
    """What of a saved change still stands; with ``pids`` of what it did to these paragraphs alone, if it did
    anything to them."""
    match saved.operation:
        case "split":
            return _split(saved, now)
        case "merge":
            return _merged(saved, now)
        case "move":
            there = any(now.of(pid) for pid in saved.touched)
            return Kept.WHOLE if there and not now.put_back else Kept.NOT
    return together(_paragraph(saved, now, pid) for pid in saved.judged(pids))


def together(parts: Iterable[Kept]) -> Kept:
    """What stands of several changes; all of none stands."""
    kinds = set(parts)
    return Kept.WHOLE if not kinds else kinds.pop() if len(kinds) == 1 else Kept.PART


def _paragraph(saved: Saved, now: Standing, pid: int) -> Kept:
    new = saved.after.get(pid)
    if new is None:
        return _deleted(saved.before[pid], now, pid)
    return _edited(saved.before.get(pid), new, now.of(pid))


def _split(saved: Saved, now: Standing) -> Kept:
    """It stands while its parts are as many paragraphs as it made."""
    apart = {stem for pid in saved.after for stem in now.stems(pid)}
    if len(apart) >= len(saved.after):
        return Kept.WHOLE
    return Kept.PART if len(apart) > 1 else Kept.NOT


def _merged(saved: Saved, now: Standing) -> Kept:
    """It stands while the words of both are in one paragraph."""
    stems = list(dict.fromkeys(stem for pid in saved.after for stem in now.stems(pid)))
    if not stems:
        return Kept.NOT
    read = {stem: _words(now.texts[stem]) for stem in stems}
    homes = {
        max(stems, key=lambda stem: _common(_words(block), read[stem])) for block in saved.before.values()
    }
    return Kept.WHOLE if len(homes) == 1 else Kept.NOT


def _deleted(old: Block, now: Standing, pid: int) -> Kept:
    """It stands while the paragraph has not come back, under its own pid, where it may have been written on
    since, or as a new one: that must be the same text, and not one in which its words are also said."""
    again = [now.texts[each] for each in {pid, *now.born} if each in now.texts]
    if old in again:
        return Kept.NOT
    words, own = _words(old), now.texts.get(pid)
    backs = {_brought_back(words, _words(block)) for block in again if block is not own}
    if own is not None:
        size = sum(word.weight for word in words) or 1
        share = _common(words, _words(own)) / size
        backs.add(Kept.NOT if share >= 1 else Kept.PART if share >= BACK else Kept.WHOLE)
    return next((kind for kind in (Kept.NOT, Kept.PART) if kind in backs), Kept.WHOLE)


def _brought_back(old: Sequence[Word], new: Sequence[Word]) -> Kept:
    """What stands of a deletion beside a new paragraph. Both texts are measured: a heading of one word is in
    many sentences, and the words of a sentence are in many long ones."""
    one, two = ([word for word in words if word.weight] for words in (old, new))
    longer = max(len(one), len(two))
    if not one or min(len(one), len(two)) < ALIKE * longer:
        return Kept.WHOLE
    if len(one) >= SAME * longer and _holds(two, one):
        return Kept.NOT
    left, right = _ids(one, two)
    runs = [block.size for block in LCSseq.editops(left, right).as_matching_blocks()]
    alike = sum(size for size in runs if size >= RUN)
    return Kept.PART if alike >= ALIKE * longer else Kept.WHOLE


class _Count(NamedTuple):
    """Words that a change brought, those of them that stand; that it took out, those that are back."""

    brought: int
    stand: int
    taken: int
    back: int

    @property
    def kept(self) -> Kept:
        if (not self.stand) if self.brought else self.back == self.taken:
            return Kept.NOT
        return Kept.WHOLE if self.stand == self.brought and not self.back else Kept.PART


def _edited(old: Block | None, new: Block, here: Sequence[Block]) -> Kept:
    """What stands of another wording, or of a new paragraph, in what stems from it."""
    if list(here) == [new]:
        return Kept.WHOLE
    if list(here) == [old] or (old is None and not here):
        return Kept.NOT
    before, after = _words(old) if old else (), _words(new)
    stands = [word for block in here for word in _words(block)]
    count = _count(before, after, stands)
    if count is None:  # the same words: it is about how they look
        count = _count(*(_by_look(words) for words in (before, after, stands)))
    forms = _forms(old, new, here) if old and here else []
    if count is None:
        return together(forms) if here else Kept.NOT
    return count.kept if count.kept != Kept.WHOLE else together([Kept.WHOLE, *forms])


def _forms(old: Block, new: Block, here: Sequence[Block]) -> list[Kept]:
    """What stands of another kind, another level and another number."""
    was, became, now = (
        (block.kind, block.level, number_shown(block.markdown)) for block in (old, new, here[0])
    )
    return [
        Kept.WHOLE if third == second else Kept.NOT
        for first, second, third in zip(was, became, now, strict=True)
        if first != second
    ]


def _count(old: Sequence[Word], new: Sequence[Word], now: Sequence[Word]) -> _Count | None:
    """The words of a change, and what became of them; None if it changed none."""
    steps, later = changes(old, new), changes(new, now)
    if not steps:
        return None
    signs = not any(word.weight for step in steps for word in (*old[step.a : step.b], *new[step.c : step.d]))
    gone = {place for step in later for place in range(step.a, step.b)}
    come = [now[step.c : step.d] for step in later]
    brought = stand = taken = back = 0
    for step in steps:
        out, into = _net(old, new, step)
        into = [place for place in into if signs or new[place].weight]
        brought += len(into)
        stay = sum(place not in gone for place in into)
        moved = stay < len(into) and any(_holds(run, [new[place] for place in into]) for run in come)
        stand += len(into) if moved else stay
        words = sum(signs or old[place].weight > 0 for place in out)
        taken += words
        near = [each for each in later if each.a <= step.d and each.b >= step.c]
        back += min(words, _back(old, new, now, step, near)) if near else 0
    return _Count(brought, stand, taken, back) if brought or taken else None


def _back(
    old: Sequence[Word], new: Sequence[Word], now: Sequence[Word], step: Change, later: Sequence[Change]
) -> int:
    """How many of the words that a change took out came back with the later changes in that place: those in
    which what stands there now is nearer to the old words than to the new ones."""
    come = [word for each in later for word in now[each.c : each.d]]
    low = min((step.c, *(each.a for each in later)))
    high = max((step.d, *(each.b for each in later)))
    as_it_was = [*new[low : step.c], *old[step.a : step.b], *new[step.d : high]]
    return max(0, _shared(as_it_was, come) - _shared(new[low:high], come))


def _net(old: Sequence[Word], new: Sequence[Word], step: Change) -> tuple[list[int], list[int]]:
    """The places of the words that a change took out and brought, without those that it only took along."""
    left, right = _ids(old[step.a : step.b], new[step.c : step.d])
    out, into = set(range(len(left))), set(range(len(right)))
    for block in LCSseq.editops(left, right).as_matching_blocks():
        out -= set(range(block.a, block.a + block.size))
        into -= set(range(block.b, block.b + block.size))
    return [step.a + place for place in sorted(out)], [step.c + place for place in sorted(into)]


def _words(block: Block) -> Sequence[Word]:
    """The words of a paragraph, as the redline compares them."""
    return _read(block.markdown)


@lru_cache(READ)
def _read(markdown: str) -> tuple[Word, ...]:
    leaves = Reader(whole=False, linked=False).read(markdown)
    return tuple(word for leaf in leaves for word in leaf.words)


def _by_look(words: Sequence[Word]) -> list[Word]:
    """The same words, compared by how they are written and marked."""
    return [word._replace(key=(word.key, word.pieces, word.space)) for word in words]


def _ids(*sides: Sequence[Word]) -> list[list[int]]:
    """Words as numbers, equal for those that read the same."""
    ids: dict[object, int] = {}
    return [[ids.setdefault((word.key, word.text), len(ids)) for word in side] for side in sides]


def _shared(one: Sequence[Word], two: Sequence[Word]) -> int:
    """How many of the first words are among the second, in their order."""
    left, right = _ids(one, two)
    return int(LCSseq.similarity(left, right))


def _common(one: Sequence[Word], two: Sequence[Word]) -> int:
    """The same of words alone, without signs."""
    return _shared([word for word in one if word.weight], [word for word in two if word.weight])


def _holds(run: Sequence[Word], words: Sequence[Word]) -> bool:
    """Whether these words follow one another there."""
    left, right = _ids([word for word in run if word.weight], [word for word in words if word.weight])
    size = len(right)
    return size > 0 and any(left[at : at + size] == right for at in range(len(left) - size + 1))
