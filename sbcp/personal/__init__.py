"""Personal data: what is held of whom and why, and how people get it or have it erased."""
