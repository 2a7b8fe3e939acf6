"""Where comments stand in later versions."""
