"""Which numbers of a text its series explains. Pure.

A block may begin with a number of its own: ``Article 5``, ``3.2 Aims``, ``(2) …``, ``- (b) …``, ``4. …``.
Whether it is one, and no amount, day or initial, the numbers around it tell: those of the same kind before
and after it have to count on from one another. So where «Article 5» becomes «Article 6», it was only counted
anew if its neighbours in both texts say so; in every other place another number is another word.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from documents.text.blocks import Block
from documents.text.enumerators import carried_label, enumerator_at, marker, step
from documents.text.sections import article_in_line, own_number
from documents.text.words import plain

_FIRST = frozenset(("1", "a", "A", "i", "I", "а", "А", "α", "Α"))
_FIGURE = re.compile(r"\d")  # articles that begin in a line with another number are rare
_SECTIONS = ("heading", "article")
_FIRST_BELOW = re.compile(r"(?:\d+\.)+1")


class Member(NamedTuple):
    """What a block is counted by: ``chain`` names the others it is counted among, ``sign`` its number."""

    chain: str
    sign: str


def own_numbers(blocks: Iterable[Block]) -> list[Member | None]:
    """What each block begins with that may be its own number."""
    return [_of_block(block) for block in blocks]


def of_text(kind: str, text: str) -> Member | None:
    """The same for the words of a block; kind: ``heading``, or what else its neighbours have in common.

    An article that begins in a paragraph, ``Чл. 2. (1) …``, is counted among the articles.
    """
    if kind == "heading":
        own = own_number(text)
        if not own:
            return None
        *words, sign = own.split()
        if not any(char.isdigit() for char in sign) and words and words[0][0].isdigit():
            words, sign = [sign], words[0].rstrip(".")  # «5. člen»
        return Member(" ".join([kind, *words]).casefold(), sign)
    if _FIGURE.search(text[:24]) and (article := article_in_line(text)):
        *words, sign = article[0].split()
        return Member(" ".join(["article", *words]).casefold(), sign)
    head = enumerator_at(text[:40])
    return Member(f"{kind} {head.style}", head.sign) if head else None


def in_series(members: Sequence[Member | None]) -> list[bool]:
    """Does each member stand in a series: does it have a neighbour of its chain, and count on with each?

    A heading, or an article that begins in a line, ends the chains of what is none; a first number begins
    its chain anew.
    """
    chains: dict[str, list[tuple[int, str]]] = {}
    counted = [False] * len(members)
    for at, member in enumerate(members):
        if member is None:
            continue
        if member.chain.startswith(_SECTIONS):
            for name in [name for name in chains if not name.startswith(_SECTIONS)]:
                _close(chains.pop(name), counted)
        chain = chains.setdefault(member.chain, [])
        if chain and _is_first(member.sign) and step(chain[-1][1], member.sign) != 1:
            _close(chain, counted)
            chain.clear()
        chain.append((at, member.sign))
    for chain in chains.values():
        _close(chain, counted)
    return counted


def explained(
    old: Sequence[Member | None], new: Sequence[Member | None], pairs: Iterable[tuple[int, int]]
) -> set[tuple[int, int]]:
    """Of blocks that are the same one (places in both texts) those whose other number is explained."""
    before, after = in_series(old), in_series(new)
    result = set()
    for i, j in pairs:
        one, two = old[i], new[j]
        if one and two and one != two and one.chain == two.chain and before[i] and after[j]:
            result.add((i, j))
    return result


def _of_block(block: Block) -> Member | None:
    if block.kind == "item":
        own = carried_label(block) or marker(block)
        return of_text(f"item {block.level}", own)
    if block.kind in ("heading", "paragraph"):
        return of_text("heading" if block.kind == "heading" else f"paragraph {block.level}", _head(block))
    return None


def _head(block: Block) -> str:
    """The first words; of a paragraph as they are written, since an escaped stop makes a word of a number."""
    return plain(block.markdown) if block.kind == "heading" else block.markdown[:60]


def _is_first(sign: str) -> bool:
    return sign in _FIRST or _FIRST_BELOW.fullmatch(sign) is not None


def _close(chain: Sequence[tuple[int, str]], counted: list[bool]) -> None:
    """A chain is complete: its members that count on with all their neighbours are known."""
    for place, (at, sign) in enumerate(chain):
        around = []
        if place:
            around.append(step(chain[place - 1][1], sign) == 1)
        if place + 1 < len(chain):
            around.append(step(sign, chain[place + 1][1]) == 1)
        counted[at] = bool(around) and all(around)
