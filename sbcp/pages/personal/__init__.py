"""Personal data: what is held, copies, erasure."""
