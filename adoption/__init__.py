"""Deciding, country by country: acts, reservations, and the status that follows from them."""
