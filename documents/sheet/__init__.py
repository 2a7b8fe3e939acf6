"""The draft as one flowing text: its paragraphs as nodes that an editor shows, and what was written there as
paragraphs."""
