"""Where the sheet is tried: the draft of the pages of drafts, and its people."""

from tests.pages.drafts.conftest import place

__all__ = ["place"]
