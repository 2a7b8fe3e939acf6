"""The working draft: edits with exact lineage, and their history."""
