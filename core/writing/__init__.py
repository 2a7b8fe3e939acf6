"""The signs that people write with: how they are told apart, and in which order alphabets have them."""
