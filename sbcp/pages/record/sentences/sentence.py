"""A sentence as parts: words, some of which lead to a page, some in a language of their own.

Messages are whole sentences, so that a translator has the order of the words and their endings in hand.
``%(name)s`` stands for a value, which may be a link by itself; ``<name>words %(number)s</name>`` makes a
link of words of the message. What leads nowhere is words alone.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_PIECE = re.compile(r"<(?P<tag>\w+)>(?P<inside>[^<]*)</(?P=tag)>|%\((?P<name>\w+)\)s")
_NAME = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class Part:
    """Words of a sentence. href: where they lead, empty for nowhere. lang: their BCP 47 tag, if it is not
    that of the page."""

    text: str
    href: str = ""
    lang: str = ""


NOTHING = Part("")


@dataclass(frozen=True)
class Sentence:
    """A sentence in its parts."""

    parts: tuple[Part, ...]

    def __str__(self) -> str:
        """Its words alone, for a title."""
        return "".join(part.text for part in self.parts)


def names_in(message: str) -> set[str]:
    """The values that a message needs."""
    return set(_NAME.findall(message))


def sentence(message: str, values: Mapping[str, Part], links: Mapping[str, str]) -> Sentence:
    """A translated message with its values and links put in."""
    return Sentence(tuple(part for part in _parts(message, values, links) if part.text))


def _parts(message: str, values: Mapping[str, Part], links: Mapping[str, str]) -> Iterator[Part]:
    end = 0
    for piece in _PIECE.finditer(message):
        yield Part(message[end : piece.start()])
        end = piece.end()
        if piece["name"]:
            yield values.get(piece["name"], NOTHING)
        else:
            inside = _NAME.sub(lambda name: values.get(name[1], NOTHING).text, piece["inside"])
            yield Part(inside, links.get(piece["tag"], ""))
    yield Part(message[end:])
