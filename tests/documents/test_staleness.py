"""What was written about a paragraph is stale when that reads otherwise, and only then."""

import pytest

from documents.staleness import digest_of, is_stale
from documents.text.blocks import Block

WORDS = Block("item", 2, "Name *two* contact points.")


def test_the_same_words_in_the_same_form_are_not_stale() -> None:
    assert not is_stale(digest_of(WORDS), Block("item", 2, "Name *two* contact points."))


@pytest.mark.parametrize(
    "other",
    [
        Block("item", 2, "Name two contact points."),
        Block("item", 1, WORDS.markdown),
        Block("paragraph", 2, WORDS.markdown),
        None,
    ],
)
def test_other_words_another_kind_or_level_or_none_are(other: Block | None) -> None:
    assert is_stale(digest_of(WORDS), other)


def test_the_digest_is_what_outsiders_would_compute() -> None:
    """SHA-256 of the canonical JSON of kind, level and Markdown."""
    assert digest_of(Block("paragraph", 0, "ш")) == (
        "d65403b2bd68a310ec6f44bfb79f00f545850504d9cbbe69f93a7c419cb882cb"
    )
