"""What changed between two states of a text, and in a paragraph over time."""
