"""Texts from files: read, aligned with the draft, confirmed by a person."""
