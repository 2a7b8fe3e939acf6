"""Lines that make a paragraph or an item together, and whether they keep their ends."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from documents.formats.inline import escape_marks, escape_words, guard
from documents.formats.plain.hyphens import Hyphens
from documents.formats.plain.lines import LONG_LINE, SHORT_LINE, Line, goes_on, is_ended
from documents.formats.plain.marks import Mark
from documents.text.sections import article_in_line

_PARTED = re.compile(r"\w[-\u2010]$")
_FEW = 2  # lines so long that nobody wrapped the text
_ENOUGH = 3  # lines with others right below that say whether a text is wrapped


def is_unwrapped(lines: Sequence[Line], words: Sequence[Sequence[Line]], marks: Mapping[int, Mark]) -> bool:
    """Does the text have its paragraphs on one line each, as word processors save it?

    words: the lines that stand together and are no headings or tables. In a wrapped text most lines that
    others go on below end in the middle of a sentence; here all of them end one, or an item.
    """
    if sum(len(line.text) > 1.5 * LONG_LINE for line in lines) >= _FEW:
        return True
    ends = [
        is_ended(one.words) and not one.words.endswith(",")
        for group in words
        for one, two in pairwise(group)
        if two.number not in marks and not article_in_line(two.words)
    ]
    return len(ends) >= _ENOUGH and all(ends)


def units(lines: Sequence[Line], marks: Mapping[int, Mark], unwrapped: bool) -> list[list[Line]]:
    """Lines that make one paragraph or item each."""
    result: list[list[Line]] = []
    items = [line.number for line in lines if (mark := marks.get(line.number)) and not mark.is_paragraph]
    last_item = items[-1] if items else 0
    for line in lines:
        closes = bool(result) and result[-1][0].number >= last_item > 0 and _closes(line, result[-1], marks)
        if result and not closes and not _begins(line, result[-1], marks, unwrapped):
            result[-1].append(line)
        else:
            result.append([line])
    return result


def _begins(line: Line, before: Sequence[Line], marks: Mapping[int, Mark], unwrapped: bool) -> bool:
    if line.number in marks:
        return True
    last = before[-1]
    if last.soft or last.text.endswith(("-", "\u2010")):
        return False
    if len(last.text) > LONG_LINE and line.text[:1].strip():
        return True
    if is_ended(last.words) and (unwrapped or article_in_line(line.words)):
        return True
    return before[0].number not in marks and line.indent >= last.indent + 2


def _closes(line: Line, before: Sequence[Line], marks: Mapping[int, Mark]) -> bool:
    """Does a line below the last item belong to the whole list: «c) Kurul: Küme kurulunu,» / «ifade eder.»?
    It stands on the margin, and its first word had place in the line above, which nobody wrapped there."""
    item = before[0]
    if len(before) > 1 or item.number not in marks or marks[item.number].is_paragraph:
        return False
    first, _, _ = line.words.partition(" ")
    has_place = len(item.words) + 1 + len(first) < SHORT_LINE
    return line.indent <= item.indent and has_place and is_ended(item.words)


def paragraph(lines: Sequence[Line], hyphens: Hyphens) -> str:
    """Wrapped lines joined; lines that were ended on purpose keep their ends."""
    if _keeps_lines(lines):
        return guard("\\\n".join(escape_marks(line.words) for line in lines))
    return escape_words(hyphens.join(lines))


def _keeps_lines(lines: Sequence[Line]) -> bool:
    """An address or a signature: short lines, or most of them short, that begin anew and end no sentence."""
    words = [line.words for line in lines]
    if len(words) < 2 or any(line.soft or _PARTED.search(line.words) for line in lines[:-1]):
        return False
    anew = sum(not goes_on(each) for each in words[1:])
    if max(map(len, words)) < SHORT_LINE:
        return not (is_ended(words[-1]) and 2 * anew < len(words)) and 2 * anew >= len(words) - 1
    few_long = 3 * sum(len(each) > SHORT_LINE for each in words) <= len(words)
    return few_long and len(words) > 2 and anew == len(words) - 1 and not any(map(is_ended, words))
