"""The parser's flat row of tokens as elements that stand side by side and in one another."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markdown_it.token import Token


class Node(NamedTuple):
    """One element of the text: its opening token and all tokens inside it."""

    token: Token
    inside: Sequence[Token]

    @property
    def line(self) -> int:
        return (self.token.map or [0])[0] + 1


def children_of(tokens: Sequence[Token]) -> Iterator[Node]:
    """The elements side by side in ``tokens``."""
    at = 0
    while at < len(tokens):
        end = at
        if tokens[at].nesting == 1:
            depth = 1
            while depth:
                end += 1
                depth += tokens[end].nesting
        yield Node(tokens[at], tokens[at + 1 : end])
        at = end + 1
