"""The web edge: one wrapper round every view, and the views."""
