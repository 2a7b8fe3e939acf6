"""What a line of a list begins with: a bullet, a number, a letter."""

import re
from typing import NamedTuple

from documents.formats.plain.lines import indent
from documents.text.enumerators import Enumerator, enumerator_at

#: As typed, and as word processors leave them: signs of Symbol and Wingdings, and letters before a tab.
_BULLET = re.compile(
    r"[-*+–—]\s+(?=\S)|[o§üØ]\t\s*(?=\S)"
    r"|[•·▪●◦‣⁃∙○■□➢➤✓✔❖\uf02d\uf06e\uf071\uf076\uf0a7\uf0b7\uf0d8\uf0fc](?:\s+|$)"
)
_CLOSE = re.compile(r"\(?(?:\d{1,3}|[^\W\d_]{1,2})\)(?=[^\W\d_])")  # «a)prvo», with no blank between
_FIRST = frozenset(["1", "a", "а", "α", "i", "aa", "аа", "αα"])


class Mark(NamedTuple):
    """The mark of a line: how far in it stands, its bullet or the number or letter it carries, and the
    words after it. ``•  1. text`` has both. is_paragraph: it numbers a paragraph of an article, ``(2)``."""

    indent: int
    bullet: str
    own: Enumerator | None
    rest: str
    is_paragraph: bool = False

    @property
    def style(self) -> str:
        """What the items of one list have in common: the bullet, or what stands around the number and
        whether it is one."""
        if self.own is None:
            return self.bullet
        return self.own.style + ("1" if self.own.sign[0].isdigit() else "a")

    @property
    def is_first(self) -> bool:
        """Is it what a list begins with, ``1``, ``a``, ``i``, or ``αα`` below ``α``?"""
        return self.own is not None and self.own.sign.casefold() in _FIRST


def mark_at(text: str) -> Mark | None:
    """The mark that a line begins with; whether it is one, or a word, its neighbours tell."""
    body = text.strip()
    bullet = _BULLET.match(body)
    rest = body[bullet.end() :] if bullet else body
    own = _own(rest)
    if own is None:
        return Mark(indent(text), bullet[0][0], None, rest) if bullet else None
    return Mark(indent(text), bullet[0][0] if bullet else "", own, rest[len(own.text) :].lstrip())


def _own(rest: str) -> Enumerator | None:
    head = _CLOSE.match(rest)
    return enumerator_at(head[0] if head else rest[:40])
