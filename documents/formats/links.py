"""Links to headings of the same text: by the names that GitHub gives them, until their paragraphs have a pid.

A heading is named by its words: small letters, figures, hyphens and low lines stay, blanks become hyphens,
all else goes; a name that is taken gets ``-1``, ``-2`` (github.com/github/html-pipeline, table of contents).
A text that is read keeps ``[words](#name)``; whoever gives its paragraphs a place in a document writes
``[words](#p-12)`` instead, which the pages follow.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import unquote

from documents.text.blocks import Block
from documents.text.dialect import block_parser, inline_tokens
from documents.text.words import plain

#: Of a paragraph, as our pages name it.
PLACE = re.compile(r"#(?:p-\d{1,9})?")
_NAMED = re.compile(r"\]\(#([^\s()<>]+)")
_NOT_IN_NAMES = re.compile(r"[^\w\- \u0300-\u036f]")


def names(headings: Iterable[str]) -> Iterator[str]:
    """The name of each heading, given their words in order."""
    taken: dict[str, int] = {}
    for words in headings:
        name = plainest = _NOT_IN_NAMES.sub("", words.strip().lower()).replace(" ", "-")
        while name in taken:
            taken[plainest] += 1
            name = f"{plainest}-{taken[plainest]}"
        taken[name] = 0
        yield name


def name_in(href: str) -> str:
    """The name that an address on the same page leads to, or nothing for a paragraph by its pid."""
    return "" if PLACE.fullmatch(href) or not href.startswith("#") else unquote(href[1:]).lower()


def headings_of(blocks: Sequence[Block]) -> dict[str, int]:
    """The index of each heading by its name."""
    indexes = [index for index, block in enumerate(blocks) if block.kind == "heading"]
    return dict(zip(names(plain(blocks[index].markdown) for index in indexes), indexes, strict=True))


def with_places(blocks: Sequence[Block], pids: Sequence[int]) -> list[Block]:
    """The same blocks, their links to headings of this text leading to paragraphs by their pids."""
    if not any("](#" in block.markdown for block in blocks):
        return list(blocks)
    places = {name: pids[index] for name, index in headings_of(blocks).items()}
    return [block._replace(markdown=lead_to(block.markdown, places)) for block in blocks]


def lead_to(markdown: str, places: Mapping[str, int]) -> str:
    """The Markdown of a block with ``#p-12`` in place of each name that is known in ``places``."""

    def place(link: re.Match[str]) -> str:
        pid = places.get(name_in("#" + link[1]))
        return link[0] if pid is None else f"](#p-{pid}"

    changed = _NAMED.sub(place, markdown) if places and "](#" in markdown else markdown
    if changed == markdown:
        return markdown
    # What only looks like a link, in code or after an escape, stays as it is.
    return changed if _words(changed) == _words(markdown) else markdown


def _words(markdown: str) -> list[str]:
    return [token.content for token in inline_tokens(block_parser(True).parse(markdown))]
