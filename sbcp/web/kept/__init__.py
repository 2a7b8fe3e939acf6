"""Pages that look the same to everybody: kept as bytes, and answered before anything else is asked."""
