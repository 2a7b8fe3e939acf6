"""Letting people in: sessions, one-time links, and what proves who somebody is."""
