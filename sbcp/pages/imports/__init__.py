"""A text from a file, and what became of what."""
