"""The smallest citable units of a text, before they have a place in a document.

Importers make blocks, the alignment compares them, exporters write them. A block knows
nothing of documents, versions or pids.
"""

from typing import Literal, NamedTuple

BlockKind = Literal["heading", "paragraph", "item", "table", "quote", "code", "footnote"]


class Block(NamedTuple):
    """One unit of a text.

    kind: what it is.
    level: 1-6 for a heading; for a list item its depth, from 1; for any other kind the depth of
        the list item it stands in, or 0 outside lists.
    markdown: its own source, NFC, without outer indentation. Markers are kept: ``## Aims``,
        ``- text``, ``3. text``, ``> text``, ``[^2]: text``; a table keeps all its rows.
    """

    kind: BlockKind
    level: int
    markdown: str
