"""News by mail: following, and stopping."""
