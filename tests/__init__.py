"""Promises, and what shows that they are kept."""
