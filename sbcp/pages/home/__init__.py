"""The first page, and what the place is."""
