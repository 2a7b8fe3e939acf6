"""Blocks of a text written by hand, one a line."""

import re

from documents.text.blocks import Block


def blocks_of(text: str) -> list[Block]:
    """Lines with ``#`` are headings, with a list mark items, two blanks a level; others paragraphs."""
    blocks = []
    for line in filter(str.strip, text.splitlines()):
        words = line.strip()
        depth = (len(line) - len(line.lstrip())) // 2
        if words.startswith("#"):
            blocks.append(Block("heading", len(words) - len(words.lstrip("#")), words))
        elif re.match(r"(?:[-*]|\d+[.)])\s", words):
            blocks.append(Block("item", depth + 1, words))
        else:
            blocks.append(Block("paragraph", depth, words))
    return blocks
