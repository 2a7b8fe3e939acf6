"""Lines of signs in a plain text: those that underline a heading, and those that divide.

A line right below a short one, about as long, underlines it; any other is left out and reported. So is an
anchor above a heading, ``[[Q]]``, as documents for programs have it: readers never saw it.
"""

import re
from collections.abc import Iterator, Sequence

from core.errors import N_
from documents.formats.plain.columns import is_row
from documents.formats.plain.lines import HEADING_LENGTH, Line, is_ended, is_rule
from documents.formats.plain.marks import mark_at
from documents.formats.plain.sections import Group
from documents.formats.reading import Omission

_UNDERLINE = re.compile(r"(?:-{3,}|={3,}|~{3,}|\^{3,}|\*{3,})")
_ANCHOR = re.compile(r"\[\[[\w.:-]+\]\]")


def without_rules(lines: Sequence[Line], omissions: list[Omission]) -> Iterator[Group]:
    """The lines in groups with no empty line between them, and what was left out added to ``omissions``."""
    group: list[Line] = []
    taken = -1  # the place of the rule that was read with the line above it
    for at, line in enumerate(lines):
        if at <= taken:
            continue
        if not line.text.strip():
            yield from _of(group)
            group = []
        elif _is_anchor(lines, at):
            what, why = (
                N_("An anchor"),
                N_("Readers do not see it; each paragraph here has an address of its own."),
            )
            omissions.append(Omission(line.number, what, why, line.words))
        elif is_rule(line.text):
            if not (group and is_row(group[-1]) and at + 1 < len(lines) and is_row(lines[at + 1])):
                yield from _of(group)
                group = []
            if not _is_underline(lines, at + 2, lines[at + 1 : at + 2]):  # nor a line above a heading
                what, why = N_("A dividing line"), N_("Headings divide a text here.")
                omissions.append(Omission(line.number, what, why, line.words))
        elif not group and _is_underline(lines, at + 1, [line]):
            yield Group([line], lines[at + 1].text.strip()[0])
            taken = at + 1
        else:
            group.append(line)
    yield from _of(group)


def _of(group: list[Line]) -> Iterator[Group]:
    if group:
        yield Group(group)


def _is_underline(lines: Sequence[Line], at: int, above: Sequence[Line]) -> bool:
    """Does the line at a place underline the short line above it?"""
    if at >= len(lines) or not above or not _UNDERLINE.fullmatch(lines[at].text.strip()):
        return False
    words, length = above[0].words, len(lines[at].text.strip())
    if not words or len(words) > HEADING_LENGTH or is_ended(words) or is_rule(words) or is_row(above[0]):
        return False
    mark = mark_at(words)
    return (mark is None or not mark.bullet) and len(words) <= 2 * length and length <= 2 * len(words) + 3


def _is_anchor(lines: Sequence[Line], at: int) -> bool:
    """Is it nothing but an anchor, right above the line of a heading?"""
    if not _ANCHOR.fullmatch(lines[at].text.strip()):
        return False
    return _is_underline(lines, at + 2, lines[at + 1 : at + 2])
