"""The working draft, up to its publication."""
