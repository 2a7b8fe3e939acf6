"""Two states of a text laid side by side, and a paragraph through all versions."""
