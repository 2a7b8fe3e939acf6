"""What became of mail."""
