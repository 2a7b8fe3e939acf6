"""What leaves a round as plain values."""
