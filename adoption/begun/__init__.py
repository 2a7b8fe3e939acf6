"""Acts that somebody has begun to enter: private, and not on the record."""
