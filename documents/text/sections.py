"""Where articles, chapters and annexes begin, as the laws of the region write them.

``Article 5``, ``Члан 5ђ``, ``5. člen``, ``MADDE 5/A``, ``Geçici Madde 1``, ``§ 4``, ``Глава първа``,
``BİRİNCİ BÖLÜM``, ``Kreu i parë``, ``ΚΕΦΑΛΑΙΟ Α΄``, ``Прилог Б``, ``I. ОСНОВНЕ ОДРЕДБЕ``. The number is given
as it is written. This module sees one line; whether its number goes on with those around it is for its
callers to know.
"""

import re
from typing import NamedTuple

from documents.text.enumerators import enumerator_at
from documents.text.laws.section_words import (
    FIRST_OF_TWO,
    JOINING,
    ORDINALS,
    RANKS,
    SHORT_WORDS,
    Rank,
    folded,
)

__all__ = ["Rank", "Section", "article_in_line", "own_number", "past_notes", "section_at"]

_LONGEST_HEAD = 80  # characters of a line that its number and the word before it may take
_LONGEST_NOTE = 600  # characters before the words of an article that its notes in brackets may take
_ROMAN = r"(?=[IVXLC])C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_INSERTED = (
    r"(?:\s?(?:bis|ter|quater|quinquies|sexies|septies|octies|novies|decies)(?!\w)"
    r"|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}|\^\d{1,3}"
    r"|\.(?:[^\W\d_A-ZА-ЯΑ-ΩČĆĐŠŽЂЈЉЊЋЏ]|dž|lj|nj)(?!\w)"  # 40.a, but a sentence may begin after 5.
    r"|[-/]?[^\W\d_]{1,2}(?!\w)|[-/]\d{1,2}(?!\w)"
    r"|\.?\s[^\W\d_](?=\s*(?:$|[.):(–—])))"  # 6 a, where nothing but a stop or a title follows
)
_FIGURE = rf"\d{{1,4}}(?:\.\d{{1,3}}(?!\d)){{0,8}}(?:{_INSERTED})?"
_NUMBER = re.compile(rf"(?:{_FIGURE}|(?:{_ROMAN})(?:\.\d{{1,3}}(?!\d)|[a-zа-я])?)(?!\w)")
_SIGN_OF_NUMBER = re.compile(r"(?:№|(?:nr|no|бр|br|št|αριθ)\b\.?)\s*", re.IGNORECASE)
_KERAIA = "΄'’´ʹ′"
_LETTER = re.compile(rf"(?:[Α-Ω]{{1,3}}[{_KERAIA}]|[^\W\d_](?!\w)\.\d{{1,2}}(?!\w)|[^\W\d_])(?!\w)")
_AFTER_LETTER = re.compile(rf"\s*(?:$|[.):(–—{_KERAIA}-])")
_OF_ROMANIA = re.compile(rf"(?:a|al)\s+(?:\d{{1,3}}|(?:{_ROMAN}))-(?:a|lea)(?!\w)", re.IGNORECASE)
_HYPHEN = re.compile(r"-(?=\d)")  # EK-1
_SECTION_SIGN = re.compile(rf"(§+)\s*({_FIGURE}|(?:{_ROMAN}))(?!\w)")
_NUMBER_FIRST = re.compile(rf"(?:{_FIGURE}\.?(?:\s[^\W\d_](?=\s))?|(?:{_ROMAN})\.?)\s+(?=[^\W\d_])")
_WORD = re.compile(r"[^\W\d_]+")
_GREEK = re.compile("[\u0370-\u03ff\u1f00-\u1fff]")
_AFTER = re.compile(r"\s*(?:[.):]\s*)?(?:[-–—]+\s*)?")
_BARE = re.compile(
    r"(\d{1,3}(?:\.\d{1,3}){1,8}[a-z]?|\d{1,3}(?=[.)])|"
    + _ROMAN
    + r"(?=[.)](?:\s|$))|(?=[IVX]+$)"
    + _ROMAN
    + r"|(?:[A-ZА-ЯЈЉЊΑ-Ω])(?=[.)]\s)"
    r"|[A-ZА-ЯЈЉЊΑ-Ω](?:\.\d{1,3}){1,4})[.)]?(?:\s|$)"
    r"|\((\d{1,3}|[^\W\d_]{1,2}|[ivxlc]{1,6})\)(?:\s|$)"
)
_BARE_CHAPTER = re.compile(rf"({_ROMAN})(?:[.)]|\s+[-–—])\s+(?=[^\W\d_a-zа-яα-ω])")
_BRACKETS = re.compile(r"\([^()]{0,300}\)\s*")
_INSERTED_CHAPTER = re.compile(r"\s*[\"„“«][^\W\d_]{1,2}[\"”“»]")  # Глава втора "а"


class Section(NamedTuple):
    """A section begun by a line.

    rank: how big it is. label: its number with its word, as written, without the stop after it.
    rest: what the line says after it, the name of the section or its first words; or nothing.
    """

    rank: Rank
    label: str
    rest: str


def section_at(line: str) -> Section | None:
    """The section that a line of words begins, if it begins one by word and number: ``Члан 7. Циљеви``.

    A bare Roman number before a name, ``I. ОСНОВНЕ ОДРЕДБЕ``, begins a chapter. A sentence can begin like
    a section («Article 5 of the Act applies»): that the line is a heading is for others to say.
    """
    line = line.lstrip()
    if sign := _SECTION_SIGN.match(line):
        return Section(Rank.ARTICLE, f"{sign[1]} {sign[2]}", _rest(line, sign.end()))
    for read in (_word_first, _number_first, _ordinal_first):
        if (head := read(line[:_LONGEST_HEAD])) is not None:
            rank, end = head
            return Section(rank, " ".join(line[:end].split()).rstrip("."), _rest(line, end))
    if chapter := _BARE_CHAPTER.match(line):
        return Section(Rank.CHAPTER, chapter[1], _rest(line, chapter.end(1)))
    return None


def own_number(heading: str) -> str:
    """The number that the words of a heading begin with, or nothing: ``Article 5``, ``§ 4``, ``3.2``,
    ``A.1``, ``II``, ``3`` of ``(3)``."""
    if section := section_at(heading):
        return section.label
    number = _BARE.match(heading)
    return (number[1] or number[2]) if number else ""


def article_in_line(text: str) -> tuple[str, str] | None:
    """The number of the article that begins in a paragraph, and the words after it, if it begins one:
    ``Чл. 2. (1) Клъстер се създава`` gives ``Чл. 2`` and ``(1) Клъстер се създава``.

    What reads on as a sentence is no article: «Article 5 of the Act applies», «Члан 5. овог закона».
    """
    section = section_at(text)
    if section is None or section.rank != Rank.ARTICLE or not section.rest:
        return None
    between = text.lstrip()[len(section.label) : -len(section.rest)].strip()
    if not between and not section.rest.startswith("("):
        return None
    words = _past_brackets(section.rest[:_LONGEST_NOTE])
    return None if words[:1].islower() else (section.label, section.rest)


def past_notes(text: str) -> str:
    """The words of an article from the number of its paragraph on, past the notes of what changed it:
    ``(Изм. - ДВ, бр. 64 от 2004 г.) (1) …`` gives ``(1) …``. Where no number follows, as they are."""
    at = 0
    while enumerator_at(text[at : at + 40]) is None:
        note = _BRACKETS.match(text, at)
        if note is None:
            return text
        at = note.end()
    return text[at:] if text.startswith("(", at) else text


def _past_brackets(text: str) -> str:
    """The words after ``(1)``, ``(а)`` or ``(Изм. - ДВ, бр. 12)`` at their head, and after signs."""
    while brackets := _BRACKETS.match(text):
        text = text[brackets.end() :]
    return text.lstrip("\"'“„«»”[*_ -–—")


def _rest(line: str, end: int) -> str:
    after = _AFTER.match(line, end)
    return line[after.end() if after else end :].strip()


def _word_first(head: str) -> tuple[Rank, int] | None:
    """``Чл. 2``, ``Ek Madde 1``, ``Глава първа``, ``Прилог Б``: the rank, and where the number ends."""
    word = _WORD.match(head)
    if word and folded(word[0]) in FIRST_OF_TWO:
        second = _WORD.match(head, _blank(head, word.end()))
        word = second if second and folded(second[0]) == "madde" else word
    rank = RANKS.get(folded(word[0])) if word else None
    if word is None or rank is None:
        return None
    at = word.end() + head[word.end() :].startswith(".")
    start = _blank(head, at)
    if start == at and folded(word[0]) not in SHORT_WORDS:  # Чл.5
        if not _HYPHEN.match(head, at):
            return None
        start += 1
    if sign := _SIGN_OF_NUMBER.match(head, start):
        start = sign.end()
    if end := _words_end(head, start):
        if inserted := _INSERTED_CHAPTER.match(head, end):
            end = inserted.end()
        return (rank, end) if _is_name(head, end) else None
    for number in (_OF_ROMANIA, _NUMBER):
        if numbered := number.match(head, start):
            return (rank, numbered.end()) if numbered[0] else None
    letter = _LETTER.match(head, start)
    return (rank, letter.end()) if letter and _is_letter(head, letter) else None


def _number_first(head: str) -> tuple[Rank, int] | None:
    """``5. člen``, ``1. Bölüm``, ``II. Bölüm``."""
    number = _NUMBER_FIRST.match(head)
    word = _WORD.match(head, number.end()) if number else None
    rank = RANKS.get(folded(word[0])) if word else None
    if word is None or rank is None or not _is_name(head, word.end()):
        return None
    return (rank, word.end())


def _ordinal_first(head: str) -> tuple[Rank, int] | None:
    """``BİRİNCİ BÖLÜM``, ``Први део``, ``Πρώτο Κεφάλαιο``."""
    end = _words_end(head, 0)
    word = _WORD.match(head, _blank(head, end)) if end else None
    rank = RANKS.get(folded(word[0])) if word else None
    if word is None or rank is None or not _is_name(head, word.end()):
        return None
    return (rank, word.end())


def _words_end(head: str, at: int) -> int:
    """Where a number in words ends that begins at a place, as «двадесет и прва» does; else 0."""
    end = 0
    for _ in range(3):
        word = _WORD.match(head, at)
        if word is None:
            break
        if (number := folded(word[0])) in ORDINALS:
            end = word.end()
        if number not in JOINING:
            break
        at = _blank(head, word.end())
    return end


def _is_name(head: str, end: int) -> bool:
    """Does what follows not read on as a sentence? «Mera druge vrste» and «Први део средстава» do."""
    return not head[_blank(head, end) :][:1].islower()


def _is_letter(head: str, letter: re.Match[str]) -> bool:
    """Is a letter after ``Annex`` its number? In «PRILOG O ZAŠTITI» and «Part a of it» it is a word."""
    sign, after = letter[0], head[letter.end() :]
    if len(sign) > 1 or _AFTER_LETTER.match(after):
        return sign.isupper() or not after.strip()
    if not sign.isupper() or after.lstrip()[:1].islower():
        return False
    following = _WORD.match(head, _blank(head, letter.end()))
    is_shouted = following is not None and len(following[0]) > 1 and following[0].isupper()
    return bool(_GREEK.match(sign)) or not (is_shouted and sign in "OUIKSZEOИУВСКЗОЕ")


def _blank(text: str, at: int) -> int:
    """The next place after the blanks at a place."""
    while at < len(text) and text[at].isspace():
        at += 1
    return at
