"""Two servers side by side, ours and the bare one, what they are asked, and the ratio of what they gave."""
