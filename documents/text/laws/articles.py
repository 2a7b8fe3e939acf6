"""Where the articles of a text stand: the headings that are their titles, and what numbers them anew."""

import re
from collections.abc import Container, Sequence

from documents.text.blocks import Block
from documents.text.laws.own_numbers import families, word_and_number
from documents.text.laws.series import Own
from documents.text.sections import section_at

_BOLD = re.compile(r"(?:\*\*[^*\n]{1,90}\*\*|__[^_\n]{1,90}__)")


def has_title(blocks: Sequence[Block], own: Sequence[Own]) -> bool:
    first = [block.kind == "heading" and block.level == 1 for block in blocks]
    return bool(first) and first[0] and sum(first) == 1 and not own[0].sign


def article_titles(blocks: Sequence[Block], own: Sequence[Own]) -> set[int]:
    """The headings that are titles of articles: «Amaç» right above «MADDE 1 – (1) …». A chapter stands above
    an article too; it has several of them, or one of its sisters has."""
    titles: set[int] = set()
    for family in families(blocks):
        right_above = {
            at for at in family if at + 1 < len(blocks) and own[at + 1].article and not own[at].sign
        }
        if right_above and all(_articles_below(blocks, own, at) == 1 for at in right_above):
            titles |= right_above
    titles |= {at for at in range(len(blocks) - 1) if own[at + 1].article and _is_bold(blocks[at])}
    return titles if 0 not in titles or not has_title(blocks, own) else titles - {0}


def _is_bold(block: Block) -> bool:
    """A paragraph that is a title all the same: «**Amaç**»."""
    is_title = block.kind == "paragraph" and not block.level and _BOLD.fullmatch(block.markdown)
    return bool(is_title) and section_at(block.markdown.strip("*_ ")) is None


def _articles_below(blocks: Sequence[Block], own: Sequence[Own], heading: int) -> int:
    """How many articles of the word of the first stand between a heading and the next. One inserted later,
    ``MADDE 5/A``, is not counted: it comes in without a title of its own."""
    (word, first), count = word_and_number(own[heading + 1].article), 0
    for at in range(heading + 1, len(blocks)):
        if blocks[at].kind == "heading":
            break
        other, number = word_and_number(own[at].article)
        count += bool(own[at].article) and other == word and (number.isdigit() or number == first)
    return count


def restarting(blocks: Sequence[Block], own: Sequence[Own], titles: Container[int]) -> set[str]:
    """The words of articles that are numbered anew below different headings: ``Section 1`` in each part."""
    open_: list[tuple[int, int]] = []  # headings: level and place
    parents: dict[str, int] = {}
    anew: set[str] = set()
    for at, (block, each) in enumerate(zip(blocks, own, strict=True)):
        is_heading = block.kind == "heading"
        while is_heading and open_ and open_[-1][0] >= block.level:
            open_.pop()
        number = each.article or (each.sign if is_heading else "")
        parent = open_[-1][1] if open_ else -1
        if number and not number.isalnum() and parents.setdefault(number, parent) != parent:
            anew.add(word_and_number(number)[0])
        if is_heading and at not in titles:
            open_.append((block.level, at))
    return anew
