"""The text itself: blocks, Markdown, labels, sentences."""
