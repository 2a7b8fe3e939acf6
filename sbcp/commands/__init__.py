"""What the operator can do from a shell. Each command opens one transaction, as a request does."""
