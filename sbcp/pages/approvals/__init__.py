"""What takes two persons: requests and decisions."""
