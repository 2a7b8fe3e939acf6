"""Entering an act: short pages, each saved as it is left; a page to check; then the record."""
