"""Rounds, their comments, their reports."""
