"""Whether the words that something rests on are still the words that stand there: one rule for all that was
written about a paragraph."""

from core.record.canonical import digest
from documents.text.blocks import Block


def digest_of(block: Block) -> str:
    """The SHA-256 of kind, level and Markdown of a paragraph, to be kept beside what is written about it."""
    return digest([block.kind, block.level, block.markdown])


def is_stale(source_digest: str, block: Block | None) -> bool:
    """Whether a paragraph has other words, another kind or level than those that something was written about;
    also where it is no longer there (None)."""
    return block is None or digest_of(block) != source_digest
