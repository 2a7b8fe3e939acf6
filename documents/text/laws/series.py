"""Series of numbers among paragraphs and items: which count on, and which belong to which."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from documents.text.blocks import Block
from documents.text.enumerators import Enumerator, carried_label, enumerator_at, marker, step

_MOST_PASSED = {"1": 50, "a": 4}  # numbers and letters that a series may pass over
_FIRST = frozenset(["1", "a", "i", "α", "а", "I", "A", "А", "Α"])
_DOTTED = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,4}(?=\s+\S)")


@dataclass(slots=True)
class Own:
    """What a block is numbered by itself.

    article: of the article that begins in a paragraph, ``Чл. 2``. is_alone: the paragraph says nothing
    else. sign: its own number without brackets: ``Article 5`` or ``3`` of a heading, ``1`` of a paragraph
    or an item. within: the index of the numbered paragraph or item that one of its sisters belongs to, as
    (а) does to (1). among: the signs of all sister headings, of the paragraphs of the section, or of the
    items of the list.
    """

    article: str = ""
    is_alone: bool = False
    sign: str = ""
    within: int | None = None
    among: set[str] = field(default_factory=set)


class Unit(NamedTuple):
    """A paragraph outside lists: its place, and what its words begin with."""

    at: int
    mark: Enumerator | None


def goes_on(one: str, two: str) -> bool:
    """Does the sign ``two`` come after ``one``, at most some passed over?"""
    size = step(one, two)
    kind = "1" if any(sign.isdigit() for sign in two) else "a"
    return size is not None and size <= 1 + _MOST_PASSED[kind]


def paragraph_sign(text: str) -> Enumerator | None:
    """What could be the number of a paragraph: ``(1)``, ``a)``, ``1.1.`` or ``1.1``."""
    if dotted := _DOTTED.match(text):
        return Enumerator(dotted[0], dotted[0], "dotted")
    return enumerator_at(text[:40])


def item_mark(block: Block) -> str:
    """What an item could be numbered by: ``3`` of ``3. text``, ``а`` of ``- (а) text``; or nothing."""
    mark = _mark(block)
    return mark.sign if mark else ""


def number_paragraphs(units: Sequence[Unit], own: list[Own]) -> None:
    """Keep the numbers that go on with one another; (а) after (1) belongs to it."""
    counted = _counted(units, bool(units) and own[units[0].at].article != "")
    open_: list[tuple[str, int]] = []  # the kind of number and the place of each paragraph we are in
    among: set[str] = set()
    for unit, kind in zip(units, counted, strict=True):
        own[unit.at].among = among
        if unit.mark is None or not kind:
            if own[unit.at].article == "":
                open_ = []
            continue
        own[unit.at].sign = unit.mark.sign
        among.add(unit.mark.sign)
        kinds = [other for other, _ in open_]
        if kind in kinds:
            del open_[kinds.index(kind) :]
        own[unit.at].within = open_[-1][1] if open_ else None
        open_.append((kind, unit.at))


def _counted(units: Sequence[Unit], is_article: bool) -> list[str]:
    """For each paragraph the kind of its number, or nothing where its mark is a word."""
    lasts: dict[str, int] = {}  # kind to place, the outer kinds first
    kinds = [""] * len(units)
    continues = [False] * len(units)
    for place, unit in enumerate(units):
        if unit.mark is None:
            continue
        kind = kinds[place] = _kind(unit.mark, {key: units[at].mark for key, at in lasts.items()})
        if kind in lasts:
            inner = list(lasts)[list(lasts).index(kind) + 1 :]
            for other in inner:
                del lasts[other]
            before = units[lasts[kind]].mark
            if before and goes_on(before.sign, unit.mark.sign):
                continues[place] = continues[lasts[kind]] = True
        lasts[kind] = place
    return [
        kind if goes or (unit.mark and _stands_alone(unit.mark, place, len(units), is_article)) else ""
        for place, (unit, kind, goes) in enumerate(zip(units, kinds, continues, strict=True))
    ]


def _kind(mark: Enumerator, lasts: dict[str, Enumerator | None]) -> str:
    """Numbers, letters or Roman numerals, small or capital, in the same brackets or stops."""
    if mark.sign[0].isdigit():
        return f"1{mark.style}{mark.sign.count('.')}"
    letters = ("A" if mark.sign[0].isupper() else "a") + mark.style
    before, roman = lasts.get(letters), lasts.get("roman " + letters)
    is_next = before is not None and step(before.sign, mark.sign) == 1
    if not is_next and (mark.sign in "iI" or (roman and step(roman.sign, mark.sign) == 1)):
        return "roman " + letters
    return letters


def _stands_alone(mark: Enumerator, place: int, paragraphs: int, is_article: bool) -> bool:
    """``(b)`` and ``(1)`` are numbers wherever they stand, ``(3)`` where no other paragraph is beside it,
    ``(2)`` after the first paragraph of an article."""
    if mark.style != "()":
        return False
    if not mark.sign[0].isdigit() or mark.sign in _FIRST or paragraphs == 1:
        return True
    return is_article and (place, mark.sign) == (1, "2")


def lists(blocks: Sequence[Block]) -> list[list[int]]:
    """The places of the items, those together that are of one list."""
    open_: list[list[int]] = []
    kept: list[list[int]] = []
    for at, block in enumerate(blocks):
        if block.kind == "item":
            del open_[block.level :]
            while len(open_) < block.level:
                open_.append([])
                kept.append(open_[-1])
            open_[-1].append(at)
        elif not block.level:
            open_ = []
    return [items for items in kept if items]


def number_items(blocks: Sequence[Block], items: Sequence[int], own: list[Own]) -> None:
    among: set[str] = set()
    marks = [_mark(blocks[at]) for at in items]
    for place, (at, mark) in enumerate(zip(items, marks, strict=True)):
        own[at].among = among
        if mark is None:
            continue
        beside = [
            other for other in (marks[place - 1] if place else None, *marks[place + 1 : place + 2]) if other
        ]
        is_series = any(
            other.style == mark.style and (goes_on(other.sign, mark.sign) or goes_on(mark.sign, other.sign))
            for other in beside
        )
        if mark.style != "." or is_series:
            own[at].sign = mark.sign
            among.add(mark.sign)
    _nest(blocks, items, own)


def _nest(blocks: Sequence[Block], items: Sequence[int], own: list[Own]) -> None:
    """Lettered items after a numbered one that ends with a colon are its own: «1. Услови су: а) … б) …»."""
    outer: int | None = None
    for at in items:
        sign = own[at].sign
        if sign[:1].isdigit():
            outer = at if blocks[at].markdown.rstrip().endswith(":") else None
        elif sign and outer is not None:
            own[at].within = outer
        else:
            outer = None


def _mark(block: Block) -> Enumerator | None:
    """What an item is numbered by: its place in a numbered list, or what a bulleted one writes itself."""
    if carried := carried_label(block):
        return enumerator_at(carried)
    number = marker(block).rstrip(".)")
    return Enumerator(number, number, "list") if number.isdigit() else None
