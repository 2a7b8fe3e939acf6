"""Entries of the record as sentences in the reader's language, with links to things and people."""
