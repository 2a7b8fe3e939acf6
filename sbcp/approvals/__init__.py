"""Grave acts, which take two persons: what each consists of, asking, deciding, doing."""
