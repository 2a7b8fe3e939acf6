"""What somebody typed for a place in the draft, as the paragraphs that it is.

Read alone, a text would lose what only its surroundings say: that it is a nested list item, and that
``[^2]`` names a footnote of the document.
"""

import re
from collections.abc import Collection, Sequence

from sqlalchemy.orm import Session

from core.errors import N_, Invalid
from documents import queries
from documents.formats.foreign.series import LIST_BREAK
from documents.formats.inline import escape_words
from documents.formats.limits import DEEPEST
from documents.formats.links import headings_of
from documents.formats.markdown import read_markdown
from documents.formats.reading import Omission
from documents.models import Document
from documents.text.blocks import Block
from documents.text.dialect import footnote_label
from documents.text.enumerators import Enumerator, enumerator_at, follows

_SIGN = re.compile(r"(?:#{1,6}|[-*+]|\d{1,9}[.)])[ \t]+")
_BETWEEN = re.compile(r"\n[ \t]*\n")
_OTHER = ("|", ">", "```", "~~~", "[^")
_DEFINED = re.compile(r"(?m)^ {0,3}\[\^([^\s\]]+)\]:")


def paragraphs_typed(
    db: Session, document: Document, markdown: str, place: Block, instead_of: Collection[int] = ()
) -> tuple[list[Block], list[Omission]]:
    """The paragraphs of a typed text, at least one, and what of it the draft cannot hold.

    place: the paragraph where it is to stand, or after which. instead_of: the pids that it replaces.
    Raises Invalid for a text without words, and for a footnote whose name is taken.
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
    if _counts(markdown, place, bool(instead_of)):
        known += f"{LIST_BREAK}\n\n"
    headings = _headings(db, document, instead_of) if "](#" in markdown else {}
    blocks, _title, left_out = read_markdown(known + markdown.strip() if known else markdown, headings)
    before = known.count("\n")
    left_out = [omission._replace(line=max(omission.line - before, 1)) for omission in left_out]
    paragraphs = [b for b in blocks if b.kind != "footnote" or footnote_label(b) not in names]
    if not paragraphs:
        raise Invalid(N_("Write the text of the paragraph."), field="markdown")
    return [_at_place(block, place) for block in paragraphs], left_out


def in_style(markdown: str, style: str) -> str:
    """A typed text with each of its paragraphs in a style: ``paragraph``, ``heading-2``, ``bullet`` or
    ``number``, whatever sign it begins with; as it was typed if ``style`` is empty. A heading keeps the
    number of an item, which is a word of the text. Tables, quotes, code and footnotes stay what they are."""
    if not style:
        return markdown
    return "\n\n".join(_styled(text.strip(), style) for text in _BETWEEN.split(markdown.strip()))


def _styled(text: str, style: str) -> str:
    if text.startswith(_OTHER):
        return text
    sign = _SIGN.match(text)
    lines = [line.strip() for line in text[sign.end() if sign else 0 :].split("\n")]
    if style.startswith("heading-"):
        number = [sign[0].rstrip()] if sign and sign[0][0].isdigit() else []
        words = [line.removesuffix("\\").strip() for line in lines]
        return " ".join(["#" * int(style[-1]), *number, *words])
    mark = {"bullet": "- ", "number": "1. "}.get(style, "")
    return mark + f"\n{' ' * len(mark)}".join(lines)


def as_heading(title: str) -> str:
    """The Markdown of a heading of the first level that shows these words exactly as they are."""
    return "# " + re.sub(r"(?<=\s)#(?=#*$)", r"\\#", escape_words(title))


def the_one(blocks: Sequence[Block]) -> Block:
    """The one paragraph that a text is. Raises Invalid if it is more."""
    if len(blocks) > 1:
        raise Invalid(
            N_("This is %(count)s paragraphs. Use “Split” to make several of one."),
            field="markdown",
            count=len(blocks),
        )
    return blocks[0]


def _counts(markdown: str, place: Block, replaces: bool) -> bool:
    """Does the number that a text begins with count, though no other in it counts on? It does in the
    stead of an item, and where it counts on from the item before it."""
    if place.kind != "item" or replaces:
        return place.kind == "item"
    before, typed = _number(place.markdown), _number(markdown.strip())
    return before is not None and typed is not None and follows(before, typed)


def _number(item: str) -> Enumerator | None:
    return enumerator_at(item.removeprefix("- ")[:40])


def _headings(db: Session, document: Document, besides: Collection[int]) -> dict[str, int]:
    """The pids of the draft's headings, by the names that links have for them."""
    rows = [each for each in queries.draft(db, document) if each.pid not in besides]
    return {name: rows[index].pid for name, index in headings_of([each.block for each in rows]).items()}


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
