"""The hour in which a round closes: many people at once, what they waited for, and what is stored."""
