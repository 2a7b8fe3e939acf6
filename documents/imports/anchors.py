"""The anchors that our own pages give to paragraphs (``id="p-12"``), where a file has kept them.

A reader leaves tags out, and does not say where they stood. So a word that no text has is put beside each
anchor, and the file is read once more: what is as it was but for these words says which paragraph each
anchor belongs to.
"""

import re
from collections.abc import Sequence

from rapidfuzz.fuzz import ratio

from core.errors import Invalid
from documents.formats.markdown import read_markdown
from documents.formats.reading import decode
from documents.imports.groups import Place
from documents.text.blocks import Block

# First a tag, then what it says: sought in one, a tag that never ends would cost the square of its length.
_TAG = re.compile(r"<[A-Za-z][A-Za-z0-9]*+\b([^<>\n]*+)>")
_ANCHOR = re.compile(r"\b(?:id|name)\s*+=\s*+[\"']p-([1-9]\d{0,8})[\"']")
_WORD = re.compile(r"pidxq([1-9]\d{0,8})qx[ \n]*")
SURE = 100  # percent
NEAR = 50  # percent of likeness from which the words of two paragraphs are near
MOST = 20_000  # anchors: more than a text may have paragraphs


def anchors_in(data: bytes, blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """Which pid each paragraph of a file is said to have: (pid, index of the block), each of both once.

    blocks: what reading the file as Markdown gives. Nothing where it cannot be told.
    """
    if b"p-" not in data:
        return []
    try:
        text = decode(data)
        marked, count = _marked(text)
        if not count or count > MOST or "pidxq" in text:
            return []
        read = read_markdown(marked).blocks
    except Invalid:
        return []
    return _told(read, blocks)


Compared = tuple[int | None, int | None, int]


def with_anchors(
    compared: Sequence[Compared],
    anchors: Sequence[Sequence[int]],
    text: Sequence[Place],
    blocks: Sequence[Block],
) -> list[list[int | None]]:
    """What a comparison said of a text and a file, set right by the file's anchors where the words are near.

    compared: (pid, index, percent), with no index for a paragraph that ends and no pid for a new one.
    """
    words = {place.pid: place.block.markdown for place in text}
    sure = {
        pid: index
        for pid, index in anchors
        if pid in words and ratio(words[pid], blocks[index].markdown, score_cutoff=NEAR)
    }
    exact: list[Compared] = [(pid, index, SURE) for pid, index in sure.items()]
    indexes = set(sure.values())
    for pid, index, percent in compared:
        is_named = pid in sure and (index is None or index in indexes)
        if not is_named and (pid is not None or index not in indexes):
            exact.append((pid, index, percent))
    return [list(link) for link in exact]


def _marked(text: str) -> tuple[str, int]:
    """The text with a word beside each tag that is an anchor, and how many there are."""
    count = 0

    def word_beside(tag: re.Match[str]) -> str:
        nonlocal count
        anchor = _ANCHOR.search(tag[1])
        count += anchor is not None
        return tag[0] if anchor is None else f"{tag[0]}pidxq{anchor[1]}qx "

    return _TAG.sub(word_beside, text), count


def _told(read: Sequence[Block], blocks: Sequence[Block]) -> list[tuple[int, int]]:
    anchors: dict[int, int] = {}  # by pid
    plain: list[Block] = []
    waiting: list[int] = []
    for block in read:
        pids = [int(digits) for digits in _WORD.findall(block.markdown)]
        left = block._replace(markdown=_WORD.sub("", block.markdown).strip())
        waiting += pids
        if pids and not left.markdown:
            continue  # an anchor by itself is that of what follows
        if waiting:
            anchors.setdefault(waiting[0], len(plain))
        waiting = []
        plain.append(left)
    if [_words(block) for block in plain] != [_words(block) for block in blocks]:
        return []
    return list(anchors.items())


def _words(block: Block) -> str:
    return " ".join(block.markdown.split())
