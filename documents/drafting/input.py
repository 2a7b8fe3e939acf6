"""What somebody typed for a place in the draft, as the paragraphs that it is.

Read alone, a text would lose what only its surroundings say: that it is a nested list item, and that
``[^2]`` names a footnote of the document.
"""

import re
from collections.abc import Collection, Sequence

from sqlalchemy.orm import Session

from core.errors import N_, Invalid
from documents import queries
from documents.formats.limits import DEEPEST
from documents.formats.markdown import read_markdown
from documents.formats.reading import Omission
from documents.models import Document
from documents.text.blocks import Block
from documents.text.dialect import footnote_label

_DEFINED = re.compile(r"(?m)^ {0,3}\[\^([^\s\]]+)\]:")


def paragraphs_typed(
    db: Session, document: Document, markdown: str, place: Block, instead_of: Collection[int] = ()
) -> tuple[list[Block], list[Omission]]:
    """The paragraphs of a typed text, at least one, and what of it the draft cannot hold.

    place: the paragraph where it is to stand. instead_of: the pids that it replaces. Raises
    Invalid for a text without words, and for a footnote whose name is taken.
    """
    names = _footnotes(db, document, instead_of) if "[^" in markdown else []
    defined = _DEFINED.findall(markdown)
    taken = next((name for name in defined if name in names), None)
    if taken is not None:
        raise Invalid(
            N_("There is already a footnote “%(name)s”. Give this one another name."),
            field="markdown",
            name=taken,
        )
    # The footnotes of the document stand before the text while it is read, and are taken off again.
    known = "".join(f"[^{name}]: .\n\n" for name in names)
    blocks, _title, left_out = read_markdown(known + markdown.strip() if known else markdown)
    paragraphs = [b for b in blocks if b.kind != "footnote" or footnote_label(b) not in names]
    if not paragraphs:
        raise Invalid(N_("Write the text of the paragraph."), field="markdown")
    return [_at_place(block, place) for block in paragraphs], left_out


def the_one(blocks: Sequence[Block]) -> Block:
    """The one paragraph that a text is. Raises Invalid if it is more."""
    if len(blocks) > 1:
        raise Invalid(
            N_("This is %(count)s paragraphs. Use “Split” to make several of one."),
            field="markdown",
            count=len(blocks),
        )
    return blocks[0]


def _at_place(block: Block, place: Block) -> Block:
    """A list item typed alone is read at depth 1, what else stands in an item at none: both stay
    at the depth of the place. A heading says its own level."""
    depth = 0 if place.kind == "heading" else place.level
    if block.kind == "heading":
        return block
    if block.kind == "item" or block.level:
        return block._replace(level=min(block.level + max(depth, 1) - 1, DEEPEST))
    return block if place.kind == "item" else block._replace(level=depth)


def _footnotes(db: Session, document: Document, besides: Collection[int]) -> list[str]:
    """The names of the draft's footnotes, each once."""
    rows = queries.draft(db, document)
    notes = [
        paragraph.block for paragraph in rows if paragraph.kind == "footnote" and paragraph.pid not in besides
    ]
    return list(dict.fromkeys(footnote_label(block) for block in notes))
