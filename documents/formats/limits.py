"""How much one text may have: far above any policy there is, and what a page can still show."""

from collections.abc import Sequence

from core.errors import N_, Invalid
from core.writing.graphemes import cut
from documents.text.blocks import Block

MAX_PARAGRAPHS, LONGEST_PARAGRAPH, LONGEST_WORD = 20_000, 100_000, 10_000
#: A list inside a list inside a list: deeper ones are kept at this depth.
DEEPEST = 6
TOO_DEEP = N_("A list nested too deeply")
KEPT_HIGHER = N_("Lists go six deep here; it is kept as part of the sixth.")


def check_lines(text: str) -> None:
    """Raises `Invalid` for a word or line that no page could show; before parsing, which takes time."""
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) <= LONGEST_WORD:
            continue
        longest = max(map(len, line.split()), default=0)
        if longest > LONGEST_WORD:
            raise Invalid(
                N_(
                    "Line %(line)s has a word of %(length)s characters; %(limit)s is the most. "
                    "Is there something that is not text?"
                ),
                line=number,
                length=longest,
                limit=LONGEST_WORD,
            )
        if len(line) > LONGEST_PARAGRAPH:
            _refuse_long(line)


def check_blocks(blocks: Sequence[Block]) -> None:
    """Raises `Invalid` for a text of too many paragraphs, and for a paragraph that is too long."""
    if len(blocks) > MAX_PARAGRAPHS:
        raise Invalid(
            N_("This text has %(count)s paragraphs; %(limit)s is the most. Please divide it."),
            count=len(blocks),
            limit=MAX_PARAGRAPHS,
        )
    for block in blocks:
        if len(block.markdown) > LONGEST_PARAGRAPH:
            _refuse_long(block.markdown)


def _refuse_long(words: str) -> None:
    raise Invalid(
        N_(
            "The paragraph that begins “%(words)s…” has %(length)s characters; %(limit)s is the most. "
            "Please divide it."
        ),
        words=" ".join(cut(words, 60).split()),
        length=len(words),
        limit=LONGEST_PARAGRAPH,
    )
