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

from documents.text.blocks import Block
from documents.text.enumerators import enumerator_at
from documents.text.laws.section_words import SHORT_WORDS, Rank, folded
from documents.text.laws.series import (
    Own,
    Unit,
    goes_on,
    lists,
    number_items,
    number_paragraphs,
    paragraph_sign,
)
from documents.text.sections import article_in_line, own_number, past_notes, section_at
from documents.text.words import plain

_HEAD = 800  # characters of a paragraph in which its article and its number stand

_LONGEST_ALONE = 90  # characters of a paragraph that is the number of an article and nothing else
_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)[*_]|[*_](?!\w)")
_RAISED = re.compile(r"<sup>(\d{1,3})</sup>")
_RAISE = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_ESCAPED = re.compile(r"#{1,6}[ \t]+\(?\w{1,7}\\[.)]")
_SMALL_DOTTED = re.compile(r"[A-ZА-ЯΑ-Ω\d]{1,2}(?:\.\d{1,2}){1,8}[a-z]?")
_FIGURE = re.compile(r"\d[\w./⁰¹²³⁴⁵⁶⁷⁸⁹^-]*|(?<!\w)[IVXLC]+(?!\w)")


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
        number_paragraphs(section, own)
    for items in lists(blocks):
        number_items(blocks, items, own)
    return own


def heading_words(block: Block) -> str:
    """The words of a heading, with raised figures as such: ``Article 7¹``."""
    return plain(_RAISED.sub(lambda figures: figures[1].translate(_RAISE), block.markdown))


def head_numbers(block: Block) -> list[str]:
    """What a paragraph outside lists could be numbered by, the article that it begins first."""
    text = _head(block)
    article = article_in_line(text)
    if article is None and (section := section_at(text)) and not section.rest:
        return [section.label]
    mark = paragraph_sign(past_notes(article[1]) if article else text)
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
        before = place > 0 and goes_on(bare[place - 1][1], number)
        if (
            before
            or (place + 1 < len(bare) and goes_on(number, bare[place + 1][1]))
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


def _number_articles(heads: dict[int, str], own: list[Own]) -> None:
    """Find the articles that begin in paragraphs; one that could be a sentence needs another beside it."""
    for at, text in heads.items():
        section = section_at(text) if len(text) <= _LONGEST_ALONE else None
        if section and section.rank == Rank.ARTICLE and not section.rest:
            own[at].article, own[at].is_alone = section.label, True
    begun = [(at, article) for at, text in heads.items() if (article := article_in_line(text))]
    named = [word_and_number(label) for _, (label, _) in begun]
    for place, (at, (label, rest)) in enumerate(begun):
        word, number = named[place]
        before = place > 0 and named[place - 1][0] == word and goes_on(named[place - 1][1], number)
        after = (
            place + 1 < len(named) and named[place + 1][0] == word and goes_on(number, named[place + 1][1])
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


def _sections(blocks: Sequence[Block], heads: dict[int, str], own: Sequence[Own]) -> list[list[Unit]]:
    """The paragraphs outside lists, those together that stand below one heading or in one article."""
    sections: list[list[Unit]] = [[]]
    for at, block in enumerate(blocks):
        if block.kind == "heading":
            sections.append([])
        elif at in heads:
            text = heads[at]
            if own[at].article:
                sections.append([])
            if own[at].is_alone:
                continue
            if own[at].article:
                article = article_in_line(text)
                text = past_notes(article[1]) if article else text
            sections[-1].append(Unit(at, paragraph_sign(text)))
    return sections
