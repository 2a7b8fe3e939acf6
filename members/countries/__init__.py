"""The countries of the process: their codes, names, order, and how one joins or succeeds another."""
