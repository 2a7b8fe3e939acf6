"""Answering comments, and saying where they stand."""
