"""Taking part in a round, up to the receipt."""
