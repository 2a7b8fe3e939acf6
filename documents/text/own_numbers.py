"""The numbers that the members of a text carry themselves: its headings, articles, paragraphs and items.

A number or a letter at the head of a text is its own number only where it stands in a series; anything else
there is a word («15. јануара», «A. Petrov»), and so is what is written with its stop escaped. What a lawyer
reads as a number though it stands alone is one: a heading with its word (``Article 5``), an article at the
head of its paragraph, the number of a list, a letter in brackets, ``(1)``, and a number in brackets that no
unnumbered paragraph stands beside.

Numbers may be passed over, since an article can be taken out: those that stay keep theirs.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from documents.text.blocks import Block
from documents.text.enumerators import Enumerator, carried_label, enumerator_at, marker, step
from documents.text.section_words import SHORT_WORDS, Rank, folded
from documents.text.sections import article_in_line, own_number, section_at
from documents.text.words import plain

_HEAD = 800  # characters of a paragraph in which its article and its number stand
_MOST_PASSED = {"1": 50, "a": 4}  # numbers and letters that a series may pass over
_FIRST = frozenset(["1", "a", "i", "α", "а", "I", "A", "А", "Α"])

_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)[*_]|[*_](?!\w)")
_RAISED = re.compile(r"<sup>(\d{1,3})</sup>")
_RAISE = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_ESCAPED = re.compile(r"#{1,6}[ \t]+\(?\w{1,7}\\[.)]")
_DOTTED = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,4}(?=\s+\S)")
_SMALL_DOTTED = re.compile(r"[A-ZА-ЯΑ-Ω\d]{1,2}(?:\.\d{1,2}){1,8}[a-z]?")
_FIGURE = re.compile(r"\d[\w./⁰¹²³⁴⁵⁶⁷⁸⁹-]*|(?<!\w)[IVXLC]+(?!\w)")


@dataclass(slots=True)
class Own:
    """What a block is numbered by itself.

    article: of the article that begins in a paragraph, ``Чл. 2``. sign: its own number without brackets:
    ``Article 5`` or ``3`` of a heading, ``1`` of a paragraph or an item. within: the index of the
    numbered paragraph that a paragraph belongs to, as (а) does to (1). among: the signs of all
    sister headings, of the paragraphs of the section, or of the items of the list.
    """

    article: str = ""
    sign: str = ""
    within: int | None = None
    among: set[str] = field(default_factory=set)


class _Unit(NamedTuple):
    """A paragraph outside lists: its place, and what its words begin with."""

    at: int
    mark: Enumerator | None


def own_numbers(blocks: Sequence[Block]) -> list[Own]:
    """The own numbers of each block, in order. The time grows with the length of the text."""
    own = [Own() for _ in blocks]
    for family in families(blocks):
        _number_headings(blocks, family, own)
    heads = {
        at: _head(block) for at, block in enumerate(blocks) if block.kind == "paragraph" and not block.level
    }
    _number_articles(heads, own)
    for section in _sections(blocks, heads, own):
        _number_paragraphs(section, own)
    for items in _lists(blocks):
        _number_items(blocks, items, own)
    return own


def heading_words(block: Block) -> str:
    """The words of a heading, with raised figures as such: ``Article 7¹``."""
    return plain(_RAISED.sub(lambda figures: figures[1].translate(_RAISE), block.markdown))


def paragraph_sign(text: str) -> Enumerator | None:
    """What could be the number of a paragraph: ``(1)``, ``a)``, ``1.1.`` or ``1.1``."""
    if dotted := _DOTTED.match(text):
        return Enumerator(dotted[0], dotted[0], "dotted")
    return enumerator_at(text[:40])


def item_mark(block: Block) -> str:
    """What an item could be numbered by: ``3`` of ``3. text``, ``а`` of ``- (а) text``; or nothing."""
    mark = _mark(block)
    return mark.sign if mark else ""


def head_numbers(block: Block) -> list[str]:
    """What a paragraph outside lists could be numbered by, the article that it begins first."""
    text = _head(block)
    article = article_in_line(text)
    mark = paragraph_sign(article[1] if article else text)
    return [*([article[0]] if article else []), *([mark.sign] if mark else [])]


def _head(block: Block) -> str:
    """The first words of a paragraph without the signs of emphasis."""
    text = _RAISED.sub(lambda figures: figures[1].translate(_RAISE), block.markdown[:_HEAD])
    return _EMPHASIS.sub("", text)


def families(blocks: Sequence[Block]) -> list[list[int]]:
    """The places of the headings, those together that are sisters below one parent."""
    above: list[tuple[int, list[int]]] = []  # open headings: level, and their sisters
    kept: list[list[int]] = []
    for at, block in enumerate(blocks):
        if block.kind == "heading":
            sisters: list[int] | None = None
            while above and above[-1][0] >= block.level:
                sisters = above.pop()[1]
            if sisters is None:
                sisters = []
                kept.append(sisters)
            sisters.append(at)
            above.append((block.level, sisters))
    return kept


def _number_headings(blocks: Sequence[Block], family: Sequence[int], own: list[Own]) -> None:
    among: set[str] = set()
    bare: list[tuple[int, str, str]] = []  # place, number, words
    for at in family:
        words = heading_words(blocks[at])
        number = "" if _ESCAPED.match(blocks[at].markdown) else own_number(words)
        own[at].among = among
        if number and _is_bare(words, number):
            bare.append((at, number, words))
        else:
            own[at].sign = number
    for place, (at, number, words) in enumerate(bare):
        before = place > 0 and _goes_on(bare[place - 1][1], number)
        if (
            before
            or (place + 1 < len(bare) and _goes_on(number, bare[place + 1][1]))
            or _stands(number, words)
        ):
            own[at].sign = number
    among.update(own[at].sign for at in family if own[at].sign)


def _is_bare(words: str, number: str) -> bool:
    section = section_at(words)
    return section is None or (section.rank == Rank.CHAPTER and number.isalpha() and number.isupper())


def _stands(number: str, words: str) -> bool:
    """Is the number of a heading one although no sister goes on with it? «A. Petrov» has none."""
    if number in ("1", "I") or _SMALL_DOTTED.fullmatch(number):
        return True
    rest = words[words.find(number) + len(number) :].lstrip(".) ")
    if number.isdigit():
        return not words.startswith("(") and not rest[:1].islower()
    return len(number) > 1 and number.isalpha() and number.isupper()


def _goes_on(one: str, two: str) -> bool:
    """Does the sign ``two`` come after ``one``, at most some passed over?"""
    size = step(one, two)
    kind = "1" if any(sign.isdigit() for sign in two) else "a"
    return size is not None and size <= 1 + _MOST_PASSED[kind]


def _number_articles(heads: dict[int, str], own: list[Own]) -> None:
    """Find the articles that begin in paragraphs; one that could be a sentence needs another beside it."""
    begun = [(at, article) for at, text in heads.items() if (article := article_in_line(text))]
    named = [word_and_number(label) for _, (label, _) in begun]
    for place, (at, (label, rest)) in enumerate(begun):
        word, number = named[place]
        before = place > 0 and named[place - 1][0] == word and _goes_on(named[place - 1][1], number)
        after = (
            place + 1 < len(named) and named[place + 1][0] == word and _goes_on(number, named[place + 1][1])
        )
        if before or after or number in ("1", "I") or _is_plain_article(heads[at], label, rest, word):
            own[at].article = label


def word_and_number(label: str) -> tuple[str, str]:
    """``чл`` and ``5а`` of ``Чл. 5а``: what is the same in the numbers of a series, and what is not."""
    number = _FIGURE.search(label)
    if number is None:
        return folded(label), ""
    return folded(label[: number.start()] + label[number.end() :]).strip(" ."), number[0].rstrip(".")


def _is_plain_article(head: str, label: str, rest: str, word: str) -> bool:
    """``Чл. 5.``, ``§ 5.``, ``MADDE 5 –``, ``Član 5. (1)``: nothing else begins so."""
    between = head[: head.find(rest)] if rest in head else ""
    if word in SHORT_WORDS or word.endswith("madde") or label.startswith("§"):
        return True
    mark = enumerator_at(rest[:40])
    return between.rstrip().endswith(("-", "–", "—")) or (mark is not None and mark.style == "()")


def _sections(blocks: Sequence[Block], heads: dict[int, str], own: Sequence[Own]) -> list[list[_Unit]]:
    """The paragraphs outside lists, those together that stand below one heading or in one article."""
    sections: list[list[_Unit]] = [[]]
    for at, block in enumerate(blocks):
        if block.kind == "heading":
            sections.append([])
        elif at in heads:
            text = heads[at]
            if own[at].article:
                sections.append([])
                article = article_in_line(text)
                text = article[1] if article else text
            sections[-1].append(_Unit(at, paragraph_sign(text)))
    return sections


def _number_paragraphs(units: Sequence[_Unit], own: list[Own]) -> None:
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


def _counted(units: Sequence[_Unit], is_article: bool) -> list[str]:
    """For each paragraph the kind of its number, or nothing where its mark is a word."""
    lasts: dict[str, int] = {}  # kind to place, the outer kinds first
    kinds = [""] * len(units)
    goes_on = [False] * len(units)
    for place, unit in enumerate(units):
        if unit.mark is None:
            continue
        kind = kinds[place] = _kind(unit.mark, {key: units[at].mark for key, at in lasts.items()})
        if kind in lasts:
            inner = list(lasts)[list(lasts).index(kind) + 1 :]
            for other in inner:
                del lasts[other]
            before = units[lasts[kind]].mark
            if before and _goes_on(before.sign, unit.mark.sign):
                goes_on[place] = goes_on[lasts[kind]] = True
        lasts[kind] = place
    return [
        kind if goes or (unit.mark and _stands_alone(unit.mark, place, len(units), is_article)) else ""
        for place, (unit, kind, goes) in enumerate(zip(units, kinds, goes_on, strict=True))
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


def _lists(blocks: Sequence[Block]) -> list[list[int]]:
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


def _number_items(blocks: Sequence[Block], items: Sequence[int], own: list[Own]) -> None:
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
            other.style == mark.style and (_goes_on(other.sign, mark.sign) or _goes_on(mark.sign, other.sign))
            for other in beside
        )
        if mark.style != "." or is_series:
            own[at].sign = mark.sign
            among.add(mark.sign)


def _mark(block: Block) -> Enumerator | None:
    """What an item is numbered by: its place in a numbered list, or what a bulleted one writes itself."""
    if carried := carried_label(block):
        return enumerator_at(carried)
    number = marker(block).rstrip(".)")
    return Enumerator(number, number, "list") if number.isdigit() else None
