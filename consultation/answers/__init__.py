"""Answering comments, and the traces from a comment to the words it changed."""
