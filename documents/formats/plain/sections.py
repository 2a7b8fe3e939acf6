"""Parts, chapters and articles of a plain text: which lines are their headings, with their names.

The line right under the number of a section is its name, and so is a line of its own after an empty one, if
it looks like a name. An article that begins a paragraph, ``Чл. 2. (1) …``, is no heading.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from documents.formats.plain.lead_in import is_open
from documents.formats.plain.lines import HEADING_LENGTH, LONG_LINE, SHORT_LINE, Line, goes_on, is_ended
from documents.formats.plain.marks import mark_at
from documents.text.enumerators import step
from documents.text.sections import Rank, Section, article_in_line, section_at

_IN_BRACKETS = re.compile(r"\([^()]{2,80}\)\.?")
_PARAGRAPH_NUMBER = re.compile(r"\(\d{1,3}\)")
_ANNEX = re.compile(r"(?i:прил|анекс|pril|aneks|shtojc|παρ[άα]ρτ|προσ[άα]ρτ|anex|annex|append|schedule|ek\b)")
_MOST_NAMES = 3  # lines that the name of a chapter may take


class Group(NamedTuple):
    """Lines with no empty line between them; rule: the sign that underlines them, if one does."""

    lines: list[Line]
    rule: str = ""


def divided(groups: Sequence[Group]) -> Iterator[Group]:
    """Groups in which an article or chapter begins in the middle, divided there."""
    for group in groups:
        start = 0
        for at in range(1, len(group.lines)):
            if at > start and _begins_section(group.lines, at):
                title = (
                    at - 1 > start and is_title(group.lines[at - 1].words) and _is_over(group.lines[at - 2])
                )
                stop = at - 1 if title else at
                yield Group(group.lines[start:stop])
                start = stop
        yield group._replace(lines=group.lines[start:])


def _begins_section(lines: Sequence[Line], at: int) -> bool:
    section = section_at(lines[at].words)
    if section is None or (section.rest and article_in_line(lines[at].words) is None):
        return False
    if _is_over(lines[at - 1]):
        return True
    return at > 1 and is_title(lines[at - 1].words) and _is_over(lines[at - 2])


def _is_over(line: Line) -> bool:
    """Does a sentence or paragraph end with the line?"""
    return (is_ended(line.words) and not line.words.endswith(",")) or len(line.text) > LONG_LINE


def is_title(words: str) -> bool:
    """Could these words, on a line of their own, be a title?"""
    if len(words) > HEADING_LENGTH or is_ended(words) or mark_at(words) is not None:
        return False
    first = words.lstrip("\"'“„«(")[:1]
    return first.isupper() and sum(char.isalpha() for char in words) > 2


def is_shouted(words: str) -> bool:
    """Is it all in capitals, as names of chapters are?"""
    return words.upper() == words and sum(char.isalpha() for char in words) > 3


def is_annex(line: Line) -> bool:
    """Does a line begin an annex, which is as big as a chapter?"""
    return _ANNEX.match(line.words) is not None


class Sections:
    """The sections of one text. names: the groups that are the name of the section in the group before."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self.groups = groups
        self.names: set[int] = set()
        self._chapters = _bare_chapters(groups)
        self._in_line = _articles_in_line(groups)

    def heads(self, index: int) -> list[tuple[list[Line], Rank | None]]:
        """The headings that a group begins with: the lines and the rank of each section, and (without a
        rank) the title that stands right above an article."""
        lines = self.groups[index].lines
        heads: list[tuple[list[Line], Rank | None]] = []
        at = 0
        while at < len(lines):
            section = self.at(lines, at)
            if section is not None:
                count = 1 + self._names(index, lines, at, section)
                heads.append((list(lines[at : at + count]), section.rank))
                at += count
            elif at + 1 < len(lines) and is_title(lines[at].words) and self._is_article_line(lines, at + 1):
                heads.append(([lines[at]], None))
                at += 1
            else:
                break
        return heads

    def at(self, lines: Sequence[Line], at: int) -> Section | None:
        """The section that a line is the heading of; a sentence that begins so is none."""
        words = lines[at].words
        section = section_at(words)
        if section is None or len(words) > HEADING_LENGTH:
            return None
        further = lines[at + 1 :]
        if not section.rest:
            return None if further and _is_rest(further[0]) else section
        if section.label.strip("IVXLC") == "" and lines[at].number not in self._chapters:
            return None
        if is_ended(words) and not (_IN_BRACKETS.fullmatch(section.rest) and not words.endswith(",")):
            return None
        if section.rank == Rank.ARTICLE and self._in_line:
            return None
        if goes_on(section.rest) or _PARAGRAPH_NUMBER.match(section.rest) or is_open(words):
            return None
        is_wrapped = bool(further) and (
            goes_on(further[0].words) or (len(words) > SHORT_LINE and is_ended(further[-1].words))
        )
        return None if is_wrapped and section.rank == Rank.ARTICLE else section

    def _is_article_line(self, lines: Sequence[Line], at: int) -> bool:
        section = self.at(lines, at)
        if section is not None:
            return section.rank == Rank.ARTICLE
        return article_in_line(lines[at].words) is not None

    def is_article(self, index: int) -> bool:
        """Does a group begin with an article?"""
        return index < len(self.groups) and self._is_article_line(self.groups[index].lines, 0)

    def _names(self, index: int, lines: Sequence[Line], at: int, section: Section) -> int:
        """How many lines after the number of a section are its name; a group after it may be too."""
        if section.rest:
            return self._wrapped_name(lines, at)
        further = lines[at + 1 :]
        if section.rank == Rank.ARTICLE:
            count = 1 if further and self._is_name(further) else 0
        else:
            count = self._chapter_name(further)
        if not further and index + 1 < len(self.groups) and self._is_name_after(index + 1, section.rank):
            self.names.add(index + 1)
        return count

    def _wrapped_name(self, lines: Sequence[Line], at: int) -> int:
        """``Глава II. ОПШТЕ ОДРЕДБЕ`` / ``И НАЧЕЛА``: capitals that go on."""
        count = 0
        while (
            at + count + 1 < len(lines)
            and count < _MOST_NAMES
            and is_shouted(lines[at + count].words)
            and is_shouted(lines[at + count + 1].words)
            and self.at(lines, at + count + 1) is None
        ):
            count += 1
        return count

    def _chapter_name(self, further: Sequence[Line]) -> int:
        count = 0
        for at, line in enumerate(further[:_MOST_NAMES]):
            if self._is_article_line(further, at) or section_at(line.words):
                break
            follows = at + 1 < len(further) and self._is_article_line(further, at + 1)
            if follows and count:
                break  # the title of the article after it
            is_note = not count and _IN_BRACKETS.fullmatch(line.words)
            if not is_note and (not is_title(line.words) or (count and not is_shouted(line.words))):
                break
            count += 1
        return count

    def _is_name(self, further: Sequence[Line]) -> bool:
        """Is the first of these lines, right under the number of an article, its name?"""
        words = further[0].words
        if _IN_BRACKETS.fullmatch(words):
            return not _PARAGRAPH_NUMBER.match(words)
        if not is_title(words) or self.at(further, 0) is not None or is_open(words):
            return False
        if len(further) == 1:
            return True
        return len(words) < SHORT_LINE and not goes_on(further[1].words)

    def _is_name_after(self, index: int, rank: Rank) -> bool:
        """Is a group of one line, after an empty one, the name of the section before it?"""
        lines = self.groups[index].lines
        if len(lines) > 1 or self.groups[index].rule or self.at(lines, 0) is not None:
            return False
        words = lines[0].words
        if not (is_title(words) or _IN_BRACKETS.fullmatch(words)) or _PARAGRAPH_NUMBER.match(words):
            return False
        if index + 1 == len(self.groups) or is_open(words):
            return False
        if rank == Rank.ARTICLE or is_annex(self.groups[index - 1].lines[0]):
            return not self.is_article(index + 1) and not is_lead_in(self.groups, index)
        return is_shouted(words) or self._is_title_group(index + 1)

    def _is_title_group(self, index: int) -> bool:
        lines = self.groups[index].lines
        return is_title(lines[0].words) and (len(lines) == 1 or self._is_article_line(lines, 1))


def _is_rest(line: Line) -> bool:
    """Does a line go on with the sentence of the line above, and is it neither an item nor a name?"""
    if mark_at(line.text) is not None or _IN_BRACKETS.fullmatch(line.words):
        return False
    return goes_on(line.words)


def is_lead_in(groups: Sequence[Group], index: int) -> bool:
    """Does the sentence go on after the empty line, with a small letter or the items of a list?"""
    words = groups[index].lines[0].words
    if index + 1 == len(groups) or is_shouted(words):
        return False
    after = groups[index + 1].lines[0].words
    mark = mark_at(after)
    if mark is None:
        return goes_on(after)
    return goes_on(mark.rest) or mark.rest.endswith((";", ","))


def _bare_chapters(groups: Sequence[Group]) -> set[int]:
    """The lines of chapters with a Roman number alone, ``II. ОРГАНИ``: those that stand alone and count on,
    and those in capitals."""
    lines = [
        (group.lines[0], section.label)
        for group in groups
        if len(group.lines) < _MOST_NAMES
        and (section := section_at(group.lines[0].words))
        and section.rest
        and not section.label.strip("IVXLC")
        and not is_ended(group.lines[0].words)
    ]
    chapters = {line.number for line, label in lines if is_shouted(line.words[len(label) :])}
    for (one, before), (two, after) in pairwise(lines):
        if step(before, after) == 1 and two.number - one.number > 1:
            chapters |= {one.number, two.number}
    return chapters


def _articles_in_line(groups: Sequence[Group]) -> bool:
    """Does the text begin the paragraphs of its articles with their numbers, ``Чл. 1. Този закон …``?"""
    sections = [(group, section_at(group.lines[0].words)) for group in groups]
    articles = [(group, section) for group, section in sections if section and section.rank == Rank.ARTICLE]
    alone = sum(not section.rest for _, section in articles)
    in_line = sum(
        bool(section.rest)
        and is_ended(group.lines[-1].words)
        and article_in_line(group.lines[0].words) is not None
        for group, section in articles
    )
    return in_line > 1 and in_line > alone
