"""STAND-IN until the real module is laid over this file: sequence matching only."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

CERTAIN = 0.8


class Link(NamedTuple):
    old: int | None
    new: int | None
    kind: str
    confidence: float


def match(
    old: Sequence[str],
    new: Sequence[str],
    old_types: Sequence[str] | None = None,
    new_types: Sequence[str] | None = None,
) -> list[Link]:
    found: list[Link] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [Link(i, j, "unchanged", 1.0) for i, j in zip(range(a, b), range(c, d))]
        elif tag == "replace":
            pairs = list(zip(range(a, b), range(c, d)))
            found += [Link(i, j, "edited", 0.5) for i, j in pairs]
    return found


def match_sentences(old: Sequence[str], new: Sequence[str]) -> list[Link]:
    return match(old, new)
