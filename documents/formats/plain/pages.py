"""What belongs to the pages of a text and not to its words: running heads, feet and page numbers.

A line is left out only where something shows that it belongs to a page: it says that it is a page number
(``[Page 3]``, ``– 3 –``), it stands at a form feed again and again, or it parts a sentence. A number alone
on a line is a page number only in a series of such lines of which one parts a sentence or stands at a form
feed; articles may be numbered so too. What is left out is reported with its line.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from core.errors import N_
from documents.formats.plain.lead_in import is_open
from documents.formats.plain.lines import HEADING_LENGTH, SHORT_LINE, Line, goes_on, groups, is_ended, is_rule
from documents.formats.reading import Omission
from documents.text.enumerators import enumerator_at, step
from documents.text.sections import section_at

_PAGE = (
    r"(?:page|p\.|pg\.|страна|страница|стр\.|с\.|strana|stranica|stran|str\.|faqe|faqja|fq\.|σελίδα|σελ\."
    r"|pagina|pag\.|sayfa|s\.)"
)
_OF = r"\s?(?:/|of|od|од|от|nga|από|din|of the)\s?"
_SAID = re.compile(
    rf"[\[(<–—-]?\s?(?i:{_PAGE})\s?(?P<number>\d{{1,4}}|[ivxlc]{{1,7}})(?:(?i:{_OF})\d{{1,4}})?\s?[\])>–—-]?"
)
_DASHED = re.compile(
    r"(?:[–—-]+\s?(?P<number>\d{1,4})\s?[–—-]+|\[\s?(?P<in>\d{1,4})\s?\]|(?P<first>\d{1,4})\s?/\s?\d{1,4})"
)
_BARE = re.compile(r"\d{1,4}|[ivxlc]{1,7}")
_COLUMNS = re.compile(r"\s{2,}|\t|\s[|•·]\s")
_EDGE = 3  # lines of a page, from either end, that may belong to it

WHAT = N_("A line of the page")
WHY = N_("Running heads and page numbers belong to the pages of the file; this text has none.")


class Pages(NamedTuple):
    """The lines without those of the pages, which are empty now; what was left out; and the lines at which
    a page ended."""

    lines: list[Line]
    omissions: list[Omission]


def without_pages(lines: Sequence[Line], starts: frozenset[int]) -> Pages:
    """A text without its running heads and page numbers, the sentences joined that they parted.

    starts: the numbers of the lines that begin a page after a form feed.
    """
    out = _page_lines(lines, starts)
    omissions = [Omission(line.number, WHAT, WHY, line.words) for line in lines if line.number in out]
    kept = [line._replace(text="", soft=False) if line.number in out else line for line in lines]
    return Pages(list(_rejoined(kept, out | starts)), omissions)


def _page_lines(lines: Sequence[Line], starts: frozenset[int]) -> set[int]:
    """The numbers of the lines that belong to pages."""
    alone = [group[0] for group in groups(lines) if len(group) == 1]
    around = _around(lines)
    told = {line.number: number for line in alone if (number := _number_said(line.text)) is not None}
    out = set(told)
    ends = starts | {after.number for number in told if (after := around[number][1])}
    if ends:
        out |= _at_edges(lines, ends)
    out |= _bare_numbers(alone, around, out, starts)
    out |= _repeated(alone, around, out)
    return out | _beside(lines, out, around)


def _around(lines: Sequence[Line]) -> dict[int, tuple[Line | None, Line | None]]:
    """For each line that has words, the lines with words before and after it."""
    full = [line for line in lines if line.text.strip()]
    neighbours: list[Line | None] = [None, *full, None]
    return {line.number: (neighbours[at], neighbours[at + 2]) for at, line in enumerate(full)}


def _number_said(text: str) -> str | None:
    """The number of a page, if the line or one end of it says that it is one."""
    cells = [cell for cell in _COLUMNS.split(text.strip()) if cell]
    if not cells:
        return None
    if (
        len(cells) == 1
        and (dashed := _DASHED.fullmatch(cells[0]))
        and not dashed["first"]
        and not dashed["in"]
    ):
        return dashed["number"]
    for cell in (cells[-1], cells[0]):
        if page := _SAID.fullmatch(cell):
            return page["number"]
    return None


def _at_edges(lines: Sequence[Line], starts: frozenset[int]) -> set[int]:
    """Lines at the edges of pages that are the same on many pages, but for the number of the page."""
    pages: list[list[Line]] = [[]]
    for line in lines:
        if line.number in starts:
            pages.append([])
        if line.text.strip():
            pages[-1].append(line)
    places: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for number, page in enumerate(pages):
        first = pages[0][0].number if pages[0] else 0
        for end, edge in (("head", page[:_EDGE]), ("foot", page[-_EDGE:])):
            for line in edge:
                if line.number != first and _is_short(line.words):  # first: the title, which heads repeat
                    for key in _keys(line.text, number):
                        places[end, key].append(line)
    enough = max(2, (len(pages) - 1) // 3)
    return {line.number for same in places.values() if len(same) >= enough for line in same}


def _is_short(words: str) -> bool:
    """Is a line short and no sentence nor the rest of one?"""
    return len(words) <= HEADING_LENGTH and not is_ended(words) and not goes_on(words)


def _keys(text: str, page: int) -> Iterator[str]:
    """What a line says, without the number of the page if that goes on with the pages."""
    cells = [cell.strip() for cell in _COLUMNS.split(text.strip()) if cell.strip()]
    words = "  ".join(cells)
    if not any(char.isdigit() for char in words) or len(words) > 2 * SHORT_LINE:
        yield words
        return
    for at in (0, -1):
        bare = _DASHED.fullmatch(cells[at]) or _SAID.fullmatch(cells[at]) or _BARE.fullmatch(cells[at])
        digits = re.search(r"\d+", cells[at])
        if bare and digits:
            rest = cells[1:] if at == 0 else cells[:-1]
            yield "  ".join([*rest, f"#{int(digits[0]) - page}"])
            return
    yield words


def _bare_numbers(
    alone: Sequence[Line],
    around: dict[int, tuple[Line | None, Line | None]],
    out: set[int],
    starts: frozenset[int],
) -> set[int]:
    """Numbers that stand alone on their lines and count on, if one of them parts a sentence."""
    candidates = [
        line
        for line in alone
        if line.number not in out and (_BARE.fullmatch(line.words) or _DASHED.fullmatch(line.words))
    ]
    signs = [re.sub(r"\W", "", line.words.partition("/")[0]) for line in candidates]
    runs: list[list[Line]] = []
    for at, line in enumerate(candidates):
        if at and step(signs[at - 1], signs[at]) == 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    return {
        line.number
        for run in runs
        if any(_parts_a_sentence(around, line) or _ends_page(around, line, starts) for line in run)
        for line in run
    }


def _ends_page(
    around: dict[int, tuple[Line | None, Line | None]], line: Line, starts: frozenset[int]
) -> bool:
    before, after = around[line.number]
    first = max(before.number + 1 if before else 1, line.number - _EDGE)
    last = min(after.number if after else line.number + 1, line.number + _EDGE)
    return any(number in starts for number in range(first, last + 1))


def _parts_a_sentence(around: dict[int, tuple[Line | None, Line | None]], line: Line) -> bool:
    """Does a sentence stop before the line and go on after it?"""
    before, after = around[line.number]
    return before is not None and after is not None and _is_parted(before, after)


def _is_parted(before: Line, after: Line) -> bool:
    words = before.words
    if before.soft or words.endswith(("-", "\u2010")):
        return goes_on(after.words)
    if is_ended(words) and not words.endswith(","):
        return False
    if len(words) <= SHORT_LINE or enumerator_at(after.words) or section_at(after.words):
        return False
    return goes_on(after.words) or is_open(words)


def _repeated(
    alone: Sequence[Line], around: dict[int, tuple[Line | None, Line | None]], out: set[int]
) -> set[int]:
    """Lines that stand alone three times or more and part a sentence at least once."""
    same: dict[str, list[Line]] = defaultdict(list)
    for line in alone:
        if line.number not in out and not is_rule(line.text) and _is_short(line.words):
            same[line.words].append(line)
    return {
        line.number
        for lines in same.values()
        if len(lines) > 2 and any(_parts_a_sentence(around, line) for line in lines)
        for line in lines
        if around[line.number][0] is not None
    }


def _beside(
    lines: Sequence[Line], out: set[int], around: dict[int, tuple[Line | None, Line | None]]
) -> set[int]:
    """Lines that stand alone next to one of a page, inside a sentence which they part together."""
    alone = {group[0].number for group in groups(lines) if len(group) == 1}
    more: set[int] = set()
    for number in sorted(out):
        if number in more:
            continue
        above, below = _chain(number, around, 0), _chain(number, around, 1)
        for size in range(len(above) + len(below) - 1):
            cut = next(
                (
                    (up, size - up)
                    for up in range(size, -1, -1)
                    if up < len(above) and size - up < len(below) and _is_parted(above[up], below[size - up])
                ),
                None,
            )
            if cut is not None:
                between = {line.number for line in (*above[: cut[0]], *below[: cut[1]])}
                more |= between if between <= alone | out else set()
                break
    return more


def _chain(number: int, around: dict[int, tuple[Line | None, Line | None]], way: int) -> list[Line]:
    """The nearest lines with words above (0) or below (1) a line."""
    chain: list[Line] = []
    at = number
    while len(chain) <= _EDGE and (line := around[at][way]) is not None:
        chain.append(line)
        at = line.number
    return chain


def _rejoined(lines: Sequence[Line], ends: set[int] | frozenset[int]) -> Iterator[Line]:
    """The lines, without the empty ones at the end of a page that part a sentence."""
    empty: list[Line] = []
    last: Line | None = None
    at_end = False
    for line in lines:
        at_end = at_end or line.number in ends
        if not line.text.strip():
            empty.append(line)
            continue
        if not (at_end and empty and last is not None and _is_parted(last, line)):
            yield from empty
        yield line
        empty, last, at_end = [], line, False
