"""Which lines are items of a list, and how deep.

A bullet is an item. A number or a letter is one only where it stands in a series: where the mark before or
after it counts with it. Alone it is a word: «1. јануара», «A. Petrov», «5. says otherwise».
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from documents.formats.plain.lines import SHORT_LINE, Line, goes_on, is_ended
from documents.formats.plain.marks import Mark, mark_at
from documents.text.enumerators import Enumerator, enumerator_at, step
from documents.text.sections import article_in_line, past_notes

_BACK = 8  # marks of one style that may be open at once
_SKIPPED = 20  # places that a list may pass over
_SKIPPED_BY_STOPS = 3  # and one with stops before small letters, as ordinals have too
_ROMAN = frozenset("ivx")
_YEARS = 1000  # a number as high counts no items


class Entry(NamedTuple):
    """A line of words as lists see it. begins: an empty line is before it; section: which heading it
    stands under."""

    line: Line
    begins: bool
    section: int


class _Candidate(NamedTuple):
    at: int  # place among the entries
    own: Enumerator
    style: str
    section: int
    paragraphs: int  # how many paragraphs that are no items came before
    is_wrapped: bool
    is_first: bool
    goes_on: bool
    begins: bool


def marks_of(entries: Sequence[Entry]) -> dict[int, Mark]:
    """The marks of the lines that are items, by the number of the line."""
    marks = [mark_at(entry.line.text) for entry in entries]
    candidates = list(_candidates(entries, marks))
    counted = _counted(candidates)
    checked = [_checked(entries, marks, at, at in counted) for at in range(len(entries))]
    return {
        entry.line.number: mark
        for entry, mark in zip(entries, _with_paragraphs(entries, checked), strict=True)
        if mark
    }


def _with_paragraphs(entries: Sequence[Entry], marks: Sequence[Mark | None]) -> Iterator[Mark | None]:
    """The marks, those that number the paragraphs of an article told from those of a list.

    Laws number paragraphs ``(1)``, ``(2)``. They are a list where a colon opens it, or inside another one.
    """
    last: Mark | None = None  # of the item before, if no paragraph parts it
    sign, is_list = "", False
    for at, mark in enumerate(marks):
        if mark is not None and mark.own and mark.style == "()1" and not mark.bullet:
            if not step(sign, mark.own.sign):
                opens = at > 0 and entries[at - 1].line.words.endswith(":")
                is_list = opens or (last is not None and last.indent + 1 < mark.indent)
            sign = mark.own.sign
            mark = mark if is_list else mark._replace(is_paragraph=True)
        if mark is not None and not mark.is_paragraph:
            last = mark
        elif entries[at].begins:
            last = None
        yield mark


def _checked(entries: Sequence[Entry], marks: Sequence[Mark | None], at: int, counts: bool) -> Mark | None:
    """The mark of a line if it is an item; a number that does not count is a word after the bullet."""
    mark = marks[at]
    if mark is None or (counts and mark.own is not None):
        return mark
    if not mark.bullet:
        return None
    if not mark.rest and (at + 1 == len(entries) or entries[at + 1].begins or marks[at + 1] is not None):
        return None  # a bullet with nothing to it
    is_sign = mark.own is None and mark.bullet in "+-–—" and mark.rest[:1].isdigit()
    if mark.own is not None:
        mark = mark._replace(own=None, rest=f"{mark.own.text} {mark.rest}".strip())
    if _is_wrapped(entries, at) and (at == 0 or marks[at - 1] is None):
        return None if mark.bullet in "–—-+*" else mark
    if is_sign and not _has_sister(marks, at, mark.bullet):
        return None  # a sign: «- 5 °C», «+ 10 %»
    return mark


def _has_sister(marks: Sequence[Mark | None], at: int, bullet: str) -> bool:
    """Is there an item with the same bullet and words just before or after?"""
    return any(
        mark is not None and mark.bullet == bullet and (bullet != "+" or not mark.rest[:1].isdigit())
        for mark in (*marks[max(at - 2, 0) : at], *marks[at + 1 : at + 3])
    )


def _candidates(entries: Sequence[Entry], marks: Sequence[Mark | None]) -> list[_Candidate]:
    candidates: list[_Candidate] = []
    paragraphs, margin = 0, 0
    for at, (entry, mark) in enumerate(zip(entries, marks, strict=True)):
        own, style = (mark.own, mark.style) if mark else (None, "")
        if mark is None:
            if entry.begins and entry.line.indent <= margin + 1:
                paragraphs += 1
            article = article_in_line(entry.line.words)
            if article and (own := enumerator_at(past_notes(article[1]))):
                style = own.style + ("1" if own.sign[0].isdigit() else "a")
        else:
            margin = mark.indent
        if own is None or _is_year(own):
            continue
        rest = mark.rest if mark else entry.line.words
        candidates.append(
            _Candidate(
                at, own, style, entry.section, paragraphs, _is_wrapped(entries, at),
                mark is not None and mark.is_first, goes_on(rest), entry.begins,
            )
        )  # fmt: skip
    return candidates


def _is_year(own: Enumerator) -> bool:
    return own.sign.isdigit() and int(own.sign) >= _YEARS


def _is_wrapped(entries: Sequence[Entry], at: int) -> bool:
    """Could the line be the rest of a sentence of the line before, which does not end with it?"""
    if at == 0 or entries[at].begins:
        return False
    before = entries[at - 1].line.words
    return len(before) > SHORT_LINE and not is_ended(before)


def _counted(candidates: Sequence[_Candidate]) -> set[int]:
    """The places of the candidates that stand in a series."""
    counted: set[int] = set()
    open_: dict[str, list[_Candidate]] = {}
    for number, two in enumerate(candidates):
        before = open_.setdefault(two.style, [])
        del before[:-_BACK]
        sizes = {back: size for back, one in enumerate(before) if (size := _size(one, two, counted))}
        if sizes and not _comes_again(candidates, number):
            back = max(sizes, key=lambda place: (sizes[place] == 1, place))
            counted |= {before[back].at, two.at}
            if sizes[back] == 1:  # the lists inside are over
                del before[back:]
        if number and _is_beside(candidates[number - 1], two):
            counted |= {candidates[number - 1].at, two.at}
        before.append(two)
    return counted


def _is_beside(one: _Candidate, two: _Candidate) -> bool:
    """``1. first`` right above ``2) second``, by a hand that was not careful."""
    is_number = one.own.sign.isdigit() and two.own.sign.isdigit()
    is_next = two.at == one.at + 1 and not two.begins and not two.is_wrapped and one.style != two.style
    return is_number and is_next and step(one.own.sign, two.own.sign) == 1


def _comes_again(candidates: Sequence[_Candidate], number: int) -> bool:
    """Is a wrapped line followed by an item with the very same mark, which is then the one?"""
    two = candidates[number]
    return two.is_wrapped and any(
        one.own == two.own and not one.is_wrapped and one.section == two.section
        for one in candidates[number + 1 : number + 3]
    )


def _size(one: _Candidate, two: _Candidate, counted: set[int]) -> int:
    """How far ``two`` is in the series of ``one``, if its mark goes on with that; else 0."""
    size = step(one.own.sign, two.own.sign) or 0
    if one.is_wrapped and two.is_wrapped and not one.is_first:
        return 0
    between = two.paragraphs - one.paragraphs
    if one.section != two.section:
        goes_on = size == 1 and one.at in counted and one.own.style == "."
    elif size == 1:
        goes_on = one.own.style != "." or between == 0 or not (one.goes_on and two.goes_on)
    elif between or two.is_wrapped:
        goes_on = False
    elif one.own.style == ".":
        goes_on = size <= (_SKIPPED_BY_STOPS if two.goes_on else _SKIPPED) and one.at in counted
    else:
        goes_on = size <= _SKIPPED
    return size if goes_on else 0


class Item(NamedTuple):
    """An item of a list. is_parted: an empty line is before it; opens: it ends with a colon."""

    mark: Mark
    is_parted: bool
    opens: bool


class _Open(NamedTuple):
    """A list that is open: its margin, its style, and the number of its last item."""

    margin: int
    style: str
    sign: str


def depths(items: Sequence[Item]) -> list[int]:
    """How deep each of some items stands that follow each other, from 1 on.

    Further in is deeper. On one margin, what counts on with an open list goes on with it, and another kind
    of mark is deeper, unless an empty line parts it from a list that is over.
    """
    last = {(item.mark.style, item.mark.indent): at for at, item in enumerate(items)}
    open_: list[_Open] = []
    result: list[int] = []
    for at, item in enumerate(items):
        mark = item.mark
        while open_ and open_[-1].margin > mark.indent + 1:
            open_.pop()
        near = [place for place, each in enumerate(open_) if each.margin >= mark.indent - 1]
        opens = at > 0 and items[at - 1].opens
        place = _place(open_, near, items[at : at + 2], opens)
        if place is None:
            is_over = not any(last.get((open_[each].style, open_[each].margin), -1) > at for each in near)
            place = near[0] if near and item.is_parted and is_over and not opens else len(open_)
        open_[place:] = [_Open(mark.indent, mark.style, mark.own.sign if mark.own else "")]
        result.append(len(open_))
    return result


def _place(open_: Sequence[_Open], near: Sequence[int], items: Sequence[Item], opens: bool) -> int | None:
    """Which of the open lists near its margin the first of these items goes on with; None if with none."""
    mark = items[0].mark
    same = [place for place in reversed(near) if open_[place].style == mark.style]
    if mark.own is None or not same:
        return same[0] if same else None
    steps = {place: step(open_[place].sign, mark.own.sign) for place in same}
    if counting := [place for place in same if steps[place] == 1]:
        return counting[0]
    if mark.is_first and _begins(open_[same[0]].sign, items, opens):
        return None
    return next((place for place in same if steps[place]), same[0])


def _begins(sign: str, items: Sequence[Item], opens: bool) -> bool:
    """Does a list of another kind begin after the item with a sign: ``(i) (ii)`` after ``(b)``?"""
    if opens:
        return True
    first = items[0].mark.own
    after = items[1].mark.own if len(items) > 1 else None
    if first is None or after is None or step(first.sign, after.sign) != 1:
        return False
    return (set(after.sign.casefold()) <= _ROMAN) != (set(sign.casefold()) <= _ROMAN)
